# potok-loadtest as a peer of somebody else's server, sourced behind checks.sh; not for how fast anyone is,
# only for what comes back.
#
#   load URL ARGUMENT...      `status`, its exit code; `said`, its last line; `reasons`, the kinds of all
#                             that it found against the run
#   passes URL ARGUMENT...    a check: nothing was found
#
# Over TLS the server is known by the authority of this run, unless the arguments say otherwise. BIN has our
# programs; what was written lies in `results`.
# shellcheck shell=bash
results=$scratch

load() {
    local url=$1 trust=()
    shift
    case "$url $*" in
        *' --ca '* | *' --fingerprint '*) ;;
        tls:* | lps:* | lines:* | wss:* | https:*) trust=(--ca "$PEERS_TLS/ca.crt") ;;
    esac
    "$BIN/potok-loadtest" "$url" --lang en --json "$results/result" \
        --threshold held==100% --threshold lost==0 "${trust[@]}" "$@" > "$results/said" 2>&1
    status=$?
    said=$(tail -n 1 "$results/said")
    reasons=$(sed -n '/^  "reasons"/,/^  ]/ s/.*"kind": "\(.*\)",$/\1/p' "$results/result")
}

# number KEY: of the result, where a key of that name is there once.
number() { sed -n "s/^ *\"$1\": \([0-9]*\),\{0,1\}\$/\1/p" "$results/result"; }

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

# has_reason KIND: of the last load.
has_reason() {
    grep -qx "$1" <<< "$reasons" && return
    echo "exit code $status: $said"
    return 1
}
