#include "protocol/websocket.hpp"

#include "tests/conformance/websocket_bytes.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/engine_contract.hpp"
#include "tests/unit/protocol/websocket_subject.hpp"

namespace potok {
namespace {

using namespace std::string_literals;
using conformance::Peer;
using test::hex;
using test::WebSocketSubject;
using Event = WebSocketDecoder::Event;
using Kind = Event::Kind;

constexpr WebSocketFormat kServer{.role = WebSocketRole::server};
constexpr WebSocketFormat kClient{.role = WebSocketRole::client};
const Peer kFromClient(WebSocketRole::server);
const Peer kFromServer(WebSocketRole::client);

MutableBytes writable(std::string& text) {
    return std::as_writable_bytes(std::span(text));
}

// What a decoder says of `input`, to its end or the first failure.
std::vector<Event> events_of(WebSocketDecoder& decoder, MutableBytes& cursor) {
    std::vector<Event> events;
    for (;;) {
        const Event event = decoder.next(cursor);
        if (event.kind == Kind::need_more) return events;
        events.push_back(event);
        if (event.kind == Kind::failure) return events;
    }
}

TEST(WebSocketDecoder, AFrameThatIsWholeInTheInputIsOneEvent) {
    for (const std::size_t size : {0u, 1u, 125u, 126u, 65535u, 65536u}) {
        std::string input = kFromClient.frame(conformance::binary, std::string(size, 'b'));
        WebSocketDecoder decoder(kServer);
        MutableBytes cursor = writable(input);
        const Event event = decoder.next(cursor);
        EXPECT_EQ(event.kind, Kind::data);
        EXPECT_EQ(event.type, MessageType::binary);
        EXPECT_TRUE(event.first && event.last);
        EXPECT_EQ(text_of(event.bytes), std::string(size, 'b'));
        EXPECT_TRUE(cursor.empty());
        EXPECT_TRUE(decoder.between_messages());
        EXPECT_EQ(decoder.next(cursor).kind, Kind::need_more);
    }
}

TEST(WebSocketDecoder, UnmasksWhereThePayloadLies) {
    std::string input = kFromClient.frame(conformance::text, "in place");
    WebSocketDecoder decoder(kServer);
    MutableBytes cursor = writable(input);
    const Event event = decoder.next(cursor);
    EXPECT_EQ(text_of(event.bytes).data(), input.data() + 6);
    EXPECT_EQ(input.substr(6), "in place");
}

TEST(WebSocketDecoder, MarksWhereAMessageBeginsAndEnds) {
    std::string input =
        kFromServer.frame(conformance::text_begins, "ab") + kFromServer.frame(conformance::more) +
        kFromServer.frame(conformance::more, "cd") + kFromServer.frame(conformance::last, "ef");
    WebSocketDecoder decoder(kClient);
    MutableBytes cursor = writable(input);
    const std::vector<Event> events = events_of(decoder, cursor);
    ASSERT_EQ(events.size(), 3u);
    EXPECT_TRUE(events[0].first && !events[0].last);
    EXPECT_TRUE(!events[1].first && !events[1].last);
    EXPECT_TRUE(!events[2].first && events[2].last);
    for (const Event& event : events)
        EXPECT_EQ(event.type, MessageType::text);
}

TEST(WebSocketDecoder, KnowsHowMuchOfAMessageCameAndOfAFrameIsMissing) {
    std::string input = kFromClient.frame(conformance::binary_begins, "12345") +
                        kFromClient.frame(conformance::last, "6789");
    WebSocketDecoder decoder(kServer);
    EXPECT_TRUE(decoder.between_messages());
    EXPECT_EQ(decoder.missing_bytes_max(), 0u);

    MutableBytes cursor = writable(input).first(6 + 2);
    EXPECT_EQ(events_of(decoder, cursor).size(), 1u);
    EXPECT_TRUE(decoder.in_message());
    EXPECT_FALSE(decoder.between_messages());
    EXPECT_EQ(decoder.message_bytes(), 2u);
    EXPECT_EQ(decoder.missing_bytes_max(), 3u);

    cursor = writable(input).subspan(8, 3 + 6);
    EXPECT_EQ(events_of(decoder, cursor).size(), 1u);
    EXPECT_TRUE(decoder.in_message());
    EXPECT_EQ(decoder.message_bytes(), 5u);
    EXPECT_EQ(decoder.missing_bytes_max(), 4u);

    cursor = writable(input).last(4);
    EXPECT_EQ(events_of(decoder, cursor).size(), 1u);
    EXPECT_TRUE(decoder.between_messages());
    EXPECT_EQ(decoder.message_bytes(), 0u);
    EXPECT_EQ(decoder.missing_bytes_max(), 0u);
}

TEST(WebSocketDecoder, LeavesWhatIsNotWholeAsItWas) {
    for (const std::string& frame : {kFromClient.frame(conformance::ping, std::string(125, 'p')),
                                     kFromClient.close_frame(1000, std::string(123, 'r')),
                                     kFromClient.header(conformance::binary, 70'000)}) {
        for (std::size_t size = 0; size < frame.size(); ++size) {
            std::string input = frame.substr(0, size);
            WebSocketDecoder decoder(kServer);
            MutableBytes cursor = writable(input);
            ASSERT_EQ(decoder.next(cursor).kind, Kind::need_more);
            ASSERT_EQ(cursor.size(), size);
            ASSERT_EQ(input, frame.substr(0, size));
            ASSERT_LE(size, WebSocketDecoder::kTailMax);
        }
    }
}

TEST(WebSocketDecoder, AControlFrameBetweenTwoPiecesKeepsTheirMaskAndTheirText) {
    const std::string euro = "\xE2\x82\xAC";
    const std::string input =
        kFromClient.frame(conformance::text_begins, "abc" + euro.substr(0, 2)) +
        kFromClient.frame(conformance::ping, "\xFF") +
        kFromClient.frame(conformance::last, euro.substr(2) + "xyz");
    test::expect_contract(WebSocketSubject(kServer), bytes_of(input),
                          "T(" + hex("abc\xE2\x82") + "[ping:ff]" +
                              hex("\xAC"
                                  "xyz") +
                              ")");
}

TEST(WebSocketDecoder, TellsACloseFrameAndThrowsAwayWhatComesBehindIt) {
    std::string input = kFromClient.close_frame(4001, "so long") + "anything\xFF";
    WebSocketDecoder decoder(kServer);
    MutableBytes cursor = writable(input);
    const Event event = decoder.next(cursor);
    EXPECT_EQ(event.kind, Kind::close);
    EXPECT_EQ(event.code, 4001);
    EXPECT_EQ(text_of(event.bytes), "so long");
    EXPECT_TRUE(decoder.closed());
    EXPECT_FALSE(decoder.between_messages());
    EXPECT_EQ(decoder.next(cursor).kind, Kind::need_more);
    EXPECT_TRUE(cursor.empty());
}

TEST(WebSocketDecoder, GivesTheGoodTextBeforeABadByteAndNeverMarksItLast) {
    std::string input = kFromServer.frame(conformance::text, "good\xFF");
    WebSocketDecoder decoder(kClient);
    MutableBytes cursor = writable(input);
    const std::vector<Event> events = events_of(decoder, cursor);
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(text_of(events[0].bytes), "good");
    EXPECT_TRUE(events[0].first && !events[0].last);
    EXPECT_EQ(events[1].failure, WebSocketFailure::text_not_utf8);
    EXPECT_FALSE(decoder.between_messages());
    EXPECT_EQ(cursor.size(), 1u);
}

TEST(WebSocketDecoder, AMessageOfExactlyTheMaximumIsGoodAndOneByteMoreIsNot) {
    const WebSocketFormat ten{.role = WebSocketRole::server, .max_message = 10};
    const Peer& peer = kFromClient;
    const auto expect = [&](const std::string& input, const std::string& events) {
        test::expect_contract(WebSocketSubject(ten), bytes_of(input), events);
    };
    const std::string full = peer.frame(conformance::binary, "0123456789");
    const std::string full_event = "B(" + hex("0123456789") + ")";
    expect(full + full, full_event + full_event);
    expect(peer.header(conformance::binary, 11), "!message_too_big");
    const std::string begun = peer.frame(conformance::binary_begins, "0123456");
    expect(begun + peer.frame(conformance::last, "789") + full, full_event + full_event);
    expect(begun + peer.header(conformance::more, 4), "B(" + hex("0123456") + "!message_too_big");
    // What a control frame carries is part of no message.
    expect(peer.frame(conformance::ping, "more than ten bytes"),
           "[ping:" + hex("more than ten bytes") + "]");
}

TEST(WebSocketDecoder, AMaximumOfZeroAllowsEmptyMessagesOnly) {
    const WebSocketFormat none{.role = WebSocketRole::client, .max_message = 0};
    test::expect_contract(
        WebSocketSubject(none),
        bytes_of(kFromServer.frame(conformance::text) + kFromServer.frame(conformance::text, "x")),
        "T()!message_too_big");
}

TEST(WebSocketDecoder, AMillionEmptyFragmentsAreOneMessageAndThreeEvents) {
    std::string input = kFromServer.frame(conformance::text_begins);
    for (int i = 0; i < 1'000'000; ++i)
        input += kFromServer.frame(conformance::more);
    input += kFromServer.frame(conformance::more, "x") + kFromServer.frame(conformance::last);
    WebSocketDecoder decoder(kClient);
    MutableBytes cursor = writable(input);
    EXPECT_EQ(events_of(decoder, cursor).size(), 3u);
}

TEST(WebSocketDecoderDeathTest, AMaximumBeyondTheLimitIsNoFormat) {
    const WebSocketFormat format{.role = WebSocketRole::client,
                                 .max_message = WebSocketFormat::kMaxMessageLimit + 1};
    EXPECT_DEATH(static_cast<void>(WebSocketDecoder(format)), "assertion failed");
}

// A stream of good frames and what it gives.
struct Traffic {
    std::string bytes;
    std::string events;
};

Traffic random_traffic(const Peer& peer, std::mt19937_64& random) {
    Traffic traffic;
    const auto control = [&] {
        if (random() % 3 != 0) return;
        const std::string payload(random() % 8, static_cast<char>(random()));
        traffic.bytes += peer.frame(conformance::ping, payload);
        traffic.events += "[ping:" + hex(payload) + "]";
    };
    while (traffic.bytes.size() < 200) {
        traffic.events += "B(";
        std::size_t fragments = random() % 4;
        unsigned first = conformance::binary_begins;
        for (;; first = conformance::more) {
            const bool ends = fragments-- == 0;
            const std::string payload(random() % 30, static_cast<char>(random()));
            // An empty first fragment begins the message; an empty one in the middle says nothing.
            traffic.bytes += peer.frame(ends ? first | conformance::last : first, payload);
            traffic.events += hex(payload);
            if (ends) break;
            control();
        }
        traffic.events += ")";
        control();
    }
    return traffic;
}

TEST(WebSocketDecoder, KeepsTheContractForRandomTraffic) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        for (const WebSocketFormat& format : {kServer, kClient}) {
            const Traffic traffic = random_traffic(Peer(format.role), random);
            test::expect_contract(WebSocketSubject(format), bytes_of(traffic.bytes),
                                  traffic.events);
            test::expect_same_in_random_pieces(WebSocketSubject(format), bytes_of(traffic.bytes),
                                               random);
        }
    }
}

TEST(WebSocketDecoder, KeepsTheContractForRandomBytes) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        for (const WebSocketFormat& format : {kServer, kClient}) {
            std::string input = random_traffic(Peer(format.role), random).bytes;
            input[random() % input.size()] = static_cast<char>(random());
            test::expect_contract(WebSocketSubject(format), bytes_of(input));
        }
    }
}

