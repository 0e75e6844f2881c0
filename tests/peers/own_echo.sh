# A potok-echo of a peer's own, with other settings than everybody's, sourced behind checks.sh and beside.sh.
# Both are called outside of checks, each of which would keep what it sets to itself.
#
#   own_echo ARGUMENT...    `own_address`, of its last listener, or none; it logs to $own_log
#   end_own_echo NAME       checks that it ends in good order
# shellcheck shell=bash
own_log=$scratch/own_echo.log

own_echo() {
    : > "$scratch/own_echo"
    "$BIN/potok-echo" --lang en "$@" > "$scratch/own_echo" 2> "$own_log" &
    own_process=$!
    beside+=("$own_process")
    until grep -qx ready "$scratch/own_echo" || ! kill -0 "$own_process" 2> /dev/null; do sleep 0.02; done
    # shellcheck disable=SC2034  # for those who source this
    own_address=$(sed -n 's|^listening .*://||p' "$scratch/own_echo" | tail -n 1)
}

end_own_echo() {
    local status=0
    kill "$own_process" 2> /dev/null
    wait "$own_process" || status=$?
    check "potok-echo $1 ends in good order" equal "$status" 0 "the exit code"
}
