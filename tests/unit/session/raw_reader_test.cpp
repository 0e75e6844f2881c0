#include "protocol/session/raw_reader.hpp"

#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

struct Sink {
    bool on_messages(Bytes run, std::size_t) {
        if (refuses) return false;
        taken = run;
        return true;
    }
    bool on_message(const BlockRef&) {
        ADD_FAILURE() << "raw bytes are never assembled";
        return true;
    }

    bool refuses = false;
    Bytes taken;
};

struct RawReaderTest : testing::Test {
    MemoryBudget budget{0};
    RawReader reader{RawFormat{}, budget};
    Sink sink;
    std::array<std::byte, 5> data{};
};

TEST_F(RawReaderTest, HandsOverWhatCameWhereItLies) {
    const Reading reading = reader.feed(data, sink);
    EXPECT_EQ(sink.taken.data(), data.data());
    EXPECT_EQ(reading.consumed.bytes, data.size());
    EXPECT_FALSE(reading.paused());
    EXPECT_FALSE(reading.failure);
}

TEST_F(RawReaderTest, LeavesWhatWasRefusedToTheStream) {
    sink.refuses = true;
    const Reading reading = reader.feed(data, sink);
    EXPECT_EQ(reading.consumed.bytes, 0u);
    EXPECT_TRUE(reading.paused());
    EXPECT_TRUE(reader.retry(sink));
    EXPECT_EQ(reader.held_bytes(), 0u);
    EXPECT_TRUE(reader.receive_target().empty());
}

TEST_F(RawReaderTest, AnEndCutsNothingOff) {
    const Reading reading = reader.end(sink);
    EXPECT_FALSE(reading.failure);
    EXPECT_FALSE(reading.paused());
}

}  // namespace
}  // namespace potok
