// What a session above TLS may do inside its callbacks: anything.
#include "tests/unit/session/tls_stack.hpp"

namespace potok {
namespace {

using test::TlsStack;
using test::UpperSession;

struct NamedAction {
    const char* name;
    void (*act)(Stream&);
};

void send_pieces(Stream& stream) {
    if (!stream.takes(6)) return;
    static_cast<void>(stream.send_piece(bytes_of("in ")));
    static_cast<void>(stream.send_piece(bytes_of("two")));
}

void send_much(Stream& stream) {
    const std::string much(100'000, 'm');
    static_cast<void>(stream.send(bytes_of(much)));
}

constexpr NamedAction kActions[] = {
    {"nothing", [](Stream&) {}},
    {"finish", [](Stream& stream) { stream.finish(CloseReason::finished); }},
    {"abort", [](Stream& stream) { stream.abort(CloseReason::stopped); }},
    {"pause", [](Stream& stream) { stream.pause_reading(); }},
    {"resume", [](Stream& stream) { stream.resume_reading(); }},
    {"turn", [](Stream& stream) { stream.request_turn(); }},
    {"alarm", [](Stream& stream) { stream.set_alarm(std::chrono::seconds(1)); }},
    {"send", [](Stream& stream) { static_cast<void>(stream.send(bytes_of("meanwhile"))); }},
    {"pieces", send_pieces},
    {"send much", send_much},
    {"hand over", [](Stream& stream) { stream.hand_over(std::make_unique<UpperSession>()); }},
};

// Brings a session through every callback, and to its close in the end, whatever it did. The
// session may be gone behind any of them: nothing is asked of it here.
void live_through_everything(TlsStack& stack) {
    stack.lower.queued_bytes_max = 40;
    stack.lower.peer_reads = false;
    stack.lower.open();
    for (int i = 0; i < 3; ++i) {
        stack.lower.peer_takes(1 << 20);
        stack.peer.feed(std::exchange(stack.lower.received, {}));
        static_cast<void>(stack.peer.handshake());
        stack.deliver();
        stack.step();
    }
    stack.peer_says("some data");
    stack.step();
    if (stack.session.is_open()) {
        stack.session.request_turn();
        static_cast<void>(stack.session.send(bytes_of("abcd")));
        static_cast<void>(stack.session.send(bytes_of("efgh")));
    }
    stack.lower.peer_reads = true;
    stack.steps(2);
    if (stack.lower.alarm) stack.lower.ring();
    if (!stack.lower.closed) stack.lower.post("hello");
    stack.peer_closes();
    stack.step();
    if (stack.session.is_open()) stack.session.resume_reading();
    stack.steps(2);
    if (!stack.lower.closed) stack.lower.drain();
    stack.lower.peer_ends();
    stack.steps(5);
    if (!stack.lower.closed) stack.lower.close(CloseReason::stopped);
}

TEST(TlsSessionCallbacks, ASessionMayCallAnythingFromAnyCallback) {
    for (const std::string_view where :
         {"open", "data", "end", "drained", "turn", "posted", "drain"}) {
        for (const NamedAction& first : kActions) {
            for (const NamedAction& then : kActions) {
                SCOPED_TRACE(std::string(where) + ": " + first.name + ", " + then.name);
                TlsStack stack;
                bool acted = false;
                std::vector<std::string> told;
                stack.upper.acts = [&](std::string_view callback) {
                    told.emplace_back(callback);
                    if (callback != where || std::exchange(acted, true)) return;
                    Stream& stream = *stack.upper.stream;
                    first.act(stream);
                    then.act(stream);
                };
                live_through_everything(stack);
                EXPECT_TRUE(acted);
                ASSERT_TRUE(stack.lower.closed);
                EXPECT_FALSE(stack.session.is_open());
                EXPECT_EQ(std::count(told.begin(), told.end(), "open"), 1);
                EXPECT_LE(std::count(told.begin(), told.end(), "end"), 1);
                const auto& last = static_cast<UpperSession&>(stack.session.upper());
                EXPECT_TRUE(last.told.back().starts_with("close"));
                EXPECT_TRUE(stack.room.cork().empty());
                EXPECT_FALSE(stack.room.in_use());
            }
        }
    }
}

}  // namespace
}  // namespace potok
