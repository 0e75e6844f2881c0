#!/bin/bash
# Runs every fuzz target for a few seconds over its corpus; fails on any finding, and where there is no
# target to run.
#
#   tests/fuzz/smoke.sh [SECONDS] BIN_DIR          SECONDS for each target, 10 if not said
#
# Targets are the programs in BIN_DIR. What the fuzzer learns and finds goes to a temporary folder;
# a finding is kept there, and said where.
set -u -o pipefail

usage() { echo "usage: $0 [SECONDS] BIN_DIR" >&2; exit 2; }
seconds=10
if [ $# -eq 2 ]; then seconds=$1; shift; fi
[ $# -eq 1 ] && [[ $seconds =~ ^[1-9][0-9]*$ ]] || usage
bin_dir=$1
corpus=$(cd "$(dirname "$0")" && pwd)/corpus

work=$(mktemp -d) || exit 2
running=
keep=
cleanup() {
    [ -z "$running" ] || kill "$running" 2>/dev/null
    [ -n "$keep" ] || rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

run_target() {
    local target=$1 name=$2
    mkdir "$work/$name"
    # The first folder is the one that libFuzzer writes to. The time limit is for a fuzzer that hangs.
    timeout --kill-after=10 $((seconds + 60)) "$target" -max_total_time="$seconds" -timeout=10 \
        -artifact_prefix="$work/$name-" "$work/$name" "$corpus/$name" \
        >"$work/$name.log" 2>&1 &
    running=$!
    wait "$running"
    local status=$?
    running=
    return $status
}

targets=0
findings=0
for target in "$bin_dir"/*; do
    [ -f "$target" ] && [ -x "$target" ] || continue
    name=$(basename "$target")
    targets=$((targets + 1))
    if [ ! -d "$corpus/$name" ]; then
        echo "FAILED $name: it has no corpus"
        findings=$((findings + 1))
    elif run_target "$target" "$name"; then
        echo "ok     $name: $(sed -n 's/^Done \([0-9]*\) runs.*/\1 runs/p' "$work/$name.log")"
    else
        findings=$((findings + 1))
        keep=yes
        tail -n 40 "$work/$name.log"
        echo "FAILED $name: see $work/$name.log and the input beside it"
    fi
done

if [ "$targets" -eq 0 ]; then
    echo "$0: no fuzz targets in $bin_dir" >&2
    exit 1
fi
[ "$findings" -eq 0 ]
