#include "protocol/http_request.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using enum HttpFailure;

std::optional<HttpFailure> failure_of(const std::string& lines) {
    HttpRequestHead head;
    return read_request_head(bytes_of(lines + "\r\n"), head);
}

TEST(HttpRequestHead, HasWhatWasSentAndWhatFollowsFromIt) {
    const std::string bytes =
        "\r\nPOST /a?b HTTP/1.1\r\nHost: h:8\r\nConnection: Upgrade\r\nUpgrade: x/1\r\n"
        "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n";
    HttpRequestHead head;
    ASSERT_EQ(read_request_head(bytes_of(bytes), head), std::nullopt);
    EXPECT_EQ(head.method, "POST");
    EXPECT_EQ(head.target, "/a?b");
    EXPECT_EQ(head.version, HttpVersion::http_1_1);
    EXPECT_EQ(head.fields.size(), 5u);
    EXPECT_EQ(head.host.name, "h");
    EXPECT_EQ(head.host.port, 8);
    EXPECT_EQ(head.framing, (HttpFraming{HttpFraming::Kind::length, 5}));
    EXPECT_TRUE(head.keep_alive);
    EXPECT_TRUE(head.expects_continue);
    EXPECT_TRUE(head.wants_upgrade);
}

TEST(HttpRequestHead, IsFilledAnew) {
    HttpRequestHead head;
    ASSERT_EQ(read_request_head(bytes_of("GET http://b/c?d HTTP/1.1\r\nHost: a\r\nX: 1\r\n"
                                         "Connection: close, upgrade\r\nUpgrade: x\r\n\r\n"),
                                head),
              std::nullopt);
    EXPECT_EQ(head.host.text, "b");
    EXPECT_FALSE(head.keep_alive);
    ASSERT_EQ(read_request_head(bytes_of("OPTIONS * HTTP/1.0\r\n\r\n"), head), std::nullopt);
    EXPECT_TRUE(head.fields.empty());
    EXPECT_EQ(head.host.text, "");
    EXPECT_EQ(head.path, "");
    EXPECT_EQ(head.query, "");
    EXPECT_FALSE(head.wants_upgrade);
    EXPECT_EQ(head.framing, HttpFraming{});
}

TEST(HttpRequestHead, NobodyWaitsInHttp10NorForNothing) {
    const auto waits = [](const std::string& version, const std::string& length) {
        const std::string bytes = "POST / HTTP/" + version +
                                  "\r\nHost: a\r\nContent-Length: " + length +
                                  "\r\nExpect: 100-Continue\r\n\r\n";
        HttpRequestHead head;
        EXPECT_EQ(read_request_head(bytes_of(bytes), head), std::nullopt);
        return head.expects_continue;
    };
    EXPECT_TRUE(waits("1.1", "1"));
    EXPECT_FALSE(waits("1.0", "1"));
    EXPECT_FALSE(waits("1.1", "0"));
}

TEST(HttpRequestHead, WhatIsWrongIsNamed) {
    const std::string good = "GET / HTTP/1.1\r\nHost: a\r\n";
    const std::pair<std::string, HttpFailure> bad[] = {
        {"PRI * HTTP/2.0\r\n", http2_preface},
        {"GET / HTTP/2.0\r\n", version_not_supported},
        {"GET / HTTP/1\r\n", version_malformed},
        {"GET / HTTP/1.1\r\n", host_missing},
        {good + "host: a\r\n", host_repeated},
        {"GET / HTTP/1.1\r\nHost: a b\r\n", host_malformed},
        {"GET a HTTP/1.1\r\nHost: a\r\n", target_form_not_allowed},
        {good + "Content-Length: x\r\n", content_length_malformed},
        {good + "Connection: a b\r\n", connection_malformed},
        {good + "Upgrade: a b\r\n", connection_malformed},
        {good + "Expect: x\r\n", expectation_unknown},
    };
    for (const auto& [lines, failure] : bad)
        EXPECT_EQ(failure_of(lines), failure) << lines;
    EXPECT_EQ(failure_of(good), std::nullopt);
}

}  // namespace
}  // namespace potok::testing
