#include "server/tls_identity.hpp"

#include <optional>
#include <utility>

#include "protocol/certificate_file.hpp"
#include "protocol/certificate_judgement.hpp"
#include "protocol/certificate_password.hpp"
#include "protocol/tls_trust_files.hpp"

namespace potok {
namespace {

using MaybeFault = std::optional<CertificateFault>;

class Loader {
  public:
    Loader(const TlsSettings& settings, std::chrono::sys_seconds now, TlsLoading loading)
        : settings_(settings), now_(now), loading_(loading) {}

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
    MaybeFault load_password() {
        if (!settings_.key_password_file) return std::nullopt;
        auto loaded = potok::load_password(*settings_.key_password_file);
        if (!loaded) return loaded.error();
        password_ = std::move(loaded).value();
        return std::nullopt;
    }

    MaybeFault add(const std::string& path, const std::string& key) {
        CredentialPaths paths{.certificate = path, .key = key};
        if (settings_.key_password_file) paths.password = password_.text();
        auto loaded = load_credentials(paths);
        if (!loaded) return loaded.error();
        const CertificateJudge judge{.now = now_, .path = path};
        MaybeFault fault = note(find_fault(loaded.value(), judge));
        if (!fault) fault = note(find_expired_issuer(loaded.value(), judge));
        if (!fault) fault = note(find_warning(loaded.value(), judge));
        if (fault) return fault;
        identity_.credentials.push_back(std::move(loaded).value());
        identity_.paths.push_back(path);
        return std::nullopt;
    }

    MaybeFault load_clients() {
        MaybeFault fault;
        if (settings_.client_ca) fault = take(load_authorities, *settings_.client_ca);
        for (std::size_t i = 0; i < settings_.revocation_lists.size() && !fault; ++i)
            fault = take(load_revocation_lists, settings_.revocation_lists[i]);
        return fault;
    }

    MaybeFault take(TrustFindings (&load)(TrustStore&, const CertificateJudge&),
                    const std::string& path) {
        TrustFindings loaded = load(identity_.clients, {.now = now_, .path = path});
        if (!loaded) return loaded.error();
        for (const CertificateFault& finding : loaded.value()) {
            if (MaybeFault fault = note(finding)) return fault;
        }
        return std::nullopt;
    }

    // What was found: what stops us, or, kept for who starts us, nothing.
    MaybeFault note(MaybeFault found) {
        if (!found) return std::nullopt;
        const bool is_borne = loading_ == TlsLoading::reload && is_out_of_term(found->kind);
        if (!is_warning(found->kind) && !is_borne) return found;
        identity_.warnings.push_back(*std::move(found));
        return std::nullopt;
    }

    const TlsSettings& settings_;
    const std::chrono::sys_seconds now_;
    const TlsLoading loading_;
    Secret password_;
    TlsIdentity identity_;
};

}  // namespace

Result<TlsIdentity, CertificateFault> load_tls_identity(const TlsSettings& settings,
                                                        std::chrono::sys_seconds now,
                                                        TlsLoading loading) {
    return Loader(settings, now, loading).load();
}

}  // namespace potok
