#include "cli/signals.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <ctime>

#include "base/assert.hpp"

namespace potok::cli {
namespace {

// The wake-up of notify() is a signal too, so that one call waits for everything.
int notification() noexcept {
    return SIGRTMIN;
}

Signal signal_of(int number) noexcept {
    switch (number) {
        case SIGTERM:
            return Signal::terminate;
        case SIGINT:
            return Signal::interrupt;
        case SIGHUP:
            return Signal::hangup;
        default:
            return Signal::notified;
    }
}

std::chrono::nanoseconds monotonic_now() noexcept {
    return std::chrono::steady_clock::now().time_since_epoch();
}

// For the handler, which knows nothing but what is static: set before the handler is.
std::atomic<int> code_to_end_with{0};
static_assert(std::atomic<int>::is_always_lock_free, "a handler may take no lock");

extern "C" void end_process(int) {
    ::_exit(code_to_end_with.load(std::memory_order_relaxed));
}

timespec to_timespec(std::chrono::nanoseconds duration) noexcept {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(duration);
    return {.tv_sec = static_cast<time_t>(seconds.count()),
            .tv_nsec = static_cast<long>((duration - seconds).count())};
}

}  // namespace

class Signals::Mask {
  public:
    Mask() noexcept {
        sigemptyset(&waited_for_);
        for (const int number : {SIGTERM, SIGINT, SIGHUP, notification()}) {
            sigaddset(&waited_for_, number);
        }
        // Blocked signals are kept even where they were ignored before, as a shell ignores SIGINT
        // for what it starts in the background: kill -INT reaches such a program all the same.
        const int failure = pthread_sigmask(SIG_BLOCK, &waited_for_, &before_);
        ASSERT(failure == 0);
        signal(SIGPIPE, SIG_IGN);
    }
    Mask(const Mask&) = delete;
    Mask& operator=(const Mask&) = delete;

    // A signal still waiting would strike the moment it is unblocked.
    ~Mask() {
        const timespec now{};
        while (sigtimedwait(&waited_for_, nullptr, &now) > 0)
            continue;
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

    // The signal's number; nothing when the time is over. Signals that are not waited for (a
    // debugger's) interrupt the call without ending it.
    std::optional<int> next(std::optional<std::chrono::nanoseconds> timeout) noexcept {
        const std::chrono::nanoseconds start = monotonic_now();
        while (true) {
            int number = 0;
            if (timeout) {
                const auto passed = monotonic_now() - start;
                const auto left = std::max(*timeout - passed, std::chrono::nanoseconds(0));
                const timespec left_as_timespec = to_timespec(left);
                number = sigtimedwait(&waited_for_, nullptr, &left_as_timespec);
            } else {
                number = sigwaitinfo(&waited_for_, nullptr);
            }
            if (number > 0) {
                forget_notification(number);
                return number;
            }
            if (errno == EAGAIN) return std::nullopt;
            ASSERT(errno == EINTR);
        }
    }

    void notify() noexcept {
        // Real-time signals queue up; one is enough. Acquire-release with forget_notification():
        // what was written before notify() is seen by whoever wait() returns to.
        if (!notified_.exchange(true, std::memory_order_acq_rel)) {
            kill(getpid(), notification());
        }
    }

    void end_at_once(int exit_code) noexcept {
        code_to_end_with.store(exit_code, std::memory_order_relaxed);
        sigset_t ending{};
        sigemptyset(&ending);
        for (const int number : {SIGTERM, SIGINT}) {
            sigaddset(&ending, number);
            signal(number, end_process);
        }
        pthread_sigmask(SIG_UNBLOCK, &ending, nullptr);
    }

  private:
    void forget_notification(int number) noexcept {
        if (number == notification()) notified_.exchange(false, std::memory_order_acq_rel);
    }

    sigset_t waited_for_{};
    sigset_t before_{};
    std::atomic<bool> notified_{false};
};

Signals::Signals() : mask_(std::make_unique<Mask>()) {}

Signals::~Signals() = default;

Signal Signals::wait(std::optional<std::chrono::nanoseconds> timeout) {
    const std::optional<int> number = mask_->next(timeout);
    return number ? signal_of(*number) : Signal::timeout;
}

void Signals::notify() noexcept {
    mask_->notify();
}

void Signals::end_at_once(int exit_code) noexcept {
    mask_->end_at_once(exit_code);
}

}  // namespace potok::cli
