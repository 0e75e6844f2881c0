#include "loadtest/faulty/faulty_server.hpp"

#include <utility>

#include "protocol/session/address_to_bind.hpp"

namespace potok::loadtest {
Result<std::unique_ptr<FaultyServer>, FaultyServer::StartFault> FaultyServer::start(
    const std::vector<EndpointAddress>& addresses, const FaultPlan& plan, std::uint64_t seed,
    std::uint32_t threads) {
    LoopGroupOptions options;
    options.threads = plan.broadcast ? 1 : threads;
    auto loops = LoopGroup::create(std::move(options));
    if (!loops) return StartFault{loops.error(), {}};
    std::unique_ptr<FaultyServer> server(new FaultyServer(plan, seed, std::move(loops).value()));
    for (const EndpointAddress& address : addresses) {
        const auto listening = server->listen(address);
        if (!listening) return listening.error();
    }
    server->loops_->start();
    return server;
}

FaultyServer::FaultyServer(const FaultPlan& plan, std::uint64_t seed,
                           std::unique_ptr<LoopGroup> loops) noexcept
    : plan_(plan),
      dice_(plan, seed),
      loops_(std::move(loops)),
      schedule_(plan_, *loops_, *this),
      scene_{plan_, dice_, schedule_} {}

FaultyServer::~FaultyServer() {
    stop();
    // The loops go before the services and the alarms that they refer to.
    loops_.reset();
}

Result<Done, FaultyServer::StartFault> FaultyServer::listen(const EndpointAddress& address) {
    const auto bindable = address_to_bind(address);
    if (!bindable) return StartFault{bindable.error(), to_string(address)};
    services_.push_back(
        std::make_unique<FaultService>(address, scene_, loops_->size(), next_connection_));
    const auto bound = loops_->listen({bindable.value(), {}, services_.back().get(), &limits_});
    if (!bound) return StartFault{bound.error(), to_string(address)};
    addresses_.push_back(address);
    addresses_.back().port = bound.value().port();
    return Done{};
}

void FaultyServer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    stopped_.notify_all();
    loops_->stop();
    loops_->join();
}

FaultCounts FaultyServer::counts() const noexcept {
    FaultCounts sum;
    for (const auto& service : services_)
        sum += service->counts();
    sum.committed[static_cast<std::size_t>(FaultKind::freeze)] += freezes_.value();
    return sum;
}

// The thread sleeps, and with it everything on this loop; only stop() wakes it before its time.
void FaultyServer::freeze(EventLoop& loop, Instant until) {
    if (loop.index() == 0) freezes_.add();
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, until - Clock::now(), [this] { return stopping_; });
}

void FaultyServer::reset(EventLoop& loop) {
    for (const auto& service : services_)
        service->reset_connections(loop);
}

}  // namespace potok::loadtest
