#!/bin/bash
# sslscan against potok-echo: what it finds is in sslscan_allowed.txt, line for line.
#
#   tests/peers/sslscan_client.sh HOST:PORT SCHEME      PEERS_TMP is where it may write
#
# Needs: sslscan
# Over: tls https
. "$(dirname "$0")/checks.sh"

# The lines of both kinds of certificates and of the suite preferred do not matter; headings end with ':'.
timeout 120 sslscan --no-colour "$server" 2>&1 | tr -s ' ' | sed 's/^ //; s/ $//' > "$scratch/said"
sed -n '/^Testing SSL server /,$p' "$scratch/said" | sed '1d; s/^\(Preferred\|Accepted\) //' |
    grep -vE '^$|:$|^(Subject|Altnames|Issuer|Not valid before|Not valid after):' > "$scratch/found"
grep -vE '^(#|$)' "$(dirname "$0")/sslscan_allowed.txt" > "$scratch/allowed"

all_was_looked_at() {
    local line
    for line in "TLSv1.1 disabled" "TLSv1.3 enabled" "TLSv1.2 not vulnerable to heartbleed" \
        "TLSv1.2 128 bits x25519" "ECC Key Strength: 128"; do
        grep -qxF -e "$line" "$scratch/found" || { echo "no '$line' in: $(cat "$scratch/said")"; return 1; }
    done
}

nothing_else_is_found() { ! grep -vxF -f "$scratch/allowed" "$scratch/found"; }

suites_are_all_there() {
    equal "$(grep -cE '^TLSv1\.[23] [0-9]+ bits .* DHE ' "$scratch/found")" 9 "the number of suites"
}

check "it looks at all that there is" all_was_looked_at
check "it finds nothing that is not allowed" nothing_else_is_found
check "it finds every suite that is spoken" suites_are_all_there
finish
