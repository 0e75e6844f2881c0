// A workshop of certificates for tests: any certificate, in any form that people keep one in, made
// with OpenSSL itself, so that what we read is not what we wrote.
//
// Keys are made once a process where it does not matter whose they are. One thread.
#pragma once

#include <openssl/pkcs12.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "protocol/tls_handles.hpp"

namespace potok::testing {

// 2026-01-01 00:00 UTC: the day that certificates are made on here.
inline constexpr std::chrono::sys_seconds kToday{std::chrono::seconds(1'767'225'600)};

enum class KeyChoice { p256, p384, rsa2048, rsa1024, ed25519, secp256k1 };

// The same one each time.
[[nodiscard]] OwnedKey key_of(KeyChoice choice);
// A new one.
[[nodiscard]] OwnedKey make_key(KeyChoice choice);

struct Issued {
    OwnedX509 certificate;
    OwnedKey key;
};

struct Wish {
    std::string subject = "leaf.example";
    KeyChoice key = KeyChoice::p256;
    bool own_key = false;            // not the shared one of that choice
    const Issued* issuer = nullptr;  // none: itself
    bool ca = false;
    std::string alternative_names = {};  // "DNS:a.example,IP:127.0.0.1"
    std::string purpose = {};            // "serverAuth"; none: any
    std::string digest = "SHA256";
    std::chrono::sys_seconds not_before = kToday - std::chrono::days(1);
    std::chrono::sys_seconds not_after = kToday + std::chrono::days(365);
};

[[nodiscard]] Issued issue(const Wish& wish = {});

// For a program that looks at its own clock: valid whenever the test is run.
[[nodiscard]] Wish lasting(const std::string& subject, const std::string& alternative_names = {});
// One that others are issued by, with a key of its own.
[[nodiscard]] Issued issue_authority(const std::string& subject);

// PEM; valid from one moment to the other, whoever looks.
[[nodiscard]] std::string revocation_list_of(const Issued& issuer,
                                             const std::vector<const Issued*>& revoked);
// Valid between two moments, the latter none: for ever.
struct ListTerm {
    std::chrono::sys_seconds from = kToday - std::chrono::days(1);
    std::optional<std::chrono::sys_seconds> until = kToday + std::chrono::days(30);
};
[[nodiscard]] std::string revocation_list_of(const Issued& issuer,
                                             const std::vector<const Issued*>& revoked,
                                             const ListTerm& term);

[[nodiscard]] std::string pem_of(const OwnedX509& certificate);
[[nodiscard]] std::string der_of(const OwnedX509& certificate);

enum class KeyFile { pkcs8, traditional };
// Encrypted where there is a password.
[[nodiscard]] std::string pem_of(const OwnedKey& key, KeyFile form = KeyFile::pkcs8,
                                 const std::string& password = {},
                                 const std::string& cipher = "AES-256-CBC");
[[nodiscard]] std::string der_of(const OwnedKey& key, KeyFile form = KeyFile::pkcs8,
                                 const std::string& password = {});

struct PfxWish {
    std::optional<std::string> password = "secret";
    bool with_key = true;
    bool with_certificate = true;
    bool with_mac = true;
    int key_encryption = 0;          // a NID; 0: OpenSSL's own choice, -1: none
    int certificate_encryption = 0;  // likewise
    int iterations = 1;
    std::vector<const OwnedX509*> chain = {};
};
[[nodiscard]] std::string pfx_of(const Issued& issued, const PfxWish& wish = {});

// The first place where one object identifier stands becomes another of the same length, both as
// NIDs: how a file of an algorithm is made that nobody here has.
[[nodiscard]] std::string with_algorithm(std::string der, int from, int to);

}  // namespace potok::testing
