#include "diagnostics/timestamp.hpp"

#include <fmt/chrono.h>

namespace potok {

std::string utc_timestamp(std::chrono::system_clock::time_point time) {
    const auto since_epoch = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(seconds.count()),
                       (since_epoch - seconds).count());
}

}  // namespace potok
