#!/bin/bash
# socat as an echo server, for our client to meet: a process for each connection.
#
#   tests/peers/socat_tls_server.sh SCHEME-VERSION
#
# Needs: socat
# Over: tls-1.2 tls-1.3
. "$(dirname "$0")/beside.sh"

serve() {
    local version=TLS$2
    exec socat "OPENSSL-LISTEN:$1,bind=127.0.0.1,fork,backlog=64,cert=$PEERS_TLS/ecdsa.pem,verify=0,`
        `openssl-min-proto-version=$version,openssl-max-proto-version=$version" PIPE
}

listen_on_a_port serve "${1#*-}" >&2 || exit
echo "listening $port"
wait
