// How an open WebSocket ends: by closes, broken rules, ends and pings that nobody answers.
#include "tests/unit/session/websocket_link_fixture.hpp"

namespace potok::test {
namespace {

using namespace std::chrono_literals;

// ---- Closing

TEST_F(WebSocketLinkTest, TheAnswerToACloseFrameRepeatsItsCodeAndTheServerEnds) {
    start(WebSocketRole::server);
    peer_sends(masked_frame(kTextFrame, "last") +
               masked_frame(kCloseFrame, close_body(4001, "reason")) +
               masked_frame(kTextFrame, "nobody hears this"));
    EXPECT_EQ(frames(),
              (std::vector{plain(kTextFrame, "last"), plain(kCloseFrame, close_body(4001))}));
    EXPECT_EQ(seen.closes, std::vector<std::string>{"4001:reason"});
    EXPECT_EQ(seen.messages, std::vector<std::string>{"t:last"});
    EXPECT_EQ(stream->count("finish"), 1);
}

TEST_F(WebSocketLinkTest, ACloseFrameWithoutACodeIsAnsweredWithoutOne) {
    start(WebSocketRole::server);
    peer_sends(masked_frame(kCloseFrame, ""));
    EXPECT_EQ(frames(), std::vector{plain(kCloseFrame, "")});
    EXPECT_EQ(seen.closes, std::vector<std::string>{"1005:"});
}

TEST_F(WebSocketLinkTest, AClientLeavesTheEndToTheServerButNotForEver) {
    start(WebSocketRole::client);
    peer_sends(frame(kCloseFrame, close_body(1000)));
    EXPECT_EQ(stream->count("finish"), 0);
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(stream->count("finish"), 1);

    start(WebSocketRole::client);
    peer_sends(frame(kCloseFrame, close_body(1000)));
    ASSERT_EQ(stream->alarm, settings.close_timeout);
    stream->ring();
    EXPECT_EQ(stream->count("finish"), 1);
}

TEST_F(WebSocketLinkTest, OurCloseWaitsForTheAnswerAndStillTakesMessages) {
    start(WebSocketRole::server);
    session->link.close(close_code::kGoingAway, "later", CloseReason::drained);
    EXPECT_EQ(session->link.send(MessageType::text, bytes_of("no")), SendStatus::rejected);
    session->link.close(close_code::kNormal, "twice", CloseReason::finished);
    EXPECT_EQ(frames(), std::vector{plain(kCloseFrame, close_body(1001, "later"))});
    peer_sends(masked_frame(kPingFrame, "p"));
    EXPECT_TRUE(frames().empty()) << "nothing comes behind a close frame";
    EXPECT_EQ(stream->count("finish"), 0);
    peer_sends(masked_frame(kCloseFrame, close_body(1001)));
    EXPECT_TRUE(frames().empty());
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(seen.closed, CloseReason::drained);
}

TEST_F(WebSocketLinkTest, APeerThatNeverAnswersOurCloseIsLeft) {
    start(WebSocketRole::server);
    session->link.close(close_code::kNormal, {}, CloseReason::finished);
    ASSERT_EQ(stream->alarm, settings.close_timeout);
    stream->ring();
    EXPECT_EQ(stream->count("finish"), 1);
}

TEST_F(WebSocketLinkTest, ADrainSaysGoingAway) {
    start(WebSocketRole::server);
    stream->drain();
    EXPECT_EQ(frames(), std::vector{plain(kCloseFrame, close_body(1001))});
}

struct Break {
    const char* what;
    std::string bytes;
    unsigned code;
    CloseReason reason;
};

TEST_F(WebSocketLinkTest, ABrokenRuleIsToldBeforeTheEndAndWhatCameBeforeItIsAnswered) {
    const std::vector<Break> breaks = {
        {"unmasked", frame(kTextFrame, "x"), 1002, CloseReason::protocol_error},
        {"reserved bit", frame(kTextFrame, "x", {.masked = true, .reserved = 4}), 1002,
         CloseReason::protocol_error},
        {"not UTF-8", masked_frame(kTextFrame, "\xc0\xaf"), 1007, CloseReason::invalid_text},
        {"too big", masked_frame(kBinaryFrame, std::string(1001, 'x')), 1009,
         CloseReason::message_too_long},
        {"half a close code", masked_frame(kCloseFrame, "\x03"), 1002, CloseReason::protocol_error},
        {"close code 1005", masked_frame(kCloseFrame, close_body(1005)), 1002,
         CloseReason::protocol_error},
    };
    settings.max_message = 1000;
    for (const Break& broken : breaks) {
        start(WebSocketRole::server);
        peer_sends(masked_frame(kTextFrame, "before") + broken.bytes +
                   masked_frame(kTextFrame, "behind"));
        const auto answers = frames();
        ASSERT_EQ(answers.size(), 2u) << broken.what;
        EXPECT_EQ(answers[0], plain(kTextFrame, "before"));
        EXPECT_EQ(answers[1], plain(kCloseFrame, close_body(broken.code))) << broken.what;
        EXPECT_EQ(stream->count("finish"), 1) << broken.what;
        stream->peer_ends();
        stream->step();
        EXPECT_EQ(seen.closed, broken.reason) << broken.what;
    }
}

TEST_F(WebSocketLinkTest, AnEndWithoutACloseFrameIsNoGoodEnd) {
    start(WebSocketRole::server);
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(seen.closed, CloseReason::ended_by_peer);

    start(WebSocketRole::server);
    peer_sends(masked_frame(kTextFrame, "x", false));
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(seen.closed, CloseReason::truncated_message);
}

// ---- Pings

TEST_F(WebSocketLinkTest, PingsComeOnceAnIntervalWithJitter) {
    std::set<Duration> waits;
    for (int i = 0; i < 50; ++i) {
        start(WebSocketRole::server);
        ASSERT_TRUE(stream->alarm);
        const Duration wait = *stream->alarm + settings.pong_wait();
        EXPECT_GE(wait, 20s);
        EXPECT_LE(wait, 30s);
        waits.insert(wait);
    }
    EXPECT_GT(waits.size(), 40u);
}

TEST_F(WebSocketLinkTest, APeerThatAnswersPingsStays) {
    start(WebSocketRole::server);
    for (int i = 0; i < 10; ++i) {
        stream->ring();
        stream->step();
        EXPECT_EQ(frames(), std::vector{plain(kPingFrame, "")});
        EXPECT_EQ(stream->alarm, settings.pong_wait());
        peer_sends(masked_frame(kPongFrame, ""));
        stream->ring();
        EXPECT_TRUE(frames().empty());
    }
    EXPECT_FALSE(seen.closed);
}

TEST_F(WebSocketLinkTest, TwoPingsWithoutAnAnswerEndTheConnectionWithinTwiceTheInterval) {
    start(WebSocketRole::server);
    Duration elapsed = *stream->alarm;
    stream->ring();
    for (int i = 0; i < 2; ++i) {
        elapsed += *stream->alarm;
        stream->ring();
    }
    EXPECT_LE(elapsed, 2 * settings.ping_interval);
    EXPECT_EQ(stream->count("finish"), 1);
    stream->step();
    EXPECT_EQ(frames(), (std::vector{plain(kPingFrame, ""), plain(kPingFrame, ""),
                                     plain(kCloseFrame, close_body(1011, "no answer to pings"))}));
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(seen.closed, CloseReason::ping_timeout);
}

TEST_F(WebSocketLinkTest, WhileWePauseReadingNoPongIsMissed) {
    start(WebSocketRole::server);
    session->link.pause_reading();
    for (int i = 0; i < 10; ++i)
        stream->ring();
    EXPECT_EQ(stream->count("finish"), 0);
}

TEST_F(WebSocketLinkTest, APeerThatReadsSlowlyIsNotPingedMeanwhile) {
    start(WebSocketRole::server);
    stream->peer_reads = false;
    EXPECT_EQ(session->link.send(MessageType::text, bytes_of("long")), SendStatus::queued);
    for (int i = 0; i < 10; ++i)
        stream->ring();
    EXPECT_EQ(stream->count("finish"), 0);
    stream->peer_reads = true;
    stream->step();
    EXPECT_EQ(frames(), std::vector{plain(kTextFrame, "long")});
}

TEST_F(WebSocketLinkTest, WithoutAnIntervalNothingIsPinged) {
    settings.ping_interval = Duration::zero();
    start(WebSocketRole::server);
    EXPECT_FALSE(stream->alarm);
}

}  // namespace
}  // namespace potok::test
