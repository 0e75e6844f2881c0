#include "loadtest/http_options.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Header = UpgradeAsk::Header;

LoadSettings settings_for(std::string_view target) {
    LoadSettings settings;
    settings.target = std::move(parse_endpoint(target, EndpointUse::target)).value();
    return settings;
}

TEST(MakeHttpPost, AsksForWhatTheAddressNames) {
    const HttpPost post = make_http_post(settings_for("http://a:b@h:9001/c?d=e"));
    EXPECT_EQ(post.host, "h:9001");
    EXPECT_EQ(post.target, "/c?d=e");
    EXPECT_THAT(post.headers, ElementsAre(Header{"Authorization", "Basic YTpi"},
                                          Header{"Content-Type", "application/octet-stream"}));
    EXPECT_EQ(make_http_post(settings_for("http://h")).host, "h");
    EXPECT_EQ(make_http_post(settings_for("http://h")).target, "/");
    EXPECT_EQ(make_http_post(settings_for("http://h?a")).target, "/?a");
    EXPECT_EQ(make_http_post(settings_for("http://почта.рф:81")).host, "xn--80a1acny.xn--p1ai:81");
}

TEST(MakeHttpPost, WhatTheUserGivesIsMeant) {
    LoadSettings settings = settings_for("http://a:b@h/");
    settings.headers = {"authorization: Bearer x", "Origin: anything", "content-type: text/plain"};
    EXPECT_THAT(make_http_post(settings).headers,
                ElementsAre(Header{"authorization", "Bearer x"}, Header{"Origin", "anything"},
                            Header{"content-type", "text/plain"}));
}

TEST(MakeHttpPost, AsksForCompressedAnswersWhereItIsTo) {
    LoadSettings settings = settings_for("http://h");
    settings.compressed = true;
    EXPECT_THAT(make_http_post(settings).headers,
                ElementsAre(Header{"Content-Type", "application/octet-stream"},
                            Header{"Accept-Encoding", "gzip, deflate"}));
    settings.headers = {"accept-encoding: gzip;q=0.5"};
    EXPECT_THAT(make_http_post(settings).headers,
                ElementsAre(Header{"accept-encoding", "gzip;q=0.5"},
                            Header{"Content-Type", "application/octet-stream"}));
}

TEST(CheckPost, SaysWhatOfTheRequestCannotBeAsked) {
    for (const Language language : {Language::english, Language::russian}) {
        EXPECT_EQ(check_post(settings_for("http://h/a?b"), language), "");
        EXPECT_THAT(check_post(settings_for("http://h/путь"), language), HasSubstr("%XX"));
        LoadSettings settings = settings_for("http://h/");
        settings.headers.assign(101, "A: b");
        EXPECT_THAT(check_post(settings, language), HasSubstr("--header"));
    }
}

}  // namespace
}  // namespace potok::loadtest
