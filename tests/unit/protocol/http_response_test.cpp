#include "protocol/http_response.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using enum HttpFailure;
using Kind = HttpFraming::Kind;

TEST(HttpResponseHead, HasWhatWasSent) {
    const std::string bytes = "HTTP/1.1 404 Not here\r\nContent-Length: 3\r\n\r\n";
    HttpResponseHead head;
    ASSERT_EQ(read_response_head(bytes_of(bytes), "GET", head), std::nullopt);
    EXPECT_EQ(head.status, 404);
    EXPECT_EQ(head.reason, "Not here");
    EXPECT_EQ(head.fields.size(), 1u);
    EXPECT_EQ(head.framing, (HttpFraming{Kind::length, 3}));
    EXPECT_TRUE(head.keep_alive);
}

TEST(HttpResponseHead, WithoutFramingItEndsWithTheConnection) {
    HttpResponseHead head;
    ASSERT_EQ(read_response_head(bytes_of("HTTP/1.1 200\r\n\r\n"), "GET", head), std::nullopt);
    EXPECT_EQ(head.framing.kind, Kind::until_close);
    EXPECT_EQ(head.reason, "");
    EXPECT_FALSE(head.keep_alive);
}

TEST(HttpResponseHead, WhatHasNoContentByRuleHasNone) {
    EXPECT_TRUE(has_no_content("HEAD", 200));
    EXPECT_TRUE(has_no_content("CONNECT", 200));
    EXPECT_FALSE(has_no_content("CONNECT", 407));
    EXPECT_TRUE(has_no_content("GET", 100));
    EXPECT_TRUE(has_no_content("GET", 204));
    EXPECT_TRUE(has_no_content("GET", 304));
    EXPECT_FALSE(has_no_content("GET", 205));
    HttpResponseHead head;
    ASSERT_EQ(
        read_response_head(bytes_of("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"), "HEAD", head),
        std::nullopt);
    EXPECT_EQ(head.framing, HttpFraming{});
    EXPECT_TRUE(head.keep_alive);
}

TEST(HttpResponseHead, WhatIsWrongIsNamed) {
    const std::pair<const char*, HttpFailure> bad[] = {
        {"HTTP/2.0 200 OK\r\n", version_not_supported},
        {"HTTP/1.1\r\n", status_line_malformed},
        {"HTTP/1.1 2000\r\n", status_line_malformed},
        {"HTTP/1.1 099 X\r\n", status_line_malformed},
        {"HTTP/1.1 600 X\r\n", status_line_malformed},
        {"HTTP/1.1 200 OK\r\nContent-Length: -\r\n", content_length_malformed},
        {"HTTP/1.1 200 OK\r\nConnection: a b\r\n", connection_malformed},
    };
    for (const auto& [lines, failure] : bad) {
        HttpResponseHead head;
        const std::string bytes = lines + std::string("\r\n");
        EXPECT_EQ(read_response_head(bytes_of(bytes), "GET", head), failure) << lines;
    }
}

}  // namespace
}  // namespace potok::testing
