// FanoutBook: who has received what, where the server broadcasts: every message of every connection
// is expected once at every connection, in the order in which its sender sent it.
//
//   next_[receiver][sender] ──► the number that is due next; what is below has been here, or is
//                               missing: a later one of the same sender overtook it
//
// The idea is the Ledger's, for each pair: one dropped message is one missing, and lost only if it
// never comes; what is below and not missing has been here before. Between two senders there is no
// order. The book knows no send: what was never received is told at the end, by finish(), when it
// is known what everybody sent; so loops that share nothing can keep one each, with the receivers
// that are theirs. A message that was for everybody cannot be misdelivered: a copy that went to
// another connection is lost to the one and duplicated at the other.
//
// Bounded: 4 bytes a pair, 64 MiB for kConnectionsMax; a receiver has at most kMissingMax missing,
// and gives up the one that is missing longest: it is lost, and duplicated should it come. Loop
// thread only; finish() after the threads have joined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "loadtest/verify/identify.hpp"
#include "loadtest/verify/ledger.hpp"
#include "loadtest/verify/message_counts.hpp"

namespace potok::loadtest {

class FanoutBook {
  public:
    // Of one run, of which all books together have a row for each.
    static constexpr std::uint32_t kConnectionsMax = 4096;
    // Numbers are below: four bytes count them.
    static constexpr std::uint64_t kNumbersMax = std::numeric_limits<std::uint32_t>::max();
    static constexpr std::size_t kMissingMax = 1024;

    // What one arrival was, and how many messages of its sender it was waited for until now: itself
    // and those it overtook. None of an arrival that nobody waited for.
    struct Arrival {
        Settlement::Kind kind = Settlement::Kind::foreign;
        std::uint32_t passed = 0;
    };

    // The earliest of them all, in the order in which they fell due.
    struct LostDelivery {
        std::uint32_t receiver = 0;
        MessageName message;
    };

    // Receivers count from 0, whatever their connections are called.
    FanoutBook(std::uint32_t receivers, std::uint32_t senders);

    // Precondition: the message, if it is one, is of a sender and below kNumbersMax.
    [[nodiscard]] Arrival settle(std::uint32_t receiver, const Verification& verification);

    [[nodiscard]] std::uint32_t receivers() const noexcept {
        return static_cast<std::uint32_t>(rows_.size());
    }
    // What the receiver waits for from this sender has this number.
    [[nodiscard]] std::uint64_t next(std::uint32_t receiver, std::uint32_t sender) const noexcept {
        return next_[place_of(receiver, sender)];
    }
    // Messages that the receiver no longer waits for: those that came, and those overtaken.
    [[nodiscard]] std::uint64_t passed(std::uint32_t receiver) const noexcept {
        return rows_[receiver].passed;
    }
    // Overtaken, not here yet, and not given up; at all receivers.
    [[nodiscard]] std::size_t missing() const noexcept { return missing_; }

    // Nothing will come any more: what was sent and did not come is lost. `sent`: how many messages
    // each sender has sent. Once.
    void finish(std::span<const std::uint64_t> sent);

    // Of deliveries; none is `sent`. Complete after finish(), as is all below.
    [[nodiscard]] const MessageCounts& counts() const noexcept { return counts_; }
    [[nodiscard]] std::uint64_t lost_to(std::uint32_t receiver) const noexcept {
        return rows_[receiver].lost;
    }
    [[nodiscard]] const std::optional<LostDelivery>& first_lost() const noexcept {
        return first_lost_;
    }

  private:
    struct Missing {
        std::uint32_t sender;
        std::uint32_t number;
    };

    struct Row {
        std::uint64_t passed = 0;
        std::uint64_t lost = 0;
        std::deque<Missing> missing;  // as they were overtaken
    };

    [[nodiscard]] std::size_t place_of(std::uint32_t receiver,
                                       std::uint32_t sender) const noexcept {
        return std::size_t{receiver} * senders_ + sender;
    }
    [[nodiscard]] bool take_missing(Row& row, MessageName message) noexcept;
    void step_aside(std::uint32_t receiver, MessageName first, std::uint32_t count);
    void give_up_longest_missing(std::uint32_t receiver) noexcept;
    void lose(std::uint32_t receiver, MessageName first, std::uint64_t count) noexcept;
    [[nodiscard]] Arrival end(Settlement::Kind kind, std::uint32_t passed) noexcept;

    std::uint32_t senders_;
    std::vector<std::uint32_t> next_;
    std::vector<Row> rows_;
    std::size_t missing_ = 0;
    MessageCounts counts_;
    std::optional<LostDelivery> first_lost_;
};

}  // namespace potok::loadtest
