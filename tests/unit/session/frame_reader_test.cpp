#include "protocol/session/frame_reader.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/session/reader_feeder.hpp"

namespace potok {
namespace {

using namespace std::string_literals;
using test::ReaderFeeder;
using testing::ElementsAre;
using testing::IsEmpty;

using LpFeeder = ReaderFeeder<LengthPrefixedDecoder>;
using LineFeeder = ReaderFeeder<LineDecoder>;

constexpr std::size_t kKiB = 1024;
const LengthPrefix kDefault;

std::string message(const LengthPrefix& format, std::string_view payload) {
    std::array<std::byte, kLengthHeaderMax> room;
    const std::size_t size = encode_header(format, payload.size(), room);
    return std::string(text_of(Bytes(room).first(size))) + std::string(payload);
}

std::string message(std::string_view payload) {
    return message(kDefault, payload);
}

std::string line(const LineFormat&, std::string_view payload) {
    return std::string(payload) + (payload.size() % 2 == 0 ? "\n" : "\r\n");
}

MutableBytes mutable_bytes_of(std::string& text) {
    return std::as_writable_bytes(std::span(text.data(), text.size()));
}

// Payload without line ends and ending in no CR, so that it serves either engine.
std::string some_payload(std::mt19937_64& random, std::size_t size_max) {
    std::string payload(random() % (size_max + 1), '\0');
    for (char& letter : payload)
        letter = static_cast<char>('a' + random() % 26);
    return payload;
}

// -- Runs, in place

TEST(FrameReader, HandsOverARunOfSmallMessagesAsOneSpanInPlace) {
    LpFeeder feeder(kDefault);
    std::string input;
    for (int i = 0; i < 16; ++i)
        input += message("twenty bytes of text");
    const Reading reading = feeder.reader.feed(mutable_bytes_of(input), feeder.sink);
    EXPECT_EQ(reading.consumed.bytes, input.size());
    EXPECT_FALSE(reading.paused());
    ASSERT_EQ(feeder.sink.runs.size(), 1u);
    EXPECT_EQ(text_of(feeder.sink.runs[0]).data(), input.data());
    EXPECT_EQ(feeder.sink.payloads.size(), 16u);
    EXPECT_EQ(feeder.budget.used(), 0u);
}

TEST(FrameReader, AMessageCutInTwoIsAssembledAndTheRestIsInPlaceAgain) {
    LpFeeder feeder(kDefault);
    const std::string input = message("one") + message("two") + message("three");
    feeder.receive(input.substr(0, 12));  // cuts "two"
    EXPECT_THAT(feeder.sink.payloads, ElementsAre("one"));
    EXPECT_TRUE(feeder.reader.mid_message());
    EXPECT_EQ(feeder.held_by_stream(), 0u);
    feeder.receive(input.substr(12));
    EXPECT_THAT(feeder.sink.payloads, ElementsAre("one", "two", "three"));
    EXPECT_EQ(feeder.sink.encoded, input);
    EXPECT_EQ(feeder.sink.blocks_seen, 1);
    EXPECT_EQ(feeder.sink.runs.size(), 2u);
    EXPECT_FALSE(feeder.reader.mid_message());
}

TEST(FrameReader, AHeaderCutInTwoIsLeftToTheStream) {
    LpFeeder feeder(kDefault);
    feeder.receive(message("one").substr(0, 3));
    EXPECT_EQ(feeder.held_by_stream(), 3u);
    EXPECT_TRUE(feeder.reader.mid_message());
    EXPECT_EQ(feeder.budget.used(), 0u);
    feeder.receive(message("one").substr(3));
    EXPECT_THAT(feeder.sink.payloads, ElementsAre("one"));
    EXPECT_EQ(feeder.sink.blocks_seen, 0);
    EXPECT_FALSE(feeder.reader.mid_message());
}

template <class Engine, class Encode>
void expect_same_at_every_split(const typename Engine::Format& format, const Encode& encode) {
    const std::vector<std::string> payloads{"a", "", "four", "the fifth", "", "!"};
    std::string input;
    for (const std::string& payload : payloads)
        input += encode(format, payload);
    for (std::size_t at = 0; at <= input.size(); ++at) {
        ReaderFeeder<Engine> feeder(format);
        feeder.receive(input.substr(0, at));
        feeder.receive(input.substr(at));
        ASSERT_EQ(feeder.sink.payloads, payloads) << "cut at " << at;
        ASSERT_EQ(feeder.sink.encoded, input) << "cut at " << at;
        ASSERT_FALSE(feeder.reader.mid_message());
        ASSERT_EQ(feeder.budget.used(), 0u);
    }
    ReaderFeeder<Engine> feeder(format);
    for (const char octet : input)
        feeder.receive({&octet, 1});
    ASSERT_EQ(feeder.sink.payloads, payloads) << "byte by byte";
    ASSERT_EQ(feeder.sink.encoded, input) << "byte by byte";
}

std::vector<LengthPrefix> every_format() {
    std::vector<LengthPrefix> formats;
    for (const auto width : {PrefixWidth::u8, PrefixWidth::u16, PrefixWidth::u32, PrefixWidth::u64,
                             PrefixWidth::varint}) {
        for (const auto order : {ByteOrder::little, ByteOrder::big}) {
            formats.push_back({width, order, false, 1000});
            formats.push_back({width, order, true, 1000});
        }
    }
    return formats;
}

TEST(FrameReader, HandsOverTheSameMessagesAtEverySplitForEveryFormat) {
    for (const LengthPrefix& format : every_format()) {
        expect_same_at_every_split<LengthPrefixedDecoder>(
            format, [](const LengthPrefix& f, std::string_view text) { return message(f, text); });
    }
}

TEST(FrameReader, HandsOverTheSameLinesAtEverySplit) {
    expect_same_at_every_split<LineDecoder>(LineFormat{100}, line);
}

// -- Back-pressure

template <class Engine, class Encode>
void expect_nothing_lost_when_each_offer_is_refused(const typename Engine::Format& format,
                                                    const Encode& encode) {
    const std::string input = encode(format, "one") + encode(format, "two") + encode(format, "3");
    for (std::size_t at = 0; at <= input.size(); ++at) {
        for (int refused_offer = 0; refused_offer < 4; ++refused_offer) {
            for (const int times : {1, 3}) {
                ReaderFeeder<Engine> feeder(format);
                int offers = 0, refusals = 0;
                feeder.sink.refuses = [&] {
                    if (offers == refused_offer && refusals < times) return ++refusals > 0;
                    ++offers;
                    return false;
                };
                feeder.receive(input.substr(0, at));
                feeder.drain_all();
                feeder.receive(input.substr(at));
                feeder.drain_all();
                ASSERT_EQ(feeder.sink.encoded, input)
                    << "cut at " << at << ", offer " << refused_offer << " refused";
                ASSERT_THAT(feeder.sink.payloads, ElementsAre("one", "two", "3"));
            }
        }
    }
}

TEST(FrameReader, ARefusedMessageIsOfferedAgainAndNothingIsLostOrRepeated) {
    expect_nothing_lost_when_each_offer_is_refused<LengthPrefixedDecoder>(
        kDefault, [](const LengthPrefix& f, std::string_view text) { return message(f, text); });
    expect_nothing_lost_when_each_offer_is_refused<LineDecoder>(LineFormat{100}, line);
}

TEST(FrameReader, ARefusedRunStaysInTheInput) {
    LpFeeder feeder(kDefault);
    feeder.sink.refuses = [] { return true; };
    std::string input = message("one") + message("two");
    const Reading reading = feeder.reader.feed(mutable_bytes_of(input), feeder.sink);
    EXPECT_TRUE(reading.paused());
    EXPECT_EQ(reading.consumed.bytes, 0u);
    EXPECT_FALSE(reading.failure);
}

TEST(FrameReader, ARefusedRunBehindAHeaderThatWasCutIsNotCutOffAnyMore) {
    LpFeeder feeder(kDefault);
    feeder.receive(message("one").substr(0, 3));
    EXPECT_TRUE(feeder.reader.mid_message());
    feeder.sink.refuses = [] { return true; };
    feeder.receive(message("one").substr(3));
    EXPECT_TRUE(feeder.paused);
    EXPECT_FALSE(feeder.reader.mid_message());
}

TEST(FrameReader, AKeptMessageIsOfferedBeforeAllElse) {
    LpFeeder feeder(kDefault);
    feeder.receive(message("one").substr(0, 5));
    feeder.sink.refuses = [] { return true; };
    feeder.receive(message("one").substr(5) + message("two"));
    EXPECT_TRUE(feeder.paused);
    EXPECT_EQ(feeder.held_by_stream(), message("two").size());
    EXPECT_FALSE(feeder.reader.retry(feeder.sink));
    feeder.sink.refuses = [] { return false; };
    std::string next = message("two");
    const Reading reading = feeder.reader.feed(mutable_bytes_of(next), feeder.sink);
    EXPECT_EQ(reading.consumed.bytes, next.size());
    EXPECT_THAT(feeder.sink.payloads, ElementsAre("one", "two"));
}

TEST(FrameReader, AKeptMessageIsOfferedWithoutFurtherInput) {
    LpFeeder feeder(kDefault);
    feeder.receive(message("one").substr(0, 5));
    int refusals = 2;
    feeder.sink.refuses = [&] { return refusals-- > 0; };
    feeder.receive(message("one").substr(5));
    EXPECT_TRUE(feeder.reader.feed({}, feeder.sink).paused());
    EXPECT_FALSE(feeder.reader.feed({}, feeder.sink).paused());
    EXPECT_THAT(feeder.sink.payloads, ElementsAre("one"));
    EXPECT_TRUE(feeder.reader.retry(feeder.sink)) << "nothing is kept any more";
}

TEST(FrameReader, RetryWithNothingKeptOffersNothing) {
    LpFeeder feeder(kDefault);
    EXPECT_TRUE(feeder.reader.retry(feeder.sink));
    feeder.receive(message("one").substr(0, 5));
    EXPECT_TRUE(feeder.reader.retry(feeder.sink)) << "half a message is not offered";
    EXPECT_THAT(feeder.sink.payloads, IsEmpty());
}

// -- Large messages

TEST(FrameReader, AMessagesBlockGrowsWithWhatCameAndNotWithWhatWasAnnounced) {
    LpFeeder feeder(kDefault);
    feeder.uses_target = false;
    const std::string input = message(std::string(1024 * kKiB, 'x'));
    std::size_t received = 0;
    for (const std::size_t size : {1u, 3u, 1u, 100u, 4000u, 5000u, 70'000u, 1u, 200'000u}) {
        feeder.receive(input.substr(received, size));
        received += size;
        ASSERT_LE(feeder.reader.held_bytes(), std::max(2 * received, FrameAssembly::kFirstBlock));
        ASSERT_LE(feeder.reader.held_bytes(), feeder.budget.used());
    }
    feeder.receive(input.substr(received));
    EXPECT_EQ(feeder.sink.encoded, input);
    EXPECT_EQ(feeder.budget.used(), 0u);
}

TEST(FrameReader, ASmallMessageGetsABlockOfItsSize) {
    LpFeeder feeder(kDefault);
    feeder.receive(message(std::string(100, 'x')).substr(0, 50));
    EXPECT_EQ(feeder.reader.held_bytes(), 104u);
}

TEST(FrameReader, OffersItsBlockWhenMuchIsStillToComeAndDoesNotCopyWhatCameThere) {
    LpFeeder feeder(kDefault);
    const std::string input = message(std::string(300 * kKiB, 'x'));
    EXPECT_TRUE(feeder.reader.receive_target().empty());
    feeder.receive(input.substr(0, 100 * kKiB));
    const MutableBytes target = feeder.reader.receive_target();
    ASSERT_GE(target.size(), FrameAssembly::kDirectRoomMin);
    EXPECT_LE(target.size(), FrameAssembly::kDirectRoomMax);
    const std::size_t held = feeder.reader.held_bytes();

    // What is received there already lies where it belongs.
    std::memcpy(target.data(), input.data() + 100 * kKiB, 50 * kKiB);
    const Reading reading = feeder.reader.feed(target.first(50 * kKiB), feeder.sink);
    EXPECT_EQ(reading.consumed.bytes, 50 * kKiB);
    EXPECT_EQ(feeder.reader.held_bytes(), held);

    feeder.receive(input.substr(150 * kKiB));
    EXPECT_GT(feeder.targets_used, 0);
    EXPECT_EQ(feeder.sink.encoded, input);
}

TEST(FrameReader, NeverOffersRoomBeyondTheMessagesEnd) {
    LpFeeder feeder(kDefault);
    const std::string input = message(std::string(100 * kKiB, 'x'));
    const std::size_t front = 70 * kKiB;
    feeder.receive(input.substr(0, front));
    EXPECT_EQ(feeder.reader.receive_target().size(), input.size() - front);
    feeder.receive(input.substr(front) + message("next"));
    EXPECT_EQ(feeder.sink.payloads.back(), "next");
    EXPECT_TRUE(feeder.reader.receive_target().empty());
}

TEST(FrameReader, OffersNoRoomWhereLittleIsToComeOrLittleCame) {
    LpFeeder feeder(kDefault);
    const std::string input = message(std::string(100 * kKiB, 'x'));
    feeder.receive(input.substr(0, 1000));
    EXPECT_TRUE(feeder.reader.receive_target().empty()) << "little came: so the block is small";
    feeder.uses_target = false;
    feeder.receive(input.substr(1000, 90 * kKiB));
    EXPECT_TRUE(feeder.reader.receive_target().empty()) << "little is to come";
}

TEST(FrameReader, OffersNoRoomForALineWhoseEndNobodyKnows) {
    const LineFormat format{1024 * kKiB};
    LineFeeder feeder(format);
    feeder.receive(std::string(100 * kKiB, 'x'));
    EXPECT_TRUE(feeder.reader.receive_target().empty());
    feeder.receive("\n");
    EXPECT_EQ(feeder.sink.payloads.size(), 1u);
}

TEST(FrameReader, ALinesBlockNeverGrowsBeyondTheLongestLine) {
    const LineFormat format{10 * kKiB};
    LineFeeder feeder(format);
    feeder.receive(std::string(9 * kKiB, 'x'));
    EXPECT_EQ(feeder.reader.held_bytes(), 10 * kKiB + 2);
}

TEST(FrameReader, TheSinkMayKeepTheBlockAndTheNextMessageGetsAnother) {
    LpFeeder feeder(kDefault);
    feeder.sink.keeps_blocks = true;
    for (const char letter : {'a', 'b'}) {
        const std::string input = message(std::string(50, letter));
        feeder.receive(input.substr(0, 20));
        feeder.receive(input.substr(20));
    }
    ASSERT_EQ(feeder.sink.blocks.size(), 2u);
    EXPECT_EQ(text_of(feeder.sink.blocks[0]->bytes()), message(std::string(50, 'a')));
    EXPECT_EQ(text_of(feeder.sink.blocks[1]->bytes()), message(std::string(50, 'b')));
    EXPECT_TRUE(feeder.sink.blocks[0].unique());
    EXPECT_EQ(feeder.reader.held_bytes(), 0u);
}

// -- Failures

struct BadInput {
    const char* what;
    LengthPrefix format;
    std::string input;
    CloseReason reason;
};

std::vector<BadInput> bad_inputs() {
    using enum PrefixWidth;
    using enum ByteOrder;
    return {
        {"one over the maximum",
         {u32, little, false, 10},
         "\x0B\0\0\0"s,
         CloseReason::message_too_long},
        {"2^32 - 1", kDefault, "\xFF\xFF\xFF\xFF"s, CloseReason::message_too_long},
        {"2^64 - 1",
         {u64, little, false, LengthPrefix::kMaxPayloadLimit},
         std::string(8, '\xFF'),
         CloseReason::message_too_long},
        {"2^64 - 8, counting its header",
         {u64, big, true, LengthPrefix::kMaxPayloadLimit},
         std::string(7, '\xFF') + "\xF8",
         CloseReason::message_too_long},
        {"shorter than its header",
         {u32, big, true, 1000},
         "\0\0\0\x03"s,
         CloseReason::protocol_error},
        {"a varint without an end",
         {varint, little, false, 1000},
         std::string(10, '\x80'),
         CloseReason::protocol_error},
    };
}

TEST(FrameReader, ABadLengthEndsWithItsReasonAfterTheMessagesBeforeItAndAllocatesNothing) {
    for (const BadInput& bad : bad_inputs()) {
        SCOPED_TRACE(bad.what);
        const std::string good = message(bad.format, "good") + message(bad.format, "");
        const std::string input = good + bad.input + "more";
        for (std::size_t at = good.size(); at <= input.size(); ++at) {
            LpFeeder feeder(bad.format);
            feeder.receive(input.substr(0, at));
            EXPECT_EQ(feeder.budget.used(), 0u);
            if (!feeder.failure) feeder.receive(input.substr(at));
            EXPECT_EQ(feeder.failure, bad.reason);
            EXPECT_THAT(feeder.sink.payloads, ElementsAre("good", ""));
            EXPECT_EQ(feeder.budget.used(), 0u);
        }
    }
}

TEST(FrameReader, AFailureStaysAndConsumesWhatComes) {
    LpFeeder feeder(kDefault);
    feeder.receive("\xFF\xFF\xFF\xFF"s);
    std::string more = message("good");
    const Reading reading = feeder.reader.feed(mutable_bytes_of(more), feeder.sink);
    EXPECT_EQ(reading.failure, CloseReason::message_too_long);
    EXPECT_EQ(reading.consumed.bytes, more.size());
    EXPECT_FALSE(reading.paused());
    EXPECT_EQ(feeder.reader.end(feeder.sink).failure, CloseReason::message_too_long);
    EXPECT_TRUE(feeder.reader.receive_target().empty());
    EXPECT_TRUE(feeder.reader.retry(feeder.sink));
    EXPECT_THAT(feeder.sink.payloads, IsEmpty());
}

TEST(FrameReader, ABadLengthBehindARefusedRunIsReportedOnlyAfterTheRun) {
    LpFeeder feeder(kDefault);
    bool refuse = true;
    feeder.sink.refuses = [&] { return refuse; };
    feeder.receive(message("good") + "\xFF\xFF\xFF\xFF");
    EXPECT_TRUE(feeder.paused);
    EXPECT_FALSE(feeder.failure);
    refuse = false;
    feeder.drain();
    EXPECT_EQ(feeder.failure, CloseReason::message_too_long);
    EXPECT_THAT(feeder.sink.payloads, ElementsAre("good"));
}

TEST(FrameReader, ALineThatIsTooLongEndsAndGivesItsMemoryBack) {
    const LineFormat format{10};
    for (const std::size_t first : {0u, 5u, 10u, 11u}) {
        LineFeeder feeder(format);
        const std::string input = "good\n01234567890\n";
        feeder.receive(input.substr(0, 5 + first));
        if (!feeder.failure) feeder.receive(input.substr(5 + first));
        EXPECT_EQ(feeder.failure, CloseReason::message_too_long);
        EXPECT_THAT(feeder.sink.payloads, ElementsAre("good"));
        EXPECT_EQ(feeder.budget.used(), 0u);
    }
}

TEST(FrameReader, ARefusalOfTheBudgetEndsWithItsReasonAndGivesTheBlockBack) {
    LpFeeder feeder(kDefault, 64 * kKiB);
    const std::string input = message(std::string(200 * kKiB, 'x'));
    for (std::size_t at = 0; at < input.size() && !feeder.failure; at += kKiB) {
        feeder.receive(input.substr(at, kKiB));
    }
    EXPECT_EQ(feeder.failure, CloseReason::memory_budget);
    EXPECT_EQ(feeder.budget.used(), 0u);
    std::string more = "more";
    EXPECT_EQ(feeder.reader.feed(mutable_bytes_of(more), feeder.sink).failure,
              CloseReason::memory_budget);
}

TEST(FrameReader, WhatNeedsNoBlockNeedsNoBudget) {
    LpFeeder feeder(kDefault, 0);
    feeder.receive(message("one") + message("two"));
    EXPECT_THAT(feeder.sink.payloads, ElementsAre("one", "two"));
    feeder.receive(message("three").substr(0, 6));
    EXPECT_EQ(feeder.failure, CloseReason::memory_budget);
}

TEST(FrameReader, AReaderThatIsDestroyedInsideAMessageGivesItsMemoryBack) {
    MemoryBudget budget;
    test::RecordingSink<LengthPrefixedDecoder> sink(kDefault);
    {
        LengthPrefixedReader reader(kDefault, budget);
        std::string half = message("a message").substr(0, 7);
        EXPECT_EQ(reader.feed(mutable_bytes_of(half), sink).consumed.bytes, 7u);
        EXPECT_GT(budget.used(), 0u);
    }
    EXPECT_EQ(budget.used(), 0u);
}

// -- The peer's end

TEST(FrameReader, AnEndInsideAMessageIsATruncatedMessage) {
    const std::string input = message("one") + message("two");
    for (std::size_t size = 0; size <= input.size(); ++size) {
        LpFeeder feeder(kDefault);
        feeder.receive(input.substr(0, size));
        const bool whole = size == 0 || size == 7 || size == 14;
        EXPECT_EQ(feeder.reader.mid_message(), !whole) << "cut off at " << size;
        const Reading reading = feeder.reader.end(feeder.sink);
        EXPECT_FALSE(reading.paused());
        EXPECT_EQ(reading.failure,
                  whole ? std::nullopt : std::optional(CloseReason::truncated_message))
            << "cut off at " << size;
        EXPECT_EQ(feeder.reader.ended(), whole);
        EXPECT_EQ(feeder.budget.used(), 0u);
    }
}

TEST(FrameReader, ALineWithoutItsEndIsHandedOverAsItIs) {
    const LineFormat format{100};
    for (const std::string input : {"one\ntwo", "one\ntwo\r", "one\n\r", "one\n", "", "\r"}) {
        for (std::size_t at = 0; at <= input.size(); ++at) {
            LineFeeder feeder(format);
            feeder.receive(input.substr(0, at));
            feeder.receive(input.substr(at));
            const Reading reading = feeder.reader.end(feeder.sink);
            EXPECT_FALSE(reading.failure);
            EXPECT_FALSE(reading.paused());
            EXPECT_EQ(feeder.sink.encoded, input) << "cut at " << at;
            EXPECT_EQ(feeder.budget.used(), 0u);
        }
    }
}

TEST(FrameReader, ALastLineThatIsRefusedIsOfferedAgain) {
    const LineFormat format{100};
    LineFeeder feeder(format);
    feeder.receive("last");
    int refusals = 2;
    feeder.sink.refuses = [&] { return refusals-- > 0; };
    EXPECT_TRUE(feeder.reader.end(feeder.sink).paused());
    EXPECT_FALSE(feeder.reader.retry(feeder.sink));
    EXPECT_TRUE(feeder.reader.ended());
    EXPECT_FALSE(feeder.reader.end(feeder.sink).paused());
    EXPECT_EQ(feeder.sink.encoded, "last");
    EXPECT_FALSE(feeder.reader.end(feeder.sink).paused());
    EXPECT_EQ(feeder.sink.encoded, "last") << "and only once";
}

TEST(FrameReader, AKeptMessageIsNotLostAtTheEnd) {
    LpFeeder feeder(kDefault);
    feeder.receive(message("one").substr(0, 5));
    int refusals = 2;
    feeder.sink.refuses = [&] { return refusals-- > 0; };
    feeder.receive(message("one").substr(5));
    EXPECT_TRUE(feeder.reader.end(feeder.sink).paused());
    EXPECT_FALSE(feeder.reader.end(feeder.sink).paused());
    EXPECT_THAT(feeder.sink.payloads, ElementsAre("one"));
}

// -- Everything at once

template <class Engine, class Encode>
void expect_everything_arrives(const typename Engine::Format& format, std::uint64_t seed,
                               std::size_t size_max, const Encode& encode) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::vector<std::string> payloads;
    std::string input;
    for (int i = 0; i < 30; ++i) {
        payloads.push_back(some_payload(random, random() % 4 == 0 ? size_max : 30));
        input += encode(format, payloads.back());
    }
    ReaderFeeder<Engine> feeder(format);
    feeder.uses_target = seed % 3 != 0;
    feeder.sink.refuses = [&] { return random() % 3 == 0; };
    for (std::size_t at = 0; at < input.size();) {
        const std::size_t size = 1 + random() % (random() % 3 == 0 ? size_max : 40);
        feeder.receive(std::string_view(input).substr(at, size));
        feeder.drain_all();
        at += size;
    }
    ASSERT_EQ(feeder.sink.payloads, payloads);
    ASSERT_EQ(feeder.sink.encoded, input);
    ASSERT_FALSE(feeder.reader.mid_message());
    ASSERT_EQ(feeder.budget.used(), 0u);
}

TEST(FrameReader, NothingIsLostInRandomPiecesUnderRandomBackPressure) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        expect_everything_arrives<LengthPrefixedDecoder>(
            kDefault, seed, seed % 2 == 0 ? 200 : 100'000,
            [](const LengthPrefix& f, std::string_view text) { return message(f, text); });
        expect_everything_arrives<LineDecoder>(LineFormat{}, seed, seed % 2 == 0 ? 200 : 100'000,
                                               line);
    }
}

}  // namespace
}  // namespace potok
