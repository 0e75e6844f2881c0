#!/bin/bash
# stunnel in front of potok-echo, for our client to meet: TLS is stunnel's, what comes back is potok-echo's.
#
#   tests/peers/stunnel_tls_server.sh SCHEME-VERSION
#
# Needs: stunnel
# Over: tls-1.2 tls-1.3 wss-1.3
. "$(dirname "$0")/beside.sh"
. "$(dirname "$0")/stunnel.sh"

declare -A behind=([tls]=$ECHO_TCP [wss]=$ECHO_WS)
listen_on_a_port stunnel "connect = ${behind[${1%-*}]}" "sslVersion = TLSv${1#*-}" \
    "cert = $PEERS_TLS/ecdsa.pem" >&2 || exit
echo "listening $port"
wait
