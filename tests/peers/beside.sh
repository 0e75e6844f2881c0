# Programs that run beside a peer's script, sourced; they end with it.
#
#   listen_on_a_port FUNCTION ARGUMENT...    runs FUNCTION PORT ARGUMENT..., which becomes a program that
#                                            listens there: `port`, and its output in $scratch/beside.PORT
#   talk COMMAND...                          a program that is spoken with:
#   say LINE; hear PATTERN; hang_up          a line for it; waits for one of it; ends its input, and waits
#                                            for its end: `status`. All it said is in $scratch/talk
# shellcheck shell=bash
set -u
: "${scratch:=$(mktemp -d "$PEERS_TMP/peer.XXXXXX")}"
beside=()
trap '[ ${#beside[@]} -eq 0 ] || kill "${beside[@]}" 2> /dev/null; rm -rf "$scratch"' EXIT

patience_s=20

is_listened_on() {
    local hexadecimal
    printf -v hexadecimal %04X "$1"
    grep -qE "^ *[0-9]+: [0-9A-F]{8}:$hexadecimal [0-9A-F:]* 0A " /proc/net/tcp
}

# The ports are below those that the system hands out, where nobody comes upon them by chance.
listen_on_a_port() {
    local deadline_s=$((SECONDS + patience_s)) started
    while [ "$SECONDS" -lt "$deadline_s" ]; do
        port=$((10000 + RANDOM % 20000))
        is_listened_on "$port" && continue
        "$1" "$port" "${@:2}" > "$scratch/beside.$port" 2>&1 < /dev/null &
        started=$!
        beside+=("$started")
        while kill -0 "$started" 2> /dev/null && [ "$SECONDS" -lt "$deadline_s" ]; do
            is_listened_on "$port" && return
            sleep 0.02
        done
    done
    echo "nothing listens: $(tail -n 1 "$scratch/beside.$port")"
    return 1
}

talk() {
    rm -f "$scratch/talk.in"
    : > "$scratch/talk"  # at once: what the last one said must not be heard again
    mkfifo "$scratch/talk.in"
    timeout -k 5 "$patience_s" "$@" < "$scratch/talk.in" > "$scratch/talk" 2>&1 &
    talker=$!
    exec 7> "$scratch/talk.in"
}

say() { echo "$1" >&7; }

hear() {
    until grep -qaE -e "$1" "$scratch/talk"; do
        if ! kill -0 "$talker" 2> /dev/null; then
            grep -qaE -e "$1" "$scratch/talk" && return
            echo "no '$1' in: $(tail -n 5 "$scratch/talk")"
            return 1
        fi
        sleep 0.02
    done
}

# shellcheck disable=SC2034  # for those who source this
hang_up() {
    status=0
    exec 7>&-
    wait "$talker" || status=$?
}
