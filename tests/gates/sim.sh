#!/bin/bash
# The simulator: SIM_SEEDS worlds (default 2000), each twice with one trace, and every mutant found.
# Budget: 300 s.
set -eu
cd "$(dirname "$0")/../.."
. tests/sum.sh
packaging/build.sh test "$J" potok_sim

# run_worlds FIRST LAST: one process, one line, one sum.
run_worlds() {
    if build/test/bin/potok_sim --seeds "$1..$2" --twice; then
        echo "1 passed, 0 failed"
    else
        echo "0 passed, 1 failed"
    fi
}

mkdir -p build/tmp
work=$(mktemp -d build/tmp/sim.XXXXXX)
trap 'rm -rf "$work"' EXIT
seeds=${SIM_SEEDS:-2000}
for ((part = 0; part < J; part++)); do
    run_worlds $((seeds * part / J + 1)) $((seeds * (part + 1) / J)) > "$work/worlds.$part" &
done
wait
tests/sim/mutants.sh build/test > "$work/mutants" || true

for output in "$work"/*; do
    sed '$d' "$output"
    add_sum "$(tail -n 1 "$output")" || add_sum "0 passed, 1 failed"
done
print_sum
