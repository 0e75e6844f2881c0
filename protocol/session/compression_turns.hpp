// CompressionTurns: whose turn it is to have messages inflated and deflated, on one loop.
//
// A few bytes may ask for much work, so in one iteration of the loop there is a share of it, and
// connections take turns: those for whom there was no time come before those who had some. Whoever
// is new waits for the next round like those who had a turn in this one, so that newcomers, however
// many, keep nobody from theirs. Belongs to a loop's thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace potok {

class CompressionTurns {
  public:
    // In bytes that come out of an inflater, some 8 ns each: an iteration's share is 4 ms. The
    // message that passes it is finished.
    static constexpr std::size_t kWorkMax = 512 * 1024;

    // What an inflater is given costs up to 75 ns a byte, though nothing comes out: each block may
    // begin with codes of its own.
    [[nodiscard]] static constexpr std::size_t inflating_work(std::size_t taken,
                                                              std::size_t made) noexcept {
        return 8 * taken + made;
    }

    // Whether a connection may ask for work in this iteration. `round` is what round() was when it
    // last had any, or when compression was agreed on with it.
    [[nodiscard]] bool admits(std::uint64_t iteration, std::uint8_t round) noexcept {
        begin(iteration);
        if (round == round_) return false;
        if (!has_time()) put_off_ = true;
        return has_time();
    }

    [[nodiscard]] bool has_time() const noexcept { return work_ < kWorkMax; }
    // The same for whoever was not admitted before.
    [[nodiscard]] bool has_time(std::uint64_t iteration) noexcept {
        begin(iteration);
        return has_time();
    }
    [[nodiscard]] std::uint8_t round() const noexcept { return round_; }

    void add(std::size_t work) noexcept { work_ += work; }

  private:
    // A round is over when nobody was put off who had no turn in it.
    void begin(std::uint64_t iteration) noexcept {
        if (iteration == iteration_) return;
        iteration_ = iteration;
        work_ = 0;
        if (!std::exchange(put_off_, false)) ++round_;
    }

    std::uint64_t iteration_ = 0;
    std::size_t work_ = 0;  // in it
    std::uint8_t round_ = 1;
    bool put_off_ = false;  // in it somebody who had none in this round
};

}  // namespace potok
