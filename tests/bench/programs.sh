#!/bin/bash
# Whole programs beside each other, where the load is another program's or the load itself is measured:
#
#   tests/bench/programs.sh BIN http [PAIRS [SECONDS]]     potok-echo beside nginx under wrk, us of processor time a request
#   tests/bench/programs.sh BIN client [PAIRS [SECONDS]]   potok-loadtest over ws:// beside itself over lp://, us a message
#
# BIN has our programs, built for release. Servers run on core 0, loads on core 1; the two sides take turns,
# and each pair of runs gives a ratio. The last line has the median of the ratios and its 95 % interval, taken as
# bench_paired takes them. A run that had a wrong or a missing answer gives no figure, and there is none then.
# Exit codes: 0 measured; 1 a run went wrong; 2 usage; 3 this machine lacks something; 4 it is too busy.
set -eu
shopt -s inherit_errexit
[ $# -ge 2 ] || { sed -n '4,5s/^# *//p' "$0" >&2; exit 2; }
bin=$(cd "$1" && pwd) what=$2 pairs=${3:-15} seconds=${4:-2}
PATH=$PATH:/usr/sbin  # where nginx is
scratch=$(mktemp -d)
servers=()
cleanup() {
    [ ${#servers[@]} -eq 0 ] || { kill "${servers[@]}" && wait; } 2> /dev/null
    rm -rf "$scratch"
}
trap cleanup EXIT

needs() {
    for program; do
        command -v "$program" > /dev/null || { echo "skipped: there is no $program"; exit 3; }
    done
}

# refuse CODE REASON FILE: no figure, and what the program said of its run.
refuse() {
    echo "no figure: $2" >&2
    sed 's/^/    /' "$3" >&2
    exit "$1"
}

# serve NAME COMMAND...: on core 0; its number is in `served`.
serve() {
    taskset -c 0 "${@:2}" > "$scratch/$1" 2>&1 &
    served=$!
    servers+=("$served")
}

still_runs() { kill -0 "$served" 2> /dev/null || refuse 1 "$1 did not start" "$scratch/$1"; }

# echo_server ADDRESS: where it listens is in `address`.
echo_server() {
    local out=echo.${#servers[@]}  # of its own: another one's "ready" must not be taken for this one's
    serve "$out" "$bin/potok-echo" --listen "$1" --threads 1 --log-level error
    until grep -qs "^ready" "$scratch/$out"; do still_runs "$out"; sleep 0.05; done
    address=$(sed -n 's/^listening //p' "$scratch/$out")
}

# Nanoseconds that a process has run, all its threads.
cpu_of() { awk '{ sum += $1 } END { printf "%.0f", sum }' /proc/"$1"/task/*/schedstat; }

# per_request PID URL: microseconds of the server's.
per_request() {
    local before
    before=$(cpu_of "$1")
    taskset -c 1 wrk -t 1 -c 200 -d "${seconds}s" "$2" > "$scratch/load" 2>&1 || refuse 1 "wrk failed" "$scratch/load"
    ! grep -qE 'Non-2xx|Socket errors' "$scratch/load" || refuse 1 "not every request was answered" "$scratch/load"
    awk -v after="$(cpu_of "$1")" -v before="$before" '
        / requests in / && $1 > 0 { found = 1; print (after - before) / $1 / 1000 }
        END { exit !found }' "$scratch/load" || refuse 1 "there was no request" "$scratch/load"
}

# per_message URL: microseconds of the generator's, for sending one and checking its echo.
per_message() {
    local spent
    spent=$( { TIMEFORMAT='%U %S'; time taskset -c 1 "$bin/potok-loadtest" "$1" -c 1500 --total-rate 20000/s \
        --size 64 --warmup 0s -d "${seconds}s" --threads 1 --json "$scratch/json" > "$scratch/load" 2>&1; } 2>&1) || {
        [ $? -ne 5 ] || refuse 4 "the generator was too slow" "$scratch/load"
        refuse 1 "potok-loadtest did not pass" "$scratch/load"
    }
    awk -v spent="$spent" '
        /"sent":/ && gsub(/[^0-9]/, "", $2) && $2 > 0 {
            split(spent, time); found = 1; print (time[1] + time[2]) * 1e6 / $2; exit
        }
        END { exit !found }' "$scratch/json" || refuse 1 "there was no message" "$scratch/load"
}

# take_turns OURS BESIDE: commands that print a cost.
take_turns() {
    local i ours beside
    for ((i = 0; i < pairs; i++)); do
        if ((i % 2 == 0)); then ours=$($1); beside=$($2); else beside=$($2); ours=$($1); fi
        echo "$ours $beside"
    done > "$scratch/pairs"
    echo -n "$title: "
    "$bin/bench/paired_ratio" < "$scratch/pairs"
}

case $what in
    http)
        needs wrk nginx curl taskset
        echo_server http://127.0.0.1:0
        echo_process=$served our_url=${address/%\//}/healthz
        port=$((20000 + $$ % 20000))
        cat > "$scratch/nginx.conf" <<- END
			daemon off; master_process off; worker_processes 1; pid $scratch/pid; error_log $scratch/error;
			events { worker_connections 1024; }
			http {
			  access_log off; keepalive_requests 1000000000;
			  server { listen 127.0.0.1:$port; location / { default_type text/plain; return 200 "ok\n"; } }
			}
		END
        serve nginx nginx -p "$scratch" -c "$scratch/nginx.conf"
        nginx_process=$served nginx_url=http://127.0.0.1:$port/
        until curl -s -o "$scratch/page" "$nginx_url"; do still_runs nginx; sleep 0.05; done
        curl -s "$our_url" | cmp -s - "$scratch/page" || refuse 1 "they answer different things" "$scratch/page"
        title="HTTP GET, potok-echo beside nginx"
        ours() { per_request "$echo_process" "$our_url"; }
        beside() { per_request "$nginx_process" "$nginx_url"; }
        ;;
    client)
        needs taskset
        echo_server ws://127.0.0.1:0
        ws_url=$address
        echo_server lp://127.0.0.1:0
        lp_url=$address
        title="potok-loadtest, ws beside lp"
        ours() { per_message "$ws_url"; }
        beside() { per_message "$lp_url"; }
        ;;
    *)
        echo "unknown: $what" >&2
        exit 2
        ;;
esac
ours > "$scratch/warm"; beside > "$scratch/warm"
take_turns ours beside
