// Clock by clock_gettime.

#include <ctime>

#include "reactor/clock.hpp"

namespace potok {
namespace {

Duration read_clock(clockid_t id) noexcept {
    timespec now{};
    ::clock_gettime(id, &now);
    return std::chrono::seconds(now.tv_sec) + Duration(now.tv_nsec);
}

}  // namespace

Clock::time_point Clock::now() noexcept {
    return time_point(read_clock(CLOCK_MONOTONIC));
}

std::time_t Clock::wall_time() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return now.tv_sec;
}

Duration Clock::thread_cpu_time() noexcept {
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

}  // namespace potok
