#!/bin/bash
# The suites under AddressSanitizer and UndefinedBehaviorSanitizer, built with g++.
# Budget: 1500 s.
set -eu
cd "$(dirname "$0")/../.."
packaging/build.sh asan "$J"
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1
export UBSAN_OPTIONS=print_stacktrace=1
exec tests/run_suites.sh build/asan/bin
