#!/bin/bash
# The demonstration behind `make run`: potok-echo on free ports under potok-loadtest, one address after
# the other, then SIGTERM. The last line is the verdict, and the exit status agrees with it.
#
# DEMO_BIN is where the programs are; DEMO_CONNECTIONS and DEMO_DURATION are the load (1500, 10s).
# Any number of these may run side by side.
set -u
cd "$(dirname "$0")/.." || exit

bin=${DEMO_BIN:-build/release/bin}
connections=${DEMO_CONNECTIONS:-1500}
duration=${DEMO_DURATION:-10s}
schemes="ws lp tcp wss"  # what both programs speak; over TLS the server is known by its fingerprint
start_limit_s=${DEMO_START_LIMIT_S:-15}  # for the server to say `ready`
stop_limit_s=${DEMO_STOP_LIMIT_S:-30}  # for the server to end after SIGTERM; it drains for 10 s
load_limit_s=${DEMO_LOAD_LIMIT_S:-120}  # for one load test with its ramp and its grace

# The demonstration is of the defaults: settings meant for other runs must not change it.
unset "${!POTOK_@}"

mkdir -p build/tmp
work=$(mktemp -d build/tmp/demo.XXXXXX) || exit 3
server='' load=''
cleanup() {
    trap : INT TERM  # again: do not wait for the server
    exec 2> /dev/null  # the verdict is out; how the shell sees its jobs end adds nothing
    [ -z "$load" ] || kill "$load"
    if [ -n "$server" ]; then
        kill "$server"
        server_ends_within 5 || kill -KILL "$server"
    fi
    wait
    rm -rf "$work"
}
trap cleanup EXIT
trap 'echo "interrupted"; exit 130' INT
trap 'exit 143' TERM

# server_ends_within SECONDS: whether it does, and then `status` is how.
server_ends_within() {
    local clock
    if kill -0 "$server" 2>/dev/null; then
        sleep "$1" &
        clock=$!
        wait -n "$server" "$clock" 2>/dev/null
        kill "$clock" 2>/dev/null
    fi
    ! kill -0 "$server" 2>/dev/null || return 1
    wait "$server"
    status=$?
}

fail() {
    if [ -s "$work/server.log" ]; then
        echo "The last words of potok-echo:"
        tail -n 20 "$work/server.log" | sed 's/^/    /'
    fi
    echo "FAILED $1"
    exit "${2:-1}"
}

# Starts the server and reads what it prints until it is ready; `addresses` are where it listens.
start_server() {
    local scheme line listen=()
    for scheme in $schemes; do
        listen+=(--listen "$scheme://127.0.0.1:0")
    done
    "$bin/potok-echo" "${listen[@]}" --self-signed > "$work/says" 2> "$work/server.log" &
    server=$!
    exec 3< "$work/says"  # held to the end, or the server could print no more

    addresses=()
    while read -r -t "$start_limit_s" line <&3; do
        echo "potok-echo: $line"
        case $line in
            "listening "*) addresses+=("${line#listening }") ;;
            "fingerprint "*) fingerprint=${line#fingerprint } ;;
            ready) return ;;
        esac
    done
    server_did_not_start
}

server_did_not_start() {
    # Its output may end a moment before it does.
    server_ends_within 1 || fail "potok-echo did not say ready within $start_limit_s s" 3
    server=
    fail "potok-echo ended with exit code $status before it was ready" 3
}

# Runs the load test against one address; what it says last is kept, what it says is shown as it comes.
drive() {
    local address=$1 status=0 last shower asked
    asked=("$address" -c "$connections" -d "$duration")
    case $address in wss:*) asked+=(--fingerprint "$fingerprint") ;; esac
    echo
    echo "potok-loadtest ${asked[*]}"
    tee "$work/load" < "$work/shown" &
    shower=$!
    timeout --foreground -k 5 "$load_limit_s" \
        "$bin/potok-loadtest" "${asked[@]}" > "$work/shown" &
    load=$!
    wait "$load" || status=$?
    load=
    wait "$shower"
    last=$(tail -n 1 "$work/load")
    echo "$address  ${last:-said nothing}" >> "$work/verdicts"
    case $status/$last in
        0/PASSED*) ;;
        0/*) fail "$address: potok-loadtest ended with exit code 0 but without PASSED" ;;
        124/* | 137/*) fail "$address: potok-loadtest did not end within $load_limit_s s" ;;
        130/*) exit 130 ;;
        *) worst=${worst:-$status} ;;
    esac
}

# SIGTERM must end the server in good time and with exit code 0: no connection is left by then.
stop_server() {
    local told=yes
    kill -TERM "$server" 2>/dev/null || told=no
    if ! server_ends_within "$stop_limit_s"; then
        kill -KILL "$server" && wait "$server" 2>/dev/null
        server=
        fail "potok-echo did not end within $stop_limit_s s of SIGTERM"
    fi
    server=
    [ "$told" = yes ] || fail "potok-echo ended by itself, with exit code $status"
    [ "$status" -eq 0 ] || fail "potok-echo ended with exit code $status after SIGTERM"
}

for program in potok-echo potok-loadtest; do
    [ -x "$bin/$program" ] || fail "there is no $bin/$program; build it with: make" 3
done

mkfifo "$work/says" "$work/shown"
worst= fingerprint=
start_server
for address in "${addresses[@]}"; do
    drive "$address"
done
[ "${#addresses[@]}" -ne 0 ] || fail "potok-echo listens nowhere" 3
stop_server

echo
cat "$work/verdicts"
if [ -n "$worst" ]; then
    echo "FAILED see above"
    exit "$worst"
fi
echo "PASSED ${#addresses[@]} addresses, $connections connections each; the server ended with exit code 0"
