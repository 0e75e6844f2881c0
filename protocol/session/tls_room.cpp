#include "protocol/session/tls_room.hpp"

#include <utility>

namespace potok {

// A round is over when nobody was put off who had no turn in it.
bool TlsRoom::admits(std::uint64_t iteration, std::uint8_t round) noexcept {
    if (iteration != iteration_) {
        iteration_ = iteration;
        steps_ = 0;
        time_ = {};
        if (!std::exchange(put_off_, false)) ++round_;
    }
    if (round == round_) return false;
    if (steps_ == options_.handshake_steps_max || time_ >= options_.handshake_time_max) {
        put_off_ = true;
        return false;
    }
    ++steps_;
    return true;
}

}  // namespace potok
