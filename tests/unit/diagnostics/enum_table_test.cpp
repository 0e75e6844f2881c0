#include "diagnostics/enum_table.hpp"

#include <array>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

enum class Colour { red, green, blue };

struct Entry {
    Colour colour;
    int value;
};

template <std::size_t count>
consteval bool covers(const std::array<Entry, count>& entries) {
    return covers_in_order(entries, &Entry::colour, Colour::blue);
}

constexpr Entry kRed{Colour::red, 1};
constexpr Entry kGreen{Colour::green, 2};
constexpr Entry kBlue{Colour::blue, 3};

TEST(EnumTable, OneEntryForEachInTheirOrderCovers) {
    EXPECT_TRUE(covers(std::array{kRed, kGreen, kBlue}));
}

TEST(EnumTable, AMissingEntryIsSeenWhereverItIs) {
    EXPECT_FALSE(covers(std::array<Entry, 0>{}));
    EXPECT_FALSE(covers(std::array{kRed, kGreen}));
    EXPECT_FALSE(covers(std::array{kGreen, kBlue}));
    EXPECT_FALSE(covers(std::array{kRed, kBlue}));
}

TEST(EnumTable, AnEntryOutOfItsPlaceOrTwiceIsSeen) {
    EXPECT_FALSE(covers(std::array{kRed, kBlue, kGreen}));
    EXPECT_FALSE(covers(std::array{kRed, kGreen, kGreen}));
    EXPECT_FALSE(covers(std::array{kRed, kGreen, kBlue, kBlue}));
}

}  // namespace
}  // namespace potok
