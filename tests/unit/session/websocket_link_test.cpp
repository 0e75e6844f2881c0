// Messages through an open WebSocket, and who holds back whom.
#include "protocol/session/websocket_link.hpp"

#include <random>

#include "tests/unit/protocol/websocket_deflate_steps.hpp"
#include "tests/unit/session/websocket_link_fixture.hpp"

namespace potok::test {
namespace {

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

// ---- Memory

TEST_F(WebSocketLinkTest, AMessageOverTheMemoryBudgetEndsOnlyItsConnection) {
    MemoryBudget small(10'000);
    settings.role = WebSocketRole::server;
    session = std::make_unique<WebSocketLinkSession>(settings, small, seen, true);
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

TEST(WebSocketLinkPieces, ACompressedMessageIsOnePiece) {
    WebSocketSettings settings;
    MemoryBudget budget;
    MessageCompression compression;
    PieceSession session(settings, budget);
    session.link.compress_by(compression, {});
    ScriptedStream stream(session);
    stream.open();
    MessageDeflater deflater({});
    for (const std::string& message : {std::string("short"), std::string(200'000, 'l')}) {
        session.pieces.clear();
        const std::string wire = deflated(deflater, message);
        stream.peer_sends(masked_frame(kTextFrame, wire.substr(0, 3), false, 4) +
                          masked_frame(0, wire.substr(3)));
        stream.step();
        EXPECT_TRUE(session.pieces == "[" + message + "]");
        EXPECT_EQ(session.link.held_bytes(), 0u);
    }
}

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

TEST(WebSocketLinkPieces, APauseDoesNotHoldBackWhatIsKnownToBeBroken) {
    WebSocketSettings settings;
    MemoryBudget budget;
    PieceSession session(settings, budget);
    ScriptedStream stream(session);
    stream.open();
    session.pause_after_piece = true;
    stream.peer_sends(masked_frame(kTextFrame, "good\xFF"));
    stream.step();
    EXPECT_EQ(session.pieces, "[good|");
    const auto frames = take_frames(stream.received);
    ASSERT_EQ(frames.size(), 1u);
    EXPECT_EQ(frames[0].payload, close_body(1007));
    EXPECT_TRUE(stream.our_end_sent);
}

}  // namespace
}  // namespace potok::test
