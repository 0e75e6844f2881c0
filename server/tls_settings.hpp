// TlsSettings: what the options of TLS of a server say, as they were given.
//
// Files are read where the server starts and wherever it reloads, see tls_identity.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace potok {

struct TlsSettings {
    std::vector<std::string> certificates =
        {};                              // files; the first is shown to whoever names no host
    std::vector<std::string> keys = {};  // of each of them, or none where the file has its own
    std::vector<std::string> pfx = {};   // files with both
    std::optional<std::string> key_password_file = std::nullopt;
    bool self_signed = false;

    enum class Profile : std::uint8_t { intermediate, modern };  // as the option's words stand
    enum class ClientCertificates : std::uint8_t { request, require };
    Profile profile = Profile::intermediate;
    std::optional<std::string> client_ca = std::nullopt;
    std::optional<ClientCertificates> client_certificates =
        std::nullopt;  // none: required where there is a CA
    std::vector<std::string> revocation_lists = {};

    [[nodiscard]] bool has_identity() const noexcept {
        return self_signed || !certificates.empty() || !pfx.empty();
    }
};

}  // namespace potok
