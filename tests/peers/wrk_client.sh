#!/bin/bash
# wrk as a client of potok-echo: 64 connections for 2 s, without one error and with every body right.
#
#   tests/peers/wrk_client.sh HOST:PORT SCHEME      PEERS_TMP is where it may write
#
# Needs: wrk
# Over: ws wss
. "$(dirname "$0")/checks.sh"

# drive SCRIPT_AND_ARGUMENTS...: how fast it goes is no matter, nor is a slow machine an error.
drive() {
    command wrk -t 1 -c 64 -d 2s --timeout 60s "$@" > "$scratch/said" || return
    tail -n 1 "$scratch/said"
}

no_errors() {
    local said
    said=$(drive -s "$(dirname "$0")/wrk_echo.lua" "http${scheme#ws}://$server/" -- "$1") || return
    [[ $said =~ ^answers\ [1-9][0-9]*,\ connect\ 0,\ read\ 0,\ write\ 0,\ timeout\ 0,\ wrong\ 0$ ]] && return
    echo "wrk says: $said"
    return 1
}

page_without_errors() {
    drive "http${scheme#ws}://$server/" > /dev/null || return
    grep -q '^ *[1-9][0-9]* requests in ' "$scratch/said" || { cat "$scratch/said"; return 1; }
    ! grep -E 'Socket errors|Non-2xx' "$scratch/said"
}

check "GET without an error" page_without_errors
check "POST, one after the other, each comes back" no_errors 1
check "POST in pipelines of 16, each comes back" no_errors 16
finish
