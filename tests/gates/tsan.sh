#!/bin/bash
# The suites under ThreadSanitizer, built with clang: the second compiler sees every file this way.
# Budget: 1500 s.
set -eu
cd "$(dirname "$0")/../.."
packaging/build.sh tsan "$J"
export TSAN_OPTIONS=second_deadlock_stack=1

# This ThreadSanitizer has its shadow where kernels with more than 28 random bits may put a library.
fixed_addresses=
if [ "$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo 28)" -gt 28 ]; then
    fixed_addresses="setarch -R"
fi
exec $fixed_addresses tests/run_suites.sh build/tsan/bin
