#!/bin/bash
# tests/repeat.sh over programs that pass, fail now and then, hang and are not there.
# shellcheck disable=SC2016  # the scripts in quotes are for the programs to expand, not for us
. "$(dirname "$0")/suite.sh" "$@"

repeat=$(cd "$(dirname "$0")/.." && pwd)/repeat.sh

# program: makes ./program of the script on stdin.
program() {
    { echo '#!/bin/bash' && cat; } > program
    chmod +x program
}

run() {
    output=$(BUSY=1 "$repeat" "$@" 2>&1)
    status=$?
}

test_good_runs_are_summed() {
    program <<< 'exit 0'
    run 3 ./program
    expect is_last_line "$output" '3 passed, 0 failed'
    expect [ "$status" -eq 0 ]
}

test_one_failure_among_many_is_a_failure_and_is_shown() {
    program <<< 'echo x >> runs; if [ "$(wc -l < runs)" -eq 3 ]; then echo "seed 17"; exit 1; fi'
    run 5 ./program
    expect is_last_line "$output" '4 passed, 1 failed'
    expect says "$output" 'FAILED  run 3: exit status 1'
    expect says "$output" ' *seed 17'
    expect [ "$status" -eq 1 ]
}

test_a_run_that_hangs_is_ended() {
    program <<< 'exec sleep 1000'
    output=$(BUSY=0 RUN_TIMEOUT_S=1 "$repeat" 1 ./program 2>&1)
    expect is_last_line "$output" '0 passed, 1 failed'
}

test_the_program_is_told_what_to_run_and_to_shuffle() {
    program <<< 'echo "$@" > told'
    run 1 ./program 'Some.*'
    expect says "$(cat told)" '.*--gtest_shuffle .*--gtest_filter=Some\.\*.*'
}

test_a_program_that_is_not_there_is_a_usage_fault() {
    run 1 ./nothing
    expect [ "$status" -eq 2 ]
}

test_no_run_at_all_is_no_success() {
    program <<< 'exit 0'
    run 0 ./program
    expect [ "$status" -eq 1 ]
}

run_tests
