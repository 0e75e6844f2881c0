// CertificateFault: why a certificate or its key cannot be used, with what a sentence about it
// needs; diagnostics/certificate_fault_text makes the sentence.
//
// Nothing secret is ever in it: no password, no byte of a key. Immutable; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace potok {

// More than all roots that browsers trust take four times over, and little enough to read at once.
inline constexpr std::uint64_t kCertificateFileMax = 1024 * 1024;
// Of those roots there are about 150.
inline constexpr std::uint64_t kCertificatesMax = 1000;
// A file of what others are verified by: large authorities publish lists of revoked certificates of
// many MiB, and ministries files of every authority that they know. OpenSSL sorts its store anew
// for each certificate that it is given, so that so many take two seconds, and twice as many eight.
inline constexpr std::uint64_t kTrustFileMax = 16 * 1024 * 1024;
inline constexpr std::uint64_t kTrustedCertificatesMax = 3000;

struct CertificateFault {
    enum class Kind : std::uint8_t {
        // The file.
        no_such_file,
        permission_denied,
        is_directory,
        not_a_plain_file,  // a pipe or a device: who reads it may wait for ever
        unreadable,        // system_error
        empty_file,
        too_large,  // limit, in bytes

        // What is in it.
        unknown_format,  // neither PEM nor DER nor PFX
        damaged,
        too_many_certificates,  // limit
        no_certificate,
        no_key,                      // nor a certificate
        key_beside_certificate,      // a certificate alone, and no other file was named
        certificate_file_holds_key,  // and no certificate
        key_file_holds_certificate,  // and no key
        files_swapped,               // other_path: the key's
        holds_request,
        holds_public_key,
        pfx_without_key,
        pfx_without_certificate,
        no_revocation_list,

        // Encryption.
        password_needed,
        password_wrong,
        pfx_old_algorithm,  // algorithm: OpenSSL 3 has it in its legacy provider only
        key_old_algorithm,  // algorithm
        too_much_work,      // the password's derivation would take minutes

        // The pair.
        key_mismatch,           // other_path: the key's, empty where it is the same file
        gost,                   // algorithm
        unsupported_algorithm,  // algorithm
        weak_key,               // algorithm, bits
        weak_signature,         // algorithm

        // The moment.
        expired,         // moment, days ago, subject
        not_yet_valid,   // moment, days to come, subject
        expires_soon,    // a warning: moment, days left, subject
        issuer_expired,  // a warning: moment, days ago, subject: one above the server's own

        // Revocation lists; subject: who issued them.
        list_expired,        // moment, days ago
        list_not_yet_valid,  // moment, days to come
        list_expires_soon,   // a warning: moment
        list_of_another,     // a warning: no authority here is of that name

        // What was asked for when one was to be made.
        bad_name,        // subject: the name
        too_many_names,  // limit
        bad_validity,    // limit, in days
        openssl_failed,  // library_error
    };

    Kind kind{};
    std::string path = {};        // of the file at fault, UTF-8; empty where there is none
    std::string other_path = {};  // of the other one
    std::string algorithm = {};
    std::string subject = {};  // whose certificate it is; a stranger's words
    std::int64_t days = 0;
    std::chrono::sys_seconds moment = {};
    std::uint64_t limit = 0;
    int bits = 0;
    int system_error = 0;             // errno
    unsigned long library_error = 0;  // OpenSSL's

    friend bool operator==(const CertificateFault&, const CertificateFault&) = default;
};

inline constexpr auto kLastCertificateFault = CertificateFault::Kind::openssl_failed;

}  // namespace potok
