#!/bin/bash
# tests/peers/run.sh with peers and programs of ours that pass, fail, crash, hang and say nothing.
# shellcheck disable=SC2016  # the scripts in quotes are for the stand-ins to expand, not for us
. "$(dirname "$0")/suite.sh" "$@"

root=$(cd "$(dirname "$0")/../.." && pwd)

# peer NAME: one that does what the script on stdin does.
peer() {
    mkdir -p tests/peers
    { echo '#!/bin/bash' && cat; } > "tests/peers/$1.sh"
    chmod +x "tests/peers/$1.sh"
}

program() { mkdir -p bin && { echo '#!/bin/bash' && cat; } > "bin/$1" && chmod +x "bin/$1"; }

# A potok-echo that is ready and ends on SIGTERM as it is told.
programs() {
    program potok-echo <<END
echo "\$\$" > $PWD/echo.pid
echo "listening ws://127.0.0.1:4711"
echo "listening wss://127.0.0.1:4713"
echo ready
trap '${1:-exit 0}' TERM
while :; do sleep 0.05; done
END
}

run() {
    mkdir -p tests/peers bin
    cp "$root/tests/peers/run.sh" "$root/tests/peers/checks.sh" tests/peers/
    cp "$root/tests/sum.sh" tests/
    [ -e tests/peers/packages.sh ] || peer packages <<< 'true'
    [ -e tests/peers/certificates.sh ] || peer certificates <<< 'mkdir "$1" && touch "$1/made"'
    output=$(PEERS_LIMIT_S=2 PEERS_START_LIMIT_S=2 tests/peers/run.sh bin "$@" 2>&1)
    status=$?
}

is_gone() { ! kill -0 "$(cat "$1")" 2> /dev/null; }

test_checks_of_all_peers_are_added_and_the_end_of_the_server_counts_too() {
    programs
    peer a_client <<< 'echo "ok one"; echo "ok two"; echo "2 passed, 0 failed"'
    peer b_client <<< 'echo "ok three"; echo "1 passed, 0 failed"'
    run
    expect is_last_line "$output" '4 passed, 0 failed'
    expect [ "$status" -eq 0 ]
    expect is_gone echo.pid
}

test_a_client_is_told_where_the_server_is() {
    programs
    peer a_client <<< 'echo "ok $*"; echo "1 passed, 0 failed"'
    run
    expect says "$output" ' *ok 127.0.0.1:4711 ws'
}

test_a_client_runs_over_each_scheme_that_its_file_names() {
    programs
    peer a_client <<< '# Over: wss ws
echo "ok $*"; echo "1 passed, 0 failed"'
    run
    expect says "$output" ' *ok 127.0.0.1:4713 wss'
    expect says "$output" ' *ok 127.0.0.1:4711 ws'
    expect says "$output" 'a_client: 1 passed, 0 failed, in .*'
    expect says "$output" 'a_client.ws: 1 passed, 0 failed, in .*'
    expect is_last_line "$output" '3 passed, 0 failed'
}

test_a_peer_knows_all_addresses_and_the_certificates() {
    programs
    peer a_client <<< 'echo "ok $ECHO_WS $ECHO_WSS $(ls "$PEERS_TLS")"; echo "1 passed, 0 failed"'
    run
    expect says "$output" ' *ok 127.0.0.1:4711 127.0.0.1:4713 made'
}

test_without_certificates_nobody_is_met() {
    programs
    peer a_client <<< 'echo "ok one"; echo "1 passed, 0 failed"'
    peer certificates <<< 'echo "openssl: not found" >&2; exit 1'
    run
    expect says "$output" 'FAILED  there are no certificates: openssl: not found'
    expect is_last_line "$output" '0 passed, 1 failed'
    expect [ "$status" -eq 1 ]
}

test_a_check_that_failed_is_named_with_its_peer() {
    programs
    peer a_client <<< 'echo "ok one"; echo "FAILED two: it is 3"; echo "1 passed, 1 failed"; exit 1'
    run
    expect says "$output" 'FAILED  a_client: two: it is 3'
    expect is_last_line "$output" '2 passed, 1 failed'
    expect [ "$status" -eq 1 ]
}

test_a_peer_that_crashes_has_failed_and_its_checks_count() {
    programs
    peer a_client <<< 'echo "ok one"; echo "its last words" >&2; kill -SEGV $$'
    run
    expect says "$output" "FAILED  a_client: exit status 139 behind 'ok one', .*"
    expect says "$output" ' *its last words'
    expect is_last_line "$output" '2 passed, 1 failed'
    expect [ "$status" -eq 1 ]
}

test_a_peer_that_prints_nothing_has_failed() {
    programs
    peer a_client <<< 'true'
    run
    expect is_last_line "$output" '1 passed, 1 failed'
    expect [ "$status" -eq 1 ]
}

test_a_peer_without_a_check_has_failed() {
    programs
    peer a_client <<< 'echo "0 passed, 0 failed"'
    run
    expect says "$output" 'FAILED  a_client: it checked nothing'
}

test_a_peer_that_counts_more_than_it_shows_has_failed() {
    programs
    peer a_client <<< 'echo "ok one"; echo "2 passed, 0 failed"'
    run
    expect is_last_line "$output" '2 passed, 1 failed'
}

test_a_good_sum_with_a_bad_exit_status_is_not_believed() {
    programs
    peer a_client <<< 'echo "ok one"; echo "1 passed, 0 failed"; exit 3'
    run
    expect says "$output" "FAILED  a_client: exit status 3 behind '1 passed, 0 failed'"
}

