#!/bin/bash
# Whole programs beside each other, where the load is another program's or the load itself is measured:
#
#   tests/bench/programs.sh BIN http [PAIRS]      potok-echo beside nginx under wrk, us of processor time a request
#   tests/bench/programs.sh BIN client [PAIRS]    potok-loadtest over ws:// beside itself over lp://, us a message
#
# BIN has our programs, built for release. Servers run on core 0, loads on core 1; the two sides take turns,
# and each pair of runs gives a ratio. The last line has the median of the ratios and its 95 % interval.
# Exit codes: 0 measured; 3 this machine lacks something.
set -eu
[ $# -ge 2 ] || { sed -n '4,5s/^# *//p' "$0" >&2; exit 2; }
bin=$(cd "$1" && pwd) what=$2 pairs=${3:-15}
seconds=2
scratch=$(mktemp -d)
servers=()
cleanup() {
    [ ${#servers[@]} -eq 0 ] || { kill "${servers[@]}" && wait; } 2> /dev/null
    rm -rf "$scratch"
}
trap cleanup EXIT

needs() {
    for program; do
        command -v "$program" > /dev/null || { echo "there is no $program"; exit 3; }
    done
}

# serve NAME COMMAND...: on core 0; its number is in `served`.
serve() {
    taskset -c 0 "${@:2}" > "$scratch/$1" 2>&1 &
    served=$!
    servers+=("$served")
}

# echo_server ADDRESS: where it listens is in `address`.
echo_server() {
    local out=echo.${#servers[@]}  # of its own: another one's "ready" must not be taken for this one's
    serve "$out" "$bin/potok-echo" --listen "$1" --threads 1 --log-level error
    until grep -qs "^ready" "$scratch/$out"; do sleep 0.05; done
    address=$(sed -n 's/^listening //p' "$scratch/$out")
}

# Nanoseconds that a process has run, all its threads.
cpu_of() { awk '{ sum += $1 } END { printf "%.0f", sum }' /proc/"$1"/task/*/schedstat; }

# per_request PID URL: microseconds of the server's.
per_request() {
    local before requests
    before=$(cpu_of "$1")
    requests=$(taskset -c 1 wrk -t 1 -c 200 -d "${seconds}s" "$2" | awk '/ requests in / { print $1 }')
    echo "$(cpu_of "$1") $before $requests" | awk '{ print ($1 - $2) / $3 / 1000 }'
}

# per_message URL: microseconds of the generator's, for sending one and checking its echo.
per_message() {
    local spent
    spent=$( { TIMEFORMAT='%U %S'; time taskset -c 1 "$bin/potok-loadtest" "$1" -c 1500 --total-rate 20000/s \
        --size 64 --warmup 0s -d "${seconds}s" --threads 1 --json "$scratch/json" > "$scratch/load"; } 2>&1 || true)
    awk -v spent="$spent" '/"sent":/ { split(spent, time); gsub(/[^0-9]/, "", $2)
        print (time[1] + time[2]) * 1e6 / $2; exit }' "$scratch/json"
}

# take_turns OURS BESIDE: commands that print a cost.
take_turns() {
    local i ours beside
    for ((i = 0; i < pairs; i++)); do
        if ((i % 2 == 0)); then ours=$($1); beside=$($2); else beside=$($2); ours=$($1); fi
        echo "$ours $beside"
    done | awk '
        function median(of, count) {
            return count % 2 ? of[(count + 1) / 2] : (of[count / 2] + of[count / 2 + 1]) / 2
        }
        { ours[NR] = $1; beside[NR] = $2; ratio[NR] = $1 / $2 }
        function sort(of,    i, j, one) {
            for (i = 2; i <= NR; i++) {
                one = of[i]
                for (j = i - 1; j > 0 && of[j] > one; j--) of[j + 1] = of[j]
                of[j + 1] = one
            }
        }
        END {
            sort(ours); sort(beside); sort(ratio)
            # Of the order statistics, as for the other figures: the widest that 95 % need.
            low = int((NR - 1.96 * sqrt(NR)) / 2); if (low < 1) low = 1
            printf "ours %.3f us, beside %.3f us, ratio %.3f, 95 %% interval %.3f..%.3f\n",
                median(ours, NR), median(beside, NR), median(ratio, NR), ratio[low], ratio[NR + 1 - low]
        }'
}

case $what in
    http)
        needs wrk nginx taskset
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
        until curl -s -o "$scratch/page" "$nginx_url"; do sleep 0.05; done
        curl -s "$our_url" | cmp -s - "$scratch/page" || { echo "they answer different things"; exit 3; }
        ours() { per_request "$echo_process" "$our_url"; }
        beside() { per_request "$nginx_process" "$nginx_url"; }
        ;;
    client)
        needs taskset
        echo_server ws://127.0.0.1:0
        ws_url=$address
        echo_server lp://127.0.0.1:0
        lp_url=$address
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
