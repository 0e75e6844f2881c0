#include "loadtest/run_result.hpp"

namespace potok::loadtest {

std::uint64_t expected_arrivals(const RunResult& result) noexcept {
    return result.fanout ? result.fanout->expected : result.messages.sent;
}

double answered_per_second(const RunResult& result) noexcept {
    if (result.load_took <= Duration::zero()) return 0;
    return static_cast<double>(result.messages.ok) /
           std::chrono::duration<double>(result.load_took).count();
}

std::uint64_t message_faults(const RunResult& result) noexcept {
    std::uint64_t faults = result.unsent;
    for (const Fault fault : kFaults)
        faults += result.messages.of(fault);
    return faults;
}

}  // namespace potok::loadtest
