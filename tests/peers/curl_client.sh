#!/bin/bash
# curl as a client of potok-echo.
#
#   tests/peers/curl_client.sh HOST:PORT SCHEME      PEERS_TMP is where it may write
#
# Needs: curl
# Over: ws wss
. "$(dirname "$0")/checks.sh"

origin=http${scheme#ws}://$server
head -c $((16 * 1024 * 1024)) /dev/urandom > "$scratch/large"

# Nothing of the user's: no ~/.curlrc, no proxy.
ask() { command curl -q --cacert "$PEERS_TLS/ca.crt" --noproxy '*' --silent --show-error --max-time 60 "$@"; }

status_of() { ask --output /dev/null --write-out '%{http_code}' "$@"; }

get_answers_with_the_page() {
    ask --fail "$origin/" > "$scratch/page" || return
    grep -q '<title>potok-echo</title>' "$scratch/page"
}

head_has_the_length_of_get() {
    local length
    length=$(ask --fail --head "$origin/" | tr -d '\r' | sed -n 's/^content-length: //Ip')
    equal "$length" "$(ask "$origin/" | wc -c)" "Content-Length"
}

post_comes_back() { equal "$(ask --data-binary поток "$origin/")" поток "the echo"; }

empty_post_comes_back() {
    equal "$(ask --data-binary '' --write-out '%{http_code} %{size_download}' "$origin/")" "200 0" "the answer"
}

large_post_comes_back() {
    ask --fail -H 'Expect:' --data-binary @"$scratch/large" "$origin/" > "$scratch/echo" || return
    cmp "$scratch/large" "$scratch/echo"
}

chunked_post_comes_back() {
    ask --fail -H 'Transfer-Encoding: chunked' -H 'Expect:' --data-binary @"$scratch/large" "$origin/" \
        > "$scratch/echo" || return
    cmp "$scratch/large" "$scratch/echo"
}

continue_is_waited_for() {
    ask --fail --verbose --expect100-timeout 60 -H 'Expect: 100-continue' \
        --data-binary @"$scratch/large" "$origin/" > "$scratch/echo" 2> "$scratch/talk" || return
    cmp "$scratch/large" "$scratch/echo" || return
    equal "$(grep -c '^< HTTP/1.1 100 ' "$scratch/talk")" 1 "the number of answers with 100"
}

connection_is_reused() {
    local i requests=()
    for ((i = 0; i < 100; i++)); do
        requests+=(--next -q --silent --cacert "$PEERS_TLS/ca.crt" --noproxy '*'
            --max-time 60 --output "$scratch/reused.$i" --write-out '%{num_connects}\n' --data-binary "$i" "$origin/")
    done
    equal "$(ask "${requests[@]:1}" | awk '{ sum += $1 } END { print NR, sum }')" "100 1" \
        "the number of answers and of connections" || return
    for ((i = 0; i < 100; i++)); do
        equal "$(cat "$scratch/reused.$i")" "$i" "echo $i" || return
    done
}

many_at_once_get_their_own_answers() {
    local i
    for ((i = 0; i < 64; i++)); do
        printf 'next\ncacert = "%s/ca.crt"\nurl = "%s/"\ndata-binary = "%s"\noutput = "%s"\n' \
            "$PEERS_TLS" "$origin" "own $i" "$scratch/own.$i"
    done | sed 1d > "$scratch/config"
    ask --parallel --parallel-immediate --parallel-max 64 --config "$scratch/config" || return
    for ((i = 0; i < 64; i++)); do
        equal "$(cat "$scratch/own.$i")" "own $i" "echo $i" || return
    done
}

http_1_0_is_answered_and_ended() {
    equal "$(ask --http1.0 --data-binary old --write-out ' %{http_code}' "$origin/")" "old 200" "the answer"
}

offer_of_http_2_is_passed_over() {
    equal "$(status_of --http2 --write-out '%{http_version} %{http_code}' "$origin/")" "1.1 200" "the answer"
}

head_too_large_is_refused() {
    equal "$(status_of -H "X-Long: $(head -c 9000 /dev/zero | tr '\0' a)" "$origin/")" 431 "the status"
}

other_methods_are_refused() {
    equal "$(status_of -X DELETE "$origin/") $(status_of -X BREW "$origin/")" "405 501" "the statuses"
}

health_is_told() {
    equal "$(ask "$origin/healthz") $(status_of "$origin/readyz")" "ok 200" "the answers" || return
    ask --fail "$origin/metrics" | grep -q '^# TYPE '
}

check "GET answers with the page" get_answers_with_the_page
check "HEAD has the length of GET" head_has_the_length_of_get
check "POST with Content-Length comes back" post_comes_back
check "an empty POST comes back" empty_post_comes_back
check "16 MiB with Content-Length come back" large_post_comes_back
check "16 MiB in chunks come back" chunked_post_comes_back
check "a body is asked for with 100 before it is sent" continue_is_waited_for
check "100 requests one after the other reuse one connection" connection_is_reused
check "64 connections at once each get their own echo" many_at_once_get_their_own_answers
check "HTTP/1.0 is answered and ended" http_1_0_is_answered_and_ended
check "an offer of HTTP/2 is passed over" offer_of_http_2_is_passed_over
check "a head over 8 KiB is refused with 431" head_too_large_is_refused
check "DELETE is 405, and a method that nobody knows 501" other_methods_are_refused
check "/healthz, /readyz and /metrics answer" health_is_told
finish
