#!/bin/bash
# Which lines of protocol/ the corpora of the fuzz targets reach, a line a file, the least reached first.
#
#   tests/fuzz/coverage.sh [BIN_DIR]
#
# BIN_DIR has the targets as the preset "coverage" builds them; without it they are built. llvm-cov and
# llvm-profdata are those of the compiler's version: LLVM_VERSION, 14 if not said.
set -eu -o pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
version=${LLVM_VERSION:-14}
bin_dir=${1:-}
if [ -z "$bin_dir" ]; then
    mapfile -t targets < <(printf '%s\n' tests/fuzz/*_fuzz.cpp | sed 's|.*/\(.*\)_fuzz\.cpp|fuzz_\1|')
    packaging/build.sh coverage "${J:-$(nproc)}" "${targets[@]}"
    bin_dir=$root/build/coverage/bin/fuzz
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
binaries=()
for target in "$bin_dir"/*; do
    name=$(basename "$target")
    LLVM_PROFILE_FILE=$work/$name.profraw "$target" -runs=0 \
        -artifact_prefix="$work/" "tests/fuzz/corpus/$name" > "$work/log" 2>&1 ||
        { cat "$work/log" >&2 && exit 1; }
    binaries+=(${binaries:+-object} "$target")
done
"llvm-profdata-$version" merge -o "$work/all" "$work"/*.profraw
# A template that one target has and another has not is counted by its name: of that llvm-cov warns.
"llvm-cov-$version" report "${binaries[@]}" -instr-profile "$work/all" "$root/protocol" 2> /dev/null |
    awk '$1 ~ /\.[ch]pp$/ { print $10, $8, $9, $1 }' | sort -n |
    awk 'BEGIN { printf "%8s %6s %7s  %s\n", "reached", "lines", "missed", "file" }
         { printf "%8s %6d %7d  %s\n", $1, $2, $3, $4 }'
