// ConnectionLosses: how many connections ended against our will, when and why.
//
// One that never came to be (ramp), or was opened and lost before the load began (settling), means
// that the run did not get what it asked for; one lost under load means that the server did not
// hold it. Loop thread only until merged.
#pragma once

#include <array>
#include <cstdint>

#include "reactor/close_reason.hpp"

namespace potok::loadtest {

class ConnectionLosses {
  public:
    enum class Phase : std::uint8_t { ramp, settling, load };
    static constexpr std::array kPhases{Phase::ramp, Phase::settling, Phase::load};

    void add(Phase phase, CloseReason reason) noexcept;
    void merge(const ConnectionLosses& other) noexcept;

    [[nodiscard]] std::uint64_t of(Phase phase, CloseReason reason) const noexcept;
    [[nodiscard]] std::uint64_t of(Phase phase) const noexcept;

  private:
    std::array<std::array<std::uint64_t, kCloseReasonCount>, kPhases.size()> counts_{};
};

}  // namespace potok::loadtest
