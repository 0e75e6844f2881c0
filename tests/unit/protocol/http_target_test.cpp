#include "protocol/http_target.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using enum HttpFailure;

TEST(HttpAuthority, IsAHostAndMaybeAPort) {
    struct Case {
        const char* text;
        const char* name;
        std::optional<std::uint16_t> port;
    };
    for (const Case& one : std::initializer_list<Case>{{"a", "a", {}},
                                                       {"a.b:80", "a.b", 80},
                                                       {"a:", "a", {}},
                                                       {"a:0", "a", 0},
                                                       {"a:65535", "a", 65535},
                                                       {"a:00080", "a", 80},
                                                       {"[::1]", "[::1]", {}},
                                                       {"[::1]:8", "[::1]", 8},
                                                       {"1.2.3.4:5", "1.2.3.4", 5}}) {
        const auto authority = read_authority(one.text);
        ASSERT_TRUE(authority) << one.text;
        EXPECT_EQ(authority->text, one.text);
        EXPECT_EQ(authority->name, one.name);
        EXPECT_EQ(authority->port, one.port);
    }
    for (const char* bad : {"", ":", ":80", "a:65536", "a:-1", "a:b", "a:8:8", "u@a", "a b", "a,b",
                            "::1", "[::1", "[::1]a", "a]:80", "%zz", "a/"})
        EXPECT_FALSE(read_authority(bad)) << bad;
}

TEST(HttpAuthority, AnIpLiteralIsAnAddress) {
    for (const char* good : {"[::]", "[::1]", "[1::]", "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7::]",
                             "[::2:3:4:5:6:7:8]", "[::1.2.3.4]", "[1:2:3:4:5:6:1.2.3.4]",
                             "[::ffff:0.0.0.255]", "[AbCd::]", "[v1F.a:b]", "[V1.!$&'()*+,;=]"})
        EXPECT_TRUE(is_ip_literal(good)) << good;
    for (const char* bad : {"",
                            "[",
                            "]",
                            "[]",
                            "[:]",
                            "[:::]",
                            "[1]",
                            "[1:2:3:4:5:6:7]",
                            "[1:2:3:4:5:6:7:8:9]",
                            "[1:2:3:4::5:6:7:8]",
                            "[1::2::3]",
                            "[:1::]",
                            "[1:]",
                            "[::1:]",
                            "[12345::]",
                            "[::g]",
                            "[1.2.3.4]",
                            "[1.2.3.4::]",
                            "[::1.2.3]",
                            "[::1.2.3.256]",
                            "[::1.2.3.04]",
                            "[::1.2.3.4.5]",
                            "[::1..3.4]",
                            "[1:2:3:4:5:6:7:1.2.3.4]",
                            "[v.a]",
                            "[v1]",
                            "[v1.]",
                            "[v1.a@]",
                            "[v1.a/]",
                            "[vg.a]",
                            "[::1%1]"})
        EXPECT_FALSE(is_ip_literal(bad)) << bad;
}

std::optional<HttpFailure> read(std::string_view method, std::string_view target,
                                HttpRequestHead& head) {
    head.method = method;
    head.target = target;
    return read_target(head);
}

TEST(HttpTarget, PartsOfEachFormAreFound) {
    HttpRequestHead head;
    EXPECT_EQ(read("GET", "/a/b?c?d", head), std::nullopt);
    EXPECT_EQ(head.form, HttpTargetForm::origin);
    EXPECT_EQ(head.path, "/a/b");
    EXPECT_EQ(head.query, "c?d");
    EXPECT_EQ(read("GET", "hTTp://h:1?q", head), std::nullopt);
    EXPECT_EQ(head.form, HttpTargetForm::absolute);
    EXPECT_EQ(head.host.text, "h:1");
    EXPECT_EQ(head.path, "/");
    EXPECT_EQ(head.query, "q");
    EXPECT_EQ(read("CONNECT", "h:443", head), std::nullopt);
    EXPECT_EQ(head.form, HttpTargetForm::authority);
    EXPECT_EQ(head.host.port, 443);
    EXPECT_EQ(read("OPTIONS", "*", head), std::nullopt);
    EXPECT_EQ(head.form, HttpTargetForm::asterisk);
}

TEST(HttpTarget, WhatIsWrongIsNamed) {
    struct Case {
        const char* method;
        const char* target;
        HttpFailure failure;
    };
    for (const Case& bad :
         std::initializer_list<Case>{{"GET", "/a#b", target_fragment},
                                     {"GET", "/?a#b", target_fragment},
                                     {"GET", "/%4", target_encoding_malformed},
                                     {"GET", "/?%zz", target_encoding_malformed},
                                     {"GET", "/{", target_malformed},
                                     {"GET", "a/b", target_malformed},
                                     {"GET", "*", target_form_not_allowed},
                                     {"GET", "a:80", target_form_not_allowed},
                                     {"GET", "ftp://a/", target_form_not_allowed},
                                     {"GET", "http://u@a/", target_user_information},
                                     {"GET", "http:///", host_malformed},
                                     {"CONNECT", "u@a:1", target_user_information},
                                     {"CONNECT", "a", target_malformed},
                                     {"CONNECT", "a:0", target_malformed}}) {
        HttpRequestHead head;
        EXPECT_EQ(read(bad.method, bad.target, head), bad.failure) << bad.target;
    }
}

}  // namespace
}  // namespace potok::testing
