#include "protocol/session/websocket_link.hpp"

#include <functional>
#include <random>

#include "reactor/event_loop.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/websocket_bytes.hpp"
#include "tests/unit/session/scripted_stream.hpp"

namespace potok::test {
namespace {

using testing::close_body;
using testing::frame;
using testing::kBinaryFrame;
using testing::kCloseFrame;
using testing::kPingFrame;
using testing::kPongFrame;
using testing::kTextFrame;
using testing::masked_frame;
using testing::ReadFrame;
using testing::take_frames;

using namespace std::chrono_literals;

struct Seen {
    std::vector<std::string> messages;
    int in_place = 0;
    std::vector<std::string> closes;
    std::optional<CloseReason> closed;
    bool refuses = false;
    std::function<void()> in_block;  // done in place of an echo
};

std::string letter(MessageType type) {
    return type == MessageType::text ? "t:" : "b:";
}

// An echo, unless it is told to refuse.
class LinkSession final : public Session {
  public:
    LinkSession(const WebSocketSettings& settings, MemoryBudget& budget, Seen& seen, bool echoes)
        : link(settings, budget), seen_(seen), echoes_(echoes) {}

    void on_open(Stream& stream) override { link.open(stream); }
    Consumed on_data(MutableBytes data) override { return link.feed(data, *this); }
    void on_drained() override { link.go_on(*this); }
    void on_end() override { link.end(); }
    void on_alarm() override { link.alarm(); }
    void on_drain(Stream&) override {
        link.close(close_code::kGoingAway, {}, CloseReason::drained);
    }
    void on_close(CloseReason reason) override { seen_.closed = reason; }
    MutableBytes receive_target() override { return link.receive_target(); }
    std::size_t held_bytes() const noexcept override { return link.held_bytes(); }

    bool on_message(MessageType type, MutableBytes payload) {
        if (seen_.refuses) return false;
        const std::string message = letter(type) + std::string(text_of(payload));
        if (echoes_ && link.send_in_place(type, payload) == SendStatus::rejected) return false;
        seen_.messages.push_back(message);
        ++seen_.in_place;
        return true;
    }
    bool on_message_block(MessageType type, const BlockRef& block) {
        if (seen_.refuses) return false;
        if (seen_.in_block) {
            seen_.in_block();
            return true;
        }
        const Bytes payload = block->bytes().subspan(kMessageHeadroom);
        if (echoes_ && link.send_block(type, block) == SendStatus::rejected) return false;
        seen_.messages.push_back(letter(type) + std::string(text_of(payload)));
        return true;
    }
    CloseReason on_peer_close(std::uint16_t code, Bytes reason) {
        seen_.closes.push_back(std::to_string(code) + ":" + std::string(text_of(reason)));
        return CloseReason::ended_by_peer;
    }

    WebSocketLink link;

  private:
    Seen& seen_;
    const bool echoes_;
};

class WebSocketLinkTest : public ::testing::Test {
  protected:
    void start(WebSocketRole role, bool echoes = true) {
        settings.role = role;
        session.reset();
        session = std::make_unique<LinkSession>(settings, budget, seen, echoes);
        stream = std::make_unique<ScriptedStream>(*session);
        stream->open();
    }

    void peer_sends(std::string_view bytes) {
        stream->peer_sends(bytes);
        stream->step();
    }

    std::vector<ReadFrame> frames() { return take_frames(stream->received); }
    static ReadFrame plain(int opcode, std::string payload) {
        return {opcode, true, false, std::move(payload)};
    }

