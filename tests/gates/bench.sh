#!/bin/bash
# The benchmarks, as short as they can be: that they measure and that every answer is right. What came
# out is no test; `make bench` takes its time and prints it.
# Budget: 600 s.
set -eu
cd "$(dirname "$0")/../.."
packaging/build.sh bench "$J" bench_micro bench_paired paired_ratio potok-loadtest

bin=build/bench/bin
mkdir -p build/tmp
rows=$(mktemp build/tmp/bench.XXXXXX)
trap 'rm -f "$rows"' EXIT

"$bin/bench_micro" --benchmark_min_time=0.001 --benchmark_out="$rows" > /dev/null 2>&1
awk -f tests/bench/ratios.awk "$rows" | grep -q '^ours' || { echo "FAILED  bench_micro: no ratios"; exit 1; }

"$bin/bench_paired" --pairs 1 --seconds 0.05 --json "$rows" > /dev/null
measured=$(grep -c '"ratio":' "$rows") wanted=$("$bin/bench_paired" --list | wc -l)
[ "$measured" -eq "$wanted" ] || { echo "FAILED  bench_paired: $measured of $wanted figures"; exit 1; }

# A machine that lacks nginx or wrk, or is too busy, says so.
for what in http client; do
    tests/bench/programs.sh "$bin" "$what" 1 1 || case $? in
        3 | 4) ;;
        *) echo "FAILED  programs.sh $what"; exit 1 ;;
    esac
done
