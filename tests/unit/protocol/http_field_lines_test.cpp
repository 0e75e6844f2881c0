#include "protocol/http_field_lines.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using enum HttpFailure;
using Kind = HttpFraming::Kind;

HttpFields fields_of(const std::string& lines) {
    static std::string kept;
    kept = lines + "\r\n";
    HttpFields fields;
    EXPECT_EQ(read_field_lines(kept, fields), std::nullopt);
    return fields;
}

TEST(HttpFieldLines, AValueIsWithoutTheBlanksAroundIt) {
    const std::string lines = "A:1\r\nB: \t 2 3\t \r\nC:\r\nD: :\r\n\r\n";
    HttpFields fields;
    ASSERT_EQ(read_field_lines(lines, fields), std::nullopt);
    EXPECT_THAT(std::vector<HttpField>(fields.begin(), fields.end()),
                ::testing::ElementsAre(HttpField{"A", "1"}, HttpField{"B", "2 3"},
                                       HttpField{"C", ""}, HttpField{"D", ":"}));
}

TEST(HttpFieldLines, MoreThanThereIsRoomForFails) {
    std::string lines;
    for (std::size_t i = 0; i <= HttpFields::kMax; ++i)
        lines += "A: 1\r\n";
    HttpFields fields;
    EXPECT_EQ(read_field_lines(lines + "\r\n", fields), too_many_fields);
}

TEST(HttpFieldLines, LengthsAndCodingsThatCannotBeMistakenAreTaken) {
    const std::pair<const char*, HttpFraming> good[] = {
        {"", {}},
        {"Content-Length: 0\r\n", {Kind::length, 0}},
        {"Content-Length: 18446744073709551615\r\n", {Kind::length, ~std::uint64_t{0}}},
        {"Transfer-Encoding: CHUNKED\r\n", {Kind::chunked, 0}},
    };
    for (const auto& [lines, wanted] : good) {
        HttpFraming framing;
        EXPECT_EQ(read_framing(HttpVersion::http_1_1, fields_of(lines), framing), std::nullopt);
        EXPECT_EQ(framing, wanted) << lines;
    }
}

TEST(HttpFieldLines, OthersAreNamed) {
    const std::pair<const char*, HttpFailure> bad[] = {
        {"Content-Length: 5, 5\r\n", content_length_malformed},
        {"Content-Length:\r\n", content_length_malformed},
        {"Content-Length: 5\r\nContent-Length: 5\r\n", content_length_repeated},
        {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
         content_length_and_transfer_encoding},
        {"Transfer-Encoding:\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: gzip\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: chunked, gzip\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: ,chunked\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
         transfer_encoding_malformed},
        {"Transfer-Encoding: chunked;a=b\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: a b, chunked\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: a;b, chunked\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: a;=b, chunked\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: a;b=, chunked\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: a;b=\"c, chunked\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: \"a\", chunked\r\n", transfer_encoding_malformed},
        {"Transfer-Encoding: gzip, chunked\r\n", transfer_coding_unknown},
        {"Transfer-Encoding: a ; b = \"c\\\",d\" ;e=f, chunked\r\n", transfer_coding_unknown},
    };
    for (const auto& [lines, failure] : bad) {
        HttpFraming framing;
        EXPECT_EQ(read_framing(HttpVersion::http_1_1, fields_of(lines), framing), failure) << lines;
    }
    HttpFraming framing;
    EXPECT_EQ(
        read_framing(HttpVersion::http_1_0, fields_of("Transfer-Encoding: chunked\r\n"), framing),
        transfer_encoding_in_http_1_0);
}

TEST(HttpFieldLines, PersistenceIsTheVersionsUnlessItIsSaid) {
    const auto stays = [](HttpVersion version, const std::string& lines) {
        bool keep_alive = false;
        EXPECT_EQ(read_persistence(version, fields_of(lines), keep_alive), std::nullopt);
        return keep_alive;
    };
    EXPECT_TRUE(stays(HttpVersion::http_1_1, ""));
    EXPECT_FALSE(stays(HttpVersion::http_1_1, "Connection: x, Close\r\n"));
    EXPECT_FALSE(stays(HttpVersion::http_1_0, ""));
    EXPECT_TRUE(stays(HttpVersion::http_1_0, "Connection: Keep-Alive\r\n"));
    EXPECT_FALSE(stays(HttpVersion::http_1_0, "Connection: keep-alive\r\nConnection: close\r\n"));
    bool keep_alive = false;
    EXPECT_EQ(read_persistence(HttpVersion::http_1_1, fields_of("Connection: a/b\r\n"), keep_alive),
              connection_malformed);
}

TEST(HttpFieldLines, AVersionIsOneDigitAndOneDigit) {
    HttpVersion version{};
    EXPECT_EQ(read_version("HTTP/1.0", version), std::nullopt);
    EXPECT_EQ(version, HttpVersion::http_1_0);
    EXPECT_EQ(read_version("HTTP/1.7", version), std::nullopt);
    EXPECT_EQ(version, HttpVersion::http_1_1);
    EXPECT_EQ(read_version("HTTP/2.0", version), version_not_supported);
    EXPECT_EQ(read_version("HTTP/1.x", version), version_malformed);
    EXPECT_EQ(read_version("HTTP/x.1", version), version_malformed);
    EXPECT_EQ(read_version("HTTP/1_1", version), version_malformed);
    EXPECT_EQ(read_version("", version), version_malformed);
}

}  // namespace
}  // namespace potok::testing
