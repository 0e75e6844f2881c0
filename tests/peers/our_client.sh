#!/bin/bash
# potok-loadtest over ws:// or wss:// against a server that is not ours.
#
#   tests/peers/our_client.sh HOST:PORT SCHEME PATH...      of a server like ws_server.mjs
#
# BIN has our programs, PEERS_TMP is where it may write.
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/load.sh"
. "$(dirname "$0")/side_by_side.sh"
shift 2

close_is_told() {
    load "$1" -c 2 -d 1s --in-flight 1
    has_reason connections_lost || return
    grep -q '4001.*enough' "$results/said" || { echo "no 4001 in: $(cat "$results/said")"; return 1; }
}

# compressed CONNECTIONS URL ARGUMENT...
compressed() {
    local connections=$1
    shift
    passes "$@" -c "$connections" --compression || return
    [ "$(number websocket_compressed)" = "$connections" ] && return
    echo "$(number websocket_compressed) of $connections agreed to compression"
    return 1
}

for path; do
    url=$scheme://$server$path
    case $path in
        /leave) ;;  # alone, behind the others: the tenth message has to come
        *)
            begin "$path: 64 connections with 4 messages each" passes "$url" -c 64 -d 2s --in-flight 4
            begin "$path: messages of every length" passes "$url" -c 8 -d 1s --in-flight 2 --size 16..70000
            begin "$path: messages of 16 MiB" passes "$url" -c 1 -d 1s --in-flight 1 --size 16MiB --grace 60s
            begin "$path: 64 connections with 4 compressed messages each" \
                compressed 64 "$url" -d 2s --in-flight 4 --size 1..5000
            begin "$path: compressed messages of 4 MiB" \
                compressed 1 "$url" -d 1s --in-flight 1 --size 4MiB --grace 60s
            ;;
    esac
done
tell_all
for path; do
    [ "$path" != /leave ] ||
        check "a close with 4001 in the middle of it fails, and is told" close_is_told "$scheme://$server$path"
done
finish
