#!/bin/bash
# Programs that no one here wrote, against ours: each peer is a file here that says what it needs and
# prints a line for each of its checks, and their sum.
#
#   tests/peers/run.sh BIN [PEER...]      BIN has potok-echo and potok-loadtest; all peers unless named
#
# A peer's file says over what it runs (Over: ws wss; ws unless it says), and it runs once for each.
#
# A NAME_client gets HOST:PORT and SCHEME of potok-echo, which is one process for all of them and must end
# in good order behind the last. A NAME_server gets SCHEME or SCHEME-KIND, where the kind is its own
# matter, and listens on a port for potok-loadtest, which our_client.sh drives, or where the name is
# NAME_http_server or NAME_tls_server the one of that name.
#
# All of them find potok-echo's addresses in ECHO_WS, ECHO_TLS and so on, what it logs in ECHO_LOG, and
# certificates for both sides in PEERS_TLS (see certificates.sh). What a peer lacks on this machine is the
# reason for which it is skipped. One that crashes, hangs, or prints less than it counts has failed. Any
# number of these may run side by side; nothing is written outside build/.
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
unset "${!POTOK_@}" "${!ECHO_@}" NODE_OPTIONS NODE_EXTRA_CA_CERTS PYTHONPATH \
    OPENSSL_CONF SSL_CERT_FILE SSL_CERT_DIR SSLKEYLOGFILE CURL_CA_BUNDLE
export PYTHONDONTWRITEBYTECODE=1
export PEERS_PACKAGES=$PWD/build/peers

mkdir -p build/tmp
PEERS_TMP=$(mktemp -d "$PWD/build/tmp/peers.XXXXXX") || exit 2
export PEERS_TMP TMPDIR=$PEERS_TMP PEERS_TLS=$PEERS_TMP/tls ECHO_LOG=$PEERS_TMP/echo.errors

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
    for need in $(said_of "$1" Needs); do
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

# said_of PEER WHAT: what the head of its file says of that.
said_of() { sed -n "s/^[^A-Za-z]*$2: //p" "$(file_of "$1")"; }

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

# meet_client PEER SCHEME NAME
meet_client() {
    local command address=ECHO_${2^^}
    command_of "$1"
    start "$peer_limit_s" "$PEERS_TMP/$3" "${command[@]}" "${!address}" "$2"
    outlive "$started"
    judge "$3" "$PEERS_TMP/$3" "$status"
    kill -0 "$echo_server" 2> /dev/null || fail "potok-echo ended under $3"
}

# meet_server PEER SCHEME[-KIND] NAME
meet_server() {
    local command server line paths client=our_client.sh
    command_of "$1"
    case $1 in
        *_http_server) client=our_http_client.sh ;;
        *_tls_server) client=our_tls_client.sh ;;
    esac
    start $((peer_limit_s + start_limit_s)) "$PEERS_TMP/$3" "${command[@]}" "$2"
    server=$started
    if await_line "$PEERS_TMP/$3" "$server" '^listening [0-9]+$'; then
        read -r -a paths <<< "$(said_of "$1" Paths)"
        start "$peer_limit_s" "$PEERS_TMP/$3.met" \
            "tests/peers/$client" "127.0.0.1:${line#listening }" "$2" "${paths[@]}"
        outlive "$started"
        judge "$3" "$PEERS_TMP/$3.met" "$status"
    else
        fail "$3: it does not listen: $(tail -n 1 "$PEERS_TMP/$3.errors")"
    fi
    kill "$server" 2> /dev/null
    outlive "$server"
}

# meet_over PEER SCHEME[-KIND] NAME
meet_over() {
    local peer=$1 over=$2 name=$3 started_s=$SECONDS before_passed=$sum_passed before_failed=$sum_failed
    echo "$name"
    case $peer in
        *_client) meet_client "$peer" "$over" "$name" ;;
        *) meet_server "$peer" "$over" "$name" ;;
    esac
    echo "$name: $((sum_passed - before_passed)) passed, $((sum_failed - before_failed)) failed," \
        "in $((SECONDS - started_s)) s"
}

meet() {
    local peer=$1 reason all_over over
    if [ -z "$(file_of "$peer")" ]; then
        fail "$peer: there is no such peer"
        return
    fi
    reason=$(reason_to_skip "$peer")
    if [ -n "$reason" ]; then
        skip "$peer: $reason"
        return
    fi
    read -r -a all_over <<< "$(said_of "$peer" Over)"
    [ ${#all_over[@]} -ne 0 ] || all_over=(ws)
    meet_over "$peer" "${all_over[0]}" "$peer"
    for over in "${all_over[@]:1}"; do meet_over "$peer" "$over" "$peer.$over"; done
}

# ---- potok-echo

start_echo() {
    local line scheme address shown arguments=()
    for shown in ecdsa rsa elsewhere; do arguments+=(--cert "$PEERS_TLS/$shown.pem"); done
    for scheme in ws tcp tls lps lines wss https; do arguments+=(--listen "$scheme://127.0.0.1:0"); done
    start 1800 "$PEERS_TMP/echo" "$BIN/potok-echo" --lang en "${arguments[@]}"
    echo_server=$started
    if ! await_line "$PEERS_TMP/echo" "$echo_server" '^ready$'; then
        fail "potok-echo is not ready: $(tail -n 1 "$ECHO_LOG")"
        return 1
    fi
    while read -r scheme address; do
        export "ECHO_${scheme^^}=$address"
    done < <(sed -n 's|^listening \(.*\)://|\1 |p' "$PEERS_TMP/echo")
}

stop_echo() {
    kill "$echo_server" 2> /dev/null
    outlive "$echo_server"
    if [ "$status" -ne 0 ]; then
        fail "potok-echo ends with exit code $status after SIGTERM"
        tail -n 20 "$ECHO_LOG" | sed 's/^/        /'
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
if ! tests/peers/certificates.sh "$PEERS_TLS" 2> "$PEERS_TMP/certificates"; then
    fail "there are no certificates: $(tail -n 1 "$PEERS_TMP/certificates")"
elif start_echo; then
    for peer; do meet "$peer"; done
    stop_echo
fi
print_sum
