#!/bin/bash
# potok-loadtest over http:// or https:// against a server that is not ours.
#
#   tests/peers/our_http_client.sh HOST:PORT SCHEME PATH...      of a server like node_http_server.mjs
#
# A run waits more than it works, before its load and behind it: all of them run side by side.
# BIN has our programs, PEERS_TMP is where it may write.
. "$(dirname "$0")/checks.sh"
. "$(dirname "$0")/load.sh"
. "$(dirname "$0")/side_by_side.sh"
shift 2

is_number() { equal "$(number "$1")" "$2" "$1"; }

# Each of them is followed, however often the load comes round.
is_led() {
    passes "$@" --redirects 1 || return
    is_number http_redirects "$(number sent)"
}

comes_compressed() {
    passes "$@" --compression || return
    is_number http_compressed_answers "$(number sent)"
}

# bad_answer KIND STATUS URL ARGUMENT...: every message is refused so.
bad_answer() {
    local kind=$1 of_status=$2
    shift 2
    load "$@"
    has_reason message_fault || return
    is_number corrupted "$(number sent)" || return
    grep -A 1 "\"kind\": \"$kind\"" "$results/result" | grep -q "\"status\": $of_status," && return
    echo "no $kind with $of_status in: $(cat "$results/said")"
    return 1
}

# What the server answered before it left is good, and that it left is told.
goodbye_is_told() {
    load "$@"
    has_reason connections_lost || return
    equal "$(number lost) $(number corrupted) $(number foreign)" "0 0 0" "what went wrong with messages" || return
    equal "$(number sent) $(number ok)" "8 8" "the numbers of messages and of good answers"
}

# A run in which anything goes wrong listens to the end of its grace.
good=(-c 8 -d 300ms --in-flight 1 --size 16..70000 --grace 20s)
bad=(-c 8 -d 300ms --in-flight 1 --size 16..70000 --grace 3s)
for path; do
    url=$scheme://$server$path
    case $path in
        /307)
            begin "$path: a message is sent again where it is led" is_led "$url" "${good[@]}"
            begin "$path: and not unless that is asked for" bad_answer status 307 "$url" "${bad[@]}"
            ;;
        /303) begin "$path: a message is fetched where it is led" is_led "$url" "${good[@]}" ;;
        /circle)
            begin "$path: it is left in time" bad_answer redirect_too_many 308 "$url" "${bad[@]}" --redirects 3
            ;;
        /elsewhere)
            begin "$path: nobody goes there" bad_answer redirect_elsewhere 302 "$url" "${bad[@]}" --redirects 3
            ;;
        /gzip | /deflate) begin "$path: messages come compressed" comes_compressed "$url" "${good[@]}" ;;
        /goodbye) begin "$path: an end behind an answer is told" goodbye_is_told "$url" "${bad[@]}" ;;
        /503) begin "$path: it is told" bad_answer status 503 "$url" "${bad[@]}" ;;
        *)
            begin "$path: 64 connections" passes "$url" "${good[@]}" -c 64 --size 64
            begin "$path: messages of every length" passes "$url" "${good[@]}"
            begin "$path: messages of 16 MiB" passes "$url" "${good[@]}" -c 1 --size 16MiB --grace 60s
            begin "$path: behind 100 (Continue)" passes "$url" "${good[@]}" --header 'Expect: 100-continue'
            ;;
    esac
done
tell_all
finish
