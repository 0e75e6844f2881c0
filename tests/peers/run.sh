#!/bin/bash
# Programs that no one here wrote, against ours: each peer is a file here that says what it needs and
# prints a line for each of its checks, and their sum.
#
#   tests/peers/run.sh BIN [PEER...]      BIN has potok-echo and potok-loadtest; all peers unless named
#
# A NAME_client gets the address of potok-echo, which is one process for all of them and must end in good
# order behind the last. A NAME_server listens on a port of its own, for potok-loadtest: over http:// a
# NAME_http_server, over ws:// another. What a peer lacks on this machine is the reason for which it is
# skipped. One that crashes, hangs, or prints less than it counts has failed. Any number of these may run
# side by side; nothing is written outside build/.
#
# The last line is the sum:  N passed, N failed[, N skipped]
set -u
cd "$(dirname "$0")/../.." || exit
. tests/sum.sh
[ $# -ge 1 ] || { echo "usage: $0 BIN [PEER...]" >&2; exit 2; }
BIN=$(cd "$1" && pwd) || exit 2
export BIN
shift

peer_limit_s=${PEERS_LIMIT_S:-180}  # for one peer
start_limit_s=${PEERS_START_LIMIT_S:-30}  # for a server to listen

# Settings meant for other runs must not change these.
unset "${!POTOK_@}" NODE_OPTIONS PYTHONPATH
export PYTHONDONTWRITEBYTECODE=1
export PEERS_PACKAGES=$PWD/build/peers

mkdir -p build/tmp
PEERS_TMP=$(mktemp -d "$PWD/build/tmp/peers.XXXXXX") || exit 2
export PEERS_TMP TMPDIR=$PEERS_TMP

running=()  # what this script has started and not yet waited for
cleanup() {
    exec 2> /dev/null  # the sum is out; how the shell sees its jobs end adds nothing
    [ ${#running[@]} -eq 0 ] || { kill "${running[@]}"; wait; }
    rm -rf "$PEERS_TMP"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
    echo "FAILED  $*"
    add_sum "0 passed, 1 failed"
}

skip() {
    echo "skipped $*"
    add_sum "0 passed, 0 failed, 1 skipped"
}

# ---- What a peer needs

# reason_to_skip PEER: why it cannot run here, or nothing.
reason_to_skip() {
    local need
    for need in $(sed -n 's/^[^A-Za-z]*Needs: //p' "$(file_of "$1")"); do
        case $need in
            npm) echo "$npm_fault" ;;
            python:*) has_module "${need#*:}" || echo "/usr/bin/python3 has no ${need#*:}" ;;
            *) command -v "$need" > /dev/null || echo "there is no $need" ;;
        esac
    done | grep -m 1 .
}

# Debian's packages belong to Debian's interpreter.
has_module() { /usr/bin/python3 -c "import $1" > /dev/null 2>&1; }

file_of() { ls tests/peers/"$1".{mjs,py,sh} 2> /dev/null; }

# command_of PEER: what runs it, as an array `command`.
command_of() {
    local file
    file=$(file_of "$1")
    case $file in
        *.mjs) command=(node "$file") ;;
        *.py) command=(/usr/bin/python3 "$file") ;;
        *) command=("$file") ;;
    esac
}

