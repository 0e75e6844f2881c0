#include "protocol/tls_system_trust.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>

namespace potok {
namespace {

namespace fs = std::filesystem;
using Kind = SystemTrustFault::Kind;

// The first that is there, and has a certificate, is taken.
constexpr std::array<std::string_view, 9> kFiles = {
    "etc/ssl/certs/ca-certificates.crt",                 // Debian, Ubuntu, Astra, Alpine, Arch
    "etc/pki/tls/certs/ca-bundle.crt",                   // RED OS, Fedora, RHEL; ALT
    "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL and its kin, whatever is linked
    "usr/share/ca-certificates/ca-bundle.crt",           // ALT
    "var/lib/ssl/cert.pem",                              // ALT: OpenSSL's own
    "etc/ssl/ca-bundle.pem",                             // SUSE
    "var/lib/ca-certificates/ca-bundle.pem",             // SUSE
    "etc/ssl/cert.pem",                                  // Alpine
    "etc/ca-certificates/extracted/tls-ca-bundle.pem",   // Arch
};
constexpr std::array<std::string_view, 3> kFolders = {
    "etc/ssl/certs",
    "etc/pki/tls/certs",
    "var/lib/ca-certificates/openssl",
};

constexpr char kPathSeparator = fs::path::preferred_separator == '/' ? ':' : ';';

// The bundles of today have 250 KiB.
constexpr std::uintmax_t kFileBytesMax = 16 * 1024 * 1024;
// A folder has two names for each certificate, some three hundred in all.
constexpr std::size_t kFilesMax = 4096;

std::optional<std::string> read_file(const fs::path& path) {
    std::error_code failed;
    const std::uintmax_t bytes = fs::file_size(path, failed);
    if (failed || bytes > kFileBytesMax) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

bool add_file(TrustStore& store, const fs::path& path) {
    const auto text = read_file(path);
    return text && store.add(bytes_of(*text)).certificates != 0;
}

// Whether the folder could be listed.
bool add_folder(TrustStore& store, const fs::path& folder) {
    std::error_code failed;
    fs::directory_iterator file(folder, failed);
    if (failed) return false;
    for (std::size_t files = 0; file != fs::directory_iterator() && files < kFilesMax; ++files) {
        add_file(store, file->path());
        file.increment(failed);
        if (failed) break;
    }
    return true;
}

std::string utf8(const fs::path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}

fs::path path_of(std::string_view text) {
    return fs::path(std::u8string(text.begin(), text.end()));
}

using Answer = Result<SystemTrust, SystemTrustFault>;

std::optional<SystemTrustFault> add_named_file(SystemTrust& trust, const std::string& path) {
    const auto text = read_file(path_of(path));
    if (!text) return SystemTrustFault{Kind::not_readable, path, "SSL_CERT_FILE"};
    if (trust.store.add(bytes_of(*text)).certificates == 0)
        return SystemTrustFault{Kind::no_certificate, path, "SSL_CERT_FILE"};
    trust.path = path;
    return std::nullopt;
}

std::optional<SystemTrustFault> add_named_folders(SystemTrust& trust, const std::string& paths) {
    bool readable = false;
    for (std::string_view left = paths; !left.empty();) {
        const std::size_t end = std::min(left.find(kPathSeparator), left.size());
        if (end != 0) readable |= add_folder(trust.store, path_of(left.substr(0, end)));
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    if (!readable) return SystemTrustFault{Kind::not_readable, paths, "SSL_CERT_DIR"};
    if (trust.store.empty()) return SystemTrustFault{Kind::no_certificate, paths, "SSL_CERT_DIR"};
    trust.path += (trust.path.empty() ? "" : " ") + paths;
    return std::nullopt;
}

// Each variable adds to the other, as with OpenSSL.
Answer read_named(const TrustVariables& variables) {
    SystemTrust trust;
    std::optional<SystemTrustFault> fault;
    if (!variables.file.empty()) fault = add_named_file(trust, variables.file);
    if (!fault && !variables.folders.empty()) fault = add_named_folders(trust, variables.folders);
    if (fault) return *fault;
    return trust;
}

Answer read_known(const fs::path& root) {
    SystemTrust trust;
    for (const std::string_view file : kFiles) {
        trust.path = utf8(root / file);
        if (add_file(trust.store, root / file)) return trust;
    }
    for (const std::string_view folder : kFolders) {
        trust.path = utf8(root / folder);
        if (add_folder(trust.store, root / folder) && !trust.store.empty()) return trust;
    }
    return SystemTrustFault{};
}

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

TrustVariables trust_variables() {
    return {variable("SSL_CERT_FILE"), variable("SSL_CERT_DIR")};
}

Result<SystemTrust, SystemTrustFault> read_system_trust(const TrustVariables& variables,
                                                        const fs::path& root) {
    const bool named = !variables.file.empty() || !variables.folders.empty();
    return named ? read_named(variables) : read_known(root);
}

}  // namespace potok
