#include "loadtest/driver.hpp"

#include <utility>

namespace potok::loadtest {

namespace {

// What is longer than any message of the run is read all the same, to say what is wrong with it.
constexpr std::size_t kReadBeyond = std::size_t{64} * 1024;

WebSocketSettings websocket_settings(const LoadPlan& plan) noexcept {
    WebSocketSettings settings;
    settings.role = WebSocketRole::client;
    settings.max_message = plan.size.most + kReadBeyond;
    settings.ping_interval = plan.ping_interval;
    return settings;
}

// A server that does not answer, or never to the end, is a finding: nobody gives up on it, and the
// end of the grace is the end of both.
HttpClientSettings http_settings(const LoadPlan& plan) noexcept {
    HttpClientSettings settings;
    // Deflate makes a little more of what does not shrink.
    settings.limits.body_bytes_max = plan.size.most + plan.size.most / 1024 + kReadBeyond;
    settings.answer_timeout = Duration::zero();
    settings.exchange_timeout = Duration::zero();
    return settings;
}

}  // namespace

Driver::Driver(const LoadPlan& plan, const PayloadScheme& payloads, EventLoop& loop,
               std::uint32_t index, std::function<void()> on_phase)
    : plan_(plan),
      payloads_(payloads),
      loop_(loop),
      on_phase_(std::move(on_phase)),
      length_prefix_(plan.target.length_prefix(plan.size.most + kReadBeyond)),
      line_format_(plan.target.line_format(plan.size.most + kReadBeyond)),
      websocket_(websocket_settings(plan)),
      post_(plan.post),
      http_(http_settings(plan)),
      encoder_(plan.target, payloads, plan.size.most) {
    const std::uint32_t senders = plan.fanout ? plan.connections : 0;
    for (std::uint32_t number = index; number < plan.connections; number += plan.loops) {
        clients_.push_back(std::make_unique<Client>(*this, number, senders));
    }
    if (plan.tls) {
        tls_.emplace(std::move(TlsClientContext::make(plan.tls->settings())).value());
        tls_room_.emplace();
    }
    if (plan.fanout) result_.fanout.emplace(index, plan.loops, plan.connections);
}

Driver::~Driver() = default;

void Driver::set_phase(Phase phase) {
    shown_.phase.store(phase, std::memory_order_release);
    on_phase_();
}

Driver::Progress Driver::progress() const noexcept {
    return {.phase = shown_.phase.load(std::memory_order_acquire),
            .open = shown_.open.load(std::memory_order_relaxed),
            .opened = shown_.opened.load(std::memory_order_relaxed),
            .sent = shown_.sent.load(std::memory_order_relaxed),
            .answered = shown_.answered.load(std::memory_order_relaxed),
            .faults = shown_.faults.load(std::memory_order_relaxed)};
}

}  // namespace potok::loadtest
