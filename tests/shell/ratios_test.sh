#!/bin/bash
# tests/bench/ratios.awk over small results of google-benchmark.
. "$(dirname "$0")/suite.sh" "$@"

ratios=$(cd "$(dirname "$0")/.." && pwd)/bench/ratios.awk

# result NAME REAL CPU UNIT: one benchmark as google-benchmark writes it.
result() {
    printf '    {\n      "name": "%s",\n      "real_time": %s,\n      "cpu_time": %s,\n      "time_unit": "%s"\n    },\n' "$@"
}

table() { output=$(awk -f "$ratios"); }

test_a_pair_is_one_line_with_its_ratio() {
    table < <(result 'borrow<Pool>/64' 9 1.0e+01 ns && result 'borrow<Malloc>/64' 9 40 ns)
    expect is_last_line "$output" 'borrow<Pool>/64 +10\.0 +borrow<Malloc>/64 +40\.0 +0\.25'
}

test_only_the_same_work_is_compared() {
    table < <(result 'borrow<Pool>/1' 1 1 ns && result 'borrow<Malloc>/64' 1 1 ns)
    expect [ "$(wc -l <<< "$output")" -eq 1 ]
}

test_names_that_differ_in_a_word_are_pairs_too() {
    table < <(result wheel_rearm 1 1 ns && result map_rearm 1 2 ns &&
        result broadcast_by_reference/64 1 3 ns && result broadcast_by_copy/64 1 2 ns)
    expect says "$output" 'wheel_rearm .* map_rearm .* 0\.50'
    expect says "$output" 'broadcast_by_reference/64 .* broadcast_by_copy/64 .* 1\.50'
}

test_threads_are_compared_by_the_time_that_passed() {
    table < <(result 'push<A, B>/2/real_time' 10 1 ns && result 'push<C, B>/2/real_time' 20 1 ns)
    expect says "$output" 'push<A, B>/2/real_time .* 0\.50'
}

test_units_are_made_equal() {
    table < <(result 'f<A>' 1 2 us && result 'f<B>' 1 500 ns)
    expect says "$output" 'f<A> +2000\.0 +f<B> +500\.0 +4\.00'
}

run_tests