test_a_peer_that_hangs_is_ended_and_named() {
    programs
    peer a_client <<< 'echo "$$" > a.pid; echo "ok one"; exec sleep 1000'
    sed -i "s|a.pid|$PWD/a.pid|" tests/peers/a_client.sh
    run
    expect says "$output" 'FAILED  a_client: not done within 2 s'
    expect is_gone a.pid
}

test_what_a_peer_lacks_is_the_reason_to_skip_it() {
    programs
    peer packages <<< 'echo "npm could not install them: ENOTFOUND"; exit 4'
    peer a_client <<< '# Needs: no_such_program'
    peer b_client <<< '# Needs: bash npm'
    peer c_client <<< '# Needs: python:no_such_module'
    peer d_client <<< 'echo "ok one"; echo "1 passed, 0 failed"'
    run
    expect says "$output" 'skipped a_client: there is no no_such_program'
    expect says "$output" 'skipped b_client: npm could not install them: ENOTFOUND'
    expect says "$output" 'skipped c_client: /usr/bin/python3 has no no_such_module'
    expect is_last_line "$output" '2 passed, 0 failed, 3 skipped'
    expect [ "$status" -eq 0 ]
}

test_packages_that_are_not_what_the_lock_file_says_are_a_failure() {
    programs
    peer packages <<< 'echo "npm could not install them: EINTEGRITY"; exit 1'
    peer a_client <<< 'echo "ok one"; echo "1 passed, 0 failed"'
    run
    expect says "$output" 'FAILED  packages: npm could not install them: EINTEGRITY'
    expect [ "$status" -eq 1 ]
}

test_a_peer_that_does_not_exist_is_a_failure() {
    programs
    run missing_client
    expect says "$output" 'FAILED  missing_client: there is no such peer'
}

test_a_server_is_met_by_our_client_on_its_paths_and_ended() {
    programs
    peer a_server <<< '# Paths: / /leave
echo "$$" > a.pid; echo "listening 4712"; exec sleep 1000'
    sed -i "s|a.pid|$PWD/a.pid|" tests/peers/a_server.sh
    peer our_client <<< 'echo "ok $*"; echo "1 passed, 0 failed"'
    run
    expect says "$output" ' *ok 127.0.0.1:4712 ws / /leave'
    expect is_last_line "$output" '2 passed, 0 failed'
    expect is_gone a.pid
}

test_a_server_over_http_is_met_by_the_client_for_that() {
    programs
    peer a_http_server <<< '# Over: http
# Paths: /
echo "listening 4712"; exec sleep 1000'
    peer our_client <<< 'echo "ok ws"; echo "1 passed, 0 failed"'
    peer our_http_client <<< 'echo "ok http $*"; echo "1 passed, 0 failed"'
    run
    expect says "$output" ' *ok http 127.0.0.1:4712 http /'
    expect is_last_line "$output" '2 passed, 0 failed'
}

test_a_server_over_tls_is_met_as_the_kind_that_it_was_told_to_be() {
    programs
    peer a_tls_server <<< '# Over: tls-1.2 tls-1.3
# Paths: one
echo "listening 47${1#tls-1.}"; exec sleep 1000'
    peer our_client <<< 'echo "ok ws"; echo "1 passed, 0 failed"'
    peer our_tls_client <<< 'echo "ok tls $*"; echo "1 passed, 0 failed"'
    run
    expect says "$output" ' *ok tls 127.0.0.1:472 tls-1.2 one'
    expect says "$output" ' *ok tls 127.0.0.1:473 tls-1.3 one'
    expect is_last_line "$output" '3 passed, 0 failed'
}

test_a_server_that_does_not_listen_is_a_failure() {
    programs
    peer a_server <<< 'echo "no port" >&2; exit 1'
    run
    expect says "$output" 'FAILED  a_server: it does not listen: no port'
}

test_potok_echo_that_does_not_start_is_a_failure() {
    programs
    program potok-echo <<< 'echo "error: no descriptors" >&2; exit 3'
    peer a_client <<< 'echo "ok one"; echo "1 passed, 0 failed"'
    run
    expect says "$output" 'FAILED  potok-echo is not ready: error: no descriptors'
    expect [ "$status" -eq 1 ]
}

test_potok_echo_that_dies_is_blamed_beside_the_peer_that_saw_it() {
    programs
    peer a_client <<< 'kill -KILL "$(cat echo.pid)"; sleep 0.2; echo "ok one"; echo "1 passed, 0 failed"'
    run
    expect says "$output" 'FAILED  potok-echo ended under a_client'
    expect [ "$status" -eq 1 ]
}

test_potok_echo_that_ends_badly_is_a_failure() {
    programs 'exit 134'
    peer a_client <<< 'echo "ok one"; echo "1 passed, 0 failed"'
    run
    expect says "$output" 'FAILED  potok-echo ends with exit code 134 after SIGTERM'
    expect is_last_line "$output" '1 passed, 1 failed'
}

test_nothing_is_left_behind() {
    programs
    peer a_client <<< 'touch "$PEERS_TMP/litter" "$HOME/litter"; echo "ok one"; echo "1 passed, 0 failed"'
    run
    expect [ -z "$(ls build/tmp)" ]
    expect [ "$status" -eq 0 ]
}

run_tests
