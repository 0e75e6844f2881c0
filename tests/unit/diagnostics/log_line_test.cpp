#include "diagnostics/log_line.hpp"

#include <nlohmann/json.hpp>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;

constexpr auto kNoon =
    std::chrono::sys_days{std::chrono::year{2026} / 5 / 4} + std::chrono::hours{12};

std::string line_of(LogFormat format, std::initializer_list<LogField> fields,
                    LogLevel level = LogLevel::info) {
    return log_line(format, {.time = kNoon + 250ms,
                             .level = level,
                             .event = "happened",
                             .fields = std::span(fields.begin(), fields.size())});
}

std::string text_field(const LogValue& value) {
    const std::string line = line_of(LogFormat::text, {{"key", value}});
    const std::string head = "2026-05-04T12:00:00.250Z info happened key=";
    EXPECT_EQ(line.substr(0, head.size()), head);
    EXPECT_EQ(line.back(), '\n');
    return line.substr(head.size(), line.size() - head.size() - 1);
}

nlohmann::json json_field(const LogValue& value) {
    return nlohmann::json::parse(line_of(LogFormat::json, {{"key", value}}))["key"];
}

TEST(LogLine, HasTimeLevelEventAndFieldsInThatOrder) {
    EXPECT_EQ(line_of(LogFormat::text, {{"peer", "[::1]:80"}, {"bytes", 5U}}),
              "2026-05-04T12:00:00.250Z info happened peer=[::1]:80 bytes=5\n");
    EXPECT_EQ(line_of(LogFormat::json, {{"peer", "[::1]:80"}, {"bytes", 5U}}),
              R"({"time":"2026-05-04T12:00:00.250Z","level":"info","event":"happened",)"
              R"("peer":"[::1]:80","bytes":5})"
              "\n");
}

TEST(LogLine, NamesEveryLevel) {
    EXPECT_EQ(log_level_name(LogLevel::debug), "debug");
    EXPECT_EQ(log_level_name(LogLevel::info), "info");
    EXPECT_EQ(log_level_name(LogLevel::warning), "warning");
    EXPECT_EQ(log_level_name(LogLevel::error), "error");
    EXPECT_EQ(log_level_name(LogLevel::off), "off");
}

TEST(LogLine, PadsTheMilliseconds) {
    const LogEvent event{.time = kNoon + 7ms, .level = LogLevel::error, .event = "e", .fields = {}};
    EXPECT_EQ(log_line(LogFormat::text, event), "2026-05-04T12:00:00.007Z error e\n");
}

TEST(LogLineText, QuotesAValueWhoseEndCouldBeMistaken) {
    EXPECT_EQ(text_field("slow_reader"), "slow_reader");
    EXPECT_EQ(text_field(""), "\"\"");
    EXPECT_EQ(text_field("two words"), "\"two words\"");
    EXPECT_EQ(text_field("a=b"), "\"a=b\"");
    EXPECT_EQ(text_field("чат"), "\"чат\"");
    EXPECT_EQ(text_field("say \"no\""), R"("say \"no\"")");
}

TEST(LogLineText, KeepsAnInjectedLineInsideItsValue) {
    EXPECT_EQ(text_field("x\n2026-05-04T12:00:00.250Z info admin_logged_in"),
              R"("x\n2026-05-04T12:00:00.250Z info admin_logged_in")");
}

TEST(LogLineJson, KeepsAnInjectedMemberInsideItsValue) {
    const auto object = nlohmann::json::parse(
        line_of(LogFormat::json, {{"key", R"(x","event":"admin_logged_in)"}}));
    EXPECT_EQ(object["event"], "happened");
    EXPECT_EQ(object["key"], R"(x","event":"admin_logged_in)");
}

TEST(LogLineJson, IsJsonWhateverTheBytes) {
    EXPECT_EQ(json_field("\xff\x1b[0m\n\0"sv), R"(\xff\x1b[0m\n\x00)");
    EXPECT_EQ(json_field("\xe2\x80\xae"), R"(\u{202e})");
    EXPECT_EQ(json_field("чат"), "чат");
}

TEST(LogLine, WritesNumbersAsNumbers) {
    EXPECT_EQ(text_field(-5), "-5");
    EXPECT_EQ(text_field(std::uint64_t{18446744073709551615U}), "18446744073709551615");
    EXPECT_EQ(text_field(0.25), "0.25");
    EXPECT_EQ(text_field(true), "true");
    EXPECT_EQ(json_field(std::uint64_t{18446744073709551615U}), 18446744073709551615U);
    EXPECT_EQ(json_field(false), false);
    EXPECT_TRUE(json_field(1.5).is_number_float());
}

TEST(LogLine, CutsALongValueInBothFormats) {
    const std::string endless(10000, 'a');
    const std::string cut = std::string(kLogValueLimit, 'a') + "…(+9744)";
    EXPECT_EQ(text_field(endless), '"' + cut + '"');
    EXPECT_EQ(json_field(endless), cut);
}

}  // namespace
}  // namespace potok
