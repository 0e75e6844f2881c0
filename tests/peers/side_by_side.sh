# Checks that run at the same time, sourced behind load.sh: a run of potok-loadtest waits more than it works.
#
#   begin NAME FUNCTION ARGUMENT...    a check
#   tell_all                           waits for all that have begun, and tells them in their order
# shellcheck shell=bash
begun=0
begin() {
    begun=$((begun + 1))
    results=$scratch/$begun
    mkdir "$results"
    echo "$1" > "$results/name"
    shift
    { "$@" > "$results/why" 2>&1; echo $? > "$results/status"; } &
}

outcome() {
    cat "$1/why"
    return "$(cat "$1/status")"
}

tell_all() {
    local i
    wait
    for ((i = 1; i <= begun; i++)); do
        check "$(cat "$scratch/$i/name")" outcome "$scratch/$i"
    done
}
