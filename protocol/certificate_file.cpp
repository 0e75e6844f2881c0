#include "protocol/certificate_file.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>

namespace potok {
namespace {

using Kind = CertificateFault::Kind;
namespace fs = std::filesystem;

fs::path path_of(const std::string& utf8) {
    return {std::u8string(utf8.begin(), utf8.end())};
}

CertificateFault fault(Kind kind, const std::string& path) {
    return {.kind = kind, .path = path};
}

CertificateFault fault_of(std::error_code error, const std::string& path) {
    if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory)
        return fault(Kind::no_such_file, path);
    if (error == std::errc::permission_denied) return fault(Kind::permission_denied, path);
    CertificateFault unreadable = fault(Kind::unreadable, path);
    unreadable.system_error = error.value();
    return unreadable;
}

// Nothing: it may be opened.
std::optional<CertificateFault> look_at(const fs::path& file, const std::string& path) {
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    // What is not there is a status and no failure.
    if (status.type() == fs::file_type::not_found) return fault(Kind::no_such_file, path);
    if (error) return fault_of(error, path);
    if (fs::is_directory(status)) return fault(Kind::is_directory, path);
    if (!fs::is_regular_file(status)) return fault(Kind::not_a_plain_file, path);
    return std::nullopt;
}

}  // namespace

Result<Secret, CertificateFault> load_certificate_file(const std::string& path,
                                                       std::uint64_t bytes_max) {
    const fs::path file = path_of(path);
    if (const auto refused = look_at(file, path)) return *refused;
    std::ifstream in;
    in.rdbuf()->pubsetbuf(nullptr, 0);  // no copy of a key stays behind in a buffer
    errno = 0;
    in.open(file, std::ios::binary);
    if (!in) return fault_of({errno, std::generic_category()}, path);

    // One byte more than there may be: a file that grows meanwhile is noticed too.
    Secret bytes(bytes_max + 1);
    in.read(reinterpret_cast<char*>(bytes.room().data()),
            static_cast<std::streamsize>(bytes.size()));
    if (in.bad()) return fault_of({errno, std::generic_category()}, path);
    bytes.shrink(static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > bytes_max) {
        CertificateFault too_large = fault(Kind::too_large, path);
        too_large.limit = bytes_max;
        return too_large;
    }
    return bytes;
}

CredentialsOrFault load_credentials(const CredentialPaths& paths) {
    const auto certificate = load_certificate_file(paths.certificate);
    if (!certificate) return certificate.error();
    CredentialBytes bytes{.certificate = {certificate.value().bytes(), paths.certificate},
                          .password = paths.password};
    if (paths.key.empty() || paths.key == paths.certificate) return read_credentials(bytes);
    const auto key = load_certificate_file(paths.key);
    if (!key) return key.error();
    bytes.key = {key.value().bytes(), paths.key};
    return read_credentials(bytes);
}

CertificatesOrFault load_certificates(const std::string& path, Password password) {
    const auto file = load_certificate_file(path);
    if (!file) return file.error();
    return read_certificates({file.value().bytes(), path}, password);
}

}  // namespace potok
