// What comes back from potok-echo, in each of its protocols, however it was cut up on its way.
#include "tests/net/echo/echo_fixture.hpp"

namespace potok::testing {
namespace {

struct Protocol {
    std::string name;
    std::string address;
    std::string messages;  // several, one of them empty where the protocol has that
};
void PrintTo(const Protocol& protocol, std::ostream* out) {
    *out << protocol.name;
}

// Frames of 0, 1, 5, 100 and 200 bytes with the header that `header` makes for a payload.
template <class Header>
std::string frames(Header&& header) {
    std::string text;
    for (const std::size_t size : {0u, 1u, 5u, 100u, 200u})
        text += header(size) + std::string(size, static_cast<char>('a' + size % 26));
    return text;
}

template <class Encode>
std::string plain_frames(Encode&& encode, std::size_t bytes) {
    return frames([&](std::size_t size) { return encode(size, bytes); });
}

// The header counts itself too.
template <class Encode>
std::string counting_frames(Encode&& encode, std::size_t bytes) {
    return frames([&](std::size_t size) { return encode(size + bytes, bytes); });
}

std::vector<Protocol> protocols() {
    const std::string lp = "lp://127.0.0.1:0?prefix=";
    return {
        {"raw_bytes", "tcp://127.0.0.1:0", std::string("any \0 bytes\r\n at all", 19)},
        {"default_prefix", "lp://127.0.0.1:0", plain_frames(little_endian, 4)},
        {"prefix_u8", lp + "u8", plain_frames(little_endian, 1)},
        {"prefix_u16le", lp + "u16le", plain_frames(little_endian, 2)},
        {"prefix_u16be", lp + "u16be", plain_frames(big_endian, 2)},
        {"prefix_u32be", lp + "u32be", plain_frames(big_endian, 4)},
        {"prefix_u64le", lp + "u64le", plain_frames(little_endian, 8)},
        {"prefix_u64be", lp + "u64be", plain_frames(big_endian, 8)},
        {"prefix_varint", lp + "varint", frames(varint)},
        {"counts_header_u16be", lp + "u16be&counts-header=yes", counting_frames(big_endian, 2)},
        {"counts_header_u32le", lp + "u32le&counts-header=yes", counting_frames(little_endian, 4)},
        {"lines_lf", "line://127.0.0.1:0", "one\n\ntwo words\n"},
        {"lines_crlf", "line://127.0.0.1:0", "one\r\n\r\ntwo words\r\n"},
        {"lines_the_last_unterminated", "line://127.0.0.1:0", "one\ntwo\nno end"},
    };
}

class EchoProtocol : public EchoTest, public ::testing::WithParamInterface<Protocol> {};

TEST_P(EchoProtocol, AHalfClosedPeerGetsEverythingThenTheEnd) {
    start({"--listen", GetParam().address});
    Peer& peer = connect();
    peer.send(GetParam().messages);
    until([&] { return peer.all_sent(); });
    peer.half_close();
    until([&] { return peer.gone(); });
    EXPECT_EQ(peer.received(), GetParam().messages);
    EXPECT_TRUE(peer.ended()) << "an end, not a reset";
    expect_closed_for("finished");
}

// Each byte is a segment of its own: the next is sent when the system has taken the one before.
TEST_P(EchoProtocol, OneByteAtATimeComesBackAsItWasSent) {
    start({"--listen", GetParam().address});
    Peer& peer = connect();
    for (const char byte : GetParam().messages) {
        peer.send({&byte, 1});
        until([&] { return peer.all_sent(); });
    }
    peer.half_close();
    until([&] { return peer.gone(); });
    EXPECT_EQ(peer.received(), GetParam().messages);
}

TEST_P(EchoProtocol, ManyMessagesAtOnceComeBackInOrder) {
    start({"--listen", GetParam().address});
    Peer& peer = connect();
    std::string sent;
    while (sent.size() < 500'000)
        sent += GetParam().messages;
    peer.send(sent);
    until([&] { return peer.all_sent(); });
    peer.half_close();
    until([&] { return peer.gone(); });
    EXPECT_TRUE(peer.received() == sent) << peer.received().size() << " of " << sent.size();
}

INSTANTIATE_TEST_SUITE_P(Protocols, EchoProtocol, ::testing::ValuesIn(protocols()),
                         [](const auto& each) { return each.param.name; });

class EchoSession : public EchoTest {};

TEST_F(EchoSession, AFrameLargerThanEveryBufferComesBackWhole) {
    start({"--listen", "lp://127.0.0.1:0", "--max-message", "32MiB"});
    Peer& peer = connect();
    std::string payload(20 * 1024 * 1024, '\0');
    for (std::size_t i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<char>(i * 2654435761u >> 24);
    const std::string message = frame(payload) + frame("behind it");
    peer.send(message);
    expect_received(peer, message);
}

TEST_F(EchoSession, AFrameOfExactlyTheMaximumComesBack) {
    start({"--listen", "lp://127.0.0.1:0?max=1000"});
    Peer& peer = connect();
    peer.send(frame(std::string(1000, 'm')));
    expect_received(peer, frame(std::string(1000, 'm')));
}

TEST_F(EchoSession, AnEmptyConnectionThatEndsIsAnsweredWithTheEnd) {
    start({"--listen", "lp://127.0.0.1:0"});
    Peer& peer = connect();
    peer.half_close();
    until([&] { return peer.gone(); });
    EXPECT_TRUE(peer.ended());
    EXPECT_EQ(peer.received(), "");
}

// ---- Frames that are refused

struct BadFrame {
    std::string name;
    std::string address;
    std::string good;  // a message that is taken there
    std::string bytes;
    bool half_closes;
    std::string reason;
};
void PrintTo(const BadFrame& frame_, std::ostream* out) {
    *out << frame_.name;
}

std::vector<BadFrame> bad_frames() {
    const std::string lp = "lp://127.0.0.1:0?prefix=";
    const std::string long_line(2000, 'l');
    return {
        {"one_over_the_maximum", lp + "u32le&max=1000", frame("good"), little_endian(1001, 4),
         false, "message_too_long"},
        {"near_2_to_32", lp + "u32le", frame("good"), little_endian(0xFFFFFFFF, 4), false,
         "message_too_long"},
        {"just_below_2_to_31", lp + "u32be", big_endian(4, 4) + "good", big_endian(0x7FFFFFFF, 4),
         false, "message_too_long"},
        {"near_2_to_64", lp + "u64le", little_endian(4, 8) + "good", little_endian(UINT64_MAX, 8),
         false, "message_too_long"},
        {"near_2_to_63", lp + "u64be", big_endian(4, 8) + "good", big_endian(UINT64_MAX / 2 + 1, 8),
         false, "message_too_long"},
        {"near_2_to_64_with_the_header", lp + "u64le&counts-header=yes",
         little_endian(12, 8) + "good", little_endian(UINT64_MAX, 8), false, "message_too_long"},
        {"varint_near_2_to_64", lp + "varint", varint(4) + "good", varint(UINT64_MAX), false,
         "message_too_long"},
        {"varint_without_end", lp + "varint", varint(4) + "good", std::string(11, '\x80'), false,
         "protocol_error"},
        {"shorter_than_its_header", lp + "u32le&counts-header=yes", little_endian(8, 4) + "good",
         little_endian(3, 4), false, "protocol_error"},
        {"cut_off_in_the_payload", lp + "u32le", frame("good"), frame("payload").substr(0, 8), true,
         "truncated_message"},
        {"cut_off_in_the_header", lp + "u32le", frame("good"), std::string(2, '\1'), true,
         "truncated_message"},
        {"cut_off_in_a_varint", lp + "varint", varint(4) + "good", "\x80", true,
         "truncated_message"},
        {"a_line_too_long", "line://127.0.0.1:0?max=1000", "good\n", long_line + "\n", false,
         "message_too_long"},
        {"a_line_too_long_without_end", "line://127.0.0.1:0?max=1000", "good\n", long_line, false,
         "message_too_long"},
    };
}

class EchoRefusal : public EchoTest, public ::testing::WithParamInterface<BadFrame> {};

TEST_P(EchoRefusal, IsNamedAndCostsNothing) {
    start({"--listen", GetParam().address});
    const std::size_t memory_before = server->peak_memory_bytes();
    Peer& peer = connect();
    peer.send(GetParam().bytes);
    until([&] { return peer.all_sent(); });
    if (GetParam().half_closes) peer.half_close();
    until([&] { return peer.gone(); });
    EXPECT_TRUE(peer.ended()) << "an end, not a reset";
    EXPECT_EQ(peer.received(), "");
    peer.close();
    expect_closed_for(GetParam().reason);
    EXPECT_LT(server->peak_memory_bytes(), memory_before + 8 * 1024 * 1024);
}

TEST_P(EchoRefusal, ComesAfterTheAnswersToWhatWasGood) {
    start({"--listen", GetParam().address});
    const std::string& good = GetParam().good;
    Peer& peer = connect();
    peer.send(good + GetParam().bytes);
    until([&] { return peer.all_sent(); });
    if (GetParam().half_closes) peer.half_close();
    until([&] { return peer.gone(); });
    EXPECT_EQ(peer.received(), good);
}

INSTANTIATE_TEST_SUITE_P(Frames, EchoRefusal, ::testing::ValuesIn(bad_frames()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace potok::testing
