#!/bin/bash
# potok-loadtest against a server that is not ours; not for how fast it is, only for what comes back.
#
#   tests/peers/our_client.sh HOST:PORT PATH...      of a server like ws_server.mjs
#
# BIN has our programs, PEERS_TMP is where it may write.
. "$(dirname "$0")/checks.sh"
shift

# load PATH ARGUMENT...: how it ended, as `status`, its last line, as `said`, and the kinds of all that it
# found against the run, as `reasons`.
load() {
    local path=$1
    shift
    "$BIN/potok-loadtest" "ws://$server$path" --lang en --json "$scratch/result" \
        --threshold held==100% --threshold lost==0 "$@" > "$scratch/said" 2>&1
    status=$?
    said=$(tail -n 1 "$scratch/said")
    reasons=$(sed -n '/^  "reasons"/,/^  ]/ s/.*"kind": "\(.*\)",$/\1/p' "$scratch/result")
}

# That the generator did not get to run is this machine's fault, and spoils nothing but the latencies: an
# invalid run with nothing else against it has had every answer, too.
passes() {
    load "$@"
    case $status/$said in
        0/PASSED*) return ;;
        5/INVALID*) [ -n "$reasons" ] && ! grep -v '^generator_' <<< "$reasons" && return ;;
    esac
    echo "exit code $status: $said"
    return 1
}

close_is_told() {
    load "$1" -c 2 -d 1s --in-flight 1
    grep -qx connections_lost <<< "$reasons" || { echo "exit code $status: $said"; return 1; }
    grep -q '4001.*enough' "$scratch/said" || { echo "no 4001 in: $(cat "$scratch/said")"; return 1; }
}

for path; do
    case $path in
        /leave)
            check "a close with 4001 in the middle of it fails, and is told" close_is_told /leave
            ;;
        *)
            check "$path: 64 connections with 4 messages each" passes "$path" -c 64 -d 2s --in-flight 4
            check "$path: messages of every length" passes "$path" -c 8 -d 1s --in-flight 2 --size 16..70000
            check "$path: messages of 16 MiB" passes "$path" -c 1 -d 1s --in-flight 1 --size 16MiB --grace 60s
            ;;
    esac
done
finish
