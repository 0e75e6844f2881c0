#!/bin/bash
# gnutls-cli as a client of potok-echo: TLS that is not OpenSSL's.
#
#   tests/peers/gnutls_client.sh HOST:PORT SCHEME      of an echo of lines; PEERS_TMP is where it may write
#
# Needs: gnutls-cli
# Over: lines
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/beside.sh"

connect() {
    talk gnutls-cli --x509cafile "$PEERS_TLS/ca.crt" --port "${server##*:}" "$@" "${server%:*}"
    hear '^- Simple Client Mode:'
}

comes_back() {
    connect "$@" || return
    say "a line" && hear '^a line$' || return
    hang_up
    equal "$status" 0 "the exit code"
}

speaks() {
    comes_back --priority "NORMAL:-VERS-ALL:+VERS-$1" || return
    grep -q "^- Description: ($1-" "$scratch/talk" && return
    cat "$scratch/talk"
    return 1
}

# It ends with 1 where the server is not what it should be.
goes_away() {
    local why=$1
    shift
    talk gnutls-cli --port "${server##*:}" "$@" "${server%:*}"
    hear "$why" || return
    hang_up
    equal "$status" 1 "the exit code"
}

is_resumed() {
    talk gnutls-cli --resume --x509cafile "$PEERS_TLS/ca.crt" --priority "NORMAL:-VERS-ALL:+VERS-$1" \
        --waitresumption --port "${server##*:}" "${server%:*}"
    hear '^\*\*\* This is a resumed session' || return
    say "a line" && hear '^a line$' || return
    hang_up
    equal "$status" 0 "the exit code"
}

# Its own commands stand between carets.
keys_are_updated() {
    connect --inline-commands --priority NORMAL:-VERS-ALL:+VERS-TLS1.3 || return
    say one && hear '^one$' || return
    say '^rekey^' && hear '^- Rekey was completed' || return
    say two && hear '^two$' || return
    hang_up
    equal "$status" 0 "the exit code"
}

renegotiation_is_refused() {
    connect --inline-commands --priority NORMAL:-VERS-ALL:+VERS-TLS1.2 || return
    say one && hear '^one$' || return
    say '^renegotiate^' && hear 'ReHandshake has failed' || return
    hang_up
    grep -qF 'alert [100]: No renegotiation' "$scratch/talk"
}

check "TLS 1.2: a line comes back" speaks TLS1.2
check "TLS 1.3: a line comes back" speaks TLS1.3
for suite in AES-128-GCM AES-256-GCM CHACHA20-POLY1305; do
    check "$suite: a line comes back" comes_back --priority "NORMAL:-CIPHER-ALL:+$suite"
done
for group in X25519 SECP256R1 SECP384R1; do
    check "$group: a line comes back" comes_back --priority "NORMAL:-GROUP-ALL:+GROUP-$group"
done
check "TLS 1.2: a session is resumed" is_resumed TLS1.2
check "TLS 1.3: a session is resumed" is_resumed TLS1.3
check "TLS 1.3: keys are updated between lines" keys_are_updated
check "TLS 1.2: a renegotiation is refused" renegotiation_is_refused
check "TLS 1.1 is refused" goes_away 'protocol version' --priority NORMAL:-VERS-ALL:+VERS-TLS1.1 \
    --x509cafile "$PEERS_TLS/ca.crt"
check "CBC is refused" goes_away 'Handshake failed|handshake failure' --x509cafile "$PEERS_TLS/ca.crt" \
    --priority NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-CBC
check "who trusts another authority goes away" goes_away 'issuer is unknown' \
    --x509cafile "$PEERS_TLS/other_ca.crt"
check "who expects another name goes away" goes_away 'name in the certificate does not match' \
    --x509cafile "$PEERS_TLS/ca.crt" --verify-hostname other.example
finish
