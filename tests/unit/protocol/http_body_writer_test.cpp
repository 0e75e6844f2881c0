#include "protocol/http_body_writer.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using Kind = HttpFraming::Kind;
using enum HttpRefusal;

TEST(HttpBodyWriter, ChunksAreFramedAndAnEmptyPartIsNoEnd) {
    HttpBodyWriter writer;
    writer.restart({Kind::chunked, 0});
    std::string out;
    EXPECT_EQ(writer.write(bytes_of("hello"), out), std::nullopt);
    EXPECT_EQ(writer.write({}, out), std::nullopt);
    EXPECT_EQ(writer.write(bytes_of(std::string(26, 'x')), out), std::nullopt);
    const HttpField trailer{"Sum", "1"};
    EXPECT_EQ(writer.end({&trailer, 1}, out), std::nullopt);
    EXPECT_EQ(out, "5\r\nhello\r\n1a\r\n" + std::string(26, 'x') + "\r\n0\r\nSum: 1\r\n\r\n");
}

TEST(HttpBodyWriter, APartMayBeSentByTheCaller) {
    HttpBodyWriter writer;
    writer.restart({Kind::chunked, 0});
    std::string out;
    EXPECT_EQ(writer.begin_part(~std::uint64_t{0}, out), std::nullopt);
    writer.end_part(~std::uint64_t{0}, out);
    EXPECT_EQ(out, "ffffffffffffffff\r\n\r\n");
}

TEST(HttpBodyWriter, ALengthIsKept) {
    HttpBodyWriter writer;
    writer.restart({Kind::length, 5});
    std::string out;
    EXPECT_EQ(writer.write(bytes_of("hel"), out), std::nullopt);
    EXPECT_EQ(writer.write(bytes_of("lo!"), out), body_over_length);
    EXPECT_EQ(out, "hel");
    EXPECT_EQ(writer.end({}, out), body_under_length);
    EXPECT_EQ(writer.write(bytes_of("lo"), out), std::nullopt);
    EXPECT_EQ(writer.end({}, out), std::nullopt);
    EXPECT_EQ(out, "hello");
}

TEST(HttpBodyWriter, WhatHasNoBodyGetsNone) {
    HttpBodyWriter writer;
    writer.restart({});
    std::string out;
    EXPECT_EQ(writer.write(bytes_of("x"), out), body_not_allowed);
    EXPECT_EQ(writer.end({}, out), std::nullopt);
    EXPECT_EQ(out, "");
}

TEST(HttpBodyWriter, AMutedOneIsWrittenAndNothingComesOfIt) {
    for (const HttpFraming& framing :
         {HttpFraming{}, HttpFraming{Kind::length, 9}, HttpFraming{Kind::chunked, 0}}) {
        HttpBodyWriter writer;
        writer.restart(framing, true);
        std::string out;
        EXPECT_EQ(writer.write(bytes_of("hello"), out), std::nullopt);
        EXPECT_EQ(writer.end({}, out), std::nullopt);
        EXPECT_EQ(out, "");
    }
}

TEST(HttpBodyWriter, TrailersAreJudgedAndNeedChunks) {
    const HttpField good{"A", "1"};
    const HttpField bad{"A", "1\r\nB: 2"};
    HttpBodyWriter writer;
    std::string out;
    writer.restart({Kind::length, 0});
    EXPECT_EQ(writer.end({&good, 1}, out), trailers_not_possible);
    writer.restart({Kind::chunked, 0});
    EXPECT_EQ(writer.end({&bad, 1}, out), field_value_malformed);
    EXPECT_EQ(out, "");
}

}  // namespace
}  // namespace potok::testing
