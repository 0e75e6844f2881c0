#!/bin/bash
# potok-loadtest over TLS against an echo server that is not ours: whom it takes for the server, and whom
# it does not.
#
#   tests/peers/our_tls_client.sh HOST:PORT SCHEME-KIND [one]
#
# The kind is what the server is made to be: 1.2 or 1.3, the only version that it speaks, with the
# certificate `ecdsa`; expired, with that one; or asking, for certificates of `ca`. Behind it stands `one`
# where a server has one client at a time.
#
# BIN has our programs, PEERS_TMP is where it may write.
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/load.sh"
. "$(dirname "$0")/side_by_side.sh"
kind=${scheme#*-}
url=${scheme%%-*}://$server
shift 2

run=(-c 8 -d 300ms --in-flight 1 --grace 20s)
told=begin  # how a check is told
[ "${1:-}" != one ] || { run[1]=1; told=check; }

fingerprint_of() {
    openssl x509 -in "$PEERS_TLS/$1.crt" -noout -fingerprint -sha256 | sed 's/.*=//; s/://g; s/.*/sha256:\L&/'
}

# words KEY: of what the result says of TLS.
words() { sed -n "/^ *\"tls\": {/,/^    }/ s/^ *\"$1\": \"\(.*\)\",\{0,1\}\$/\1/p" "$results/result" | sort -u; }

comes_back() {
    passes "$url" "${run[@]}" "$@" || return
    equal "$(words version)" "TLSv$kind" "the version"
}

# refused KIND_OF_FAILURE CERTIFICATE WORDS ARGUMENT...: the reason is told by name and in words.
refused() {
    local failure=$1 certificate=$2 said_words=$3
    shift 3
    load "$url" "${run[@]}" "$@"
    equal "$status" 4 "the exit code" || return
    equal "$(words kind) $(words certificate)" "$failure $certificate" "the reason" || return
    grep -q -e "$said_words" "$results/said" && return
    echo "no '$said_words' in: $(cat "$results/said")"
    return 1
}

# is_told_by_alert ALERT ARGUMENT...: of TLS 1.3, when the client takes itself for connected.
is_told_by_alert() {
    local alert=$1
    shift
    load "$url" "${run[@]}" "$@"
    [ "$status" -ne 0 ] || { echo "exit code 0: $said"; return 1; }
    grep -q "$alert" "$results/said" && return
    echo "no '$alert' in: $(cat "$results/said")"
    return 1
}

if [ "$kind" = asking ]; then
    "$told" "a certificate that is asked for is shown" \
        passes "$url" "${run[@]}" --client-cert "$PEERS_TLS/client.pem"
    "$told" "with its key in another file, too" passes "$url" "${run[@]}" \
        --client-cert "$PEERS_TLS/client.crt" --client-key "$PEERS_TLS/client.key"
    "$told" "who has none is told" is_told_by_alert certificate_required
    "$told" "who has one of another authority is told" \
        is_told_by_alert unknown_ca --client-cert "$PEERS_TLS/client_other.pem"
elif [ "$kind" = expired ]; then
    "$told" "a certificate that expired is refused" \
        refused certificate expired 'expired on 2020-02-01'
    "$told" "its fingerprint is trusted all the same" \
        passes "$url" "${run[@]}" --fingerprint "$(fingerprint_of expired)"
else
    "$told" "messages come back from a server known by its authority" comes_back --size 16..8000
    "$told" "and by its fingerprint" comes_back --fingerprint "$(fingerprint_of ecdsa)"
    "$told" "a server of another authority is refused" \
        refused certificate unknown_issuer 'pass --ca FILE' --ca "$PEERS_TLS/other_ca.crt"
    "$told" "a server of another name is refused" \
        refused certificate name_mismatch 'other.example' --servername other.example
    "$told" "a server with another fingerprint is refused" \
        refused certificate fingerprint_differs "$(fingerprint_of ecdsa)" --fingerprint "$(fingerprint_of rsa)"
fi
tell_all
finish
