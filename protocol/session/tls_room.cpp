#include "protocol/session/tls_room.hpp"

#include <utility>

namespace potok {

TlsRoom::TlsRoom(Bytes plain_http_answer)
    : scratch_(std::make_unique_for_overwrite<std::byte[]>(kScratchBytes)),
      plain_http_answer_(plain_http_answer) {}

// A round is over when nobody was put off who had no turn in it.
bool TlsRoom::admits(std::uint64_t iteration, std::uint8_t round) noexcept {
    if (iteration != iteration_) {
        iteration_ = iteration;
        steps_ = 0;
        if (!std::exchange(put_off_, false)) ++round_;
    }
    if (round == round_) return false;
    if (steps_ == kHandshakeStepsMax) {
        put_off_ = true;
        return false;
    }
    ++steps_;
    return true;
}

}  // namespace potok
