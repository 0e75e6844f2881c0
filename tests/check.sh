#!/bin/bash
# The gates beyond the tests, one after the other, each within the time that its head names.
#
#   tests/check.sh [GATE...]      all of tests/gates/ unless some are named
#
# A gate that ends with a sum of tests adds that sum; any other counts as one. A gate that fails without
# naming a failure, or runs out of its time, is a failure by its own name. J is the number of jobs.
# The last line is the sum of all:  N passed, N failed[, N skipped]
set -u
cd "$(dirname "$0")/.." || exit
export J=${J:-$(nproc)}
. tests/sum.sh

mkdir -p build/tmp
log=$(mktemp build/tmp/gate.XXXXXX) || exit 2
running=
cleanup() {
    [ -z "$running" ] || kill "$running" 2>/dev/null
    rm -f "$log"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Runs a command for at most that long and shows what it says; `last` is its last line.
run_within() {
    local budget_s=$1 shower status
    shift
    : > "$log"
    timeout -k 10 "$budget_s" "$@" > "$log" 2>&1 < /dev/null &
    running=$!
    tail -f -s 0.1 -n +1 --pid="$running" "$log" &
    shower=$!
    wait "$running"
    status=$?
    running=
    wait "$shower"
    last=$(tail -n 1 "$log")
    return "$status"
}

run_gate() {
    local gate=$1 started_s=$SECONDS status=0 budget_s last fault=
    budget_s=$(sed -n 's/^# Budget: \([0-9]*\) s\.$/\1/p' "tests/gates/$gate.sh")
    echo "--- gate $gate"
    run_within "${budget_s:-60}" "tests/gates/$gate.sh" || status=$?
    if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
        fault="not done within its $budget_s s"
    elif [ "$status" -ne 0 ] && [ "$(failures_in "$last")" -eq 0 ]; then
        fault="exit status $status"
    fi
    if is_sum "$last"; then
        add_sum "$last"
    elif [ -z "$fault" ]; then
        add_sum "1 passed, 0 failed"
    fi
    if [ -n "$fault" ]; then
        echo "FAILED  gate $gate: $fault"
        add_sum "0 passed, 1 failed"
    fi
    echo "--- gate $gate: $((SECONDS - started_s)) s of ${budget_s:-60} s"
}

for gate in "${@:-format sim repeat peers asan tsan fuzz bench}"; do
    for name in $gate; do run_gate "$name"; done
done
print_sum
