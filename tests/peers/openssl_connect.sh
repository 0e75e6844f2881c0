# `openssl s_client` against an echo of lines, sourced behind checks.sh and beside.sh.
#
#   comes_back ADDRESS ARGUMENT...                 a line does, and nothing went wrong; what it said of the
#                                                  connection is in $scratch/talk
#   is_refused ADDRESS ALERT ARGUMENT...           it is, with that alert: its name in OpenSSL's words
#   is_logged FILE WORDS                           the log of potok-echo comes to have them in a line of now
# shellcheck shell=bash

connect() {
    local address=$1
    shift
    talk openssl s_client -connect "$address" -CAfile "$PEERS_TLS/ca.crt" -verify_return_error "$@"
}

comes_back() {
    connect "$@" || return
    say "a line"
    hear '^a line$' || { hang_up; return 1; }
    hang_up
    equal "$status" 0 "the exit code"
}

is_refused() {
    local address=$1 alert=$2
    shift 2
    connect "$address" "$@"
    hear "SSL routines.*alert $alert:"
    local heard=$?
    hang_up
    return "$heard"
}

# said PATTERN: by s_client in the last connection.
said() {
    grep -qaE -e "$1" "$scratch/talk" && return
    echo "no '$1' in: $(cat "$scratch/talk")"
    return 1
}

# now FILE: what is written to it from here on counts.
now() { logged_before=$(wc -l < "$1"); }

is_logged() {
    local deadline_s=$((SECONDS + patience_s))
    until tail -n +$((logged_before + 1)) "$1" | grep -qF -e "$2"; do
        [ "$SECONDS" -lt "$deadline_s" ] || break
        sleep 0.02
    done
    tail -n +$((logged_before + 1)) "$1" | grep -qF -e "$2" && return
    echo "no '$2' in: $(tail -n +$((logged_before + 1)) "$1")"
    return 1
}