    WebSocketSettings settings;
    MemoryBudget budget;
    Seen seen;
    std::unique_ptr<ScriptedStream> stream;  // its loop outlives what the session holds
    std::unique_ptr<LinkSession> session;
};

// ---- Messages

TEST_F(WebSocketLinkTest, AServerEchoesWhereTheMessageLies) {
    start(WebSocketRole::server);
    for (const std::size_t size : {0u, 1u, 125u, 126u, 65535u, 65536u}) {
        const std::string payload(size, 'p');
        peer_sends(masked_frame(kBinaryFrame, payload));
        EXPECT_EQ(frames(), std::vector{plain(kBinaryFrame, payload)}) << size;
    }
    EXPECT_EQ(seen.in_place, 6);
}

TEST_F(WebSocketLinkTest, AClientMasksEachFrameWithAnotherKey) {
    start(WebSocketRole::client);
    std::set<std::string> keys;
    for (int i = 0; i < 100; ++i) {
        peer_sends(frame(kTextFrame, "hello"));
        keys.insert(stream->received.substr(2, 4));
        EXPECT_EQ(frames(), (std::vector<ReadFrame>{{kTextFrame, true, true, "hello"}}));
    }
    EXPECT_GT(keys.size(), 97u);
}

TEST_F(WebSocketLinkTest, AClientSendsOfAnySize) {
    start(WebSocketRole::client);
    for (const std::size_t size : {0u, 125u, 126u, 4081u, 4082u, 4083u, 65536u, 1'000'000u}) {
        const std::string payload(size, 'c');
        EXPECT_EQ(session->link.send(MessageType::binary, bytes_of(payload)), SendStatus::sent);
        EXPECT_EQ(frames(), (std::vector<ReadFrame>{{kBinaryFrame, true, true, payload}})) << size;
    }
}

TEST_F(WebSocketLinkTest, FragmentsBecomeOneMessageAndAPingBetweenThemIsAnsweredFirst) {
    start(WebSocketRole::server);
    peer_sends(masked_frame(kTextFrame, "one ", false) + masked_frame(kPingFrame, "?") +
               masked_frame(0, "two ", false) + masked_frame(0, "", false) +
               masked_frame(0, "three"));
    EXPECT_EQ(frames(), (std::vector{plain(kPongFrame, "?"), plain(kTextFrame, "one two three")}));
    EXPECT_EQ(seen.messages, std::vector<std::string>{"t:one two three"});
}

TEST_F(WebSocketLinkTest, HowTheInputIsCutMakesNoDifference) {
    const std::string input = masked_frame(kTextFrame, "первое") + masked_frame(kPingFrame, "p") +
                              masked_frame(kBinaryFrame, std::string(300, 'x'), false) +
                              masked_frame(kPongFrame, "") + masked_frame(0, "end") +
                              masked_frame(kCloseFrame, close_body(4001, "bye"));
    std::mt19937_64 random(7);
    for (std::size_t at = 0; at <= input.size(); ++at) {
        seen = {};
        start(WebSocketRole::server);
        peer_sends(input.substr(0, at));
        for (std::size_t from = at; from < input.size();) {
            const std::size_t size = 1 + random() % 200;
            peer_sends(input.substr(from, size));
            from += size;
        }
        EXPECT_EQ(frames(), (std::vector{plain(kTextFrame, "первое"), plain(kPongFrame, "p"),
                                         plain(kBinaryFrame, std::string(300, 'x') + "end"),
                                         plain(kCloseFrame, close_body(4001))}))
            << "cut at " << at;
    }
}

TEST_F(WebSocketLinkTest, AMillionFragmentsOfOneByteCostWhatTheirBytesCost) {
    start(WebSocketRole::server, false);
    std::string input = masked_frame(kBinaryFrame, "f", false);
    for (int i = 0; i < 10'000; ++i)
        input += masked_frame(0, "f", false);
    for (int i = 0; i < 100; ++i) {
        peer_sends(i == 0 ? input : input.substr(masked_frame(kBinaryFrame, "f").size()));
        ASSERT_LE(session->held_bytes(), static_cast<std::size_t>(i + 1) * 40'000);
    }
    EXPECT_LE(session->held_bytes(), 2'100'000u);
    peer_sends(masked_frame(0, "", true));
    ASSERT_EQ(seen.messages.size(), 1u);
    EXPECT_EQ(seen.messages[0].size(), 2 + 1 + 100 * 10'000u);
}

// ---- Back-pressure

TEST_F(WebSocketLinkTest, ARefusedMessageComesAgainAndNothingOvertakesIt) {
    start(WebSocketRole::server);
    seen.refuses = true;
    peer_sends(masked_frame(kTextFrame, "a") + masked_frame(kPingFrame, "p") +
               masked_frame(kTextFrame, "b"));
    EXPECT_TRUE(stream->paused());
    EXPECT_TRUE(frames().empty()) << "the ping came behind the message";
    session->link.go_on(*session);
    EXPECT_TRUE(stream->paused()) << "still refused";
    seen.refuses = false;
    session->link.go_on(*session);
    stream->step();
    EXPECT_EQ(frames(), (std::vector{plain(kTextFrame, "a"), plain(kPongFrame, "p"),
                                     plain(kTextFrame, "b")}));
    EXPECT_EQ(session->held_bytes(), 0u);
}

TEST_F(WebSocketLinkTest, APingFloodOfAPeerThatDoesNotReadStopsAtTheLimit) {
    start(WebSocketRole::server);
    stream->queued_bytes_max = 1000;
    stream->peer_reads = false;
    const std::string ping = masked_frame(kPingFrame, std::string(100, 'p'));
    for (int i = 0; i < 1000 && !stream->paused(); ++i)
        peer_sends(ping);
    EXPECT_TRUE(stream->paused());
    EXPECT_LE(stream->queued_bytes(), 1000u);
    peer_sends(masked_frame(kTextFrame, "after"));
    stream->peer_reads = true;
    for (int i = 0; i < 20; ++i)
        stream->step();
    const auto answers = frames();
    ASSERT_FALSE(answers.empty());
    EXPECT_EQ(answers.back(), plain(kTextFrame, "after"));
    EXPECT_EQ(answers.front(), plain(kPongFrame, std::string(100, 'p')));
}

TEST_F(WebSocketLinkTest, ACloseFrameThatFindsNoRoomIsSentBeforeTheEnd) {
    start(WebSocketRole::server);
    stream->queued_bytes_max = 100;
    stream->peer_reads = false;
    peer_sends(masked_frame(kTextFrame, std::string(100, 'm')));
    peer_sends(masked_frame(kCloseFrame, close_body(1000)));
    EXPECT_EQ(stream->count("finish"), 0);
    stream->peer_reads = true;
    stream->step();
    stream->step();
    EXPECT_EQ(frames().back(), plain(kCloseFrame, close_body(1000)));
    EXPECT_EQ(stream->count("finish"), 1);
}

TEST_F(WebSocketLinkTest, ACloseThatFindsNoRoomInARetriedMessageDoesNotStopReadingForEver) {
    start(WebSocketRole::server);
    stream->queued_bytes_max = 100;
    stream->peer_reads = false;
    seen.refuses = true;
    EXPECT_EQ(session->link.send(MessageType::text, bytes_of("1")), SendStatus::queued);
    peer_sends(masked_frame(kTextFrame, "m"));
    seen.refuses = false;
    seen.in_block = [&] {
        static_cast<void>(session->link.send(MessageType::text, bytes_of(std::string(95, '2'))));
        session->link.close(close_code::kNormal, {}, CloseReason::stopped);
    };
    session->link.go_on(*session);
    peer_sends(masked_frame(kPingFrame, "p"));
    peer_sends(masked_frame(kCloseFrame, close_body(1000)));
    stream->peer_reads = true;
    for (int i = 0; i < 4; ++i)
        stream->step();
    EXPECT_EQ(frames().back(), plain(kCloseFrame, close_body(1000)));
    EXPECT_EQ(seen.closes, std::vector<std::string>{"1000:"}) << "the answer was read";
}

TEST_F(WebSocketLinkTest, AnAppThatPausesIsGivenNothingMore) {
    start(WebSocketRole::server);
    session->link.pause_reading();
    peer_sends(masked_frame(kTextFrame, "a"));
    EXPECT_TRUE(seen.messages.empty());
    session->link.resume_reading();
    stream->step();
    EXPECT_EQ(seen.messages, std::vector<std::string>{"t:a"});
}

TEST_F(WebSocketLinkTest, WhatTheLinkWaitsForIsNotResumedByTheApp) {
    start(WebSocketRole::server);
    seen.refuses = true;
    peer_sends(masked_frame(kTextFrame, "a"));
    session->link.pause_reading();
    session->link.resume_reading();
    EXPECT_TRUE(stream->paused());
    session->link.pause_reading();
    seen.refuses = false;
    session->link.go_on(*session);
    EXPECT_TRUE(stream->paused()) << "the app paused too";
    session->link.resume_reading();
    EXPECT_FALSE(stream->paused());
}

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

// ---- Memory

TEST_F(WebSocketLinkTest, AMessageOverTheMemoryBudgetEndsOnlyItsConnection) {
    MemoryBudget small(10'000);
    settings.role = WebSocketRole::server;
    session = std::make_unique<LinkSession>(settings, small, seen, true);
    stream = std::make_unique<ScriptedStream>(*session);
    stream->open();
    peer_sends(masked_frame(kBinaryFrame, std::string(20'000, 'x')).substr(0, 15'000));
    peer_sends("more");
    EXPECT_EQ(seen.closed, CloseReason::memory_budget);
}

// ---- Streaming

class PieceSession final : public Session {
  public:
    PieceSession(const WebSocketSettings& settings, MemoryBudget& budget)
        : link(settings, budget) {}
    void on_open(Stream& stream) override { link.open(stream); }
    Consumed on_data(MutableBytes data) override { return link.feed(data, *this); }
    void on_end() override { link.end(); }
    void on_close(CloseReason) override {}
    void on_piece(MessageType, MutableBytes bytes, bool first, bool last) {
        pieces += (first ? "[" : "") + std::string(text_of(bytes)) + (last ? "]" : "|");
        if (pause_after_piece) link.pause_reading();
    }
    CloseReason on_peer_close(std::uint16_t, Bytes) { return CloseReason::finished; }

    WebSocketLink link;
    std::string pieces;
    bool pause_after_piece = false;
};

TEST(WebSocketLinkPieces, PassOnALargeMessageWithoutHoldingIt) {
    WebSocketSettings settings;
    MemoryBudget budget;
    PieceSession session(settings, budget);
    ScriptedStream stream(session);
    stream.open();
    stream.peer_sends(masked_frame(kTextFrame, "ab", false));
    stream.step();
    stream.peer_sends(masked_frame(0, "cd").substr(0, 7));
    stream.step();
    EXPECT_EQ(session.held_bytes(), 0u);
    stream.peer_sends(masked_frame(0, "cd").substr(7) + masked_frame(kTextFrame, ""));
    stream.step();
    EXPECT_EQ(session.pieces, "[ab|c|d][]");
    session.pause_after_piece = true;
    stream.peer_sends(masked_frame(kTextFrame, "1") + masked_frame(kTextFrame, "2"));
    stream.step();
    EXPECT_EQ(session.pieces, "[ab|c|d][][1]");
    session.link.resume_reading();
    stream.step();
    EXPECT_EQ(session.pieces, "[ab|c|d][][1][2]");
}

}  // namespace
}  // namespace potok::test
