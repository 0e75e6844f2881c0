# Sums of tests, sourced: lines of the form `N passed, N failed[, N skipped]`, read and added up.
# shellcheck shell=bash

sum_pattern='^([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$'
sum_passed=0 sum_failed=0 sum_skipped=0

is_sum() { [[ $1 =~ $sum_pattern ]]; }

# failures_in LINE: how many it tells of; 0 where it is no sum.
failures_in() {
    if is_sum "$1"; then echo "${BASH_REMATCH[2]}"; else echo 0; fi
}

# add_sum LINE: adds it to the whole; the line is a sum.
add_sum() {
    is_sum "$1" || return
    sum_passed=$((sum_passed + BASH_REMATCH[1]))
    sum_failed=$((sum_failed + BASH_REMATCH[2]))
    sum_skipped=$((sum_skipped + ${BASH_REMATCH[4]:-0}))
}

# Prints the whole; fails where anything failed or nothing passed.
print_sum() {
    [ $((sum_passed + sum_failed)) -ne 0 ] || sum_failed=1
    if [ "$sum_skipped" -eq 0 ]; then
        echo "$sum_passed passed, $sum_failed failed"
    else
        echo "$sum_passed passed, $sum_failed failed, $sum_skipped skipped"
    fi
    [ "$sum_failed" -eq 0 ]
}
