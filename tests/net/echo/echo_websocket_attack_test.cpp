// What no WebSocket client should send, at the built program: each has its answer, none costs
// memory without bound, and others are served meanwhile.
#include "tests/net/echo/echo_web_fixture.hpp"

namespace potok::testing {
namespace {

class EchoWebSocketAttack : public EchoWebTest {
  protected:
    static std::string many(std::string_view bytes, std::size_t times) {
        std::string all;
        all.reserve(bytes.size() * times);
        for (std::size_t i = 0; i < times; ++i)
            all += bytes;
        return all;
    }
};

struct Broken {
    const char* rule;
    std::string bytes;
    unsigned code;
};

TEST_F(EchoWebSocketAttack, ABrokenRuleIsToldByItsCodeBehindTheAnswersBeforeIt) {
    start_web({"--max-message", "1MiB"});
    const std::string masked_header = "\x82\xFF";
    const std::vector<Broken> table = {
        {"unmasked", frame(kTextFrame, "x", {}), 1002},
        {"reserved bit", frame(kTextFrame, "x", {.masked = true, .reserved = 4}), 1002},
        {"unknown opcode", masked_frame(3, "x"), 1002},
        {"unknown control opcode", masked_frame(11, "x"), 1002},
        {"fragmented ping", masked_frame(kPingFrame, "x", false), 1002},
        {"long ping", masked_frame(kPingFrame, std::string(126, 'x')), 1002},
        {"continuation of nothing", masked_frame(0, "x"), 1002},
        {"a message inside a message",
         masked_frame(kTextFrame, "x", false) + masked_frame(kTextFrame, "y"), 1002},
        {"length of 2^63", masked_header + big_endian(1ull << 63, 8), 1002},
        {"length of 2^64 - 1", masked_header + big_endian(~0ull, 8), 1002},
        {"length of 2^63 - 1", masked_header + big_endian((1ull << 63) - 1, 8), 1009},
        {"too long by one", masked_header + big_endian((1u << 20) + 1, 8), 1009},
        {"too long in fragments",
         masked_frame(kBinaryFrame, std::string(1u << 20, 'x'), false) + masked_frame(0, "x"),
         1009},
        {"length not minimal", std::string("\x82\xFE\x00\x01", 4), 1002},
        {"not UTF-8, and not over yet", masked_frame(kTextFrame, "\xC0\xAF", false), 1007},
        {"UTF-8 that breaks in the next fragment",
         masked_frame(kTextFrame, "\xD0", false) + masked_frame(0, "\x20", false), 1007},
        {"UTF-8 that is cut off", masked_frame(kTextFrame, "\xD0"), 1007},
        {"close body of one byte", masked_frame(kCloseFrame, "\x03"), 1002},
        {"close code 999", masked_frame(kCloseFrame, close_body(999)), 1002},
        {"close code 1005", masked_frame(kCloseFrame, close_body(1005)), 1002},
        {"close code 1006", masked_frame(kCloseFrame, close_body(1006)), 1002},
        {"close code 1015", masked_frame(kCloseFrame, close_body(1015)), 1002},
        {"close code 5000", masked_frame(kCloseFrame, close_body(5000)), 1002},
        {"close reason not UTF-8", masked_frame(kCloseFrame, close_body(1000, "\xFF")), 1007},
    };
    for (const Broken& broken : table) {
        SCOPED_TRACE(broken.rule);
        WebClient peer = websocket();
        peer.send(masked_frame(kTextFrame, "before") + broken.bytes +
                  masked_frame(kTextFrame, "behind"));
        expect_frames(peer, {plain(kTextFrame, "before"), plain_close(broken.code)});
        expect_end(peer);
    }
}

TEST_F(EchoWebSocketAttack, AMillionFragmentsOfOneByteAreOneMessageOfAMillionBytes) {
    start_web();
    WebClient peer = websocket();
    const std::size_t before = server->peak_memory_bytes();
    peer.send(masked_frame(kBinaryFrame, "f", false) + many(masked_frame(0, "f", false), 999'998) +
              masked_frame(0, "f"));
    expect_frames(peer, {plain(kBinaryFrame, std::string(1'000'000, 'f'))});
    expect_peak_within(before, 8u << 20);
}

TEST_F(EchoWebSocketAttack, AMillionEmptyContinuationsCostNoMemory) {
    start_web();
    WebClient peer = websocket();
    const std::size_t before = server->peak_memory_bytes();
    peer.send(masked_frame(kTextFrame, "", false) + many(masked_frame(0, "", false), 1'000'000) +
              masked_frame(0, "the end"));
    expect_frames(peer, {plain(kTextFrame, "the end")});
    expect_peak_within(before, 4u << 20);
}

TEST_F(EchoWebSocketAttack, APingFloodOfAClientThatReadsNothingIsHeldBackThenClosed) {
    start_web({"--progress-timeout", "500ms"});
    WebClient peer = websocket(4096);
    const std::size_t before = server->peak_memory_bytes();
    peer.peer->stop_reading();
    peer.send(many(masked_frame(kPingFrame, std::string(125, 'p')), 300'000));  // 39 MB
    expect_closed_for("no_progress");
    EXPECT_FALSE(peer.peer->all_sent()) << "it was not read on and on";
    expect_peak_within(before, 8u << 20);
    expect_websocket_served();
}

TEST_F(EchoWebSocketAttack, WhoSendsMessagesAndReadsNothingIsHeldBackThenClosed) {
    start_web({"--progress-timeout", "500ms"});
    WebClient peer = websocket(4096);
    const std::size_t before = server->peak_memory_bytes();
    peer.peer->stop_reading();
    peer.send(many(masked_frame(kBinaryFrame, std::string(1000, 'p')), 40'000));
    expect_closed_for("no_progress");
    EXPECT_FALSE(peer.peer->all_sent());
    expect_peak_within(before, 8u << 20);
}

TEST_F(EchoWebSocketAttack, AnAnnouncedLengthCostsNothingUntilItsBytesCome) {
    start_web({"--max-message", "1GiB"});
    const std::size_t before = server->peak_memory_bytes();
    for (int i = 0; i < 50; ++i) {
        WebClient peer = websocket();
        peer.send("\x82\xFF" + big_endian(1u << 30, 8) + "key!" + "a little");
        until([&] { return peer.peer->all_sent(); });
    }
    expect_websocket_served();
    expect_peak_within(before, 8u << 20);
}

TEST_F(EchoWebSocketAttack, HalfAHandshakeThenSilenceIsClosed) {
    start_web({"--handshake-timeout", "200ms"});
    WebClient half = client();
    half.send(opening().substr(0, 60));
    WebClient nothing = client();
    EXPECT_EQ(status(response(half)), "HTTP/1.1 408 Request Timeout");
    expect_end(half);
    expect_end(nothing);
    expect_closed_for("handshake_timeout");
}

TEST_F(EchoWebSocketAttack, AWebSocketThatIsOpenHasNoHandshakeDeadlineAnyMore) {
    start_web({"--handshake-timeout", "100ms"});
    WebClient open = websocket();
    WebClient late = client();
    expect_end(late);  // its deadline was behind that of the first
    open.send(masked_frame(kTextFrame, "here"));
    expect_frames(open, {plain(kTextFrame, "here")});
}

}  // namespace
}  // namespace potok::testing
