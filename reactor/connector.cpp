#include "reactor/connector.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "reactor/connection.hpp"

namespace potok {
namespace {

// A source that is not this machine's is refused by bind(); connect() says the same words when
// every port of it is taken.
CloseReason reason_of(const SystemError& error) noexcept {
    if (error.call == SystemCall::bind) return CloseReason::connect_failed;
    switch (error.cause) {
        case SystemCause::connection_refused:
            return CloseReason::connect_refused;
        case SystemCause::timed_out:
            return CloseReason::connect_timeout;
        case SystemCause::host_unreachable:
        case SystemCause::network_unreachable:
            return CloseReason::connect_unreachable;
        case SystemCause::connection_reset:
            return CloseReason::reset;
        case SystemCause::no_descriptors:
            return CloseReason::no_descriptors;
        case SystemCause::address_not_local:
            return CloseReason::no_local_port;
        default:
            return CloseReason::connect_failed;
    }
}

}  // namespace

void Connector::start(EventLoop& loop, ConnectOptions options, std::unique_ptr<Session> session) {
    ASSERT(!options.addresses.empty() && options.limits != nullptr);
    std::unique_ptr<Connector> made(new Connector(loop, std::move(options), std::move(session)));
    loop.request_turn(loop.adopt(std::move(made)));
}

// Listening on a port that nobody knows, for a moment, is how an address can be bound and nothing
// else be done.
std::optional<SystemError> Connector::source_fault(const Address& source) {
    const auto bound = Socket::listen(source, {});
    return bound ? std::nullopt : std::optional(bound.error());
}

Connector::Connector(EventLoop& loop, ConnectOptions options,
                     std::unique_ptr<Session> session) noexcept
    : Guest(Socket()),
      loop_(loop),
      options_(std::move(options)),
      session_(std::move(session)),
      give_up_at_(loop.now() + options_.timeout) {}

void Connector::on_turn() {
    if (session_ != nullptr && next_address_ == 0) try_next();
}

// Begins with the next address that can at least be tried. Each gets an even share of the time
// left, so that one that does not answer cannot use up the time of those after it.
void Connector::try_next() {
    loop_.timers().disarm(*this);
    loop_.poller().forget(*this);
    while (next_address_ < options_.addresses.size()) {
        const std::size_t left = options_.addresses.size() - next_address_;
        auto started = Socket::connect(options_.addresses[next_address_++], options_.source);
        if (!started) {
            note_failure(started.error());
            continue;
        }
        socket_ = std::move(started).value();
        loop_.poller().want(*this, Interest::write);
        const Duration share = (give_up_at_ - loop_.now()) / static_cast<Duration::rep>(left);
        loop_.timers().arm(*this, loop_.now() + share);
        return;
    }
    leave();
}

void Connector::on_ready(Readiness) {
    if (session_ == nullptr || !socket_.is_open()) return;
    if (const auto error = socket_.connect_result()) {
        note_failure(*error);
        return try_next();
    }
    loop_.timers().disarm(*this);
    loop_.poller().forget(*this);
    loop_.announce_arrival();
    Connection::open(loop_, std::move(socket_), *options_.limits, std::move(session_));
    leave();
}

void Connector::on_timer(Instant) {
    outcome_ = CloseReason::connect_timeout;
    try_next();
}

void Connector::note_failure(const SystemError& error) noexcept {
    outcome_ = reason_of(error);
}

void Connector::shut(CloseReason reason) {
    outcome_ = reason;
    leave();
}

void Connector::leave() {
    loop_.timers().disarm(*this);
    loop_.poller().forget(*this);
    socket_.close();
    loop_.retire(*this);
}

void Connector::on_retire() {
    if (session_ == nullptr) return;  // the connection has it
    loop_.counters().closed_for(outcome_).add();
    session_->on_close(outcome_);
}

}  // namespace potok
