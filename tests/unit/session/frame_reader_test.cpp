#include "protocol/session/frame_reader.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/session/reader_feeder.hpp"

namespace potok {
namespace {

using test::kDefault;
using test::line;
using test::LpFeeder;
using test::message;
using test::mutable_bytes_of;
using test::ReaderFeeder;
using testing::ElementsAre;
using testing::IsEmpty;

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
