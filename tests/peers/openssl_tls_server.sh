#!/bin/bash
# openssl s_server as an echo server, for our client to meet: what it receives it prints, and what it prints
# is what it reads. It has one connection at a time.
#
#   tests/peers/openssl_tls_server.sh SCHEME-KIND
#
# Needs: openssl
# Over: tls-1.2 tls-1.3 tls-expired tls-asking
# Paths: one
. "$(dirname "$0")/beside.sh"

serve() {
    local shown=ecdsa settings=(-tls1_3)
    case $2 in
        1.2) settings=(-tls1_2) ;;
        expired) shown=expired ;;
        asking) settings+=(-Verify 1 -verify_return_error -CAfile "$PEERS_TLS/ca.crt") ;;
    esac
    exec openssl s_server -quiet -accept "127.0.0.1:$1" "${settings[@]}" -cert "$PEERS_TLS/$shown.crt" \
        -key "$PEERS_TLS/$shown.key" 0<> "$scratch/circle" 1>&0
}

mkfifo "$scratch/circle"
listen_on_a_port serve "${1#*-}" >&2 || exit
echo "listening $port"
wait
