#include "reactor/send_queue.hpp"

#include "reactor/block_pool.hpp"
#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/reactor/seeded_random.hpp"

namespace potok {
namespace {

constexpr std::size_t kChunk = 256;  // small, so that little text fills several
constexpr std::size_t kSharedSize = SendQueue::kCopiedBlockMax + 1;

// Text in which every position is recognisable for a while.
std::string text_of_length(std::size_t length, std::size_t seed = 0) {
    std::string text(length, '\0');
    for (std::size_t i = 0; i < length; ++i)
        text[i] = static_cast<char>('!' + (i * 7 + seed) % 93);
    return text;
}

class SendQueueTest : public testing::Test {
  protected:
    explicit SendQueueTest(std::size_t budget_bytes = MemoryBudget::kUnlimited)
        : budget(budget_bytes) {}
    ~SendQueueTest() override { queue.clear(pool); }

    bool append(std::string_view text) {
        const Bytes bytes = bytes_of(text);
        return queue.append_copy(pool, std::span(&bytes, 1));
    }

    BlockRef block_of(std::string_view text) { return BlockRef::copy_of(budget, bytes_of(text)); }

    std::vector<Bytes> vectors(std::size_t max = 1000) const {
        std::vector<Bytes> out(max);
        out.resize(queue.gather(out));
        return out;
    }

    std::string contents() const {
        std::string text;
        for (const Bytes bytes : vectors())
            text += text_of(bytes);
        return text;
    }

