// FaultOutbox: the answers of one connection that cannot leave yet: their time has not come, or
// the peer does not read.
//
// Answers leave in the order in which they were put, so one that waits holds up all behind it. Once
// the stream has rejected an answer nothing is tried until on_drained(), as streams want it. What
// is put is always taken; full() tells the owner to read no more, and then only what was read
// already can still be put. Loop thread only.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "reactor/clock.hpp"
#include "reactor/stream.hpp"

namespace potok::loadtest {

class FaultOutbox {
  public:
    static constexpr std::size_t kBytesMax = 1024 * 1024;

    // Answers leave `delay` after they were put.
    explicit FaultOutbox(Duration delay) noexcept : delay_(delay) {}

    void put(Stream& stream, Bytes answer, Instant now);

    // Sends all whose time has come.
    void flush(Stream& stream, Instant now);

    // Session::on_drained(): the stream has room again; flush().
    void on_drained() noexcept { blocked_ = false; }

    [[nodiscard]] bool empty() const noexcept { return waiting_.empty(); }
    [[nodiscard]] bool full() const noexcept { return blocked_ || bytes_ >= kBytesMax; }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

    // When flush() has something to do next; none: nothing waits for its time.
    [[nodiscard]] std::optional<Instant> next_due() const noexcept;

  private:
    struct Answer {
        Instant due;
        std::vector<std::byte> bytes;
    };

    const Duration delay_;
    std::deque<Answer> waiting_;
    std::size_t bytes_ = 0;  // of those waiting
    bool blocked_ = false;
};

}  // namespace potok::loadtest
