#!/bin/bash
# Every fuzz target for FUZZ_SECONDS (default 10) on top of its corpus.
# Budget: 600 s.
set -eu
cd "$(dirname "$0")/../.."
packaging/build.sh fuzz "$J"
export TMPDIR=$PWD/build/tmp
exec tests/fuzz/smoke.sh "${FUZZ_SECONDS:-10}" build/fuzz/bin/fuzz
