// A close frame that found no room: it is owed, whatever the peer and the time do meanwhile.
#include "protocol/session/websocket_link.hpp"
#include "reactor/event_loop.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/websocket_bytes.hpp"
#include "tests/unit/session/scripted_stream.hpp"

namespace potok::test {
namespace {

using testing::close_body;
using testing::frame;
using testing::kCloseFrame;
using testing::kPingFrame;
using testing::masked_frame;
using testing::take_frames;

// Answers pings and close frames, and has no other use for what comes.
class Listener final : public Session {
  public:
    Listener(const WebSocketSettings& settings, MemoryBudget& budget) : link_(settings, budget) {}

    void on_open(Stream& stream) override { link_.open(stream); }
    Consumed on_data(MutableBytes data) override { return link_.feed(data, *this); }
    void on_drained() override { link_.go_on(*this); }
    void on_end() override { link_.end(); }
    void on_alarm() override { link_.alarm(); }
    void on_drain(Stream&) override {
        link_.close(close_code::kGoingAway, {}, CloseReason::drained);
    }
    void on_close(CloseReason reason) override { closed = reason; }

    bool on_message(MessageType, MutableBytes) { return true; }
    bool on_message_block(MessageType, const BlockRef&) { return true; }
    CloseReason on_peer_close(std::uint16_t, Bytes) { return CloseReason::finished; }

    std::optional<CloseReason> closed;

  private:
    WebSocketLink link_;
};

// Its queue holds a pong that the peer does not read, and has no room for the close frame.
class KeptCloseFrame : public ::testing::Test {
  protected:
    void start(WebSocketRole role, std::string_view last_frame) {
        settings.role = role;
        stream.queued_bytes_max = 1;
        stream.peer_reads = false;
        stream.open();
        stream.peer_sends(role == WebSocketRole::server ? masked_frame(kPingFrame, "p")
                                                        : frame(kPingFrame, "p"));
        stream.peer_sends(last_frame);
        stream.step();
    }
    void expect_the_close_frame(std::uint16_t code) {
        stream.peer_reads = true;
        for (int i = 0; i < 3; ++i)
            stream.step();
        const auto frames = take_frames(stream.received);
        ASSERT_EQ(frames.size(), 2u) << "a pong, and the close frame behind it";
        EXPECT_EQ(frames[1].opcode, kCloseFrame);
        EXPECT_EQ(frames[1].payload, close_body(code));
        EXPECT_TRUE(stream.our_end_sent);
    }

    WebSocketSettings settings;
    MemoryBudget budget;
    Listener session{settings, budget};
    ScriptedStream stream{session};
};

TEST_F(KeptCloseFrame, IsSentThoughThePeerEndsMeanwhile) {
    start(WebSocketRole::server, masked_frame(kCloseFrame, close_body(4001)));
    stream.peer_ends();
    stream.step();
    EXPECT_FALSE(session.closed);
    expect_the_close_frame(4001);
    EXPECT_EQ(session.closed, CloseReason::finished);
}

TEST_F(KeptCloseFrame, IsSentForABrokenRuleToo) {
    start(WebSocketRole::server, frame(kPingFrame, "unmasked"));
    stream.peer_ends();
    stream.step();
    expect_the_close_frame(1002);
    EXPECT_EQ(session.closed, CloseReason::protocol_error);
}

TEST_F(KeptCloseFrame, IsSentThoughAPingWasDueMeanwhile) {
    start(WebSocketRole::server, masked_frame(kCloseFrame, close_body(4001)));
    stream.ring();
    stream.step();
    expect_the_close_frame(4001);
}

TEST_F(KeptCloseFrame, OfOursIsSentThoughTheTimeForItsAnswerIsOver) {
    start(WebSocketRole::server, {});
    stream.drain();
    stream.ring();
    stream.step();
    expect_the_close_frame(1001);
    stream.peer_ends();
    stream.step();
    EXPECT_EQ(session.closed, CloseReason::drained);
}

TEST_F(KeptCloseFrame, IsSentToWhoAnsweredNoPings) {
    stream.peer_reads = true;
    stream.open();
    for (int i = 0; i < 2; ++i)
        stream.ring();
    stream.queued_bytes_max = 1;
    stream.peer_reads = false;
    stream.post("another's message");
    stream.ring();
    stream.step();
    stream.peer_reads = true;
    for (int i = 0; i < 3; ++i)
        stream.step();
    const std::string close = close_body(1011) + "no answer to pings";
    EXPECT_TRUE(stream.received.ends_with(close)) << stream.received;
    EXPECT_TRUE(stream.our_end_sent);
}

TEST_F(KeptCloseFrame, OfAClientIsTheLastWordToAServerThatHasEnded) {
    start(WebSocketRole::client, frame(kCloseFrame, close_body(1001)));
    stream.peer_ends();
    stream.step();
    expect_the_close_frame(1001);
    EXPECT_EQ(session.closed, CloseReason::finished);
}

}  // namespace
}  // namespace potok::test
