#include "server/tls_service.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "base/assert.hpp"
#include "diagnostics/certificate_fault_text.hpp"
#include "diagnostics/plain_http_answer.hpp"
#include "diagnostics/tls_context_fault_text.hpp"
#include "protocol/certificate_making.hpp"

namespace potok {
namespace {

AlpnList http_protocols() {
    constexpr std::array<std::string_view, 2> kNames{"http/1.1", "http/1.0"};
    const auto made = AlpnList::of(kNames);
    ASSERT(made.has_value());
    return *made;
}

ClientCertificate asked_of_clients(const TlsSettings& settings) noexcept {
    if (!settings.client_ca) return ClientCertificate::none;
    using Asked = TlsSettings::ClientCertificates;
    const bool optional = settings.client_certificates == Asked::request;
    return optional ? ClientCertificate::request : ClientCertificate::require;
}

}  // namespace

std::string tls_service_fault_text(Language language, const TlsServiceFault& fault) {
    if (const auto* const of_file = std::get_if<CertificateFault>(&fault.what))
        return certificate_fault_text(language, *of_file);
    return tls_context_fault_text(language, std::get<TlsContextFault>(fault.what), fault.path);
}

Result<TlsService::Contexts, TlsServiceFault> TlsService::make_contexts(
    const TlsSettings& settings, const Credentials* self_signed, const TlsTickets& tickets,
    std::chrono::sys_seconds now, TlsLoading loading) {
    auto loaded = load_tls_identity(settings, now, loading);
    if (!loaded) return TlsServiceFault{loaded.error()};
    TlsIdentity identity = std::move(loaded).value();
    std::vector<const Credentials*> shown;
    for (const Credentials& credentials : identity.credentials)
        shown.push_back(&credentials);
    if (self_signed != nullptr) shown.push_back(self_signed);

    TlsServerSettings made{.profile = settings.profile == TlsSettings::Profile::modern
                                          ? TlsProfile::modern
                                          : TlsProfile::intermediate,
                           .credentials = shown,
                           .protocols = {},
                           .client_certificate = asked_of_clients(settings),
                           .client_authorities = identity.clients,
                           .tickets = tickets};
    const auto fault_of = [&](const TlsContextFault& fault) {
        const bool of_file = fault.index < identity.paths.size();
        return TlsServiceFault{fault, of_file ? identity.paths[fault.index] : std::string()};
    };
    auto other = TlsServerContext::make(made);
    if (!other) return fault_of(other.error());
    made.protocols = http_protocols();
    auto http = TlsServerContext::make(made);
    if (!http) return fault_of(http.error());
    return Contexts{std::move(http).value(), std::move(other).value(),
                    std::move(identity.warnings)};
}

Result<std::unique_ptr<TlsService>, TlsServiceFault> TlsService::start(
    const TlsSettings& settings, std::vector<std::string> hosts, std::chrono::sys_seconds now) {
    std::optional<Credentials> self_signed;
    if (settings.self_signed) {
        auto made = make_self_signed({.names = std::move(hosts), .now = now});
        if (!made) return TlsServiceFault{made.error()};
        self_signed = std::move(made).value();
    }
    const TlsTickets tickets;
    auto contexts = make_contexts(settings, self_signed ? &*self_signed : nullptr, tickets, now,
                                  TlsLoading::start);
    if (!contexts) return contexts.error();
    return std::unique_ptr<TlsService>(
        new TlsService(settings, std::move(self_signed), std::move(contexts).value(), tickets));
}

TlsService::TlsService(const TlsSettings& settings, std::optional<Credentials> self_signed,
                       Contexts contexts, const TlsTickets& tickets)
    : settings_(settings),
      self_signed_(std::move(self_signed)),
      tickets_(tickets),
      http_(std::move(contexts.http)),
      other_(std::move(contexts.other)),
      warnings_(std::move(contexts.warnings)),
      plain_http_answer_(plain_http_answer()) {}

void TlsService::make_rooms(std::uint32_t loops) {
    for (std::uint32_t i = 0; i < loops; ++i)
        rooms_.push_back(std::make_unique<TlsRoom>(
            TlsRoomOptions{.plain_http_answer = bytes_of(plain_http_answer_)}));
}

OwnedSsl TlsService::accept(Speaks speaks) const noexcept {
    return (speaks == Speaks::http ? http_ : other_).accept();
}

std::optional<TlsServiceFault> TlsService::reload(std::chrono::sys_seconds now) {
    auto contexts = make_contexts(settings_, self_signed_ ? &*self_signed_ : nullptr, tickets_, now,
                                  TlsLoading::reload);
    if (!contexts) return contexts.error();
    Contexts made = std::move(contexts).value();
    http_.swap(std::move(made.http));
    other_.swap(std::move(made.other));
    warnings_ = std::move(made.warnings);
    return std::nullopt;
}

std::optional<Fingerprint> TlsService::fingerprint() const noexcept {
    if (!self_signed_) return std::nullopt;
    return self_signed_->facts().fingerprint;
}

}  // namespace potok
