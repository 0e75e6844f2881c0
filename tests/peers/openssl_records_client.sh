#!/bin/bash
# openssl s_client as a client of potok-echo: what may happen behind the handshake. Key updates of TLS 1.3,
# renegotiation in 1.2, records of every length.
#
#   tests/peers/openssl_records_client.sh HOST:PORT SCHEME      of an echo of lines
#
# PEERS_TMP is where it may write.
#
# Needs: openssl
# Over: lines
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/beside.sh"
. "$(dirname "$0")/openssl_connect.sh"

# s_client takes K and k for commands where they are all that it reads at once. Who is asked for an update
# owes it before the next data.
keys_are_updated() {
    connect "$server" -tls1_3 -msg
    say one && hear '^one$' || return
    say k && hear '18 00 00 01 00' || return
    say two && hear '^two$' || return
    say K && hear '18 00 00 01 01' && say three && hear '^<<< .*KeyUpdate' && hear '^three$' || return
    hang_up
    equal "$status" 0 "the exit code"
}

renegotiation_is_refused() {
    now "$ECHO_LOG"
    connect "$server" -tls1_2
    say one && hear '^one$' || return
    say R && hear 'no renegotiation' || return
    hang_up
    is_logged "$ECHO_LOG" 'its alert is handshake_failure'  # with which s_client answers the refusal
}

# piped ARGUMENT...: 1 MiB of lines there and back; s_client's own -max_send_frag is 512 at least.
piped() {
    local line
    line=$(head -c 1500 /dev/zero | tr '\0' x)
    for ((i = 0; i < 700; i++)); do echo "$i $line"; done > "$scratch/lines"
    connect "$server" -quiet -no_ign_eof "$@"
    cat "$scratch/lines" >&7
    hear '^699 x' || return
    hang_up
    cmp "$scratch/lines" <(grep -aF xxxx "$scratch/talk")
}

check "TLS 1.3: keys are updated by one side, and by both, between lines" keys_are_updated
check "TLS 1.2: renegotiation is refused with no_renegotiation" renegotiation_is_refused
check "and others are served as before" comes_back "$server" -tls1_2
for version in tls1_2 tls1_3; do
    check "$version: 1 MiB of lines comes back" piped "-$version"
    check "$version: in records of 512 bytes, too" piped "-$version" -max_send_frag 512
    check "$version: where the client asks for records of 512 bytes, too" piped "-$version" -maxfraglen 512
done
finish