// -- Compressed messages (RFC 7692)

constexpr WebSocketFormat kDeflateServer{.role = WebSocketRole::server, .max_message = 1000};
constexpr unsigned kCompressed = 0x40;

TEST(WebSocketDecoder, SaysOfEachPieceWhetherItsMessageIsCompressed) {
    std::string input = kFromClient.frame(conformance::text_begins | kCompressed, "ab") +
                        kFromClient.frame(conformance::ping) +
                        kFromClient.frame(conformance::last, "cd") +
                        kFromClient.frame(conformance::text, "ef") +
                        kFromClient.frame(conformance::binary | kCompressed, "gh") +
                        kFromClient.frame(conformance::binary_begins, "ij") +
                        kFromClient.frame(conformance::last, "kl");
    WebSocketDecoder decoder(kDeflateServer);
    decoder.expect_compression();
    MutableBytes cursor = writable(input);
    std::string said;
    for (const Event& event : events_of(decoder, cursor)) {
        if (event.kind != Kind::data) continue;
        said += std::string(text_of(event.bytes)) + (event.compressed ? "z " : " ");
    }
    EXPECT_EQ(said, "abz cdz ef ghz ij kl ");
}

TEST(WebSocketDecoder, DoesNotJudgeTheTextOfWhatIsCompressed) {
    const std::string input =
        kFromClient.frame(conformance::text_begins | kCompressed, "\xff\xc0") +
        kFromClient.frame(conformance::last, "\xe2") + kFromClient.frame(conformance::text, "a") +
        kFromClient.frame(conformance::text, "\xff");
    test::expect_contract(WebSocketSubject(kDeflateServer, true), bytes_of(input),
                          "T(zffc0e2)T(61)!text_not_utf8");
}

TEST(WebSocketDecoder, BoundsACompressedMessageOnTheWireByWhatDeflateMayAdd) {
    const std::uint64_t most = compressed_max(kDeflateServer.max_message);
    EXPECT_EQ(most, 1000 + 125 + 64);
    const unsigned begins = conformance::binary_begins | kCompressed;
    std::string input = kFromClient.frame(begins, std::string(100, 'x'));
    WebSocketDecoder decoder(kDeflateServer);
    decoder.expect_compression();
    MutableBytes cursor = writable(input);
    EXPECT_EQ(events_of(decoder, cursor).size(), 1u);
    EXPECT_EQ(decoder.message_missing_max(), most - 100);
    std::string rest = kFromClient.frame(conformance::last, std::string(most - 100, 'y'));
    cursor = writable(rest);
    EXPECT_EQ(events_of(decoder, cursor).size(), 1u);
    EXPECT_TRUE(decoder.between_messages());
    EXPECT_EQ(decoder.message_missing_max(), 0u);
    std::string plain = kFromClient.header(conformance::binary, 1001);
    cursor = writable(plain);
    EXPECT_EQ(events_of(decoder, cursor).back().failure, WebSocketFailure::message_too_big);
}

}  // namespace
}  // namespace potok
