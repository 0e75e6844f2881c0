#!/bin/bash
# gnutls-serv as an echo server of lines, for our client to meet.
#
#   tests/peers/gnutls_tls_server.sh SCHEME-VERSION
#
# Needs: gnutls-serv
# Over: lines-1.2 lines-1.3
. "$(dirname "$0")/beside.sh"

serve() {
    exec gnutls-serv --quiet --echo --port "$1" --priority "NORMAL:-VERS-ALL:+VERS-TLS$2" \
        --x509certfile "$PEERS_TLS/ecdsa.crt" --x509keyfile "$PEERS_TLS/ecdsa.key"
}

listen_on_a_port serve "${1#*-}" >&2 || exit
echo "listening $port"
wait
