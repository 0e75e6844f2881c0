#!/bin/bash
# The simulator: SIM_SEEDS worlds (default 2000), each twice with one trace, and every mutant found.
# Budget: 300 s.
set -eu
cd "$(dirname "$0")/../.."
. tests/sum.sh
packaging/build.sh test "$J" potok_sim
if build/test/bin/potok_sim --seeds "1..${SIM_SEEDS:-2000}" --twice; then
    add_sum "1 passed, 0 failed"
else
    add_sum "0 passed, 1 failed"
fi
mkdir -p build/tmp
log=$(mktemp build/tmp/mutants.XXXXXX)
trap 'rm -f "$log"' EXIT
tests/sim/mutants.sh build/test | tee "$log" || true
add_sum "$(tail -n 1 "$log")" || add_sum "0 passed, 1 failed"
print_sum
