// FanoutRecord: what one loop has found out about a fan-out; measure_fanout() puts those of all
// loops together.
//
// Only together do they know what was due: every message that any connection sent, at every
// connection, whether or not that was still there. So what is lost is told here, and not before.
// Loop thread only until measured.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "loadtest/fanout_spread.hpp"
#include "loadtest/verify/fanout_book.hpp"
#include "loadtest/verify/message_counts.hpp"

namespace potok::loadtest {

struct FanoutRecord {
    // Loop `index` of `loops` has the connections index, index + loops, …
    FanoutRecord(std::uint32_t index, std::uint32_t loops, std::uint32_t connections);

    [[nodiscard]] bool is_own(std::uint32_t connection) const noexcept {
        return connection % loops == index;
    }
    // Precondition: it is an own one. As a receiver it has this number, and back.
    [[nodiscard]] std::uint32_t receiver_of(std::uint32_t connection) const noexcept {
        return connection / loops;
    }
    [[nodiscard]] std::uint32_t connection_of(std::uint32_t receiver) const noexcept {
        return index + receiver * loops;
    }

    std::uint32_t index;
    std::uint32_t loops;
    FanoutBook book;
    FanoutSpread spread;
    std::vector<std::uint64_t> sent;  // by each connection of the run; of another loop's: 0
    std::vector<bool> gone;           // receivers whose connection was lost
};

struct FanoutFigures {
    MessageCounts counts;        // of deliveries, but `sent`, which is of messages
    std::uint64_t expected = 0;  // deliveries: sent, times connections
    std::uint64_t gone = 0;      // connections that were lost under load
    // Of the lost deliveries, those that were due at such a connection, before or after.
    std::uint64_t lost_at_gone = 0;
    std::optional<FanoutBook::LostDelivery> first_lost;  // its receiver is the connection
    FanoutSpread::Figures spread;
};

// Once, for it finishes the books. Precondition: they are of one run, and not none.
[[nodiscard]] FanoutFigures measure_fanout(std::span<FanoutRecord* const> loops);

}  // namespace potok::loadtest
