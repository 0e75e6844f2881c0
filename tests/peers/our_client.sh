#!/bin/bash
# potok-loadtest against a server that is not ours; not for how fast it is, only for what comes back.
#
#   tests/peers/our_client.sh HOST:PORT PATH...      of a server like ws_server.mjs; BIN is our programs
. "$(dirname "$0")/checks.sh"
shift

# load PATH ARGUMENT...: its last lines, as `said`, and how it ended, as `status`.
load() {
    local path=$1
    shift
    "$BIN/potok-loadtest" "ws://$server$path" --lang en --threshold held==100% --threshold lost==0 \
        "$@" > "$scratch/said" 2>&1
    status=$?
    said=$(tail -n 1 "$scratch/said")
}

passes() {
    load "$@"
    [[ $status/$said == 0/PASSED* ]] && return
    echo "exit code $status: $said"
    return 1
}

close_is_told() {
    load "$1" -c 2 -d 1s --in-flight 1
    equal "$status" 1 "the exit code" || return
    grep -q 4001 "$scratch/said" || { echo "4001 is not in: $(cat "$scratch/said")"; return 1; }
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
