#include "diagnostics/respelling.hpp"

#include "protocol/session/byte_size.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

struct Case {
    std::string_view wrong;
    std::string_view right;
};

TEST(RespeltSize, OffersTheBinaryUnitForEveryOtherHabit) {
    constexpr Case kCases[] = {
        {"16MB", "16MiB"},  {"16M", "16MiB"},    {"16m", "16MiB"},   {"16mb", "16MiB"},
        {"16mib", "16MiB"}, {"16 MiB", "16MiB"}, {"16 mb", "16MiB"}, {"4k", "4KiB"},
        {"4KB", "4KiB"},    {"2G", "2GiB"},      {"2gb", "2GiB"},    {"512B", "512"},
        {"512 b", "512"},
    };
    for (const Case& c : kCases) {
        EXPECT_EQ(respelt_size(c.wrong), c.right) << c.wrong;
        EXPECT_TRUE(parse_byte_size(c.right).ok()) << c.right;
    }
}

TEST(RespeltSize, DoesNotGuess) {
    for (const std::string_view text : {"", "MB", "16T", "16TiB", "1.5MB", "-16MB", "16MB/s",
                                        "16MiBs", "9999999999999999MB", "много"}) {
        EXPECT_EQ(respelt_size(text), "") << text;
    }
}

TEST(RespeltSize, HasNothingToOfferForWhatIsRight) {
    EXPECT_EQ(respelt_size("16MiB"), "");
    EXPECT_EQ(respelt_size("0"), "");
}

TEST(RespeltDuration, OffersAUnit) {
    constexpr Case kCases[] = {
        {"30", "30s"},       {"30 s", "30s"},      {"30sec", "30s"},    {"30 seconds", "30s"},
        {"30S", "30s"},      {"250msec", "250ms"}, {"250 MS", "250ms"}, {"5min", "5m"},
        {"5 minutes", "5m"}, {"2hours", "2h"},     {"2hr", "2h"},
    };
    for (const Case& c : kCases)
        EXPECT_EQ(respelt_duration(c.wrong), c.right) << c.wrong;
}

TEST(RespeltDuration, DoesNotGuess) {
    for (const std::string_view text : {"", "s", "1d", "1h30m", "-5", "5us", "1,5s", "30s"}) {
        EXPECT_EQ(respelt_duration(text), "") << text;
    }
}

}  // namespace
}  // namespace potok
