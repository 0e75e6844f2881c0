#include "protocol/http_write.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using namespace std::string_literals;
using enum HttpRefusal;

std::string date_of(std::time_t time) {
    const auto date = http_date(time);
    return {date.data(), date.size()};
}

TEST(HttpWrite, ADateIsAnImfFixdate) {
    EXPECT_EQ(date_of(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(date_of(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(date_of(-1), "Wed, 31 Dec 1969 23:59:59 GMT");
    EXPECT_EQ(date_of(951782400), "Tue, 29 Feb 2000 00:00:00 GMT");
    EXPECT_EQ(date_of(951868799), "Tue, 29 Feb 2000 23:59:59 GMT");
    EXPECT_EQ(date_of(4107542400), "Mon, 01 Mar 2100 00:00:00 GMT");
    EXPECT_EQ(date_of(253402300799), "Fri, 31 Dec 9999 23:59:59 GMT");
    EXPECT_EQ(date_of(-62135596800), "Mon, 01 Jan 0001 00:00:00 GMT");
}

TEST(HttpWrite, EveryDayOf800YearsIsTheDayBehindTheOneBefore) {
    static constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::time_t time = 0;
    for (int year = 1970; year < 2770; ++year) {
        const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (std::size_t month = 0; month < 12; ++month) {
            const int length = kLengths[month] + (month == 1 && leap ? 1 : 0);
            for (int day = 1; day <= length; ++day, time += 86'400) {
                const std::string wanted = (day < 10 ? "0" : "") + std::to_string(day) + " " +
                                           kMonths[month] + " " + std::to_string(year);
                ASSERT_EQ(date_of(time).substr(5, 11), wanted);
            }
        }
    }
}

TEST(HttpWrite, WhatWouldBeginALineOfItsOwnIsRefused) {
    for (const std::string& value :
         {"a\r\nB: c"s, "a\rb"s, "a\nb"s, "a\0b"s, "a\x7F"s, "\x01"s, " a"s, "a "s, "a\t"s})
        EXPECT_EQ(judge_field({"A", value}), field_value_malformed) << value;
    for (const std::string& name : {""s, "a b"s, "a:"s, "a\r"s, "a\n"s, "a\0"s, "\x80"s})
        EXPECT_EQ(judge_field({name, "a"}), field_name_malformed) << name;
    EXPECT_EQ(judge_field({"A", ""}), std::nullopt);
    EXPECT_EQ(judge_field({"A", "b \t\x80 c"}), std::nullopt);
}

TEST(HttpWrite, TheEnginesOwnFieldsAreReserved) {
    for (const char* name : {"Content-Length", "TRANSFER-ENCODING", "connection", "Host", "Date"}) {
        const HttpField field{name, "x"};
        EXPECT_EQ(judge_fields({&field, 1}), field_reserved) << name;
    }
    const std::vector<HttpField> many(HttpFields::kMax + 1, HttpField{"A", "b"});
    EXPECT_EQ(judge_fields(many), too_many_fields);
    EXPECT_EQ(judge_fields(HttpFieldList(many).first(HttpFields::kMax)), std::nullopt);
}

TEST(HttpWrite, AFieldIsFoundInWhateverCase) {
    const std::array<HttpField, 2> fields = {{{"Accept", "upgrade"}, {"X-Upgrade", "1"}}};
    EXPECT_TRUE(has_field(fields, "accept"));
    EXPECT_FALSE(has_field(fields, "upgrade"));
    EXPECT_FALSE(has_field({}, "accept"));
}

TEST(HttpWrite, LinesAreAsTheGrammarHasThem) {
    std::string out;
    write_status_line(200, reason_of(200), out);
    write_status_line(299, reason_of(299), out);
    write_request_line("GET", "/", out);
    write_field("A", "b", out);
    write_field("N", ~std::uint64_t{0}, out);
    write_end_of_head(out);
    EXPECT_EQ(out,
              "HTTP/1.1 200 OK\r\nHTTP/1.1 299 \r\nGET / HTTP/1.1\r\nA: b\r\n"
              "N: 18446744073709551615\r\n\r\n");
}

TEST(HttpWrite, EveryReasonCanBeWritten) {
    int named = 0;
    for (std::uint16_t status = 100; status < 600; ++status) {
        const std::string_view reason = reason_of(status);
        named += reason.empty() ? 0 : 1;
        EXPECT_EQ(judge_field({"A", reason}), std::nullopt) << status;
    }
    EXPECT_GT(named, 40);
}

}  // namespace
}  // namespace potok::testing
