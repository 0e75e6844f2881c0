#!/bin/bash
# stunnel between potok-loadtest and potok-echo: in front of the client, which speaks none of TLS itself.
# The other way round is stunnel_tls_server.sh.
#
#   tests/peers/stunnel_client.sh HOST:PORT SCHEME      BIN has our programs, PEERS_TMP is where it may write
#
# Needs: stunnel
# Over: tls wss lps
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/beside.sh"
. "$(dirname "$0")/load.sh"
. "$(dirname "$0")/stunnel.sh"

declare -A plain=([tls]=tcp [wss]=ws [lps]=lp)

# between SETTING...: the plain address that leads to potok-echo.
between() {
    listen_on_a_port stunnel 'client = yes' "connect = $server" 'verifyChain = yes' "$@" &&
        address=${plain[$scheme]}://127.0.0.1:$port
}

nobody_comes_through() {
    load "$address" -c 1 -d 300ms --in-flight 1 --grace 3s
    [ "$status" -ne 0 ] || { echo "$said"; return 1; }
    grep -q -e "$1" "$scratch/beside.$port" || { cat "$scratch/beside.$port"; return 1; }
}

ca="CAfile = $PEERS_TLS/ca.crt"
for version in TLSv1.2 TLSv1.3; do
    address=
    between "$ca" 'checkIP = 127.0.0.1' "sslVersion = $version"
    check "$version: 16 connections get back what they send" \
        passes "$address" -c 16 -d 1s --in-flight 4 --size 16..70000 --grace 20s
done
between "CAfile = $PEERS_TLS/other_ca.crt"
check "a server of another authority is not taken" nobody_comes_through 'CERT: .*unable to get local issuer certificate'
between "$ca" 'checkHost = other.example'
check "nor one of another name" nobody_comes_through 'CERT: Subject checks failed'
finish
