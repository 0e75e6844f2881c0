#include "protocol/session/endpoint_words.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(EndpointWords, AreEachTheOnlyOne) {
    EXPECT_EQ(std::set(kSchemeNames.begin(), kSchemeNames.end()).size(), kSchemeNames.size());
    std::set<std::string_view> prefixes;
    for (const PrefixWord& word : kPrefixWords)
        prefixes.insert(word.name);
    EXPECT_EQ(prefixes.size(), kPrefixWords.size());
}

TEST(EndpointWords, NameEveryPrefixThatCanBe) {
    for (const auto width : {PrefixWidth::u16, PrefixWidth::u32, PrefixWidth::u64}) {
        for (const auto order : {ByteOrder::little, ByteOrder::big}) {
            EXPECT_TRUE(
                std::any_of(kPrefixWords.begin(), kPrefixWords.end(), [&](const PrefixWord& word) {
                    return word.width == width && word.order == order;
                }));
        }
    }
}

// What has no byte order is always told as little-endian, or two equal addresses would differ.
TEST(EndpointWords, GiveNoOrderToWhatHasNone) {
    for (const PrefixWord& word : kPrefixWords) {
        if (word.width == PrefixWidth::u8 || word.width == PrefixWidth::varint) {
            EXPECT_EQ(word.order, ByteOrder::little) << word.name;
        }
    }
}

}  // namespace
}  // namespace potok
