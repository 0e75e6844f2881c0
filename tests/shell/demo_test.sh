#!/bin/bash
# packaging/demo.sh with stand-ins for the two programs that start, stop and answer in every way.
# shellcheck disable=SC2016  # the scripts in quotes are for the stand-ins to expand, not for us
. "$(dirname "$0")/suite.sh" "$@"

demo=$(cd "$(dirname "$0")/../.." && pwd)/packaging/demo.sh

program() { mkdir -p bin && { echo '#!/bin/bash' && cat; } > "bin/$1" && chmod +x "bin/$1"; }

# A server that listens where it is told and ends on SIGTERM; `at_end` is what it does then.
server() {
    program potok-echo <<END
$1
echo "\$\$" > $PWD/server.pid
for argument; do case \$argument in *:0) echo "listening \${argument%0}4\$RANDOM" ;; esac; done
trap '${2:-exit 0}' TERM
case " \$* " in *" --self-signed "*) echo "fingerprint sha256:beef" ;; esac
echo ready
while :; do sleep 0.05; done
END
}

run() {
    output=$(DEMO_BIN=$PWD/bin DEMO_STOP_LIMIT_S=1 DEMO_START_LIMIT_S=1 DEMO_LOAD_LIMIT_S=1 "$demo" 2>&1)
    status=$?
}

server_is_gone() { ! kill -0 "$(cat server.pid)" 2>/dev/null; }

test_every_address_is_driven_and_the_last_line_says_passed() {
    server ''
    program potok-loadtest <<< 'echo "$*" >> asked; echo "PASSED 1500 of 1500 held"'
    sed -i "s|>> asked|>> $PWD/asked|" bin/potok-loadtest
    run
    expect is_last_line "$output" 'PASSED 4 addresses, 1500 connections each; .* exit code 0'
    expect [ "$status" -eq 0 ]
    expect [ "$(wc -l < asked)" -eq 4 ]
    expect says "$(head -n 1 asked)" 'ws://127.0.0.1:4[0-9]+ -c 1500 -d 10s'
    expect says "$(sed -n 2p asked)" 'lp://127.0.0.1:4[0-9]+ -c 1500 -d 10s'
    expect says "$(sed -n 3p asked)" 'tcp://127.0.0.1:4[0-9]+ -c 1500 -d 10s'
    expect says "$(tail -n 1 asked)" 'wss://127.0.0.1:4[0-9]+ -c 1500 -d 10s --fingerprint sha256:beef'
    expect server_is_gone
}

test_the_verdict_of_each_address_stands_above_the_last_line() {
    server ''
    program potok-loadtest <<< 'echo "PASSED for ${1%%:*}"'
    run
    expect says "$output" 'ws://127.0.0.1:4[0-9]+  PASSED for ws'
    expect says "$output" 'lp://127.0.0.1:4[0-9]+  PASSED for lp'
    expect says "$output" 'tcp://127.0.0.1:4[0-9]+  PASSED for tcp'
    expect says "$output" 'wss://127.0.0.1:4[0-9]+  PASSED for wss'
}

test_a_failed_load_test_fails_with_its_exit_code_and_the_others_still_run() {
    server ''
    program potok-loadtest <<< 'case $1 in lp:*) echo "INVALID busy"; exit 5 ;; *) echo "PASSED" ;; esac'
    run
    expect is_last_line "$output" 'FAILED .*'
    expect [ "$status" -eq 5 ]
    expect says "$output" 'lp://127.0.0.1:4[0-9]+  INVALID busy'
    expect says "$output" 'tcp://127.0.0.1:4[0-9]+  PASSED'
    expect server_is_gone
}

test_exit_code_0_without_the_word_passed_is_not_a_success() {
    server ''
    program potok-loadtest <<< 'true'
    run
    expect is_last_line "$output" 'FAILED ws://.* without PASSED'
    expect [ "$status" -eq 1 ]
}

test_a_load_test_that_hangs_is_ended_and_named() {
    server ''
    program potok-loadtest <<< 'exec sleep 1000'
    run
    expect is_last_line "$output" 'FAILED ws://.*: potok-loadtest did not end within 1 s'
    expect server_is_gone
}

test_a_server_that_refuses_to_start_is_quoted() {
    program potok-echo <<< 'echo "error: no descriptors" >&2; exit 3'
    program potok-loadtest <<< 'true'
    run
    expect is_last_line "$output" 'FAILED potok-echo ended with exit code 3 before it was ready'
    expect says "$output" ' *error: no descriptors'
    expect [ "$status" -eq 3 ]
}

test_a_server_that_is_never_ready_is_named_and_ended() {
    program potok-echo <<< 'echo "$$" > server.pid; exec sleep 1000'
    sed -i "s|server.pid|$PWD/server.pid|" bin/potok-echo
    program potok-loadtest <<< 'true'
    run
    expect is_last_line "$output" 'FAILED potok-echo did not say ready within 1 s'
    expect [ "$status" -eq 3 ]
    expect server_is_gone
}

test_a_server_that_listens_nowhere_is_a_failure() {
    program potok-echo <<< 'trap "exit 0" TERM; echo ready; while :; do sleep 0.05; done'
    program potok-loadtest <<< 'echo PASSED'
    run
    expect is_last_line "$output" 'FAILED potok-echo listens nowhere'
    expect [ "$status" -eq 3 ]
}

test_a_server_that_ends_badly_after_sigterm_is_a_failure() {
    server '' 'exit 134'
    program potok-loadtest <<< 'echo PASSED'
    run
    expect is_last_line "$output" 'FAILED potok-echo ended with exit code 134 after SIGTERM'
    expect [ "$status" -eq 1 ]
}

test_a_server_that_ignores_sigterm_is_a_failure_and_is_killed() {
    server '' ':'
    program potok-loadtest <<< 'echo PASSED'
    run
    expect is_last_line "$output" 'FAILED potok-echo did not end within 1 s of SIGTERM'
    expect server_is_gone
}

test_a_server_that_died_under_load_is_a_failure() {
    server ''
    program potok-loadtest <<< "kill -KILL \$(cat $PWD/server.pid); echo PASSED"
    run
    expect is_last_line "$output" 'FAILED potok-echo ended by itself, with exit code 137'
    expect [ "$status" -eq 1 ]
}

test_without_programs_it_says_how_to_build_them() {
    run
    expect is_last_line "$output" 'FAILED there is no .*/potok-echo; build it with: make'
    expect [ "$status" -eq 3 ]
}

test_an_interrupt_ends_both_programs() {
    server ''
    program potok-loadtest <<< "echo \$\$ > $PWD/load.pid; kill -INT \$(cat $PWD/demo.pid); exec sleep 1000"
    # A background job of a shell ignores SIGINT and could not trap it; env gives it back.
    DEMO_BIN=$PWD/bin env --default-signal=INT "$demo" > output 2>&1 &
    echo $! > demo.pid
    wait $!
    status=$?
    expect [ "$status" -eq 130 ]
    expect is_last_line "$(cat output)" interrupted
    expect server_is_gone
    expect [ "$(ps -o stat= -p "$(cat load.pid)" | grep -cv Z)" -eq 0 ]
}

test_settings_of_the_user_do_not_change_it() {
    server '[ -z "${POTOK_LISTEN:-}" ] || exit 2'
    program potok-loadtest <<< 'echo PASSED'
    output=$(POTOK_LISTEN=ws://elsewhere:1 DEMO_BIN=$PWD/bin "$demo" 2>&1)
    expect is_last_line "$output" 'PASSED .*'
}

run_tests
