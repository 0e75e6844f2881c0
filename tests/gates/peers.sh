#!/bin/bash
# Programs that no one here wrote (npm ws and undici, websockets, aiohttp, node:http, Python's
# http.server and ssl, curl, wrk, Chromium; for TLS openssl, GnuTLS, socat, stunnel, sslscan, testssl.sh),
# as clients of ours and as servers to ours.
# Budget: 600 s.
set -eu
cd "$(dirname "$0")/../.."
packaging/build.sh test "$J" potok-echo potok-loadtest > /dev/null
exec tests/peers/run.sh build/test/bin
