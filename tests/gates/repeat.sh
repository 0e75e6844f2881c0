#!/bin/bash
# What several loops do together, REPEATS times (default 5) on a busy machine.
# Budget: 300 s.
set -eu
cd "$(dirname "$0")/../.."
packaging/build.sh test "$J" net_reactor > /dev/null
exec tests/repeat.sh "${REPEATS:-5}" build/test/bin/tests/net_reactor 'LoopGroup*:Loops/*:LoopWatch*:Drain*:Listener*'