    MemoryBudget budget;
    BlockPool pool{budget, kChunk, 0};  // keeps nothing, so that ASan sees every use after release
    SendQueue queue;
};

TEST_F(SendQueueTest, IsBornEmptyAndOwnsNothing) {
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.bytes(), 0u);
    EXPECT_TRUE(vectors().empty());
    EXPECT_EQ(budget.used(), 0u);
}

TEST_F(SendQueueTest, AppendingNothingTakesNoMemory) {
    EXPECT_TRUE(append(""));
    EXPECT_TRUE(queue.append_copy(pool, {}));
    EXPECT_TRUE(queue.append_block(pool, block_of("gone"), 4));
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(budget.used(), 0u);
}

TEST_F(SendQueueTest, JoinsSmallMessagesInOneVector) {
    EXPECT_TRUE(append("one "));
    EXPECT_TRUE(append("two "));
    EXPECT_TRUE(append("three"));
    EXPECT_EQ(contents(), "one two three");
    EXPECT_EQ(queue.bytes(), 13u);
    EXPECT_EQ(vectors().size(), 1u);
    EXPECT_EQ(pool.in_use(), 1u);
}

// Or many who hold a chunk each for a few bytes would seem to hold next to nothing.
TEST_F(SendQueueTest, HoldsWholeChunksHoweverLittleIsInThem) {
    EXPECT_EQ(queue.held_bytes(), 0u);
    EXPECT_TRUE(append("x"));
    EXPECT_EQ(queue.held_bytes(), kChunk);
    EXPECT_TRUE(append(text_of_length(3 * kChunk)));
    EXPECT_EQ(queue.held_bytes(), budget.used());
    queue.consume(pool, queue.bytes() - 1);
    EXPECT_EQ(queue.held_bytes(), kChunk);
}

TEST_F(SendQueueTest, HoldsOfASharedBlockWhatIsStillToBeSent) {
    EXPECT_TRUE(queue.append_block(pool, block_of(text_of_length(2 * kSharedSize)), 0));
    EXPECT_EQ(queue.held_bytes(), kChunk + 2 * kSharedSize);
    queue.consume(pool, 100);
    EXPECT_EQ(queue.held_bytes(), kChunk + 2 * kSharedSize - 100);
}

TEST_F(SendQueueTest, CopiesItsInput) {
    std::string text = "mutable";
    EXPECT_TRUE(append(text));
    text = "changed";
    EXPECT_EQ(contents(), "mutable");
}

TEST_F(SendQueueTest, SkipsWhatWasSentAlreadyAtEveryByteOfSeveralParts) {
    const std::array<Bytes, 4> parts{bytes_of("head"), bytes_of(""), bytes_of("body"),
                                     bytes_of("tail")};
    const std::string whole = "headbodytail";
    for (std::size_t skip = 0; skip <= whole.size(); ++skip) {
        EXPECT_TRUE(queue.append_copy(pool, parts, skip));
        EXPECT_EQ(contents(), whole.substr(skip));
        queue.clear(pool);
    }
}

TEST_F(SendQueueTest, AMessageOfAnyLengthFillsAsManyChunksAsItNeeds) {
    for (std::size_t length = 0; length < 4 * kChunk; ++length) {
        const std::string text = text_of_length(length);
        EXPECT_TRUE(append(text));
        ASSERT_EQ(contents(), text);
        ASSERT_LE(pool.in_use(), (length + kChunk - 101) / (kChunk - 100));
        queue.clear(pool);
        ASSERT_EQ(pool.in_use(), 0u);
    }
}

TEST_F(SendQueueTest, ConsumesAtEveryByte) {
    const std::string text = text_of_length(3 * kChunk) + text_of_length(kSharedSize, 5) + "end";
    const BlockRef shared = block_of(text.substr(3 * kChunk, kSharedSize));
    for (std::size_t sent = 0; sent <= text.size(); ++sent) {
        EXPECT_TRUE(append(text.substr(0, 3 * kChunk)));
        EXPECT_TRUE(queue.append_block(pool, shared, 0));
        EXPECT_TRUE(append("end"));
        queue.consume(pool, sent);
        ASSERT_EQ(queue.bytes(), text.size() - sent);
        ASSERT_EQ(contents(), text.substr(sent)) << "sent " << sent;
        queue.clear(pool);
    }
}

TEST_F(SendQueueTest, ConsumedByteByByteItNeverLosesItsPlace) {
    const std::string text = text_of_length(2 * kChunk);
    EXPECT_TRUE(append(text));
    EXPECT_TRUE(queue.append_block(pool, block_of(text_of_length(kSharedSize)), 0));
    std::string seen;
    while (!queue.empty()) {
        seen += text_of(vectors(1).at(0).first(1));
        queue.consume(pool, 1);
    }
    EXPECT_EQ(seen, text + text_of_length(kSharedSize));
}

TEST_F(SendQueueTest, ReturnsEachChunkAsSoonAsItsBytesHaveLeft) {
    EXPECT_TRUE(append(text_of_length(5 * kChunk)));
    std::size_t chunks = pool.in_use();
    while (!queue.empty()) {
        queue.consume(pool, vectors(1).at(0).size());
        EXPECT_EQ(pool.in_use(), --chunks);
    }
    EXPECT_EQ(budget.used(), 0u);
}

TEST_F(SendQueueTest, AppendsBehindWhatWasConsumedInPart) {
    EXPECT_TRUE(append("abcdef"));
    queue.consume(pool, 3);
    EXPECT_TRUE(append("ghi"));
    EXPECT_EQ(contents(), "defghi");
    queue.consume(pool, 6);
    EXPECT_TRUE(append("again"));
    EXPECT_EQ(contents(), "again");
}

TEST_F(SendQueueTest, GathersNoMoreVectorsThanThereIsRoomFor) {
    EXPECT_TRUE(append(text_of_length(5 * kChunk)));
    const std::size_t all = vectors().size();
    ASSERT_GT(all, 3u);
    EXPECT_EQ(vectors(0).size(), 0u);
    EXPECT_EQ(vectors(3).size(), 3u);
    EXPECT_EQ(vectors(all).size(), all);
}

// ---- References

TEST_F(SendQueueTest, RefersToALargeBlockWithoutCopyingIt) {
    const BlockRef block = block_of(text_of_length(kSharedSize));
    const std::size_t before = budget.used();
    EXPECT_TRUE(queue.append_block(pool, block, 0));
    EXPECT_EQ(vectors().at(0).data(), block->bytes().data());
    EXPECT_EQ(budget.used() - before, kChunk);
    EXPECT_FALSE(block.unique());
}

TEST_F(SendQueueTest, RefersToTheRestOfABlock) {
    const std::string text = text_of_length(kSharedSize + 10);
    EXPECT_TRUE(queue.append_block(pool, block_of(text), 10));
    EXPECT_EQ(queue.bytes(), kSharedSize);
    EXPECT_EQ(contents(), text.substr(10));
}

TEST_F(SendQueueTest, CopiesASmallRestAndLetsTheBlockGo) {
    const BlockRef block = block_of(text_of_length(kSharedSize));
    EXPECT_TRUE(queue.append_block(pool, block, 1));
    EXPECT_TRUE(block.unique());
    EXPECT_EQ(contents(), text_of_length(kSharedSize).substr(1));
}

TEST_F(SendQueueTest, LetsABlockGoWhenItsLastByteHasLeft) {
    const BlockRef block = block_of(text_of_length(kSharedSize));
    EXPECT_TRUE(queue.append_block(pool, block, 0));
    EXPECT_TRUE(append("x"));
    queue.consume(pool, kSharedSize - 1);
    EXPECT_FALSE(block.unique());
    queue.consume(pool, 1);
    EXPECT_TRUE(block.unique());
    EXPECT_EQ(contents(), "x");
}

TEST_F(SendQueueTest, KeepsABlockAliveAfterItsMakerLetGo) {
    EXPECT_TRUE(queue.append_block(pool, block_of(text_of_length(kSharedSize)), 0));
    EXPECT_EQ(contents(), text_of_length(kSharedSize));
}

TEST_F(SendQueueTest, TheSameBlockMayWaitTwiceAndInSeveralQueues) {
    const BlockRef block = block_of(text_of_length(kSharedSize));
    SendQueue other;
    EXPECT_TRUE(queue.append_block(pool, block, 0));
    EXPECT_TRUE(queue.append_block(pool, block, 0));
    EXPECT_TRUE(other.append_block(pool, block, 0));
    queue.clear(pool);
    EXPECT_FALSE(block.unique());
    other.clear(pool);
    EXPECT_TRUE(block.unique());
}

TEST_F(SendQueueTest, ManyReferencesShareAChunk) {
    const BlockRef block = block_of(text_of_length(kSharedSize));
    for (int i = 0; i < 8; ++i)
        EXPECT_TRUE(queue.append_block(pool, block, 0));
    EXPECT_EQ(pool.in_use(), 1u);
    for (int i = 0; i < 8; ++i)
        EXPECT_TRUE(queue.append_block(pool, block, 0));
    EXPECT_EQ(pool.in_use(), 2u);
    EXPECT_EQ(vectors().size(), 16u);
}

TEST_F(SendQueueTest, CopiesAndReferencesKeepTheirOrder) {
    const std::string large = text_of_length(kSharedSize);
    std::string expected;
    for (std::size_t i = 0; i < 20; ++i) {
        const std::string small = text_of_length(i, i);
        EXPECT_TRUE(append(small));
        EXPECT_TRUE(queue.append_block(pool, block_of(large), 0));
        expected += small + large;
    }
    EXPECT_EQ(contents(), expected);
}

// ---- Refusals

TEST_F(SendQueueTest, ClearingReturnsAllMemory) {
    EXPECT_TRUE(append(text_of_length(5 * kChunk)));
    EXPECT_TRUE(queue.append_block(pool, block_of(text_of_length(kSharedSize)), 0));
    queue.consume(pool, 10);
    queue.clear(pool);
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(pool.in_use(), 0u);
    EXPECT_EQ(budget.used(), 0u);
}

TEST(SendQueueRefusal, ACopyThatDoesNotFitTheBudgetTakesNothing) {
    MemoryBudget budget(3 * kChunk);
    BlockPool pool(budget, kChunk, 0);
    SendQueue queue;
    const Bytes small = bytes_of("small");
    const std::string large_text = text_of_length(5 * kChunk);
    const Bytes large = bytes_of(large_text);
    ASSERT_TRUE(queue.append_copy(pool, std::span(&small, 1)));

    EXPECT_FALSE(queue.append_copy(pool, std::span(&large, 1)));
    EXPECT_EQ(queue.bytes(), 5u);
    EXPECT_EQ(pool.in_use(), 1u);
    std::array<Bytes, 2> vectors;
    ASSERT_EQ(queue.gather(vectors), 1u);
    EXPECT_EQ(text_of(vectors[0]), "small");

    EXPECT_TRUE(queue.append_copy(pool, std::span(&small, 1)));
    queue.clear(pool);
}

TEST(SendQueueRefusal, AReferenceThatNeedsARefusedChunkTakesNothing) {
    MemoryBudget plenty;
    MemoryBudget budget(kChunk / 2);
    BlockPool pool(budget, kChunk, 0);
    SendQueue queue;
    const BlockRef block = BlockRef::copy_of(plenty, bytes_of(text_of_length(kSharedSize)));
    EXPECT_FALSE(queue.append_block(pool, block, 0));
    EXPECT_TRUE(queue.empty());
    EXPECT_TRUE(block.unique());
}

TEST(SendQueueDeathTest, DestroyingWhatStillHoldsBytesIsAProgrammersError) {
    EXPECT_DEATH(
        {
            MemoryBudget budget;
            BlockPool pool(budget, kChunk);
            SendQueue queue;
            const Bytes bytes = bytes_of("left");
            static_cast<void>(queue.append_copy(pool, std::span(&bytes, 1)));
        },
        "empty\\(\\)");
}

TEST_F(SendQueueTest, ConsumingMoreThanWaitsIsAProgrammersError) {
    EXPECT_TRUE(append("four"));
    EXPECT_DEATH(queue.consume(pool, 5), "sent <= bytes_");
}

TEST_F(SendQueueTest, SkippingMoreThanThereIsIsAProgrammersError) {
    const Bytes bytes = bytes_of("four");
    EXPECT_DEATH(static_cast<void>(queue.append_copy(pool, std::span(&bytes, 1), 5)), "skip");
    EXPECT_DEATH(static_cast<void>(queue.append_block(pool, block_of("four"), 5)), "offset");
}

// ---- Against a std::string

class SendQueueModelTest : public SendQueueTest {
  protected:
    using SendQueueTest::SendQueueTest;

