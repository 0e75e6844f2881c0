# A test suite in shell: sourced, it turns a script into something tests/run_suites.sh can run.
#
#   . "$(dirname "$0")/suite.sh" "$@"
#   test_one_and_one_are_two() { expect [ $((1 + 1)) -eq 2 ]; }
#   run_tests
#
# Every function whose name begins with test_ is a test, and the rest of the name is its claim. It runs in
# a subshell and an empty folder of its own, and fails when an `expect` in it or its last command does.
# Output and report are GoogleTest's, as far as the runner reads them.
# shellcheck shell=bash
set -u

suite_name=$(basename "$0" .sh)
report=
for argument in "$@"; do
    case $argument in
        --gtest_output=xml:*) report=${argument#--gtest_output=xml:} ;;
    esac
done
sandbox=$(mktemp -d) || exit 2
trap 'rm -rf "$sandbox"' EXIT

# expect COMMAND...: ends the test as failed, saying what was expected, unless the command succeeds.
expect() {
    "$@" && return
    echo "expected: $*"
    exit 1
}

# says TEXT PATTERN: whether the text has a line that matches the whole extended regular expression.
says() { printf '%s\n' "$1" | grep -qE -- "^($2)\$"; }

# is_last_line TEXT PATTERN: the same of its last line alone.
is_last_line() { says "$(printf '%s\n' "$1" | tail -n 1)" "$2"; }

run_tests() {
    local test outcome failures=0 cases=
    for test in $(sed -n 's/^test_\([a-z0-9_]*\)() {.*/\1/p' "$0"); do
        echo "[ RUN      ] $suite_name.$test"
        mkdir "$sandbox/$test"
        outcome=
        if (cd "$sandbox/$test" && "test_$test"); then
            echo "[       OK ] $suite_name.$test"
        else
            echo "[  FAILED  ] $suite_name.$test"
            failures=$((failures + 1))
            outcome='<failure message="see the output"></failure>'
        fi
        cases="$cases<testcase name=\"$test\" status=\"run\" classname=\"$suite_name\">$outcome</testcase>
"
    done
    if [ -n "$report" ]; then
        printf '<testsuites>\n%s</testsuites>\n' "$cases" > "$report"
    fi
    [ "$failures" -eq 0 ]
}
