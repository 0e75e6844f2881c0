#!/bin/bash
# Makes the certificates of a run of peers, with the openssl command and nothing of ours.
#
#   tests/peers/certificates.sh FOLDER
#
#   ca                    whom everybody trusts; other_ca, whom nobody does
#   ecdsa, rsa            servers: localhost, 127.0.0.1 and ::1, of ca
#   expired, elsewhere    servers of ca that are not the one meant: too old, or by another name
#   client                of ca; client_expired, client_revoked (it is on ca.crl), client_other (of other_ca)
#
# Each is NAME.crt (PEM) and NAME.key; NAME.pem is both of them.
set -eu
mkdir -p "$1"
cd "$1"

cat > openssl.cnf << 'END_OF_CONFIG'
[req]
distinguished_name = name
prompt = no
[name]
CN = set by the command
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
authorityKeyIdentifier = keyid
[elsewhere]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:elsewhere.example, DNS:*.wild.example
authorityKeyIdentifier = keyid
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
authorityKeyIdentifier = keyid
[ca]
default_ca = any
[any]
database = $ENV::AUTHORITY.index
rand_serial = yes
crlnumber = $ENV::AUTHORITY.crlnumber
new_certs_dir = .
unique_subject = no
default_md = sha256
default_days = 90
default_crl_days = 90
policy = subject
[subject]
commonName = supplied
END_OF_CONFIG
export OPENSSL_CONF=$PWD/openssl.cnf

# shellcheck disable=SC2034  # by their names
ecdsa=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)
# shellcheck disable=SC2034
rsa=(-newkey rsa:2048)

authority() {
    openssl req -x509 -nodes -days 90 -extensions authority -subj "/CN=Potok test $1" "${ecdsa[@]}" \
        -keyout "$1.key" -out "$1.crt"
    : > "$1.index"
    echo 1000 > "$1.crlnumber"
}

# issued NAME AUTHORITY KIND_OF_KEY EXTENSIONS [ARGUMENT...]
issued() {
    local name=$1 extensions=$4
    local -n key=$3
    export AUTHORITY=$2
    shift 4
    openssl req -nodes -subj "/CN=$name" "${key[@]}" -keyout "$name.key" -out "$name.csr"
    openssl ca -batch -notext -cert "$AUTHORITY.crt" -keyfile "$AUTHORITY.key" -extensions "$extensions" \
        -in "$name.csr" -out "$name.crt" "$@"
    cat "$name.crt" "$name.key" > "$name.pem"
}

past=(-startdate 20200101000000Z -enddate 20200201000000Z)

exec 3>&2 > log 2>&1
trap '[ $? -eq 0 ] || tail -n 3 log >&3' EXIT

export AUTHORITY=ca  # the configuration names it, whatever the command
authority ca
authority other_ca
issued ecdsa ca ecdsa server
issued rsa ca rsa server
issued expired ca ecdsa server "${past[@]}"
issued elsewhere ca ecdsa elsewhere
issued client ca ecdsa client
issued client_expired ca ecdsa client "${past[@]}"
issued client_revoked ca ecdsa client
issued client_other other_ca ecdsa client
export AUTHORITY=ca
openssl ca -cert ca.crt -keyfile ca.key -revoke client_revoked.crt
openssl ca -cert ca.crt -keyfile ca.key -gencrl -out ca.crl
