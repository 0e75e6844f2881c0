# Checks of a peer that is a command, sourced: one line for each, and their sum at the end.
#
#   text_comes_back() { equal "$(curl ...)" text "the echo"; }
#   check "text comes back" text_comes_back
#   finish
#
# A check is a function; it has failed where it returns non-zero, and says why on stdout.
# shellcheck shell=bash
set -u
. "$(dirname "${BASH_SOURCE[0]}")/../sum.sh"

# Where the server listens, HOST:PORT, and what it speaks there.
# shellcheck disable=SC2034  # for those who source this
server=$1 scheme=$2

# A folder of the peer's own.
scratch=$(mktemp -d "$PEERS_TMP/peer.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT

check() {
    local name=$1 why
    shift
    if why=$("$@" 2>&1); then
        echo "ok $name"
        add_sum "1 passed, 0 failed"
    else
        echo "FAILED $name: $(printf %s "$why" | tr '\n' ' ')"
        add_sum "0 passed, 1 failed"
    fi
}

# equal ACTUAL EXPECTED WHAT
equal() {
    [ "$1" = "$2" ] && return
    echo "$3 is '$1', expected '$2'"
    return 1
}

finish() {
    print_sum
    exit
}
