// How reading ends: with a failure, or with the peer's end.
#include "protocol/session/frame_reader.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/session/reader_feeder.hpp"

namespace potok {
namespace {

using namespace std::string_literals;
using test::kDefault;
using test::LineFeeder;
using test::LpFeeder;
using test::message;
using test::mutable_bytes_of;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kKiB = 1024;

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

}  // namespace
}  // namespace potok
