#include "loadtest/faulty/fault_fixed_reader.hpp"

#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr FixedSizeFormat kFour{4};

// A sink that keeps each message and refuses the next offers when told, and the stream in front of
// the reader: it keeps what was not consumed and delivers nothing while paused.
class FixedReaderTest : public ::testing::Test {
  public:
    bool on_messages(Bytes run, std::size_t count) {
        if (refusals != 0) return --refusals, false;
        std::size_t found = 0;
        reader.for_each_payload(run, [&](Bytes message) {
            messages.emplace_back(text_of(message));
            ++found;
        });
        EXPECT_EQ(found, count);
        return true;
    }
    bool on_message(const BlockRef& block) { return on_messages(block->bytes(), 1); }

  protected:
    void receive(std::string_view text) {
        held += text;
        if (paused || held.empty()) return;
        const Reading reading =
            reader.feed(std::as_writable_bytes(std::span(held.data(), held.size())), *this);
        EXPECT_EQ(reading.failure, std::nullopt);
        held.erase(0, reading.consumed.bytes);
        paused = reading.paused();
        EXPECT_TRUE(paused || held.empty()) << "what is no whole message is the reader's to keep";
    }

    void drain() {
        while (paused) {
            if (!reader.retry(*this)) continue;
            paused = false;
            receive("");
        }
    }

    void end() {
        while (reader.end(*this).paused()) {
        }
    }

    MemoryBudget budget;
    FixedSizeReader reader{kFour, budget};
    std::vector<std::string> messages;
    int refusals = 0;
    std::string held;
    bool paused = false;
};

TEST_F(FixedReaderTest, AStreamIsCutIntoMessagesOfTheSize) {
    receive("aaaabbbbcccc");
    EXPECT_THAT(messages, ElementsAre("aaaa", "bbbb", "cccc"));
    EXPECT_EQ(reader.held_bytes(), 0u) << "what came whole is not copied";
}

TEST_F(FixedReaderTest, EverySplitInTwoMakesTheSameMessages) {
    const std::string text = "aaaabbbbcccc";
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        messages.clear();
        receive(text.substr(0, cut));
        receive(text.substr(cut));
        EXPECT_THAT(messages, ElementsAre("aaaa", "bbbb", "cccc")) << "cut at " << cut;
        EXPECT_EQ(reader.held_bytes(), 0u);
    }
}

TEST_F(FixedReaderTest, ByteByByteMakesTheSameMessages) {
    for (const char letter : std::string("aaaabbbbcccc"))
        receive(std::string(1, letter));
    EXPECT_THAT(messages, ElementsAre("aaaa", "bbbb", "cccc"));
}

TEST_F(FixedReaderTest, WhatIsLeftAtTheEndIsAShorterMessage) {
    receive("aaaabb");
    EXPECT_FALSE(reader.ended());
    end();
    EXPECT_TRUE(reader.ended());
    EXPECT_THAT(messages, ElementsAre("aaaa", "bb"));
}

TEST_F(FixedReaderTest, AnEndBetweenMessagesBringsNoneMore) {
    receive("aaaa");
    end();
    EXPECT_THAT(messages, ElementsAre("aaaa"));
}

TEST_F(FixedReaderTest, WhatIsRefusedComesAgainBeforeAllElse) {
    receive("aa");
    refusals = 2;
    receive("aabbbbc");
    EXPECT_TRUE(paused);
    EXPECT_THAT(messages, IsEmpty());
    receive("cccdd");
    drain();
    EXPECT_THAT(messages, ElementsAre("aaaa", "bbbb", "cccc"));
    refusals = 1;
    end();
    EXPECT_THAT(messages, ElementsAre("aaaa", "bbbb", "cccc", "dd"));
}

TEST_F(FixedReaderTest, NeitherPiecesNorRefusalsLoseAByte) {
    const std::uint32_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    std::string sent;
    while (sent.size() < 10'000) {
        std::string piece(1 + random() % 30, '\0');
        for (char& letter : piece)
            letter = static_cast<char>(random() % 256);
        sent += piece;
        refusals = static_cast<int>(random() % 3);
        receive(piece);
        drain();
    }
    refusals = 1;
    end();
    std::string got;
    for (const std::string& message : messages)
        got += message;
    EXPECT_TRUE(got == sent);
}

TEST_F(FixedReaderTest, WithoutMemoryForAPieceTheStreamFailsByName) {
    MemoryBudget none(0);
    FixedSizeReader poor(kFour, none);
    std::string text = "aaaab";
    const Reading reading =
        poor.feed(std::as_writable_bytes(std::span(text.data(), text.size())), *this);
    EXPECT_EQ(reading.failure, CloseReason::memory_budget);
    EXPECT_EQ(reading.consumed.bytes, text.size());
    EXPECT_THAT(messages, ElementsAre("aaaa")) << "what came before it was handed over";
}

}  // namespace
}  // namespace potok::loadtest
