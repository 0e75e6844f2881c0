#!/bin/sh
# Names the C++ sources of the tree, one a line.
cd "$(dirname "$0")/.." || exit
exec find base reactor protocol diagnostics cli server loadtest tests examples \
    -name '*.hpp' -o -name '*.cpp'
