#!/bin/bash
# Runs a test program again and again, its tests in another order each time, while the machine is busy: what
# fails once in a hundred runs is a fault to find.
#
#   tests/repeat.sh TIMES PROGRAM [FILTER]      FILTER as in --gtest_filter
#
# BUSY (default: the number of cores) processes do nothing but use the processor meanwhile. Each run has
# RUN_TIMEOUT_S (default 300). The first failure is shown; the last line is the sum of the runs.
set -u
. "$(cd "$(dirname "$0")" && pwd)/sum.sh"
[ $# -ge 2 ] || { echo "usage: $0 TIMES PROGRAM [FILTER]" >&2; exit 2; }
times=$1 program=$2 filter=${3:-*}
[ -x "$program" ] || { echo "$0: no such program: $program" >&2; exit 2; }

unset "${!GTEST_@}" "${!POTOK_@}"
output=$(mktemp "$(dirname "$program")/.repeat.XXXXXX") || exit 2
busy=()
cleanup() {
    [ ${#busy[@]} -eq 0 ] || kill "${busy[@]}" 2> /dev/null
    rm -f "$output"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for ((i = 0; i < ${BUSY:-$(nproc)}; i++)); do
    while :; do :; done &
    busy+=($!)
done

for ((run = 1; run <= times; run++)); do
    if timeout -k 5 "${RUN_TIMEOUT_S:-300}" "$program" --gtest_shuffle --gtest_brief=1 \
        --gtest_filter="$filter" > "$output" 2>&1 < /dev/null; then
        add_sum "1 passed, 0 failed"
    else
        status=$?
        [ "$sum_failed" -ne 0 ] || { echo "FAILED  run $run: exit status $status" && sed 's/^/    /' "$output"; }
        add_sum "0 passed, 1 failed"
    fi
done
print_sum
