// Poller: which sockets are ready. The platform seam, private to reactor/.
//
// It speaks readiness, level-triggered, and reconciles: a caller only states the interest it
// *wants*; wait() brings what the system has *armed* into line with it, in one batch, just before
// it sleeps. An interest that changed and changed back between two waits costs no system call.
// Three sources implement this header and one of them is linked: poller_epoll.cpp, poller_iocp.cpp,
// the simulator's.
//
// clang-format off
// Contract of every implementation:
//  - An event is a hint: the socket may turn out not to be ready. It is never for a registration
//    that was forgotten before wait() was called.
//  - Errors and hang-ups are reported as readiness in every wanted direction; the I/O call names
//    them.
//  - Interest::none means removed: nothing is reported, not even a reset (which cannot be masked
//    otherwise and would wake the loop without end).
//  - After forget() a registration may be destroyed once quiet(): a completion-based poller may
//    have to wait for the system to let go of it.
// clang-format on
//
// Loop thread only, but for wake().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/intrusive_list.hpp"
#include "base/result.hpp"
#include "reactor/clock.hpp"
#include "reactor/socket.hpp"
#include "reactor/system_error.hpp"

namespace potok {

enum class Interest : std::uint8_t { none = 0, read = 1, write = 2, read_write = 3 };

struct Readiness {
    bool readable;
    bool writable;
};

// A socket and its place in a poller. Whoever does something with the socket derives from it.
class Registration : private ListNode<Registration> {
  public:
    [[nodiscard]] Interest wanted() const noexcept { return wanted_; }

    // The system holds no more references to this object; always true between forget() and reuse on
    // systems without completions.
    [[nodiscard]] bool quiet() const noexcept { return platform_state_ == nullptr; }

    // The socket is ready as far as was wanted. Called by the loop, once an iteration at most.
    virtual void on_ready(Readiness readiness) = 0;

  protected:
    explicit Registration(Socket socket) noexcept : socket_(std::move(socket)) {}
    virtual ~Registration() = default;

    Socket socket_;

  private:
    friend class Poller;
    template <class T, class U>
    friend class IntrusiveList;

    void* platform_state_ = nullptr;
    Interest wanted_ = Interest::none;
    Interest armed_ = Interest::none;

  protected:
    // For the owner of registrations: which of its lists this one is in. Here because here is room.
    std::uint8_t place_ = 0;
};

struct PollEvent {
    Registration* registration;
    Readiness readiness;
};

class Poller {
  public:
    [[nodiscard]] static Result<std::unique_ptr<Poller>, SystemError> create();
    ~Poller();
    Poller(const Poller&) = delete;
    Poller& operator=(const Poller&) = delete;

    // States what the registration wants from the next wait() on, until stated otherwise.
    void want(Registration& registration, Interest interest) noexcept;

    // Takes the registration out, at once; its socket may be closed or replaced afterwards.
    void forget(Registration& registration) noexcept;

    // Sleeps until something is ready, wake() was called or the timeout passed (none: no timeout;
    // zero: only looks). The returned events are good until the next call.
    [[nodiscard]] std::span<const PollEvent> wait(std::optional<Duration> timeout) noexcept;

    // Ends the current or the next wait(). Any thread.
    void wake() noexcept;

  private:
    struct Platform;
    explicit Poller(std::unique_ptr<Platform> platform) noexcept;

    // Platform: makes the system watch for exactly `wanted_`. False where it lacks the memory for
    // it now; never when less is wanted than is armed.
    [[nodiscard]] bool arm(Registration& registration) noexcept;

    // Brings armed into line with wanted; what the system has no memory for stays in changed_.
    void reconcile() noexcept;

    std::unique_ptr<Platform> platform_;
    IntrusiveList<Registration> changed_;  // wanted_ may differ from armed_
};

}  // namespace potok
