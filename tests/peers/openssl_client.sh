#!/bin/bash
# openssl s_client as a client of potok-echo: what is agreed on, and what never is.
#
#   tests/peers/openssl_client.sh HOST:PORT SCHEME      of an echo of lines; PEERS_TMP is where it may write
#
# Needs: openssl
# Over: lines
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/beside.sh"
. "$(dirname "$0")/openssl_connect.sh"
. "$(dirname "$0")/own_echo.sh"

suites_of_13=(TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256)
suites_of_12=({ECDHE-ECDSA,ECDHE-RSA}-{AES128-GCM-SHA256,AES256-GCM-SHA384,CHACHA20-POLY1305})
# Old ones that OpenSSL still has: CBC, RSA without forward secrecy, DHE, CCM.
suites_refused=(ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES256-SHA384 AES128-SHA AES256-GCM-SHA384
    DHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES128-CCM8 ECDHE-ECDSA-CAMELLIA128-SHA256)

agrees() {
    local suite=$1
    shift
    comes_back "$server" "$@" || return
    said "^New, TLSv1\.[23], Cipher is $suite\$"
}

shows() {
    local subject=$1
    shift
    comes_back "$server" "$@" || return
    said "^subject=CN = $subject\$"
}

is_too_old() {
    now "$ECHO_LOG"
    is_refused "$server" 'protocol version' "$@" -cipher ALL:@SECLEVEL=0 || return
    is_logged "$ECHO_LOG" cause=no_shared_version
}

has_no_suite() {
    now "$ECHO_LOG"
    is_refused "$server" 'handshake failure' -tls1_2 -cipher "$1:@SECLEVEL=0" || return
    is_logged "$ECHO_LOG" cause=no_shared_suite
}

alpn_is() {
    connect "$ECHO_HTTPS" -alpn "$1"
    hear "^ALPN protocol: $2\$"
    local heard=$?
    hang_up
    return "$heard"
}

alpn_is_refused() {
    now "$ECHO_LOG"
    is_refused "$ECHO_HTTPS" 'no application protocol' -alpn h2,spdy/3 || return
    is_logged "$ECHO_LOG" cause=no_shared_protocol
}

other_protocols_pass_alpn_over() {
    comes_back "$server" -alpn h2 || return
    said '^No ALPN negotiated$'
}

is_resumed() {
    rm -f "$scratch/session"
    comes_back "$server" "$1" -sess_out "$scratch/session" || return
    said '^New, ' || return
    comes_back "$server" "$1" -sess_in "$scratch/session" || return
    said '^Reused, '
}

early_data_is_not_offered() {
    rm -f "$scratch/session"
    comes_back "$server" -tls1_3 -sess_out "$scratch/session" || return
    echo "too early" > "$scratch/early"
    comes_back "$server" -tls1_3 -sess_in "$scratch/session" -early_data "$scratch/early" || return
    said '^Max Early Data: 0$|Max Early Data: 0$' || return
    said '^Early data was not sent$'
}

modern_agrees() {
    comes_back "$own_address" || return
    said '^New, TLSv1\.3, '
}

modern_refuses() { is_refused "$own_address" 'protocol version' -tls1_2; }

for suite in "${suites_of_13[@]}"; do
    check "TLS 1.3, $suite" agrees "$suite" -tls1_3 -ciphersuites "$suite"
done
for suite in "${suites_of_12[@]}"; do
    check "TLS 1.2, $suite" agrees "$suite" -tls1_2 -cipher "$suite"
done
for group in X25519 P-256 P-384; do check "the group $group" comes_back "$server" -groups "$group"; done
for version in tls1 tls1_1; do check "$version is refused with protocol_version" is_too_old "-$version"; done
for suite in "${suites_refused[@]}"; do
    check "$suite is refused with handshake_failure" has_no_suite "$suite"
done
check "the group P-521 is refused" is_refused "$server" 'handshake failure' -tls1_3 -groups P-521

check "one who knows ECDSA is shown that certificate" shows ecdsa -tls1_3
check "one who knows only RSA is shown that" shows rsa -tls1_3 -sigalgs rsa_pss_rsae_sha256
check "by its name a certificate is asked for" shows elsewhere -servername elsewhere.example
check "and by one that a wildcard stands for" shows elsewhere -servername any.wild.example
check "who asks for an unknown name is shown the first" shows ecdsa -servername unknown.example
check "and who asks for none" shows ecdsa -noservername

check "ALPN: http/1.1 is chosen" alpn_is h2,http/1.1 http/1.1
check "ALPN: http/1.0 is spoken, too" alpn_is http/1.0 http/1.0
check "ALPN: nothing in common is refused with no_application_protocol" alpn_is_refused
check "ALPN: who speaks no protocol of the web passes it over" other_protocols_pass_alpn_over

check "TLS 1.2: a session is resumed" is_resumed -tls1_2
check "TLS 1.3: a session is resumed" is_resumed -tls1_3
check "TLS 1.3: early data is not asked for, nor sent" early_data_is_not_offered

own_echo --tls modern --cert "$PEERS_TLS/ecdsa.pem" --listen lines://127.0.0.1:0
check "--tls modern speaks TLS 1.3" modern_agrees
check "--tls modern refuses TLS 1.2 with protocol_version" modern_refuses
end_own_echo "--tls modern"
finish
