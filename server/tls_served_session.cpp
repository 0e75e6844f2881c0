#include "server/tls_served_session.hpp"

#include <span>
#include <string>
#include <utility>

#include "diagnostics/tls_failure_text.hpp"
#include "protocol/tls_facts.hpp"
#include "reactor/event_loop.hpp"

namespace potok {
namespace {

std::string listed(std::span<const std::string> names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ",") + name;
    return text;
}

class ServedSession final : private TlsObserver, public TlsSession {
  public:
    ServedSession(OwnedSsl ssl, std::unique_ptr<Session> upper, TlsService& service,
                  EventLoop& loop, const Address& peer, Log& log)
        : TlsSession(std::move(ssl), std::move(upper), service.room(loop.index()),
                     static_cast<TlsObserver&>(*this)),
          service_(service),
          log_(log),
          peer_(peer) {}

  private:
    void on_tls_established(Stream&, TlsEngine& engine, Duration took) override {
        const TlsFacts facts = log_.wants(LogLevel::info) ? read_facts_and_peer(engine.ssl())
                                                          : read_facts(engine.ssl());
        auto& counter = facts.resumed ? service_.counters().resumed : service_.counters().full;
        counter.fetch_add(1, std::memory_order_relaxed);
        if (facts.peer) tell_client(*facts.peer);
        if (!log_.wants(LogLevel::debug)) return;
        const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(took);
        log_.write(LogLevel::debug, "tls_established",
                   {{"peer", peer_.to_string()},
                    {"version", version_name(facts.version)},
                    {"suite", facts.suite},
                    {"resumed", facts.resumed ? "yes" : "no"},
                    {"server_name", facts.server_name},
                    {"took_ms", milliseconds.count()}});
    }

    // Who was let in by a certificate is what an administrator wants to know afterwards; it was
    // verified, now or when the session began that is resumed.
    void tell_client(const CertificateFacts& client) {
        log_.write(LogLevel::info, "tls_client",
                   {{"peer", peer_.to_string()},
                    {"client", client.subject},
                    {"names", listed(client.names)},
                    {"issuer", client.issuer},
                    {"fingerprint", fingerprint_text(client.fingerprint)}});
    }

    // Whoever scans a network makes many of these: what it is worth to know is who, and why.
    void on_tls_failed(Stream&, TlsEngine& engine) override {
        const TlsFailure failure = engine.take_failure();
        service_.counters().failed[static_cast<std::size_t>(failure.kind)].fetch_add(
            1, std::memory_order_relaxed);
        if (!log_.wants(LogLevel::info)) return;
        log_.write(LogLevel::info, "tls_failed",
                   {{"peer", peer_.to_string()},
                    {"cause", tls_failure_name(failure.kind)},
                    {"detail", tls_failure_text(Language::english, failure)}});
    }

    TlsService& service_;
    Log& log_;
    const Address peer_;
};

class TurnedAway final : public Session {
  public:
    explicit TurnedAway(std::unique_ptr<Session> upper) noexcept : upper_(std::move(upper)) {}

    void on_open(Stream& stream) override { stream.abort(CloseReason::memory_budget); }
    Consumed on_data(MutableBytes data) override { return {data.size()}; }
    void on_end() override {}
    void on_close(CloseReason reason) override { upper_->on_close(reason); }

  private:
    const std::unique_ptr<Session> upper_;
};

}  // namespace

std::unique_ptr<Session> serve_tls(TlsService& service, TlsService::Speaks speaks, EventLoop& loop,
                                   const Address& peer, Log& log, std::unique_ptr<Session> upper) {
    OwnedSsl ssl = service.accept(speaks);
    if (!ssl) return std::make_unique<TurnedAway>(std::move(upper));
    return std::make_unique<ServedSession>(std::move(ssl), std::move(upper), service, loop, peer,
                                           log);
}

}  // namespace potok
