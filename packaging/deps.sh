#!/bin/bash
# Installs the packages that the named sets of work need and this machine lacks.
#
#   packaging/deps.sh SET...      build | test | check | peers | bench
#
# Asking is cheap and changes nothing: where nothing is missing, neither apt-get nor sudo is called, and
# nobody needs a network or a password. Package names are Debian 12's.
set -u
cd "$(dirname "$0")/.." || exit

declare -A sets=(
    [build]="g++ cmake ninja-build libfmt-dev libspdlog-dev nlohmann-json3-dev libtomlplusplus-dev
             libmimalloc-dev libssl-dev prometheus-cpp-dev zlib1g-dev"
    [test]="libgtest-dev libgmock-dev nftables patch"
    [check]="clang libclang-rt-14-dev llvm clang-format"
    [peers]="nodejs npm chromium libnss3-tools python3-websockets python3-aiohttp curl wrk
             openssl gnutls-bin socat stunnel4 sslscan testssl.sh"
    [bench]="libbenchmark-dev libboost-dev"
)

die() { echo "deps: $*" >&2; exit 3; }

names=
for set in "$@"; do
    [ -n "${sets[$set]:-}" ] || die "no such set: $set"
    names="$names ${sets[$set]}"
done
read -r -d '' -a packages <<< "$names"

# What one of them provides is there too: other builds of nodejs come with npm, and Debian's would clash.
missing_packages() {
    comm -23 <(printf '%s\n' "${packages[@]}" | sort -u) \
        <(dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' "${packages[@]}" 2>/dev/null |
            sed -n 's/([^)]*)//g; s/^installed //p' | tr -s ', ' '\n' | sort -u) | tr '\n' ' '
}

{ command -v dpkg-query && command -v apt-get; } > /dev/null ||
    die "no apt-get here; install what these Debian packages hold, then say DEPS=no: ${packages[*]}"

missing=$(missing_packages)
[ -n "$missing" ] || exit 0

# Two runs at once: the second waits, and then finds nothing missing.
mkdir -p build
exec 9> build/deps.lock
flock 9
missing=$(missing_packages)
[ -n "$missing" ] || exit 0
read -r -a missing <<< "$missing"

as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null ||
        die "not root, and no sudo; run this as root: apt-get install ${missing[*]}"
    as_root=sudo
fi

# apt-get drops its privileges and could not reach a temporary folder of ours.
apt_get() {
    $as_root env -u TMPDIR DEBIAN_FRONTEND=noninteractive apt-get -q \
        -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 "$@" >> build/deps.log 2>&1 9>&-
}

echo "deps: installing ${missing[*]}"
: > build/deps.log
apt_get update || die "apt-get update failed: $(tail -n 1 build/deps.log) (all of it: build/deps.log)"
apt_get install -y --no-install-recommends "${missing[@]}" ||
    die "apt-get could not install ${missing[*]}: $(tail -n 1 build/deps.log) (all of it: build/deps.log)"
