#!/bin/bash
# tests/bench/programs.sh with stand-ins for the servers and their loads: a figure is what came of answers.
# shellcheck disable=SC2016,SC2317  # the scripts in quotes are for the stand-ins; tests are called by name
. "$(dirname "$0")/suite.sh" "$@"

programs=$(cd "$(dirname "$0")/../.." && pwd)/tests/bench/programs.sh

program() { mkdir -p "$(dirname "$1")" && { echo '#!/bin/bash' && cat; } > "$1" && chmod +x "$1"; }

# Servers that are ready at once, loads that went well.
stand_ins() {
    program bin/potok-echo <<< 'echo "listening ${2%0}1/"; echo ready; exec sleep 1000'
    program bin/bench/paired_ratio <<< 'echo "$(wc -l) pairs"'
    program bin/potok-loadtest <<'END'
while [ $# -gt 0 ]; do if [ "$1" = --json ]; then json=$2; fi; shift; done
echo '    "sent": 1000,' > "$json"
echo PASSED
END
    program path/nginx <<< 'exec sleep 1000'
    program path/curl <<< 'if [ "$2" = -o ]; then echo ok > "$3"; else echo ok; fi'
    program path/taskset <<< 'shift 2; exec "$@"'
    program path/wrk <<< 'echo "  1000 requests in 1.00s, 100.00KB read"'
}

run() {
    output=$(PATH=$PWD/path:$PATH "$programs" bin "$@" 2>&1)
    status=$?
}

test_each_kind_is_measured_in_as_many_pairs_as_were_asked_for() {
    stand_ins
    for what in http client; do
        run "$what" 3 1
        expect is_last_line "$output" '.*: 3 pairs'
        expect [ "$status" -eq 0 ]
    done
}

test_answers_that_are_errors_give_no_figure() {
    stand_ins
    program path/wrk <<< 'echo "  1000 requests in 1.00s, 1KB read"; echo "  Non-2xx or 3xx responses: 7"'
    run http 3 1
    expect says "$output" 'no figure: not every request was answered'
    expect says "$output" ' *Non-2xx or 3xx responses: 7'
    expect [ "$status" -eq 1 ]
}

test_connections_that_broke_give_no_figure() {
    stand_ins
    program path/wrk <<'END'
echo "  1000 requests in 1.00s, 1KB read"
echo "  Socket errors: connect 0, read 3, write 0, timeout 0"
END
    run http 3 1
    expect says "$output" 'no figure: not every request was answered'
    expect [ "$status" -eq 1 ]
}

test_a_load_without_requests_gives_no_figure() {
    stand_ins
    program path/wrk <<< 'echo "  0 requests in 1.00s, 0.00B read"'
    run http 3 1
    expect says "$output" 'no figure: there was no request'
    expect [ "$status" -eq 1 ]
}

test_a_load_test_that_failed_gives_no_figure_though_it_sent_much() {
    stand_ins
    echo 'echo "FAILED 3 messages were lost"; exit 1' >> bin/potok-loadtest
    run client 3 1
    expect says "$output" 'no figure: potok-loadtest did not pass'
    expect says "$output" ' *FAILED 3 messages were lost'
    expect [ "$status" -eq 1 ]
}

test_a_load_that_fails_only_in_the_last_pair_takes_the_others_along() {
    stand_ins
    program path/wrk <<'END'
echo x >> runs
if [ "$(wc -l < runs)" -eq 8 ]; then exit 1; fi
echo "  1000 requests in 1.00s, 1KB read"
END
    run http 3 1
    expect says "$output" 'no figure: wrk failed'
    expect [ "$(grep -c pairs <<< "$output")" -eq 0 ]
    expect [ "$status" -eq 1 ]
}

test_a_generator_that_was_too_slow_is_the_machines_affair() {
    stand_ins
    echo 'echo INVALID; exit 5' >> bin/potok-loadtest
    run client 3 1
    expect says "$output" 'no figure: the generator was too slow'
    expect [ "$status" -eq 4 ]
}

test_a_server_that_does_not_start_is_quoted() {
    stand_ins
    program bin/potok-echo <<< 'echo "error: no descriptors"; exit 3'
    run client 3 1
    expect says "$output" 'no figure: echo.0 did not start'
    expect says "$output" ' *error: no descriptors'
    expect [ "$status" -eq 1 ]
}

run_tests
