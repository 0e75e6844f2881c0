#include "server/echo/echo_server.hpp"

#include <algorithm>
#include <utility>

#include "cli/descriptor_limit.hpp"
#include "protocol/session/address_to_bind.hpp"

namespace potok::echo {
namespace {

// What the process needs beside its connections: listeners, pollers, the log, standard streams.
constexpr std::uint64_t kOwnDescriptors = 64;

// All that the descriptors allow; a tiny limit is left to the listener's own guard.
std::uint32_t connections_allowed(std::uint64_t descriptors) noexcept {
    const std::uint64_t left =
        descriptors > 2 * kOwnDescriptors ? descriptors - kOwnDescriptors : descriptors;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(left, ConnectionId::kSlotsMax));
}

LoopGroupOptions loop_options(const EchoSettings& settings, std::function<void()> on_ended) {
    LoopGroupOptions options;
    options.threads = settings.threads.value_or(0);
    options.connections_max =
        settings.max_connections.value_or(connections_allowed(settings.descriptors));
    options.memory_budget_bytes = settings.memory_budget.value_or(MemoryBudget::kUnlimited);
    options.on_ended = std::move(on_ended);
    return options;
}

}  // namespace

Result<std::unique_ptr<EchoServer>, StartFault> EchoServer::start(
    const std::vector<EndpointAddress>& addresses, const EchoSettings& settings, TlsService* tls,
    Log& log, std::function<void()> on_ended) {
    auto loops = LoopGroup::create(loop_options(settings, std::move(on_ended)));
    if (!loops) return StartFault{loops.error(), {}};
    std::unique_ptr<EchoServer> server(new EchoServer(tls, log));
    server->loops_ = std::move(loops).value();
    if (tls != nullptr) tls->make_rooms(server->loops_->size());
    for (const EndpointAddress& address : addresses) {
        const auto listening = server->listen(address, EchoDuty::echo, settings);
        if (!listening) return listening.error();
    }
    if (settings.admin) {
        const auto listening = server->listen(*settings.admin, EchoDuty::admin, settings);
        if (!listening) return listening.error();
    }
    const std::size_t sockets =
        server->addresses_.size() * (settings.reuse_port ? server->loops_->size() : 1);
    const auto left = cli::check_descriptors_left(sockets + 1);  // their reserves, a connection
    if (!left) return StartFault{left.error(), {}};
    server->loops_->start();
    server->watch_.emplace(*server->loops_, kLoopLimit);
    return server;
}

Result<Done, StartFault> EchoServer::listen(const EndpointAddress& address, EchoDuty duty,
                                            const EchoSettings& settings) {
    const auto bindable = address_to_bind(address);
    if (!bindable) return StartFault{bindable.error(), address.host};
    services_.push_back(
        std::make_unique<EchoService>(address, duty, settings, *loops_, tls_, log_));
    EchoService& service = *services_.back();
    ListenOptions options;
    options.reuse_port = settings.reuse_port;
    const auto bound = loops_->listen({bindable.value(), options, &service, &service.limits()});
    if (!bound) return StartFault{bound.error(), to_string(address)};
    addresses_.push_back(address);
    addresses_.back().port = bound.value().port();
    return Done{};
}

EchoServer::~EchoServer() {
    // The loops go before the services that their sessions refer to.
    loops_.reset();
}

void EchoServer::check_loops(Instant now) {
    for (const LoopFinding& finding : watch_->check(now)) {
        const bool frozen = finding.kind == LoopFinding::Kind::frozen;
        const auto silence = std::chrono::duration_cast<std::chrono::milliseconds>(finding.silence);
        log_.write(LogLevel::warning, frozen ? "loop_frozen" : "loop_moves_again",
                   {{"loop", finding.loop}, {"silent_ms", silence.count()}});
    }
}

void EchoServer::join() {
    loops_->join();
    std::uint64_t opened = 0;
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
    for (std::uint32_t i = 0; i < loops_->size(); ++i) {
        const LoopCounters& counters = std::as_const(loops_->loop(i)).counters();
        opened += counters.opened.value();
        received += counters.bytes_received.value();
        sent += counters.bytes_sent.value();
    }
    log_.write(LogLevel::info, "ended",
               {{"connections", std::to_string(opened)},
                {"bytes_received", std::to_string(received)},
                {"bytes_sent", std::to_string(sent)}});
}

}  // namespace potok::echo
