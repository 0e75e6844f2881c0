#include "server/tls_identity.hpp"

#include <optional>
#include <utility>

#include "protocol/certificate_file.hpp"
#include "protocol/certificate_judgement.hpp"
#include "protocol/certificate_password.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;

// What of a file is wanted, and what stands in it: certificates or revocation lists.
std::optional<CertificateFault> add_to(TrustStore& store, const std::string& path,
                                       std::size_t TrustStore::Added::*wanted, Kind none) {
    const auto loaded = load_certificate_file(path);
    if (!loaded) return loaded.error();
    const TrustStore::Added added = store.add(loaded.value().bytes());
    if (added.*wanted == 0) return CertificateFault{.kind = none, .path = path};
    if (added.damaged != 0) return CertificateFault{.kind = Kind::damaged, .path = path};
    return std::nullopt;
}

class Loader {
  public:
    Loader(const TlsSettings& settings, std::chrono::sys_seconds now)
        : settings_(settings), now_(now) {}

    Result<TlsIdentity, CertificateFault> load() {
        auto fault = load_password();
        for (std::size_t i = 0; i < settings_.certificates.size() && !fault; ++i)
            fault = add(settings_.certificates[i], settings_.keys.empty() ? "" : settings_.keys[i]);
        for (std::size_t i = 0; i < settings_.pfx.size() && !fault; ++i)
            fault = add(settings_.pfx[i], {});
        if (!fault) fault = load_clients();
        if (fault) return *fault;
        return std::move(identity_);
    }

  private:
    std::optional<CertificateFault> load_password() {
        if (!settings_.key_password_file) return std::nullopt;
        auto loaded = potok::load_password(*settings_.key_password_file);
        if (!loaded) return loaded.error();
        password_ = std::move(loaded).value();
        return std::nullopt;
    }

    std::optional<CertificateFault> add(const std::string& path, const std::string& key) {
        CredentialPaths paths{.certificate = path, .key = key};
        if (settings_.key_password_file) paths.password = password_.text();
        auto loaded = load_credentials(paths);
        if (!loaded) return loaded.error();
        const CertificateJudge judge{.now = now_, .path = path};
        if (auto fault = find_fault(loaded.value(), judge)) return fault;
        if (auto warning = find_warning(loaded.value(), judge))
            identity_.warnings.push_back(std::move(*warning));
        identity_.credentials.push_back(std::move(loaded).value());
        identity_.paths.push_back(path);
        return std::nullopt;
    }

    std::optional<CertificateFault> load_clients() {
        using Added = TrustStore::Added;
        std::optional<CertificateFault> fault;
        if (settings_.client_ca) {
            fault = add_to(identity_.clients, *settings_.client_ca, &Added::certificates,
                           Kind::no_certificate);
        }
        for (std::size_t i = 0; i < settings_.revocation_lists.size() && !fault; ++i) {
            fault = add_to(identity_.clients, settings_.revocation_lists[i],
                           &Added::revocation_lists, Kind::no_revocation_list);
        }
        return fault;
    }

    const TlsSettings& settings_;
    const std::chrono::sys_seconds now_;
    Secret password_;
    TlsIdentity identity_;
};

}  // namespace

Result<TlsIdentity, CertificateFault> load_tls_identity(const TlsSettings& settings,
                                                        std::chrono::sys_seconds now) {
    return Loader(settings, now).load();
}

}  // namespace potok
