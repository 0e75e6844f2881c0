// SystemTrust: where this machine keeps the authorities that it trusts.
//
// Found at run time, since one binary runs on every distribution and OpenSSL's own default is the
// folder that its packager thought of. SSL_CERT_FILE and SSL_CERT_DIR win, as everywhere; then the
// files that the distributions keep up to date, then a folder. Reads files: while setting up only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "protocol/tls_trust_store.hpp"

namespace potok {

struct SystemTrustFault {
    enum class Kind : std::uint8_t {
        none_found,      // none of the known files and folders is there
        not_readable,    // `path`, which a variable names
        no_certificate,  // `path` has none
    };
    Kind kind = Kind::none_found;
    std::string path;      // UTF-8
    std::string variable;  // which named it; empty: none did
};

// The environment, as far as it matters here; empty: not set.
struct TrustVariables {
    std::string file;     // SSL_CERT_FILE
    std::string folders;  // SSL_CERT_DIR: with ':' between them, on Windows ';'
};
[[nodiscard]] TrustVariables trust_variables();

struct SystemTrust {
    TrustStore store;
    std::string path;  // what it was read from, for the log
};

// `root` stands before the known paths, not before those of variables.
[[nodiscard]] Result<SystemTrust, SystemTrustFault> read_system_trust(
    const TrustVariables& variables, const std::filesystem::path& root = "/");

}  // namespace potok
