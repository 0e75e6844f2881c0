#!/bin/bash
# socat as a client of potok-echo: how scripts and old programs without TLS come to speak it.
#
#   tests/peers/socat_client.sh HOST:PORT SCHEME      PEERS_TMP is where it may write
#
# Needs: socat
# Over: tls
. "$(dirname "$0")/checks.sh"

head -c 3000000 /dev/urandom > "$scratch/bytes"

call() { timeout 30 socat -t 20 - "OPENSSL:$server,$*"; }

# What comes back behind the end of what is sent, whole.
comes_back() {
    call "$1" < "$scratch/bytes" > "$scratch/echo" || return
    cmp "$scratch/bytes" "$scratch/echo"
}

is_not_taken() {
    call "$1" < "$scratch/bytes" > "$scratch/echo" 2> "$scratch/said" && { echo "it was taken"; return 1; }
    equal "$(wc -c < "$scratch/echo")" 0 "the number of bytes that came" || return
    grep -q -e "$2" "$scratch/said" || { cat "$scratch/said"; return 1; }
}

ca=cafile=$PEERS_TLS/ca.crt
check "3 MB come back, and then the end" comes_back "$ca"
for version in TLS1.2 TLS1.3; do
    check "$version: 3 MB come back" \
        comes_back "$ca,openssl-min-proto-version=$version,openssl-max-proto-version=$version"
done
check "the server is known by localhost, too" comes_back "$ca,commonname=localhost"
check "a server of another authority is not taken" \
    is_not_taken "cafile=$PEERS_TLS/other_ca.crt" 'certificate verify failed'
check "nor one of another name" is_not_taken "$ca,commonname=other.example,snihost=localhost" 'other.example'
finish
