// Poller on epoll. Level-triggered; the waker is an eventfd in edge-triggered mode, so that it is
// never read: every write is a new edge.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include "base/assert.hpp"
#include "reactor/poller.hpp"
#include "reactor/system_cause_posix.hpp"

namespace potok {
namespace {

// More ready sockets than this are reported by the next wait(); the kernel rotates them fairly.
constexpr int kEventsMax = 512;

// How soon a registration that the kernel had no memory for is tried again.
constexpr Duration kStarvedRetry = std::chrono::milliseconds(100);

constexpr std::uint32_t epoll_events(Interest interest) noexcept {
    const auto bits = static_cast<unsigned>(interest);
    const auto read = static_cast<unsigned>(Interest::read);
    const auto write = static_cast<unsigned>(Interest::write);
    return ((bits & read) != 0 ? std::uint32_t{EPOLLIN} : 0u) |
           ((bits & write) != 0 ? std::uint32_t{EPOLLOUT} : 0u);
}

constexpr Readiness readiness_of(std::uint32_t events) noexcept {
    const bool broken = (events & (EPOLLERR | EPOLLHUP)) != 0;
    return {broken || (events & EPOLLIN) != 0, broken || (events & EPOLLOUT) != 0};
}

}  // namespace

struct Poller::Platform {
    ~Platform() {
        if (waker >= 0) ::close(waker);
        if (epoll >= 0) ::close(epoll);
    }

    int wait(std::optional<Duration> timeout) noexcept {
        if (!timeout) return ::epoll_wait(epoll, ready.data(), kEventsMax, -1);
        if (*timeout <= Duration::zero()) return ::epoll_wait(epoll, ready.data(), kEventsMax, 0);
        if (precise) {
            const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*timeout);
            const timespec limit{seconds.count(), (*timeout - seconds).count()};
            const int count = ::epoll_pwait2(epoll, ready.data(), kEventsMax, &limit, nullptr);
            if (count >= 0 || (errno != ENOSYS && errno != EPERM)) return count;
            precise = false;  // a kernel before 5.11, or a container that forbids the call
        }
        // Rounded up: waking a moment early would spin until the moment comes.
        const auto whole = std::chrono::ceil<std::chrono::milliseconds>(*timeout).count();
        constexpr std::int64_t kLongest = 1'000'000'000;
        return ::epoll_wait(epoll, ready.data(), kEventsMax,
                            static_cast<int>(whole < kLongest ? whole : kLongest));
    }

    int epoll = -1;
    int waker = -1;
    bool precise = true;
    std::array<epoll_event, kEventsMax> ready{};
    std::array<PollEvent, kEventsMax> events{};
};

Result<std::unique_ptr<Poller>, SystemError> Poller::create() {
    auto platform = std::make_unique<Platform>();
    platform->epoll = ::epoll_create1(EPOLL_CLOEXEC);
    if (platform->epoll < 0) return last_system_error(SystemCall::create_poller);
    platform->waker = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (platform->waker < 0) return last_system_error(SystemCall::create_poller);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.ptr = nullptr;  // no registration: the waker
    if (::epoll_ctl(platform->epoll, EPOLL_CTL_ADD, platform->waker, &event) != 0) {
        return last_system_error(SystemCall::create_poller);
    }
    return std::unique_ptr<Poller>(new Poller(std::move(platform)));
}

Poller::Poller(std::unique_ptr<Platform> platform) noexcept : platform_(std::move(platform)) {}
Poller::~Poller() = default;

bool Poller::arm(Registration& registration) noexcept {
    const bool was_armed = registration.armed_ != Interest::none;
    const bool is_wanted = registration.wanted_ != Interest::none;
    const int operation = !is_wanted ? EPOLL_CTL_DEL : was_armed ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    epoll_event event{};
    event.events = epoll_events(registration.wanted_);
    event.data.ptr = &registration;
    const int failed = ::epoll_ctl(platform_->epoll, operation,
                                   static_cast<int>(registration.socket_.handle()), &event);
    if (failed != 0) {
        // A good descriptor is refused only for want of kernel memory or of watches
        // (fs.epoll.max_user_watches).
        ASSERT(operation == EPOLL_CTL_ADD && (errno == ENOMEM || errno == ENOSPC));
        return false;
    }
    registration.armed_ = registration.wanted_;
    return true;
}

std::span<const PollEvent> Poller::wait(std::optional<Duration> timeout) noexcept {
    reconcile();
    if (!changed_.empty()) timeout = std::min(timeout.value_or(kStarvedRetry), kStarvedRetry);
    const int count = platform_->wait(timeout);
    ASSERT(count >= 0 || errno == EINTR);
    std::size_t reported = 0;
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = platform_->ready[static_cast<std::size_t>(i)];
        if (event.data.ptr == nullptr) continue;
        platform_->events[reported++] = {static_cast<Registration*>(event.data.ptr),
                                         readiness_of(event.events)};
    }
    return std::span(platform_->events).first(reported);
}

void Poller::wake() noexcept {
    const std::uint64_t one = 1;
    // EAGAIN: the counter is full after 2^64 - 2 wakes, and then the descriptor is readable anyway.
    [[maybe_unused]] const auto written = ::write(platform_->waker, &one, sizeof one);
}

}  // namespace potok
