#include "loadtest/verify/fault_log.hpp"

namespace potok::loadtest {

void FaultLog::note(const FaultExample& example) noexcept {
    std::optional<FaultExample>& first = first_[static_cast<std::size_t>(example.fault)];
    if (!first || example.since_start < first->since_start) first = example;
}

void FaultLog::merge(const FaultLog& other) noexcept {
    for (const std::optional<FaultExample>& example : other.first_) {
        if (example) note(*example);
    }
}

}  // namespace potok::loadtest
