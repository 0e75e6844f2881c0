// The options of TLS of the load generator: whom it trusts, whom it asks for, what it shows.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diagnostics/language.hpp"

namespace potok::loadtest {

struct LoadSettings;

struct TlsOptions {
    std::optional<std::string> ca = std::nullopt;           // a file; none: the system's
    std::optional<std::string> fingerprint = std::nullopt;  // of the server's certificate
    bool insecure = false;  // whoever answers is taken for the server
    std::optional<std::string> client_certificate = std::nullopt;
    std::optional<std::string> client_key = std::nullopt;  // none: in the file of the certificate
    std::optional<std::string> key_password_file = std::nullopt;
    std::optional<std::string> server_name = std::nullopt;  // none: the target's host
    std::optional<std::string> protocol = std::nullopt;     // of ALPN

    friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

// Checks of single values, and of all together; empty where nothing is wrong.
[[nodiscard]] std::string check_fingerprint(Language language, std::string_view value);
[[nodiscard]] std::string check_server_name(Language language, std::string_view value);
[[nodiscard]] std::string check_alpn(Language language, std::string_view value);
[[nodiscard]] std::string check_tls(const LoadSettings& settings, Language language);

}  // namespace potok::loadtest
