// A WebSocketLink with permessage-deflate (RFC 7692): what comes compressed reaches the sink as it
// was meant, what is sent is compressed where that is a gain, and each kind of damage has its close
// code.
#include <algorithm>

#include "tests/unit/protocol/websocket_deflate_steps.hpp"
#include "tests/unit/session/websocket_link_fixture.hpp"

namespace potok::test {
namespace {

constexpr int kRsv1 = 4;
constexpr DeflateParameters kNoContext;

std::string wire_of(std::string_view message) {
    MessageDeflater deflater({});
    return deflated(deflater, message);
}

std::string text_of_wire(const std::string& wire, std::uint8_t window_bits = 15) {
    MessageInflater inflater({.window_bits = window_bits});
    return inflated(inflater, wire, 16u << 20).text;
}

std::string long_text(std::size_t size = 1000) {
    std::string text;
    while (text.size() < size)
        text += "{\"n\":" + std::to_string(text.size()) + "}";
    return text.substr(0, size);
}

class WebSocketLinkCompressionTest : public WebSocketLinkTest {
  protected:
    WebSocketLinkCompressionTest() { agreed = kNoContext; }

    static std::string compressed(std::string_view message, int opcode = kTextFrame) {
        return masked_frame(opcode, wire_of(message), true, kRsv1);
    }