    void follow_the_model() {
        for (int step = 0; step < 20'000 && !HasFatalFailure(); ++step) {
            do_something();
            expect_same();
        }
        queue.clear(pool);
        EXPECT_EQ(budget.used(), 0u);
    }

  private:
    void do_something() {
        switch (random_.below(6)) {
            case 0:
                return append_parts(random_.below(20));
            case 1:
                return append_parts(random_.below(3 * kChunk));
            case 2:
                return append_shared();
            default:
                return consume();
        }
    }

    void expect_same() {
        ASSERT_EQ(queue.bytes(), model_.size());
        ASSERT_EQ(queue.empty(), model_.empty());
        ASSERT_EQ(contents(), model_);
    }

    void append_parts(std::size_t length) {
        const std::string text = text_of_length(length, random_.below(93));
        const std::size_t cut = random_.below(length + 1);
        const std::size_t skip = random_.below(length + 1);
        const std::array<Bytes, 2> parts{bytes_of(text).first(cut), bytes_of(text).subspan(cut)};
        if (queue.append_copy(pool, parts, skip)) model_ += text.substr(skip);
    }

    void append_shared() {
        const std::string text = text_of_length(random_.below(3 * kSharedSize), random_.below(93));
        const std::size_t offset = random_.below(text.size() + 1);
        const BlockRef block = block_of(text);
        if (block && queue.append_block(pool, block, offset)) model_ += text.substr(offset);
    }

    void consume() {
        const std::size_t sent = random_.below(model_.size() + 1);
        queue.consume(pool, sent);
        model_.erase(0, sent);
    }

    SeededRandom random_;
    std::string model_;
};

TEST_F(SendQueueModelTest, HoldsWhatAStringWouldHold) {
    follow_the_model();
}

// Room for a block and a few chunks: what is refused now and then must leave no trace.
class SendQueueTightModelTest : public SendQueueModelTest {
  protected:
    SendQueueTightModelTest() : SendQueueModelTest(2 * kSharedSize + 4 * kChunk) {}
};

TEST_F(SendQueueTightModelTest, HoldsWhatAStringWouldHoldUnderATightBudget) {
    follow_the_model();
}

}  // namespace
}  // namespace potok
