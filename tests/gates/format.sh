#!/bin/bash
# Every source is as clang-format leaves it; `make format` mends it.
# Budget: 60 s.
set -eu
cd "$(dirname "$0")/../.."
packaging/sources.sh | xargs clang-format --dry-run -Werror
