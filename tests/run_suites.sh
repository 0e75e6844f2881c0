#!/bin/bash
# Runs test suites and says what came of them, believing nobody's exit status alone.
#
#   tests/run_suites.sh BIN_DIR [SUITE...]
#
# Suites are the programs in BIN_DIR/tests and whatever else is named: anything that takes
# --gtest_output=xml:FILE. What counts is that report, test by test; a suite that crashed, hung, wrote
# no report, ran no test or failed without saying where counts as one failure more, under its own name.
# Failures come with what their test printed, skips with their reason; the last line is the sum:
#   N passed, N failed[, N skipped]
# J suites run at a time (default: one a core), since many wait more than they work; each one's lines
# come together when it ends. SUITE_TIMEOUT_S is the time that one suite may take (default 450).
# Nothing is written outside BIN_DIR.
set -u -o pipefail

here=$(cd "$(dirname "$0")" && pwd)
. "$here/sum.sh"
[ $# -ge 1 ] || { echo "usage: $0 BIN_DIR [SUITE...]" >&2; exit 2; }
[ -d "$1" ] || { echo "$0: no such directory: $1" >&2; exit 2; }
bin_dir=$(cd "$1" && pwd)
shift
timeout_s=${SUITE_TIMEOUT_S:-450}
lanes=${J:-$(nproc)}

# The caller's settings must not leak into the tests: a filter would make the sum a lie.
unset "${!GTEST_@}" "${!POTOK_@}"
export LC_ALL=C.UTF-8
ulimit -c 0

work=$(mktemp -d "$bin_dir/.suites.XXXXXX") || exit 2
declare -A running=()  # suites: their process, and the folder that each has to itself
cleanup() {
    exec 2> /dev/null  # how the shell sees its jobs end adds nothing
    [ ${#running[@]} -eq 0 ] || { kill "${!running[@]}"; wait; }
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# What went wrong with a suite as a whole, in words; empty for a suite whose report can be believed.
fault_of() {
    local status=$1 seconds=$2 report=$3
    if [ "$seconds" -ge "$timeout_s" ]; then
        echo "still running after $timeout_s s"
    elif [ "$status" -ge 125 ] && [ "$status" -le 127 ]; then
        echo "cannot be started (exit status $status)"
    elif [ "$status" -gt 128 ]; then
        echo "killed by signal $((status - 128)) ($(kill -l $((status - 128))))"
    elif ! grep -q '^</testsuites>' "$report" 2>/dev/null; then
        echo "left no complete report (exit status $status)"
    elif ! grep -q '<testcase ' "$report"; then
        echo "has no tests"
    fi
}

# Sets passed_here, failed_here, skipped_here from a report and prints the reason of each skip.
count_tests() {
    local kind name reason
    passed_here=0 failed_here=0 skipped_here=0
    [ -s "$2" ] || return 0
    while IFS=$'\t' read -r kind name reason; do
        case $kind in
            passed) passed_here=$((passed_here + 1)) ;;
            failed) failed_here=$((failed_here + 1)) && echo "FAILED  $1: $name" ;;
            skipped) skipped_here=$((skipped_here + 1)) && echo "skipped $1: $name: $reason" ;;
        esac
    done < <(awk -f "$here/report_to_lines.awk" "$2")
}

# The output of the tests that failed or never ended; of a suite that names none, all that was said
# besides the names of tests: what a detector found comes in among them and must not be cut off.
show_output() {
    awk '
        /^\[ RUN      \]/ { held = ""; inside = 1 }
        inside { held = held $0 "\n" }
        /^\[       OK \]|^\[  SKIPPED \]/ { inside = 0 }
        inside && /^\[  FAILED  \]/ { printf "%s", held; inside = 0 }
        END { if (inside) printf "%s", held }
    ' "$1" > "$work/excerpt"
    [ -s "$work/excerpt" ] || grep -vE '^\[(-{10}|={10}| RUN      |       OK )\]' "$1" > "$work/excerpt"
    tail -n 200 "$work/excerpt" | sed 's/^/    /'
}

# judge_suite SUITE: runs it in the folder that is its own, says what came of it, and leaves its sum.
judge_suite() {
    local suite=$1 name status fault started=$EPOCHREALTIME started_s=$SECONDS process=
    name=$(basename "$suite")
    trap '[ -z "$process" ] || { kill "$process"; wait "$process"; }; exit 143' TERM
    mkdir "$work/tmp"
    TMPDIR=$work/tmp TEST_TMPDIR=$work/tmp timeout -k 5 "$timeout_s" \
        "$suite" --gtest_color=no "--gtest_output=xml:$work/report.xml" > "$work/output" 2>&1 < /dev/null &
    process=$!
    wait "$process"
    status=$?
    process=

    fault=$(fault_of "$status" $((SECONDS - started_s)) "$work/report.xml")
    count_tests "$name" "$work/report.xml"
    if [ -z "$fault" ] && [ "$status" -ne 0 ] && [ "$failed_here" -eq 0 ]; then
        fault="ended with exit status $status though no test failed"
    fi
    if [ -n "$fault" ]; then
        failed_here=$((failed_here + 1))
        echo "FAILED  $name: $fault"
    fi
    [ "$failed_here" -eq 0 ] || show_output "$work/output"
    awk -v name="$name" -v passed="$passed_here" -v failed="$failed_here" \
        -v from="$started" -v to="$EPOCHREALTIME" \
        'BEGIN { printf "%-6s  %-24s %5d passed  %6.1f s\n", failed ? "FAILED" : "ok", name, passed, to - from }'
    echo "$passed_here passed, $failed_here failed, $skipped_here skipped" > "$work/sum"
}

# Whichever suite ends next is told and added.
finish_one() {
    local ended folder
    wait -n -p ended "${!running[@]}"
    folder=${running[$ended]}
    unset "running[$ended]"
    cat "$folder/said"
    if ! add_sum "$(cat "$folder/sum" 2> /dev/null)"; then
        echo "FAILED  $(cat "$folder/name"): nobody could judge it"
        add_sum "0 passed, 1 failed"
    fi
    rm -rf "$folder"
}

run_suite() {
    local folder
    [ ${#running[@]} -lt "$lanes" ] || finish_one
    folder=$(mktemp -d "$work/suite.XXXXXX")
    basename "$1" > "$folder/name"
    (work=$folder && judge_suite "$1") > "$folder/said" 2>&1 &
    running[$!]=$folder
}

for suite in "$bin_dir"/tests/*; do
    if [ -f "$suite" ] && [ -x "$suite" ]; then run_suite "$suite"; fi
done
for suite in "$@"; do
    run_suite "$suite"
done
while [ ${#running[@]} -ne 0 ]; do finish_one; done

if [ $((sum_passed + sum_failed)) -eq 0 ]; then
    echo "FAILED  no test was run: nothing to run in $bin_dir/tests"
fi
print_sum