    void expect_failure(unsigned code, CloseReason why) {
        const auto said = frames();
        ASSERT_FALSE(said.empty());
        EXPECT_EQ(said.back().opcode, kCloseFrame);
        EXPECT_EQ(said.back().payload, close_body(code));
        EXPECT_EQ(session->link.end_reason(), why);
        EXPECT_EQ(stream->count("finish"), 1);
    }
};

TEST_F(WebSocketLinkCompressionTest, WhatComesCompressedIsWhatItStandsForHoweverItIsCut) {
    const std::string messages = compressed("hello") + masked_frame(kTextFrame, "plain") +
                                 compressed(long_text(), kBinaryFrame) + compressed("");
    for (std::size_t cut = 0; cut <= messages.size(); ++cut) {
        seen = {};
        start(WebSocketRole::server, false);
        peer_sends(messages.substr(0, cut));
        peer_sends(messages.substr(cut));
        EXPECT_EQ(seen.messages,
                  (std::vector<std::string>{"t:hello", "t:plain", "b:" + long_text(), "t:"}))
            << cut;
    }
}

TEST_F(WebSocketLinkCompressionTest, FragmentsOfACompressedMessageMayHavePingsBetweenThem) {
    start(WebSocketRole::server);
    const std::string wire = wire_of(long_text());
    std::string bytes = masked_frame(kTextFrame, wire.substr(0, 10), false, kRsv1);
    for (std::size_t at = 10; at < wire.size(); ++at)
        bytes += masked_frame(0, wire.substr(at, 1), at + 1 == wire.size()) +
                 masked_frame(kPingFrame, "p");
    peer_sends(bytes);
    EXPECT_EQ(seen.messages, std::vector<std::string>{"t:" + long_text()});
    const auto said = frames();
    EXPECT_EQ(std::count(said.begin(), said.end(), plain(kPongFrame, "p")),
              static_cast<std::ptrdiff_t>(wire.size() - 10));
}

TEST_F(WebSocketLinkCompressionTest, AnEchoIsCompressedWhereThatIsAGain) {
    for (const WebSocketRole role : {WebSocketRole::server, WebSocketRole::client}) {
        seen = {};
        start(role);
        const bool masked = role == WebSocketRole::server;
        const std::string incompressible = [] {
            std::string bytes(1000, '\0');
            std::uint32_t state = 1;
            for (char& byte : bytes)
                byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
            return bytes;
        }();
        for (const std::string& message : {std::string("short"), long_text(), incompressible,
                                           long_text(100'000), long_text(2'000'000)}) {
            const bool gains = message.size() >= 1000 && message != incompressible;
            peer_sends(
                frame(kBinaryFrame, wire_of(message), {.masked = masked, .reserved = kRsv1}) +
                frame(kBinaryFrame, message, {.masked = masked}));
            for (int turns = 0; turns < 40; ++turns)
                stream->step();  // a large one is many turns' work
            const auto said = frames();
            ASSERT_EQ(said.size(), 2u) << message.size();
            for (const ReadFrame& read : said) {
                EXPECT_EQ(read.masked, !masked);
                EXPECT_EQ(read.reserved, gains ? kRsv1 : 0) << message.size();
                EXPECT_TRUE((gains ? text_of_wire(read.payload) : read.payload) == message);
            }
        }
    }
}

// Both lie in the compression's one room, one after the other.
TEST_F(WebSocketLinkCompressionTest, EchoesOfShortMessagesInOneInputAreEachTheirOwn) {
    start(WebSocketRole::server);
    peer_sends(compressed("one") + compressed("two") + compressed(long_text(200)));
    EXPECT_EQ(frames(), (std::vector<ReadFrame>{plain(kTextFrame, "one"), plain(kTextFrame, "two"),
                                                plain(kTextFrame, long_text(200))}));
}

TEST_F(WebSocketLinkCompressionTest, TheWindowAgreedOnIsKept) {
    for (const std::uint8_t bits : {std::uint8_t{9}, std::uint8_t{12}}) {
        agreed->server_max_window_bits = bits;
        start(WebSocketRole::server);
        std::string message = long_text(20'000);
        message += message;  // a repetition farther away than the window
        ASSERT_EQ(session->link.send(MessageType::text, bytes_of(message)), SendStatus::sent);
        const auto said = frames();
        ASSERT_EQ(said.size(), 1u);
        EXPECT_EQ(text_of_wire(said[0].payload, bits), message);
    }
}

TEST_F(WebSocketLinkCompressionTest, AClientThatAgreedToEightBitsSendsAsItIs) {
    agreed->client_max_window_bits = 8;
    start(WebSocketRole::client);
    ASSERT_EQ(session->link.send(MessageType::text, bytes_of(long_text())), SendStatus::sent);
    const auto said = frames();
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said[0].reserved, 0);
    EXPECT_EQ(said[0].payload, long_text());
    peer_sends(frame(kTextFrame, wire_of("in"), {.reserved = kRsv1}));
    EXPECT_EQ(seen.messages, std::vector<std::string>{"t:in"}) << "and is sent compressed messages";
}

TEST_F(WebSocketLinkCompressionTest, ARefusedMessageIsKeptInflatedAndOfferedAgain) {
    for (const std::size_t size : {std::size_t{10}, std::size_t{1000}, std::size_t{200'000}}) {
        seen = {};
        seen.refuses = true;
        start(WebSocketRole::server);
        const std::string message = long_text(size);
        peer_sends(compressed(message) + compressed("behind"));
        for (int turns = 0; turns < 10; ++turns)
            stream->step();
        EXPECT_TRUE(seen.messages.empty());
        EXPECT_TRUE(stream->paused());
        EXPECT_GE(session->link.held_bytes(), size);
        seen.refuses = false;
        session->link.go_on(*session);
        for (int turns = 0; turns < 10; ++turns)
            stream->step();
        EXPECT_TRUE(seen.messages == (std::vector<std::string>{"t:" + message, "t:behind"}));
        EXPECT_EQ(session->link.held_bytes(), 0u);
    }
}

TEST_F(WebSocketLinkCompressionTest, WithoutRoomForAnEchoItComesWhenThereIsSome) {
    start(WebSocketRole::server);
    stream->peer_reads = false;
    stream->queued_bytes_max = 1000;
    std::string bytes;
    std::vector<std::string> expected;
    for (int i = 0; i < 50; ++i) {
        expected.push_back(long_text(5000) + std::to_string(i));
        bytes += compressed(expected.back());
    }
    peer_sends(bytes);
    EXPECT_LT(seen.messages.size(), 50u);
    stream->peer_reads = true;
    for (int i = 0; i < 100; ++i)
        stream->step();
    std::vector<std::string> got;
    for (const ReadFrame& read : frames())
        got.push_back(text_of_wire(read.payload));
    EXPECT_EQ(got, expected);
}

// A few bytes may stand for very many, all of them allowed.
TEST_F(WebSocketLinkCompressionTest, NoTurnOfTheLoopTakesMoreThanItsShareOfWork) {
    start(WebSocketRole::server);
    const std::string large(MessageCompression::kRoom - 1, 'b');
    constexpr std::size_t kMessages = 40;
    std::string bytes;
    for (std::size_t i = 0; i < kMessages; ++i)
        bytes += compressed(large);
    stream->peer_sends(bytes);
    std::size_t before = 0;
    for (std::size_t turns = 0; seen.messages.size() < kMessages; ++turns) {
        ASSERT_LT(turns, 3 * kMessages);
        stream->step();
        // Each is inflated, and deflated again: four fill a turn.
        ASSERT_LE(seen.messages.size() - before, 5u);
        before = seen.messages.size();
    }
    for (const ReadFrame& read : frames())
        EXPECT_TRUE(text_of_wire(read.payload) == large);
    EXPECT_FALSE(stream->paused());
}

// One that takes many turns of the loop, in one frame and in two.
TEST_F(WebSocketLinkCompressionTest, ALargeMessageHasItsTurnsAndWhatIsBehindItWaits) {
    const std::string large = long_text(4'000'000);
    const std::string wire = wire_of(large);
    for (const bool in_pieces : {false, true}) {
        seen = {};
        start(WebSocketRole::server, false);
        const std::string first = in_pieces
                                      ? masked_frame(kTextFrame, wire.substr(0, 10), false, kRsv1) +
                                            masked_frame(0, wire.substr(10))
                                      : compressed(large);
        peer_sends(first + masked_frame(kPingFrame, "p") + compressed("behind"));
        EXPECT_TRUE(seen.messages.empty());
        EXPECT_TRUE(stream->paused());
        EXPECT_GE(session->link.held_bytes(), wire.size());
        int turns = 0;
        for (; seen.messages.size() < 2; ++turns) {
            ASSERT_LT(turns, 1000);
            EXPECT_EQ(stream->received, "") << "the pong is behind it";
            stream->step();
        }
        EXPECT_GT(turns, 5);
        EXPECT_TRUE(seen.messages == (std::vector<std::string>{"t:" + large, "t:behind"}));
        EXPECT_EQ(frames(), std::vector<ReadFrame>{plain(kPongFrame, "p")});
        EXPECT_FALSE(stream->paused());
        EXPECT_EQ(session->link.held_bytes(), 0u);
    }
}

TEST_F(WebSocketLinkCompressionTest, WhatIsWrongWithALargeMessageIsToldWhenItIsReached) {
    const std::string damaged = wire_of(long_text(2'000'000)).substr(0, 300'000) + "\x07\x07";
    const std::string bad_text = wire_of(long_text(2'000'000) + "\xFF");
    const auto expect_told = [&](const std::string& wire, unsigned code, CloseReason why) {
        seen = {};
        start(WebSocketRole::server);
        peer_sends(masked_frame(kTextFrame, wire, true, kRsv1) + compressed("never seen"));
        for (int turns = 0; turns < 1000 && session->link.is_open(); ++turns)
            stream->step();
        stream->step();
        expect_failure(code, why);
        EXPECT_TRUE(seen.messages.empty());
        EXPECT_EQ(session->link.held_bytes(), 0u);
    };
    expect_told(damaged, 1007, CloseReason::protocol_error);
    expect_told(bad_text, 1007, CloseReason::invalid_text);
    settings.max_message = 1'999'999;
    expect_told(wire_of(long_text(2'000'000)), 1009, CloseReason::message_too_long);
    EXPECT_EQ(budget.used(), 0u);
}

TEST_F(WebSocketLinkCompressionTest, WhoGoesInTheMiddleOfALargeMessageLeavesRoomForTheNext) {
    const std::string large = long_text(2'000'000);
    for (const bool closes : {false, true}) {
        start(WebSocketRole::server, false);
        WebSocketSeen seen_by_second;
        WebSocketLinkSession second(settings, budget, seen_by_second, false);
        second.link.compress_by(compression, *agreed);
        ScriptedStream stream_of_second(second);
        stream_of_second.open();
        peer_sends(compressed(large));
        stream_of_second.peer_sends(compressed(large));
        for (int turns = 0; turns < 20; ++turns)
            stream_of_second.step();
        EXPECT_TRUE(seen_by_second.messages.empty()) << "one at a time";
        if (closes) {
            session->link.abort(CloseReason::stopped);
        } else {
            session.reset();
        }
        for (int turns = 0; turns < 1000 && seen_by_second.messages.empty(); ++turns)
            stream_of_second.step();
        EXPECT_TRUE(seen_by_second.messages == std::vector<std::string>{"t:" + large});
        if (closes) stream->step();
    }
}

TEST_F(WebSocketLinkCompressionTest, DamageIsToldAndEndsTheConnection) {
    start(WebSocketRole::server);
    peer_sends(compressed("good") + masked_frame(kTextFrame, "\x07", true, kRsv1) +
               compressed("never seen"));
    EXPECT_EQ(seen.messages, std::vector<std::string>{"t:good"});
    expect_failure(1007, CloseReason::protocol_error);
}

TEST_F(WebSocketLinkCompressionTest, ATruncatedMessageIsDamaged) {
    start(WebSocketRole::server);
    const std::string wire = wire_of(long_text());
    peer_sends(masked_frame(kTextFrame, wire.substr(0, wire.size() / 2), false, kRsv1) +
               masked_frame(0, "", true));
    expect_failure(1007, CloseReason::protocol_error);
}

TEST_F(WebSocketLinkCompressionTest, BadTextInsideIsToldAsBadText) {
    start(WebSocketRole::server);
    peer_sends(compressed("\xED\xA0\x80"));
    expect_failure(1007, CloseReason::invalid_text);
}

TEST_F(WebSocketLinkCompressionTest, ABombIsTooBigAndItsMemoryIsGivenBack) {
    settings.max_message = 1u << 20;
    start(WebSocketRole::server);
    peer_sends(compressed(std::string(32u << 20, 'a')));
    for (int turns = 0; turns < 10; ++turns)
        stream->step();
    expect_failure(1009, CloseReason::message_too_long);
    EXPECT_TRUE(seen.messages.empty());
    EXPECT_EQ(session->link.held_bytes(), 0u);
}

TEST_F(WebSocketLinkCompressionTest, WhereItWasNotAgreedOnTheBitIsAnError) {
    agreed.reset();
    start(WebSocketRole::server);
    peer_sends(compressed("hello"));
    expect_failure(1002, CloseReason::protocol_error);
}

TEST_F(WebSocketLinkCompressionTest, ACompressedControlFrameIsAnError) {
    start(WebSocketRole::server);
    peer_sends(masked_frame(kPingFrame, "p", true, kRsv1));
    expect_failure(1002, CloseReason::protocol_error);
}

TEST_F(WebSocketLinkCompressionTest, AnAppThatClosesInTheMiddleHearsNothingMore) {
    start(WebSocketRole::server, false);
    seen.in_block = [&] { session->link.abort(CloseReason::stopped); };
    peer_sends(compressed(long_text(200'000)) + compressed("behind"));
    for (int turns = 0; turns < 10; ++turns)
        stream->step();
    EXPECT_TRUE(seen.messages.empty());
    EXPECT_EQ(seen.closed, CloseReason::stopped);
}

}  // namespace
}  // namespace potok::test
