# stunnel, sourced behind beside.sh.
#
#   listen_on_a_port stunnel SETTING...      one service, with these lines of its configuration
# shellcheck shell=bash
stunnel() {
    local port=$1
    shift
    {
        printf '%s\n' 'foreground = yes' 'pid =' 'output = /dev/stdout' 'debug = notice' '[service]' \
            "accept = 127.0.0.1:$port"
        printf '%s\n' "$@"
    } > "$scratch/stunnel.$port.conf"
    exec /usr/bin/env stunnel "$scratch/stunnel.$port.conf"
}
