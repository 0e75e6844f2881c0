#!/bin/bash
# tests/run_suites.sh against suites that pass, fail, crash, hang and lie.
# shellcheck disable=SC2016,SC2028  # the scripts in quotes are for the suites to expand, not for us
. "$(dirname "$0")/suite.sh" "$@"

runner=$(cd "$(dirname "$0")/.." && pwd)/run_suites.sh

# suite NAME: makes the program of the script on stdin; $report is where its report belongs.
suite() {
    mkdir -p bin/tests
    {
        echo '#!/bin/bash'
        echo 'for a; do case $a in --gtest_output=xml:*) report=${a#--gtest_output=xml:} ;; esac; done'
        cat
    } > "bin/tests/$1"
    chmod +x "bin/tests/$1"
}

# report CASES...: a script that writes a report of them; each is name:passed, name:failed or name:skipped.
reporting() {
    local case
    echo 'cat > "$report" <<"XML"'
    echo '<testsuites name="AllTests">'
    for case in "$@"; do
        echo "<testcase name=\"${case%:*}\" status=\"run\" classname=\"S\">"
        case $case in
            *:failed) echo '<failure message="a.cpp:1&#x0A;bad"><![CDATA[bad]]></failure>' ;;
            *:skipped) echo '<skipped message="a.cpp:1&#x0A;no &quot;IPv6&quot; here"><![CDATA[x]]></skipped>' ;;
        esac
        echo '</testcase>'
    done
    echo '</testsuites>'
    echo 'XML'
}

# run [ARGUMENT...]: runs the runner over bin/; sets `output` and `status`.
run() {
    output=$("$runner" bin "$@" 2>&1)
    status=$?
}

test_good_suites_are_summed() {
    reporting a:passed b:passed | suite one
    reporting c:passed | suite two
    run
    expect is_last_line "$output" '3 passed, 0 failed'
    expect [ "$status" -eq 0 ]
}

test_a_failed_test_is_named_with_what_it_printed() {
    {
        reporting a:passed b:failed
        echo 'printf "[ RUN      ] S.a\nquiet\n[       OK ] S.a\n[ RUN      ] S.b\nseed 17\n[  FAILED  ] S.b\n"'
        echo 'exit 1'
    } | suite one
    run
    expect is_last_line "$output" '1 passed, 1 failed'
    expect says "$output" 'FAILED  one: S.b'
    expect says "$output" ' *seed 17'
    expect [ "$(grep -c quiet <<< "$output")" -eq 0 ]
    expect [ "$status" -eq 1 ]
}

test_a_failure_in_the_report_counts_though_the_exit_status_is_0() {
    reporting b:failed | suite one
    run
    expect is_last_line "$output" '0 passed, 1 failed'
    expect [ "$status" -eq 1 ]
}

test_a_skip_is_counted_apart_and_gives_its_reason() {
    reporting a:passed s:skipped | suite one
    run
    expect is_last_line "$output" '1 passed, 0 failed, 1 skipped'
    expect says "$output" 'skipped one: S.s: no "IPv6" here'
    expect [ "$status" -eq 0 ]
}

test_a_disabled_test_is_a_skip() {
    {
        reporting a:passed
        echo 'sed -i "s|</testsuites>|<testcase name=\"d\" status=\"notrun\" classname=\"S\" />\n&|" "$report"'
    } | suite one
    run
    expect is_last_line "$output" '1 passed, 0 failed, 1 skipped'
    expect says "$output" 'skipped one: S.d: disabled in its source'
}

test_a_crash_is_one_failure_by_name_and_the_test_it_happened_in_is_shown() {
    echo 'echo "[ RUN      ] S.dies"; kill -SEGV $$' | suite one
    reporting a:passed | suite two
    run
    expect is_last_line "$output" '1 passed, 1 failed'
    expect says "$output" 'FAILED  one: killed by signal 11 \(SEGV\)'
    expect says "$output" ' *\[ RUN      \] S.dies'
    expect [ "$status" -eq 1 ]
}

test_a_crash_after_the_report_is_a_failure_too() {
    { reporting a:passed && echo 'kill -ABRT $$'; } | suite one
    run
    expect is_last_line "$output" '1 passed, 1 failed'
}

test_a_suite_that_hangs_is_ended_and_named() {
    echo 'echo "[ RUN      ] S.waits"; exec sleep 1000' | suite one
    output=$(SUITE_TIMEOUT_S=1 "$runner" bin 2>&1)
    expect is_last_line "$output" '0 passed, 1 failed'
    expect says "$output" 'FAILED  one: still running after 1 s'
    expect says "$output" ' *\[ RUN      \] S.waits'
}

test_a_suite_without_tests_is_a_failure() {
    reporting | suite one
    run
    expect is_last_line "$output" '0 passed, 1 failed'
    expect says "$output" 'FAILED  one: has no tests'
}

test_a_suite_that_leaves_no_report_is_a_failure_though_its_exit_status_is_0() {
    echo 'exit 0' | suite one
    run
    expect is_last_line "$output" '0 passed, 1 failed'
    expect says "$output" 'FAILED  one: left no complete report \(exit status 0\)'
}

