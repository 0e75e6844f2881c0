// Ledger: one connection's book of messages: sent, answered, and in which order.
//
//   on_sent ──► in line ──(its turn)──────────────► ok
//                 │ a later one arrived first
//                 ▼
//              overtaken ──(arrives after all)────► reordered
//                 │ finish(), or kOvertakenMax others came after it
//                 ▼
//               lost              whatever arrives damaged is corrupted, from either place
//
// The idea: when a later message arrives, the earlier ones are neither lost nor reordered yet; they
// step out of the line and wait aside. So one dropped message is exactly one lost, and everything
// behind it is ok. What is not in the book has been answered before: an arrival of it is a
// duplicate. Bounded: full() forbids sending at `outstanding_max` messages in line; a message given
// up as lost because too many others were overtaken after it counts as duplicated should it arrive.
// Loop thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "loadtest/verify/identify.hpp"
#include "loadtest/verify/message_counts.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

// When a message should have gone out, and when it did.
struct Dispatch {
    Instant intended;
    Instant sent;
};

// What one arrival was. `dispatch` is that of the message it ends: of ok, reordered and corrupted.
struct Settlement {
    enum class Kind : std::uint8_t {
        ok,
        reordered,
        corrupted,
        duplicated,
        misdelivered,
        foreign,
    };

    Kind kind = Kind::foreign;
    Dispatch dispatch;
};

// Whether the arrival was the answer to a message that waited for one.
[[nodiscard]] constexpr bool ends_a_message(Settlement::Kind kind) noexcept {
    return kind == Settlement::Kind::ok || kind == Settlement::Kind::reordered ||
           kind == Settlement::Kind::corrupted;
}

// Counts one arrival that was this.
void count(MessageCounts& counts, Settlement::Kind kind) noexcept;

// The oldest message that was never answered.
struct LostMessage {
    std::uint64_t number = 0;
    Dispatch dispatch;
};

class Ledger {
  public:
    static constexpr std::size_t kOutstandingMax = 16 * 1024;
    static constexpr std::size_t kOvertakenMax = 1024;

    explicit Ledger(std::uint32_t connection,
                    std::size_t outstanding_max = kOutstandingMax) noexcept;

    // The next message to send is this one. Precondition of on_sent(): not full().
    [[nodiscard]] MessageName next_to_send() const noexcept { return {connection_, next_}; }
    [[nodiscard]] bool full() const noexcept { return in_line() == outstanding_max_; }
    void on_sent(const Dispatch& dispatch);

    [[nodiscard]] Expectation expectation() const noexcept;
    [[nodiscard]] Settlement settle(const Verification& verification);

    // No answer is due to those in line any more, where the protocol says so: they step aside, and
    // are lost unless one comes after all.
    void pass_over() { step_aside(next_); }

    // Messages whose answer is due now: those in line. An overtaken one no longer keeps anyone
    // waiting.
    [[nodiscard]] std::size_t in_line() const noexcept {
        return static_cast<std::size_t>(next_ - head_);
    }

    // No answer can come any more: all that is unanswered is lost.
    void finish() noexcept;

    // Complete after finish(); the sums of message_counts.hpp hold then.
    [[nodiscard]] const MessageCounts& counts() const noexcept { return counts_; }
    [[nodiscard]] const std::optional<LostMessage>& first_lost() const noexcept {
        return first_lost_;
    }

  private:
    struct Overtaken {
        std::uint64_t number;
        Dispatch dispatch;
    };

    [[nodiscard]] Dispatch& in_line_at(std::uint64_t number) noexcept {
        return line_[static_cast<std::size_t>(number) & (line_.size() - 1)];
    }
    void grow_line();
    void step_aside(std::uint64_t until);
    void lose(std::uint64_t number, const Dispatch& dispatch) noexcept;
    [[nodiscard]] Settlement settle_own(std::uint64_t number, bool intact);
    [[nodiscard]] Settlement end(Settlement::Kind kind, const Dispatch& dispatch) noexcept;

    std::uint64_t head_ =
        0;  // the line is [head_, next_): the place of a number is number mod its size
    std::uint64_t next_ = 0;
    std::vector<Dispatch> line_;
    std::vector<Overtaken> overtaken_;  // ascending by number, all below head_
    std::size_t outstanding_max_;
    std::uint32_t connection_;
    MessageCounts counts_;
    std::optional<LostMessage> first_lost_;
};

}  // namespace potok::loadtest
