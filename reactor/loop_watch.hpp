// LoopWatch: notices a loop whose thread no longer moves: a session that blocks, a machine that
// does not give it the processor.
//
// A loop that has nothing to do does not move either, so a loop that has stood still is asked for a
// sign of life: a command that does nothing. One that has not taken it within the limit is frozen.
// A loop that works is left alone; an idle one is woken once a check.
//
// One thread, not a loop's. The group outlives the watch.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "reactor/loop_group.hpp"

namespace potok {

struct LoopFinding {
    enum class Kind : std::uint8_t { frozen, moves_again };

    Kind kind;
    std::uint32_t loop;
    Duration silence;  // since it was asked
};

class LoopWatch {
  public:
    // A loop is frozen when it has not answered for `limit`.
    LoopWatch(LoopGroup& group, Duration limit);

    // What has changed since the last call. To be called once a `limit`, more or less: where the
    // calls themselves were late by more than that, the watch has stood still, and nobody is blamed
    // for it.
    [[nodiscard]] std::vector<LoopFinding> check(Instant now);

  private:
    struct Pulse {
        std::uint64_t iterations = 0;
        std::optional<Instant> asked;
        bool frozen = false;
    };

    void check_one(std::uint32_t index, Instant now, std::vector<LoopFinding>& findings);

    LoopGroup& group_;
    const Duration limit_;
    std::vector<Pulse> pulses_;
    std::optional<Instant> checked_;
};

}  // namespace potok
