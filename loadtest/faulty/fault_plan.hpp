// FaultPlan: which faults a faulty server commits, and how users write them.
//
//   drop=1%  flip=0.5%  duplicate=1%  swap=1%  misdeliver=1%  truncate=1%      of the messages
//   refuse=50%  close=10%@20 (messages)                                    of the connections
//   silent  late=50ms  freeze=2s@1s  reset@2s  message-bytes=64  broadcast
//
// What stands behind @ in freeze and reset is a time since the server's first message: nobody knows
// how long after the server's start the load begins. A plan without faults makes a good server.
// Plain values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "reactor/clock.hpp"

namespace potok::loadtest {

struct FaultPlan {
    static constexpr std::size_t kMessageBytesDefault = 64;
    static constexpr std::size_t kMessageBytesMax = 64 * 1024;
    static constexpr Duration kDurationMax = std::chrono::hours(1);

    struct Freeze {
        Duration length{};
        Duration at{};
        friend bool operator==(const Freeze&, const Freeze&) = default;
    };

    // Of all messages. Together at most 100: a message suffers one of them, or none.
    double drop_percent = 0;
    double flip_percent = 0;
    double duplicate_percent = 0;
    double swap_percent = 0;
    double misdeliver_percent = 0;
    double truncate_percent = 0;

    // Of all connections.
    double refuse_percent = 0;
    double close_percent = 0;
    std::uint64_t close_after = 0;  // messages

    bool silent = false;
    Duration late{};
    std::optional<Freeze> freeze{};
    std::optional<Duration> reset_at{};

    // No fault: every message is for every connection of its listener, its sender included. The
    // faults of messages are those of single deliveries then.
    bool broadcast = false;

    // On tcp, which has no messages: every so many bytes of the stream are one. Must be the size of
    // what the client sends, or a client that waits for its answer may wait for its next message.
    std::optional<std::size_t> tcp_message_bytes{};

    [[nodiscard]] std::size_t message_bytes() const noexcept {
        return tcp_message_bytes.value_or(kMessageBytesDefault);
    }
    // Of the messages, all faults together.
    [[nodiscard]] double message_percent() const noexcept;

    friend bool operator==(const FaultPlan&, const FaultPlan&) = default;
};

struct FaultPlanError {
    enum class Kind : std::uint8_t {
        unknown_fault,     // known are fault_plan_words()
        repeated_fault,    // was added before
        no_value,          // "=…" is missing
        no_time,           // "@…" is missing
        unwanted_value,    // this fault has none
        unwanted_time,     // likewise
        bad_percentage,    // more than 0 % and up to 100 %, with the sign
        over_100_percent,  // the message faults together
        bad_duration,      // more than 0 and up to FaultPlan::kDurationMax, with a unit
        bad_time,          // a duration; 0 is one
        bad_message_count,
        bad_message_bytes,  // 1 to FaultPlan::kMessageBytesMax
    };

    Kind kind{};
    std::string text{};  // the offending part
    friend bool operator==(const FaultPlanError&, const FaultPlanError&) = default;
};

// Adds one fault, in the form above; an error leaves the plan as it was.
[[nodiscard]] Result<Done, FaultPlanError> add_fault(FaultPlan& plan, std::string_view text);

// What a fault may begin with, for suggestions.
[[nodiscard]] std::span<const std::string_view> fault_plan_words() noexcept;

}  // namespace potok::loadtest
