#!/bin/bash
# tests/sim/mutants.sh over a tree of one source, whose compiler copies and whose simulator is a script.
# shellcheck disable=SC2016  # the scripts in quotes are for the stand-ins to expand, not for us
. "$(dirname "$0")/suite.sh" "$@"

original=$(cd "$(dirname "$0")/../.." && pwd)

# tree: a source that passes every seed, and a build folder that knows how to make the simulator of it.
tree() {
    mkdir -p bin build room tests/sim/mutants
    cp "$original/tests/sum.sh" tests/
    cp "$original/tests/sim/mutants.sh" tests/sim/
    printf 'echo "$2 seeds passed"\nexit 0\n' > room/source.cpp
    local object=room/CMakeFiles/room.dir/source.cpp.o
    cat > bin/ninja << END
#!/bin/bash
case "\$*" in
    *' targets all') echo '$object: CXX_COMPILER__room' ;;
    *' $object') echo 'compile -I$PWD -MF $object.d -o $object -c $PWD/room/source.cpp' ;;
    *' bin/potok_sim') echo 'link $object -o bin/potok_sim lib/room.a' ;;
esac
END
    # compile … -o OBJECT -c SOURCE: a source that says "syntax error" does not compile.
    printf '#!/bin/bash\n! grep "syntax error" "${@: -1}" && cp "${@: -1}" "${@: -3:1}"\n' > bin/compile
    # link OBJECT MUTANT -o PROGRAM ARCHIVE
    printf '#!/bin/bash\n{ echo "#!/bin/bash"; cat "$2"; } > "$4" && chmod +x "$4"\n' > bin/link
    chmod +x bin/*
}

# mutant NAME LINE: the source with that line instead of its last.
mutant() {
    printf '# What it breaks.\n--- a/room/source.cpp\n+++ b/room/source.cpp\n@@ -2 +2 @@\n-exit 0\n+%s\n' \
        "$2" > "tests/sim/mutants/$1.patch"
}

run() {
    output=$(PATH=$PWD/bin:$PATH J=1 tests/sim/mutants.sh build "$@" 2> errors)
    status=$?
}

test_a_mutant_that_a_seed_finds_counts_as_passed() {
    tree
    mutant 01_found 'echo "FAILED  bytes are wrong; replay: it"; exit 1'
    run
    expect says "$output" 'ok      01_found: bytes are wrong; replay: it'
    expect is_last_line "$output" '1 passed, 0 failed'
    expect [ "$status" -eq 0 ]
}

test_a_mutant_that_no_seed_finds_is_a_failure_by_its_name() {
    tree
    mutant 01_harmless 'exit 0 # all the same'
    run
    expect says "$output" 'FAILED  SURVIVED: 01_harmless: 1\.\.1000 seeds passed .*'
    expect is_last_line "$output" '0 passed, 1 failed'
    expect [ "$status" -ne 0 ]
}

test_a_simulator_that_ends_without_a_verdict_has_found_nothing() {
    tree
    mutant 01_crash 'kill -SEGV $$'
    mutant 02_silent 'exit 1'
    run
    expect is_last_line "$output" '0 passed, 2 failed'
}

test_a_patch_that_no_longer_applies_is_a_failure() {
    tree
    mutant 01_stale 'exit 1'
    printf 'echo "other"\nexit 7\n' > room/source.cpp
    run
    expect says "$output" 'FAILED  BROKEN: 01_stale: does not apply to room/source.cpp any more'
    expect is_last_line "$output" '0 passed, 1 failed'
}

test_a_mutant_that_does_not_compile_is_a_failure() {
    tree
    mutant 01_wrong 'syntax error'
    run
    expect says "$output" 'FAILED  BROKEN: 01_wrong: does not compile'
}

test_only_those_named_are_run() {
    tree
    mutant 01_one 'exit 0 # one'
    mutant 02_other 'echo "FAILED  found"; exit 1'
    run 02_other
    expect is_last_line "$output" '1 passed, 0 failed'
}

test_the_source_itself_is_never_touched_and_nothing_is_left() {
    tree
    mutant 01_found 'echo "FAILED  found"; exit 1'
    cp room/source.cpp before
    run
    expect cmp before room/source.cpp
    expect [ -z "$(ls -A build)" ]
}

run_tests
