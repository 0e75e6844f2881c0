#include "loadtest/tls_plan.hpp"

#include <span>
#include <string_view>
#include <utility>

#include "diagnostics/certificate_fault_text.hpp"
#include "diagnostics/tls_context_fault_text.hpp"
#include "protocol/certificate_file.hpp"
#include "protocol/certificate_fingerprint.hpp"
#include "protocol/certificate_judgement.hpp"
#include "protocol/certificate_password.hpp"
#include "protocol/tls_trust_files.hpp"

namespace potok::loadtest {
namespace {

struct Trusted {
    TlsTrust trust;
    std::string by{};
};

Result<Trusted, TlsPlanFault> trust_in_file(const std::string& path, std::chrono::sys_seconds now) {
    TrustStore store;
    const TrustFindings loaded = load_authorities(store, {.now = now, .path = path});
    if (!loaded) return TlsPlanFault(loaded.error());
    for (const CertificateFault& finding : loaded.value()) {
        if (!is_warning(finding.kind)) return TlsPlanFault(finding);
    }
    return Trusted{TlsTrust::in_authorities(std::move(store)), path};
}

Result<Trusted, TlsPlanFault> trust_of(const TlsOptions& options, std::chrono::sys_seconds now) {
    if (options.insecure) return Trusted{TlsTrust::in_nobody_so_anyone_may_answer()};
    if (options.fingerprint)
        return Trusted{TlsTrust::in_fingerprint(*parse_fingerprint(*options.fingerprint))};
    if (options.ca) return trust_in_file(*options.ca, now);
    auto system = read_system_trust(trust_variables());
    if (!system) return TlsPlanFault(system.error());
    SystemTrust found = std::move(system).value();
    return Trusted{TlsTrust::in_authorities(std::move(found.store)), std::move(found.path)};
}

Result<Credentials, CertificateFault> load_client(const TlsOptions& options) {
    CredentialPaths paths{.certificate = *options.client_certificate,
                          .key = options.client_key.value_or("")};
    if (!options.key_password_file) return load_credentials(paths);
    const auto password = load_password(*options.key_password_file);
    if (!password) return password.error();
    paths.password = password.value().text();
    return load_credentials(paths);
}

AlpnList protocols_of(const LoadSettings& settings) {
    constexpr std::string_view kHttp = "http/1.1";
    const bool is_web = settings.target.scheme == EndpointScheme::ws ||
                        settings.target.scheme == EndpointScheme::http;
    if (!settings.tls.protocol && !is_web) return {};
    const std::string_view name =
        settings.tls.protocol ? std::string_view(*settings.tls.protocol) : kHttp;
    return *AlpnList::of(std::span(&name, 1));
}

}  // namespace

std::string tls_plan_fault_text(Language language, const LoadSettings& settings,
                                const TlsPlanFault& fault) {
    if (const auto* const of_file = std::get_if<CertificateFault>(&fault))
        return certificate_fault_text(language, *of_file);
    if (const auto* const of_system = std::get_if<SystemTrustFault>(&fault))
        return system_trust_fault_text(language, *of_system);
    return tls_context_fault_text(language, std::get<TlsContextFault>(fault),
                                  settings.tls.client_certificate.value_or(""));
}

Result<TlsPlan, TlsPlanFault> make_tls_plan(const LoadSettings& settings,
                                            std::chrono::sys_seconds now) {
    const TlsOptions& options = settings.tls;
    auto trusted = trust_of(options, now);
    if (!trusted) return trusted.error();
    auto name = TlsPeerName::parse(options.server_name.value_or(settings.target.host));
    TlsPlan plan{.trust = trusted.value().trust,
                 .trusted_by = trusted.value().by,
                 .server = std::move(name).value(),
                 .port = settings.target.port,
                 .protocols = protocols_of(settings),
                 .credentials = nullptr};
    if (options.client_certificate) {
        auto loaded = load_client(options);
        if (!loaded) return TlsPlanFault(loaded.error());
        const CertificateJudge judge{.now = now, .path = *options.client_certificate};
        if (const auto fault = find_fault(loaded.value(), judge)) return TlsPlanFault(*fault);
        plan.credentials = std::make_shared<const Credentials>(std::move(loaded).value());
    }
    // A trial, so that no loop meets a fault.
    const auto context = TlsClientContext::make(plan.settings());
    if (!context) return TlsPlanFault(context.error());
    return plan;
}

}  // namespace potok::loadtest
