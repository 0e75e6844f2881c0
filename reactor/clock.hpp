// Clock: monotonic time as a type. A seam: clock_posix.cpp asks the system, the simulator its own
// script.
//
// Loops read it once an iteration (EventLoop::now()); nothing on the data path asks the system.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>

namespace potok {

using Duration = std::chrono::nanoseconds;

struct Clock {
    using rep = Duration::rep;
    using period = Duration::period;
    using duration = Duration;
    using time_point = std::chrono::time_point<Clock>;
    static constexpr bool is_steady = true;

    // Nanoseconds since an arbitrary start; never goes back. Any thread.
    static time_point now() noexcept;

    // Seconds since 1970, as the system's date has it: for people and protocols, not for deadlines.
    // Any thread.
    static std::time_t wall_time() noexcept;

    // Processor time the calling thread has used so far.
    static Duration thread_cpu_time() noexcept;
};

using Instant = Clock::time_point;

}  // namespace potok
