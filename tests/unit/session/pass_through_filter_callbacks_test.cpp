// What a session above a filter may do inside its callbacks: anything.
#include "tests/gtest_pch.hpp"
#include "tests/support/pass_through_filter.hpp"
#include "tests/unit/session/filter_stack.hpp"

namespace potok {
namespace {

using test::Stack;

// Brings a session through every callback: data, a refusal and its on_drained, a posted message,
// the end, the drain; and to its close in the end, whatever it did.
void live_through_everything(Stack& stack) {
    const auto turn = [&] {
        stack.lower.step();
        stack.run_turns();
    };
    stack.lower.queued_bytes_max = 4;
    stack.lower.peer_reads = false;
    stack.lower.open();
    turn();
    stack.lower.peer_sends("some data");
    turn();
    if (!stack.lower.closed) static_cast<void>(stack.upper.send("abcd"));
    if (!stack.lower.closed) static_cast<void>(stack.upper.send("efgh"));
    stack.lower.peer_reads = true;
    turn();
    if (!stack.lower.closed) stack.lower.post("hello");
    stack.lower.peer_ends();
    turn();
    if (!stack.lower.closed) stack.lower.drain();
    for (int i = 0; i < 5; ++i)
        turn();
    if (!stack.lower.closed) stack.lower.close(CloseReason::stopped);
    stack.run_turns();
}

TEST(PassThroughFilter, ASessionMayCallAnythingFromAnyCallback) {
    using Action = void (*)(Stream&);
    static constexpr Action kActions[] = {
        [](Stream& stream) { stream.finish(CloseReason::finished); },
        [](Stream& stream) { stream.abort(CloseReason::stopped); },
        [](Stream& stream) { stream.pause_reading(); },
        [](Stream& stream) { stream.resume_reading(); },
        [](Stream& stream) { stream.request_turn(); },
        [](Stream& stream) { static_cast<void>(stream.send(bytes_of("said meanwhile"))); },
        [](Stream& stream) {
            if (!stream.takes(6)) return;
            static_cast<void>(stream.send_piece(bytes_of("in ")));
            static_cast<void>(stream.send_piece(bytes_of("two")));
        },
    };
    for (const std::string_view where : {"open", "data", "end", "drained", "posted", "drain"}) {
        for (const Action& first : kActions) {
            for (const Action& then : kActions) {
                for (const unsigned hold_percent : {0u, 50u, 100u}) {
                    Stack stack({.hold_percent = hold_percent, .opens_late = hold_percent == 50});
                    bool acted = false;
                    stack.upper.acts = [&](std::string_view callback) {
                        if (callback != where) return;
                        acted = true;
                        first(*stack.upper.stream);
                        then(*stack.upper.stream);
                    };
                    live_through_everything(stack);
                    EXPECT_TRUE(acted || hold_percent != 0) << where;
                    EXPECT_TRUE(stack.upper.told.back().starts_with("close")) << where;
                    EXPECT_EQ(std::count_if(stack.upper.told.begin(), stack.upper.told.end(),
                                            [](const std::string& what) {
                                                return what.starts_with("close");
                                            }),
                              1)
                        << where;
                }
            }
        }
    }
}

}  // namespace
}  // namespace potok
