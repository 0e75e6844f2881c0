#!/bin/bash
# curl as a client of potok-echo over https://: which server it takes, and what is agreed on. What HTTP does
# over TLS curl_client.sh has.
#
#   tests/peers/curl_tls_client.sh HOST:PORT SCHEME      PEERS_TMP is where it may write
#
# Needs: curl
# Over: https
. "$(dirname "$0")/checks.sh"

origin=https://$server
ca=(--cacert "$PEERS_TLS/ca.crt")
head -c $((16 * 1024 * 1024)) /dev/urandom > "$scratch/large"

ask() { command curl -q --noproxy '*' --silent --show-error --max-time 60 "$@"; }

# is_refused EXIT_CODE URL ARGUMENT...: the code is curl's own.
is_refused() {
    local expected=$1 status=0
    shift
    ask --data-binary secret "$@" > "$scratch/page" 2> "$scratch/said" || status=$?
    equal "$status" "$expected" "the exit code" && return
    cat "$scratch/said"
    return 1
}

comes_back() {
    ask --fail "${ca[@]}" "$@" -H 'Expect:' --data-binary @"$scratch/large" "$origin/" > "$scratch/echo" || return
    cmp "$scratch/large" "$scratch/echo"
}

connection_is_kept() {
    equal "$(ask "${ca[@]}" "$@" -o "$scratch/1" -o "$scratch/2" -o "$scratch/3" --data-binary a \
        --write-out '%{num_connects}' "$origin/" "$origin/" "$origin/")" 100 "the connections of each request"
}

plain_http_is_told() {
    ask "http://$server/" > "$scratch/page"
    equal "$(ask --output /dev/null --write-out '%{http_code}' "http://$server/")" 400 "the status" || return
    grep -q https:// "$scratch/page" || { cat "$scratch/page"; return 1; }
}

check "16 MiB come back" comes_back
check "TLS 1.2: 16 MiB come back" comes_back --tls-max 1.2
check "TLS 1.3: 16 MiB come back" comes_back --tlsv1.3
check "three requests share a connection" connection_is_kept
check "TLS 1.2: three requests share a connection" connection_is_kept --tls-max 1.2
check "TLS 1.1 is refused" is_refused 35 "$origin/" "${ca[@]}" --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0
check "a server of another authority is refused" is_refused 60 "$origin/" --cacert "$PEERS_TLS/other_ca.crt"
check "a server of another name is refused" is_refused 60 https://other.example/ "${ca[@]}" \
    --connect-to "other.example:443:$server"
check "plain HTTP is told in plain HTTP what is spoken here" plain_http_is_told
finish
