#include "reactor/listener.hpp"

#include <utility>

#include "reactor/connection.hpp"

namespace potok {
namespace {

// Connections accepted for one readiness: beyond it, the loop's other guests come first.
constexpr int kAcceptsPerTurn = 64;

// The last that are let in: as many as the system keeps waiting by default, so that a storm of new
// ones cannot keep a loop from draining.
constexpr int kLastAccepts = 4096;

// Short enough that freed descriptors are used at once as far as a person can tell, long enough
// that a starved process spends nothing on it.
constexpr Duration kPause = std::chrono::milliseconds(100);

// Opens the connection on its own loop. While it is under way it counts as that loop's load, or a
// storm would all be placed on the loop that was the idlest when it began.
class Adoption final : public Command {
  public:
    Adoption(const ListenerConfiguration& configuration, EventLoop& target,
             Socket::Accepted accepted) noexcept
        : configuration_(configuration), accepted_(std::move(accepted)) {
        target.announce_arrival();
    }

    void run(EventLoop& loop) override {
        auto session = configuration_.factory->make_session(loop, accepted_.peer);
        Connection::open(loop, std::move(accepted_.socket), *configuration_.limits,
                         std::move(session));
    }

  private:
    const ListenerConfiguration configuration_;
    Socket::Accepted accepted_;
};

}  // namespace

Listener& Listener::open(EventLoop& loop, Socket socket,
                         const ListenerConfiguration& configuration) {
    std::unique_ptr<Listener> made(new Listener(loop, std::move(socket), configuration));
    Listener& listener = *made;
    loop.adopt(std::move(made));
    loop.poller().want(listener, Interest::read);
    return listener;
}

Listener::Listener(EventLoop& loop, Socket socket,
                   const ListenerConfiguration& configuration) noexcept
    : Guest(std::move(socket)), loop_(loop), configuration_(configuration) {}

void Listener::shut(CloseReason) {
    loop_.timers().disarm(*this);
    loop_.poller().forget(*this);
    socket_.close();
    loop_.retire(*this);
}

// Closing the socket would reset whoever waits in the system's queue, what they sent unread.
void Listener::drain() {
    for (int i = 0; i < kLastAccepts; ++i) {
        if (!accept_one()) break;
    }
    shut(CloseReason::drained);
}

void Listener::on_ready(Readiness) {
    for (int i = 0; i < kAcceptsPerTurn; ++i) {
        if (!accept_one()) return;
    }
}

// True if there may be more to accept now.
bool Listener::accept_one() {
    if (loop_.budget().exceeded()) {
        pause();
        return false;
    }
    Socket::Accepted accepted = socket_.accept();
    switch (accepted.status) {
        case IoResult::Status::done:
            hand_over(std::move(accepted));
            return true;
        case IoResult::Status::failed:
            break;
        default:
            return false;
    }
    switch (accepted.cause) {
        case SystemCause::connection_reset:
        case SystemCause::timed_out:
        case SystemCause::host_unreachable:
        case SystemCause::network_unreachable:
        case SystemCause::permission_denied:
            return true;  // this one is gone; not so the next
        case SystemCause::no_descriptors:
            refuse_one_and_pause();
            return false;
        default:
            pause();
            return false;  // whatever it is, it may last
    }
}

void Listener::hand_over(Socket::Accepted accepted) {
    EventLoop* target = configuration_.placement->place();
    if (target == nullptr) {
        refuse(accepted, CloseReason::too_many_connections);
        return;
    }
    auto adoption = std::make_unique<Adoption>(configuration_, *target, std::move(accepted));
    if (target == &loop_) {
        adoption->run(loop_);
    } else {
        target->post(std::move(adoption));
    }
}

// The caller's socket closes it, without a byte.
void Listener::refuse(const Socket::Accepted& accepted, CloseReason reason) {
    loop_.counters().closed_for(reason).add();
    configuration_.factory->on_refused(accepted.peer, reason);
}

void Listener::refuse_one_and_pause() {
    reserve_.release();
    {
        const Socket::Accepted accepted = socket_.accept();
        if (accepted.status == IoResult::Status::done) {
            refuse(accepted, CloseReason::no_descriptors);
        }
    }
    reserve_.take();
    pause();
}

void Listener::pause() {
    loop_.counters().accept_pauses.add();
    loop_.poller().want(*this, Interest::none);
    loop_.timers().arm(*this, loop_.now() + kPause);
}

void Listener::on_timer(Instant) {
    loop_.poller().want(*this, Interest::read);
}

}  // namespace potok