test_half_a_report_is_a_failure() {
    { reporting a:passed b:passed && echo 'sed -i "\$d" "$report"'; } | suite one
    run
    expect says "$output" 'FAILED  one: left no complete report \(exit status 0\)'
    expect [ "$status" -eq 1 ]
}

test_a_report_of_the_suite_before_is_not_taken_for_its_own() {
    reporting a:passed | suite one
    echo 'exit 0' | suite two
    run
    expect is_last_line "$output" '1 passed, 1 failed'
}

test_an_exit_status_that_no_failed_test_explains_is_a_failure_with_all_its_output() {
    { reporting a:passed && echo 'echo "leaked 8 bytes"; exit 23'; } | suite one
    run
    expect is_last_line "$output" '1 passed, 1 failed'
    expect says "$output" 'FAILED  one: ended with exit status 23 though no test failed'
    expect says "$output" ' *leaked 8 bytes'
}

test_what_a_detector_says_is_not_lost_among_the_names_of_tests() {
    {
        reporting a:passed
        echo 'echo "WARNING: data race"'
        echo 'for i in $(seq 300); do echo "[ RUN      ] S.$i"; echo "[       OK ] S.$i"; done; exit 66'
    } | suite one
    run
    expect says "$output" ' *WARNING: data race'
}

test_text_inside_a_failure_is_not_taken_for_tests() {
    {
        reporting b:failed
        echo "sed -i 's|\[CDATA\[bad|[CDATA[\n<testcase name=\"x\" classname=\"S\" />\n|' \"\$report\""
    } | suite one
    run
    expect is_last_line "$output" '0 passed, 1 failed'
}

test_nothing_to_run_is_a_failure() {
    mkdir -p bin/tests
    run
    expect is_last_line "$output" '0 passed, 1 failed'
    expect [ "$status" -eq 1 ]
}

test_only_skips_are_a_failure() {
    reporting s:skipped | suite one
    run
    expect is_last_line "$output" '0 passed, 1 failed, 1 skipped'
}

test_a_named_suite_that_is_not_there_is_a_failure() {
    reporting a:passed | suite one
    run missing/suite
    expect is_last_line "$output" '1 passed, 1 failed'
    expect says "$output" 'FAILED  suite: cannot be started \(exit status 127\)'
}

test_a_filter_in_the_environment_does_not_reach_the_suites() {
    { reporting a:passed && echo 'exit "${#GTEST_FILTER}${#POTOK_LISTEN}"'; } | suite one
    output=$(GTEST_FILTER=x POTOK_LISTEN=y "$runner" bin 2>&1)
    expect is_last_line "$output" '1 passed, 0 failed'
}

test_nothing_is_left_in_the_build_folder() {
    { reporting a:passed && echo 'touch "$TMPDIR/litter"'; } | suite one
    run
    expect [ "$(find bin -mindepth 1 | sort | tr '\n' ' ')" = 'bin/tests bin/tests/one ' ]
}

# meeting NAME OTHER: a suite that passes only while the other one runs.
meeting() {
    echo "touch $1.here; for ((i = 0; i < 400; i++)); do [ ! -e $2.here ] || break; sleep 0.05; done"
    echo "[ -e $2.here ] || exit 1"
    reporting "$1:passed"
}

test_as_many_suites_run_at_a_time_as_there_are_jobs() {
    meeting one two | suite one
    meeting two one | suite two
    output=$(J=2 "$runner" bin 2>&1)
    expect is_last_line "$output" '2 passed, 0 failed'
}

test_one_job_is_one_suite_at_a_time() {
    local name
    for name in one two three; do
        { echo 'mkdir alone || exit 1; sleep 0.1; rmdir alone'; reporting "$name:passed"; } | suite "$name"
    done
    output=$(J=1 "$runner" bin 2>&1)
    expect is_last_line "$output" '3 passed, 0 failed'
}

test_what_suites_say_is_not_mixed() {
    local name
    for name in one two; do
        {
            reporting "$name:failed"
            echo "echo '[ RUN      ] S.$name'"
            echo "for ((i = 0; i < 100; i++)); do echo 'line of $name'; sleep 0.001; done"
            echo "echo '[  FAILED  ] S.$name'; exit 1"
        } | suite "$name"
    done
    output=$(J=2 "$runner" bin 2>&1)
    expect [ "$(grep -c 'line of' <<< "$output")" -eq 200 ]
    expect [ "$(grep -o 'line of .*' <<< "$output" | uniq | wc -l)" -eq 2 ]
}

test_an_end_from_outside_ends_the_suites_too() {
    local i name
    for name in one two; do
        echo 'echo $$ > "${0##*/}.process"; exec sleep 1000' | suite "$name"
    done
    J=2 "$runner" bin > said 2>&1 &
    for ((i = 0; i < 400; i++)); do
        [ ! -s one.process ] || [ ! -s two.process ] || break
        sleep 0.05
    done
    kill $!
    wait $!
    expect [ $? -eq 143 ]
    expect [ ! -e "/proc/$(cat one.process)" ]
    expect [ ! -e "/proc/$(cat two.process)" ]
    expect [ "$(find bin -mindepth 1 | wc -l)" -eq 3 ]
}

run_tests