install_packages() {
    local status=0
    npm_fault=$(tests/peers/packages.sh 2>&1) || status=$?
    npm_fault=${npm_fault##*$'\n'}
    return "$status"
}

# ---- Processes, none without a limit

# start LIMIT_S OUTPUT COMMAND...: in the background, and `started` is its process.
start() {
    local limit_s=$1 output=$2
    shift 2
    HOME=$PEERS_TMP timeout -k 15 "$limit_s" "$@" > "$output" 2> "$output.errors" < /dev/null &
    started=$!
    running+=("$started")
}

# outlive PROCESS: waits for it, and `status` is how it ended.
outlive() {
    local process kept=()
    status=0
    wait "$1" || status=$?
    for process in "${running[@]}"; do
        [ "$process" = "$1" ] || kept+=("$process")
    done
    running=("${kept[@]}")
}

# await_line OUTPUT PROCESS PATTERN: the first line that matches, as `line`.
await_line() {
    local deadline_s=$((SECONDS + start_limit_s))
    until line=$(grep -s -m 1 -E "$3" "$1"); do
        kill -0 "$2" 2> /dev/null && [ "$SECONDS" -lt "$deadline_s" ] || return 1
        sleep 0.05
    done
}

# ---- Peers

# judge PEER OUTPUT STATUS: shows its checks and adds them; it is believed only where its lines, its sum
# and its end agree.
judge() {
    local peer=$1 output=$2 status=$3 passed failed last fault=
    passed=$(grep -c '^ok ' "$output")
    failed=$(grep -c '^FAILED ' "$output")
    last=$(tail -n 1 "$output")
    sed -n "s/^ok /    ok /p; s/^FAILED /FAILED  $peer: /p" "$output"

    if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
        fault="not done within $peer_limit_s s"
    elif [ "$last" != "$passed passed, $failed failed" ]; then
        fault="exit status $status behind '$last', after $passed ok and $failed FAILED"
    elif [ $((passed + failed)) -eq 0 ]; then
        fault="it checked nothing"
    elif [ $((status != 0)) -ne $((failed != 0)) ]; then
        fault="exit status $status behind '$last'"
    fi
    add_sum "$passed passed, $failed failed"
    [ -z "$fault" ] || fail "$peer: $fault"
    [ -z "$fault" ] || tail -n 5 "$output.errors" | sed 's/^/        /'
}

meet_client() {
    local command
    command_of "$1"
    start "$peer_limit_s" "$PEERS_TMP/$1" "${command[@]}" "$echo_address"
    outlive "$started"
    judge "$1" "$PEERS_TMP/$1" "$status"
    kill -0 "$echo_server" 2> /dev/null || fail "potok-echo ended under $1"
}

meet_server() {
    local command server line paths client=our_client.sh
    command_of "$1"
    case $1 in *_http_server) client=our_http_client.sh ;; esac
    start $((peer_limit_s + start_limit_s)) "$PEERS_TMP/$1" "${command[@]}"
    server=$started
    if await_line "$PEERS_TMP/$1" "$server" '^listening [0-9]+$'; then
        read -r -a paths <<< "$(sed -n 's/^[^A-Za-z]*Paths: //p' "$(file_of "$1")")"
        start "$peer_limit_s" "$PEERS_TMP/$1.met" \
            "tests/peers/$client" "127.0.0.1:${line#listening }" "${paths[@]}"
        outlive "$started"
        judge "$1" "$PEERS_TMP/$1.met" "$status"
    else
        fail "$1: it does not listen: $(tail -n 1 "$PEERS_TMP/$1.errors")"
    fi
    kill "$server" 2> /dev/null
    outlive "$server"
}

meet() {
    local peer=$1 reason started_s=$SECONDS before_passed=$sum_passed before_failed=$sum_failed
    if [ -z "$(file_of "$peer")" ]; then
        fail "$peer: there is no such peer"
        return
    fi
    reason=$(reason_to_skip "$peer")
    if [ -n "$reason" ]; then
        skip "$peer: $reason"
        return
    fi
    echo "$peer"
    case $peer in
        *_client) meet_client "$peer" ;;
        *) meet_server "$peer" ;;
    esac
    echo "$peer: $((sum_passed - before_passed)) passed, $((sum_failed - before_failed)) failed," \
        "in $((SECONDS - started_s)) s"
}

# ---- potok-echo

start_echo() {
    local line
    start 1800 "$PEERS_TMP/echo" "$BIN/potok-echo" --lang en --listen ws://127.0.0.1:0
    echo_server=$started
    if ! await_line "$PEERS_TMP/echo" "$echo_server" '^ready$'; then
        fail "potok-echo is not ready: $(tail -n 1 "$PEERS_TMP/echo.errors")"
        return 1
    fi
    echo_address=$(sed -n 's|^listening ws://||p' "$PEERS_TMP/echo")
}

stop_echo() {
    kill "$echo_server" 2> /dev/null
    outlive "$echo_server"
    if [ "$status" -ne 0 ]; then
        fail "potok-echo ends with exit code $status after SIGTERM"
        tail -n 20 "$PEERS_TMP/echo.errors" | sed 's/^/        /'
        return
    fi
    echo "    ok potok-echo ends in good order after SIGTERM"
    add_sum "1 passed, 0 failed"
}

if [ $# -eq 0 ]; then
    # shellcheck disable=SC2046  # names of ours, without spaces
    set -- $(ls tests/peers | sed -n 's/\(_client\|_server\)\.\(mjs\|py\|sh\)$/\1/p' | grep -v '^our_')
fi
install_packages || [ $? -eq 4 ] || fail "packages: $npm_fault"
if start_echo; then
    for peer; do meet "$peer"; done
    stop_echo
fi
print_sum
