#!/bin/bash
# openssl s_client as a client of a potok-echo that wants to see certificates, with good and bad ones.
#
#   tests/peers/openssl_staff_client.sh HOST:PORT SCHEME      BIN has our programs, PEERS_TMP is where it may write
#
# Needs: openssl
# Over: lines
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/beside.sh"
. "$(dirname "$0")/openssl_connect.sh"
. "$(dirname "$0")/own_echo.sh"

settings=(--cert "$PEERS_TLS/ecdsa.pem" --client-ca "$PEERS_TLS/ca.crt" --crl "$PEERS_TLS/ca.crl"
    --listen lines://127.0.0.1:0)

# refused ALERT LOGGED ARGUMENT...
refused() {
    local alert=$1 logged=$2
    shift 2
    now "$own_log"
    is_refused "$own_address" "$alert" "$@" || return
    is_logged "$own_log" "$logged"
}

bad_ones_are_refused() {
    local version=$1 name=${2:+$2, }$1
    check "$name: one that expired is refused with certificate_expired" refused 'certificate expired' \
        'certificate expired on 2020-02-01' "-$version" -cert "$PEERS_TLS/client_expired.pem"
    check "$name: one that was revoked is refused with certificate_revoked" refused 'certificate revoked' \
        'certificate was revoked by' "-$version" -cert "$PEERS_TLS/client_revoked.pem"
    check "$name: one of another authority is refused with unknown_ca" refused 'unknown ca' \
        'issued by \"CN=Potok test other_ca\"' "-$version" -cert "$PEERS_TLS/client_other.pem"
    check "$name: one that is meant for servers is refused" refused 'unsupported certificate' \
        'not meant for a client' "-$version" -cert "$PEERS_TLS/ecdsa.pem"
}

resumption_needs_no_second_look() {
    rm -f "$scratch/session"
    comes_back "$own_address" -cert "$PEERS_TLS/client.pem" -sess_out "$scratch/session" || return
    comes_back "$own_address" -sess_in "$scratch/session" || return
    said '^Reused, '
}

own_echo "${settings[@]}"
for version in tls1_2 tls1_3; do
    check "$version: a good one is let in" comes_back "$own_address" "-$version" -cert "$PEERS_TLS/client.pem"
    bad_ones_are_refused "$version"
done
check "tls1_2: who has none is refused with handshake_failure" \
    refused 'handshake failure' cause=no_client_certificate -tls1_2
check "tls1_3: who has none is refused with certificate_required" \
    refused 'certificate required' cause=no_client_certificate -tls1_3
check "a session of one who was let in is resumed" resumption_needs_no_second_look
end_own_echo "with --client-ca"

own_echo "${settings[@]}" --client-cert request
check "requested: who has none is let in" comes_back "$own_address"
check "requested: who has a good one is let in" comes_back "$own_address" -cert "$PEERS_TLS/client.pem"
bad_ones_are_refused tls1_3 requested
end_own_echo "with --client-cert request"
finish
