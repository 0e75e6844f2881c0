#!/bin/bash
# Builds a preset in build/PRESET, configuring only where that is new, moved or out of date.
#
#   packaging/build.sh PRESET JOBS [TARGET...]
set -eu
cd "$(dirname "$0")/.."
preset=$1 jobs=$2
shift 2
dir=build/$preset

# Compilers, too, write their temporary files here: nothing goes outside the repository.
mkdir -p build/tmp
export TMPDIR=$PWD/build/tmp

# One build of a preset at a time; the second finds it done.
exec 9> "build/$preset.lock"
flock 9

# `.configured` is newer than the presets only when configuring them came to its end, in this very folder.
if [ CMakePresets.json -nt "$dir/.configured" ] || [ "$(cat "$dir/.configured")" != "$PWD" ]; then
    cmake --fresh --preset "$preset"
    pwd > "$dir/.configured"
fi
cmake --build "$dir" --parallel "$jobs" ${1:+--target "$@"} 9>&-
