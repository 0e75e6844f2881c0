#!/bin/bash
# tests/check.sh over gates, and .ci/run over targets, that pass, fail, crash and hang.
. "$(dirname "$0")/suite.sh" "$@"

root=$(cd "$(dirname "$0")/../.." && pwd)

# gate NAME [BUDGET_S]: a gate that does what the script on stdin does.
gate() {
    mkdir -p tests/gates
    cp "$root/tests/check.sh" "$root/tests/sum.sh" tests/
    { echo '#!/bin/bash' && echo "# Budget: ${2:-30} s." && cat; } > "tests/gates/$1.sh"
    chmod +x "tests/gates/$1.sh"
}

check() {
    output=$(tests/check.sh "$@" 2>&1)
    status=$?
}

# target NAME: what `make NAME` does; the script on stdin.
target() {
    mkdir -p bin .ci tests
    cp "$root/.ci/run" .ci/
    cp "$root/tests/sum.sh" tests/
    echo "exec \"$PWD/target_\$1\"" > bin/make
    { echo '#!/bin/bash' && cat; } > "target_$1"
    chmod +x bin/make "target_$1"
}

ci() {
    output=$(PATH=$PWD/bin:$PATH .ci/run 2>&1)
    status=$?
}

test_sums_of_gates_are_added_and_a_gate_without_one_counts_as_one() {
    gate format <<< 'true'
    gate asan <<< 'echo "10 passed, 0 failed, 2 skipped"'
    check format asan
    expect is_last_line "$output" '11 passed, 0 failed, 2 skipped'
    expect [ "$status" -eq 0 ]
}

test_without_names_every_gate_runs() {
    local name
    for name in "$root"/tests/gates/*.sh; do
        gate "$(basename "$name" .sh)" <<< 'echo "1 passed, 0 failed"'
    done
    check
    expect is_last_line "$output" "$(ls tests/gates | wc -l) passed, 0 failed"
}

test_every_gate_names_its_budget() {
    local name
    for name in "$root"/tests/gates/*.sh; do
        expect grep -qE '^# Budget: [0-9]+ s\.$' "$name"
    done
}

test_failures_of_a_gate_are_counted_once() {
    gate asan <<< 'echo "10 passed, 2 failed"; exit 1'
    check asan
    expect is_last_line "$output" '10 passed, 2 failed'
    expect [ "$status" -eq 1 ]
}

test_a_gate_that_fails_without_a_sum_is_a_failure_by_name() {
    gate format <<< 'echo "a.cpp:1: error"; exit 123'
    check format
    expect is_last_line "$output" '0 passed, 1 failed'
    expect says "$output" 'FAILED  gate format: exit status 123'
    expect says "$output" 'a.cpp:1: error'
    expect [ "$status" -eq 1 ]
}

test_a_gate_that_fails_behind_a_good_sum_is_a_failure_too() {
    gate asan <<< 'echo "10 passed, 0 failed"; exit 7'
    check asan
    expect is_last_line "$output" '10 passed, 1 failed'
}

test_a_gate_that_crashes_is_a_failure_and_the_next_one_still_runs() {
    gate asan <<< 'kill -SEGV $$'
    gate tsan <<< 'echo "5 passed, 0 failed"'
    check asan tsan
    expect is_last_line "$output" '5 passed, 1 failed'
}

test_a_gate_over_its_budget_is_ended_and_named() {
    gate fuzz 1 <<< 'exec sleep 1000'
    check fuzz
    expect is_last_line "$output" '0 passed, 1 failed'
    expect says "$output" 'FAILED  gate fuzz: not done within its 1 s'
}

test_a_gate_that_does_not_exist_is_a_failure() {
    gate asan <<< 'echo "5 passed, 0 failed"'
    check asan missing
    expect is_last_line "$output" '5 passed, 1 failed'
    expect [ "$status" -eq 1 ]
}

test_nothing_of_a_gate_is_left_behind() {
    gate format <<< 'true'
    check format
    expect [ -z "$(ls build/tmp)" ]
}

test_ci_ends_with_one_line_for_both_steps() {
    target test <<< 'echo "10 passed, 0 failed, 1 skipped"'
    target check <<< 'echo "4 passed, 0 failed"'
    ci
    expect is_last_line "$output" '14 passed, 0 failed, 1 skipped'
    expect [ "$status" -eq 0 ]
}

test_ci_fails_where_a_test_failed_though_make_speaks_last() {
    target test <<< 'echo "10 passed, 1 failed"; echo "make: *** Error 1" >&2; exit 2'
    target check <<< 'echo "4 passed, 0 failed"'
    ci
    expect is_last_line "$output" '14 passed, 1 failed'
    expect [ "$status" -eq 1 ]
}

test_ci_takes_a_build_that_broke_for_a_failure_and_goes_on() {
    target test <<< 'echo "error: expected ;"; exit 2'
    target check <<< 'echo "4 passed, 0 failed"'
    ci
    expect is_last_line "$output" '4 passed, 1 failed'
    expect says "$output" 'FAILED  make test: exit status 2 after no sum of tests'
}

test_ci_does_not_believe_a_good_sum_of_a_step_that_failed() {
    target test <<< 'echo "10 passed, 0 failed"; exit 2'
    target check <<< 'echo "4 passed, 0 failed"'
    ci
    expect is_last_line "$output" '14 passed, 1 failed'
    expect [ "$status" -eq 1 ]
}

test_ci_does_not_believe_a_step_that_ran_nothing() {
    target test <<< 'true'
    target check <<< 'true'
    ci
    expect is_last_line "$output" '0 passed, 2 failed'
    expect [ "$status" -eq 1 ]
}

run_tests
