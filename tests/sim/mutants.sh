#!/bin/bash
# Breaks the sources on purpose, one fault at a time, and asks the simulator to find it.
#
#   tests/sim/mutants.sh BUILD_DIR [NAME...]      all of tests/sim/mutants/ unless some are named
#
# A mutant is a patch. It is applied to a copy of the source, the copy is compiled as BUILD_DIR compiles
# the original and linked before the archives, so that the linker takes it for the original; then seeds
# run until one fails. A patch on a header names the source to compile in a line `# Compile: FILE`.
# A mutant that no seed finds is a failure by its name, and so is a patch that no longer applies.
# MUTANT_SEEDS (default 1000) is the number of seeds, J that of jobs. The last line is the sum.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/sum.sh"
[ $# -ge 1 ] || { echo "usage: $0 BUILD_DIR [NAME...]" >&2; exit 2; }
build=$(cd "$1" && pwd) || exit 2
shift
seeds=${MUTANT_SEEDS:-1000}

work=$(mktemp -d "$build/.mutants.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The command that makes an output of BUILD_DIR, as one line.
command_for() { ninja -C "$build" -t commands -s "$1" | tail -n 1; }

# compile_mutant SOURCE DIR: the object, from the copies in DIR where there is one.
compile_mutant() {
    local source=$1 dir=$2 object command
    object=$(command_for_object "$source") || return
    command=$(command_for "$object")
    [ -f "$dir/$source" ] || cp --parents "$source" "$dir/"
    command=${command//"-o $object"/"-o $dir/mutant.o"}
    command=${command//"-MF $object.d"/"-MF $dir/mutant.d"}
    command=${command//"-c $root/$source"/"-c $dir/$source"}
    # The copies come before the originals.
    command=${command/" -I$root"/" -I$dir -I$root"}
    (cd "$build" && eval "$command")
}

command_for_object() {
    local room
    room=$(dirname "$1")
    ninja -C "$build" -t targets all | sed -n "s|^\($room/.*/$(basename "$1")\.o\): .*|\1|p" | head -n 1 |
        grep .
}

link_mutant() {
    local dir=$1 command
    command=$(command_for bin/potok_sim)
    command=${command//" -o bin/potok_sim"/" $dir/mutant.o -o $dir/potok_sim"}
    (cd "$build" && eval "$command")
}

# One line: `found`, `SURVIVED` or `BROKEN`, the name, and what is to be said of it.
run_mutant() {
    local name=$1 patch=$root/tests/sim/mutants/$1.patch dir=$work/$1 file source status
    mkdir -p "$dir"
    cd "$root" || return
    file=$(sed -n 's|^+++ b/||p' "$patch")
    source=$(sed -n 's|^# Compile: ||p' "$patch")
    cp --parents "$file" "$dir/" || { echo "BROKEN $name: no such file: $file" && return; }
    patch --batch --silent --fuzz=0 -p1 -d "$dir" < "$patch" > "$dir/log" 2>&1 ||
        { echo "BROKEN $name: does not apply to $file any more" && return; }
    compile_mutant "${source:-$file}" "$dir" > "$dir/log" 2>&1 && link_mutant "$dir" >> "$dir/log" 2>&1 ||
        { cat "$dir/log" >&2 && echo "BROKEN $name: does not compile" && return; }
    timeout 120 "$dir/potok_sim" --seeds "1..$seeds" > "$dir/log" 2>&1
    status=$?
    if [ "$status" -eq 1 ] && grep -q '^FAILED  ' "$dir/log"; then
        echo "found $name: $(sed -n 's/^FAILED  //p' "$dir/log" | head -n 1)"
    else
        echo "SURVIVED $name: $(tail -n 1 "$dir/log") (exit status $status)"
    fi
    rm -rf "$dir"
}

[ $# -gt 0 ] || mapfile -t mutants < <(cd "$root/tests/sim/mutants" && ls -- *.patch | sed 's/\.patch$//')
[ $# -eq 0 ] || mutants=("$@")
export root build work seeds
export -f run_mutant compile_mutant link_mutant command_for command_for_object
printf '%s\n' "${mutants[@]}" | xargs -P "${J:-$(nproc)}" -I{} bash -c 'run_mutant {}' > "$work/results"

while read -r verdict said; do
    if [ "$verdict" = found ]; then
        echo "ok      $said"
        add_sum "1 passed, 0 failed"
    else
        echo "FAILED  $verdict: $said"
        add_sum "0 passed, 1 failed"
    fi
done < <(sort -k 2 "$work/results")
print_sum
