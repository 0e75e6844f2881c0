#!/bin/bash
# Every fuzz target for FUZZ_SECONDS (default 10) on top of its corpus.
# Budget: 600 s.
set -eu
cd "$(dirname "$0")/../.."
targets=$(ls tests/fuzz/*_fuzz.cpp | sed 's|.*/\(.*\)_fuzz\.cpp|fuzz_\1|')
# shellcheck disable=SC2086  # one word a target; the programs need not be built to be fuzzed
packaging/build.sh fuzz "$J" $targets
export TMPDIR=$PWD/build/tmp
exec tests/fuzz/smoke.sh "${FUZZ_SECONDS:-10}" build/fuzz/bin/fuzz
