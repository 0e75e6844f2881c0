#include "loadtest/faulty/fault_message.hpp"

#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// Encoded and payload of every message of a run.
template <class Reader>
std::vector<std::pair<std::string, std::string>> messages_of(const typename Reader::Format& format,
                                                             std::string_view run) {
    MemoryBudget budget;
    const Reader reader(format, budget);
    std::vector<std::pair<std::string, std::string>> messages;
    for_each_message(reader, bytes_of(run), [&](const FaultMessage& message) {
        messages.emplace_back(text_of(message.encoded), text_of(message.payload));
        EXPECT_GE(message.payload.data(), message.encoded.data());
        EXPECT_LE(message.payload.data() + message.payload.size(),
                  message.encoded.data() + message.encoded.size());
    });
    return messages;
}

TEST(FaultMessage, AFrameIsItsHeaderAndItsPayload) {
    const LengthPrefix format{.width = PrefixWidth::u16, .order = ByteOrder::big};
    EXPECT_THAT(messages_of<LengthPrefixedReader>(format, "\0\3one\0\0\0\1x"s),
                ElementsAre(Pair("\0\3one"s, "one"), Pair("\0\0"s, ""), Pair("\0\1x"s, "x")));
}

TEST(FaultMessage, ALineIsItsTextAndItsTerminator) {
    EXPECT_THAT(messages_of<LineReader>({}, "one\ntwo\r\n\n\r\na\rb\n"),
                ElementsAre(Pair("one\n", "one"), Pair("two\r\n", "two"), Pair("\n", ""),
                            Pair("\r\n", ""), Pair("a\rb\n", "a\rb")));
}

TEST(FaultMessage, TheLastLineMayLackItsTerminator) {
    EXPECT_THAT(messages_of<LineReader>({}, "one\ntwo"),
                ElementsAre(Pair("one\n", "one"), Pair("two", "two")));
    EXPECT_THAT(messages_of<LineReader>({}, "one\r"), ElementsAre(Pair("one\r", "one\r")));
}

TEST(FaultMessage, RawBytesArePayloadThroughAndThrough) {
    EXPECT_THAT(messages_of<FixedSizeReader>({2}, "aabbc"),
                ElementsAre(Pair("aa", "aa"), Pair("bb", "bb"), Pair("c", "c")));
}

TEST(FaultMessage, AnEmptyRunHasNone) {
    EXPECT_THAT(messages_of<LengthPrefixedReader>({}, ""), IsEmpty());
    EXPECT_THAT(messages_of<LineReader>({}, ""), IsEmpty());
    EXPECT_THAT(messages_of<FixedSizeReader>({2}, ""), IsEmpty());
}

}  // namespace
}  // namespace potok::loadtest
