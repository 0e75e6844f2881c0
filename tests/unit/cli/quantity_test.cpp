#include "cli/quantity.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

using namespace std::chrono_literals;
using Nanoseconds = std::chrono::nanoseconds;

template <class Parse>
void expect_fault(Parse parse, QuantityFault fault, std::initializer_list<std::string_view> texts) {
    for (const std::string_view text : texts) {
        const auto parsed = parse(text);
        ASSERT_FALSE(parsed.ok()) << '"' << text << '"';
        EXPECT_EQ(parsed.error(), fault) << '"' << text << '"';
    }
}

TEST(ParseNumber, ReadsWholeNumbersOfEitherSign) {
    EXPECT_EQ(parse_number("0").value(), 0);
    EXPECT_EQ(parse_number("007").value(), 7);
    EXPECT_EQ(parse_number("-12").value(), -12);
    EXPECT_EQ(parse_number("9223372036854775807").value(), INT64_MAX);
    EXPECT_EQ(parse_number("-9223372036854775808").value(), INT64_MIN);
}

TEST(ParseNumber, RefusesEverythingElse) {
    expect_fault(parse_number, QuantityFault::malformed,
                 {"", "-", "+1", "1.5", "1e3", "0x10", " 1", "1 ", "1k", "--1", "∞", "1_000"});
    expect_fault(parse_number, QuantityFault::too_large,
                 {"9223372036854775808", "-9223372036854775809", "99999999999999999999999"});
}

TEST(ParseSize, ReadsBytesAndBinaryUnits) {
    EXPECT_EQ(parse_size("0").value(), 0);
    EXPECT_EQ(parse_size("512").value(), 512);
    EXPECT_EQ(parse_size("64KiB").value(), 65536);
    EXPECT_EQ(parse_size("16MiB").value(), 16777216);
    EXPECT_EQ(parse_size("2GiB").value(), 2147483648);
    EXPECT_EQ(parse_size("8589934591GiB").value(), 9223372035781033984);
}

TEST(ParseSize, RefusesEveryOtherUnitAndForm) {
    expect_fault(parse_size, QuantityFault::malformed,
                 {"", "16MB", "16M", "16mib", "16 MiB", "16TiB", "1.5MiB", "-1", "-1KiB", "MiB",
                  "KiB1", "16MiB ", "16MiBB", "+1"});
}

TEST(ParseSize, NoticesOverflow) {
    expect_fault(parse_size, QuantityFault::too_large,
                 {"9223372036854775808", "8589934592GiB", "17179869184GiB", "18446744073709551616",
                  "99999999999999999999GiB"});
}

TEST(ParseDuration, ReadsEveryUnitAndFractions) {
    EXPECT_EQ(parse_duration("250ms").value(), 250ms);
    EXPECT_EQ(parse_duration("30s").value(), 30s);
    EXPECT_EQ(parse_duration("5m").value(), 5min);
    EXPECT_EQ(parse_duration("2h").value(), 2h);
    EXPECT_EQ(parse_duration("1.5s").value(), 1500ms);
    EXPECT_EQ(parse_duration("0.1ms").value(), 100us);
    EXPECT_EQ(parse_duration("0.25h").value(), 15min);
    EXPECT_EQ(parse_duration("2562047h").value(), Nanoseconds(9223369200000000000));
}

TEST(ParseDuration, TakesZeroWithAndWithoutAUnit) {
    EXPECT_EQ(parse_duration("0").value(), 0s);
    EXPECT_EQ(parse_duration("0s").value(), 0s);
    EXPECT_EQ(parse_duration("0h").value(), 0s);
}

TEST(ParseDuration, RefusesABareNumberAndEveryOtherForm) {
    expect_fault(parse_duration, QuantityFault::malformed,
                 {"", "30", "00", "1.5", "s", "30 s", "30S", "30sec", "1d", "1us", "-1s", "+1s",
                  "1h30m", "1.s", ".5s", "1..5s", "1e3s", "infs", "nans"});
}

TEST(ParseDuration, NoticesOverflow) {
    expect_fault(parse_duration, QuantityFault::too_large,
                 {"2562048h", "9223372037s", "9223372036.9s", "99999999999999999999ms"});
}

TEST(ParseRate, ReadsPerSecondMinuteAndHour) {
    EXPECT_DOUBLE_EQ(parse_rate("1000/s").value(), 1000);
    EXPECT_DOUBLE_EQ(parse_rate("60/m").value(), 1);
    EXPECT_DOUBLE_EQ(parse_rate("3600/h").value(), 1);
    EXPECT_DOUBLE_EQ(parse_rate("0.5/s").value(), 0.5);
    EXPECT_DOUBLE_EQ(parse_rate("0").value(), 0);
}

TEST(ParseRate, TakesABareNumberForPerSecond) {
    EXPECT_DOUBLE_EQ(parse_rate("1000").value(), 1000);
    EXPECT_DOUBLE_EQ(parse_rate("0.25").value(), 0.25);
}

TEST(ParseRate, RefusesEveryOtherForm) {
    expect_fault(parse_rate, QuantityFault::malformed,
                 {"", "/s", "1/", "1/d", "1/sec", "1/S", "1 /s", "1s", "-1/s", "1e3/s", "1/s/s",
                  "inf", "nan/s", "1./s"});
    expect_fault(parse_rate, QuantityFault::too_large, {std::string_view(std::string(400, '9'))});
}

TEST(ParsePercentage, ReadsThePercentSign) {
    EXPECT_DOUBLE_EQ(parse_percentage("50%").value(), 50);
    EXPECT_DOUBLE_EQ(parse_percentage("99.9%").value(), 99.9);
    EXPECT_DOUBLE_EQ(parse_percentage("0%").value(), 0);
}

TEST(ParsePercentage, RefusesEveryOtherForm) {
    expect_fault(parse_percentage, QuantityFault::malformed,
                 {"", "%", "50", "50 %", "0.5", "-1%", "50%%", "%50", "1e1%"});
}

}  // namespace
}  // namespace potok::cli
