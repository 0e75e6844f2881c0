// TlsService: TLS of a server: its certificates, replaced while it runs, and a room for each of its
// loops.
//
// clang-format off
//   TlsSettings ──files──► TlsIdentity ──► a context for the web, and one for everything else
//        ▲ reload(): read anew; whatever is wrong, what there was stays in use
// clang-format on
//
// start() and reload() block for the disk: the main thread. The rest is for the loops' threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "diagnostics/language.hpp"
#include "protocol/certificate.hpp"
#include "protocol/session/tls_room.hpp"
#include "protocol/tls_context_fault.hpp"
#include "protocol/tls_server_slot.hpp"
#include "server/tls_counters.hpp"
#include "server/tls_identity.hpp"
#include "server/tls_settings.hpp"

namespace potok {

// Why TLS cannot begin: a file, or what OpenSSL says to all of them together.
struct TlsServiceFault {
    std::variant<CertificateFault, TlsContextFault> what;
    std::string path{};  // of the credentials that a TlsContextFault means
};

[[nodiscard]] std::string tls_service_fault_text(Language language, const TlsServiceFault& fault);

class TlsService {
  public:
    // What a listener speaks above TLS, as a client may ask by ALPN.
    enum class Speaks : std::uint8_t { http, no_known_protocol };

    // `hosts`: names for the self-signed certificate, where one is wanted.
    [[nodiscard]] static Result<std::unique_ptr<TlsService>, TlsServiceFault> start(
        const TlsSettings& settings, std::vector<std::string> hosts, std::chrono::sys_seconds now);

    // For so many loops; before any of them accepts.
    void make_rooms(std::uint32_t loops);

    // A connection that waits for its client; none when memory is short.
    [[nodiscard]] OwnedSsl accept(Speaks speaks) const noexcept;
    [[nodiscard]] TlsRoom& room(std::uint32_t loop) noexcept { return *rooms_[loop]; }
    [[nodiscard]] TlsCounters& counters() noexcept { return counters_; }
    [[nodiscard]] const TlsCounters& counters() const noexcept { return counters_; }

    // Reads all files again. A fault: everything is as it was. What is out of its term is none any
    // more, see warnings().
    [[nodiscard]] std::optional<TlsServiceFault> reload(std::chrono::sys_seconds now);

    // Of what was read last: what expires soon, and after a reload what is out of its term.
    [[nodiscard]] const std::vector<CertificateFault>& warnings() const noexcept {
        return warnings_;
    }
    // Of the self-signed certificate.
    [[nodiscard]] std::optional<Fingerprint> fingerprint() const noexcept;

  private:
    struct Contexts {
        TlsServerContext http;
        TlsServerContext other;
        std::vector<CertificateFault> warnings;
    };

    TlsService(const TlsSettings& settings, std::optional<Credentials> self_signed,
               Contexts contexts, const TlsTickets& tickets);

    [[nodiscard]] static Result<Contexts, TlsServiceFault> make_contexts(
        const TlsSettings& settings, const Credentials* self_signed, const TlsTickets& tickets,
        std::chrono::sys_seconds now, TlsLoading loading);

    const TlsSettings settings_;
    const std::optional<Credentials> self_signed_;  // the same for as long as the program runs
    const TlsTickets tickets_;
    TlsServerSlot http_;
    TlsServerSlot other_;
    std::vector<CertificateFault> warnings_;
    const std::string plain_http_answer_;
    std::vector<std::unique_ptr<TlsRoom>> rooms_;
    TlsCounters counters_;
};

}  // namespace potok
