#!/bin/bash
# Installs the npm packages that package-lock.json names in build/peers, unless they are there.
#
# Exit codes: 0 they are there; 1 npm refuses the lock file or what it was sent; 4 this machine cannot
# get them. The last line says why.
set -u
cd "$(dirname "$0")/../.." || exit
dir=build/peers

# Two runs at once: the second waits, and then finds them.
mkdir -p "$dir"
exec 9> build/peers.lock
flock 9
cmp -s tests/peers/package-lock.json "$dir/installed" && exit 0

command -v npm > /dev/null || { echo "there is no npm"; exit 4; }
cp tests/peers/package.json tests/peers/package-lock.json "$dir"

# No package's own scripts run, and nothing is written elsewhere.
(cd "$dir" && npm_config_cache=$PWD/cache npm_config_update_notifier=false timeout -k 5 120 \
    npm ci --ignore-scripts --no-audit --no-fund --fetch-retries 1) > build/peers.log 2>&1 9>&-
status=$?
if [ "$status" -eq 0 ]; then
    cp tests/peers/package-lock.json "$dir/installed"
    exit 0
fi

code=$(sed -n 's/^npm ERR! code \|^npm error code //p' build/peers.log | head -n 1)
[ "$status" -ne 124 ] || code="none within 120 s"
echo "npm could not install them: ${code:-exit status $status} (all of it: build/peers.log)"
case $code in
    EINTEGRITY | EUSAGE | EJSONPARSE) exit 1 ;;
    *) exit 4 ;;
esac
