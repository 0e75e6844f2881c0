#include "loadtest/upgrade_options.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Header = UpgradeAsk::Header;
constexpr std::array kLanguages{Language::english, Language::russian};

LoadSettings settings_for(std::string_view target) {
    LoadSettings settings;
    settings.target = std::move(parse_endpoint(target, EndpointUse::target)).value();
    return settings;
}

TEST(ParseHeader, TakesWhatStandsAroundTheFirstColon) {
    EXPECT_EQ(parse_header("K: V"), (Header{"K", "V"}));
    EXPECT_EQ(parse_header("K:V"), (Header{"K", "V"}));
    EXPECT_EQ(parse_header("K: \t a b:c  "), (Header{"K", "a b:c"}));
    EXPECT_EQ(parse_header("K:"), (Header{"K", ""}));
    EXPECT_EQ(parse_header("K"), std::nullopt);
}

TEST(CheckHeader, RefusesWhatIsNoFieldAndWhatIsTheHandshakes) {
    for (const Language language : kLanguages) {
        for (const char* good : {"Cookie: a=b", "X-Empty:", "Authorization: Bearer x",
                                 "Origin: http://h", "Accept-Language: ru"}) {
            EXPECT_EQ(check_header(language, good), "") << good;
        }
        for (const char* bad : {"Cookie", ": x", "a b: c", "a : c", "a: b\nc", "a: \x01"}) {
            EXPECT_NE(check_header(language, bad), "") << bad;
        }
        for (const char* name :
             {"Host", "upgrade", "Connection", "Sec-WebSocket-Key", "sec-websocket-protocol",
              "Sec-WebSocket-Anything", "Content-Length", "Transfer-Encoding"}) {
            EXPECT_THAT(check_header(language, std::string(name) + ": x"), HasSubstr(name));
        }
    }
}

TEST(CheckSubprotocol, WantsAToken) {
    for (const Language language : kLanguages) {
        EXPECT_EQ(check_subprotocol(language, "chat.v1"), "");
        for (const char* bad : {"", "a b", "a,b", "a/b"})
            EXPECT_NE(check_subprotocol(language, bad), "") << bad;
    }
}

TEST(CheckProxy, WantsAPlainHttpAddress) {
    for (const Language language : kLanguages) {
        for (const char* good :
             {"http://h:3128", "http://u:p@h", "http://[::1]:8080/", "http://почта.рф:3128"})
            EXPECT_EQ(check_proxy(language, good), "") << good;
        for (const char* bad : {"h:3128", "https://h", "ws://h", "http://h/a", "http://",
                                "lp://h:1", "http://почта..рф"})
            EXPECT_NE(check_proxy(language, bad), "") << bad;
    }
}

TEST(CheckUpgrade, SaysWhatOfTheRequestCannotBeAsked) {
    for (const Language language : kLanguages) {
        EXPECT_EQ(check_upgrade(settings_for("ws://h/a?b"), language), "");
        EXPECT_EQ(check_upgrade(settings_for("ws://узел.рф/"), language), "");
        EXPECT_THAT(check_upgrade(settings_for("ws://h/путь"), language), HasSubstr("%XX"));
        LoadSettings settings = settings_for("ws://h/");
        settings.subprotocols = {"a", "a"};
        EXPECT_THAT(check_upgrade(settings, language), HasSubstr("--subprotocol"));
        settings = settings_for("ws://h/");
        settings.headers = {"Origin: here"};
        EXPECT_THAT(check_upgrade(settings, language), HasSubstr("Origin"));
        settings.headers = {"Origin: http://a", "Origin: http://a"};
        EXPECT_THAT(check_upgrade(settings, language), HasSubstr("Origin"));
        settings.headers.assign(101, "A: b");
        EXPECT_THAT(check_upgrade(settings, language), HasSubstr("--header"));
    }
}

TEST(MakeUpgradeAsk, HasAllThatWasGiven) {
    LoadSettings settings = settings_for("ws://h:9001/chat");
    settings.headers = {"Cookie: a", "Origin: http://h", "X: y"};
    settings.subprotocols = {"one", "two"};
    const UpgradeAsk ask = make_upgrade_ask(settings);
    EXPECT_EQ(ask.host, "h:9001");
    EXPECT_EQ(ask.target, "/chat");
    EXPECT_EQ(ask.origin, "http://h");
    EXPECT_THAT(ask.headers, ElementsAre(Header{"Cookie", "a"}, Header{"X", "y"}));
    EXPECT_THAT(ask.subprotocols, ElementsAre("one", "two"));
}

TEST(MakeUpgradeAsk, NamesTheHostInAscii) {
    EXPECT_EQ(make_upgrade_ask(settings_for("ws://почта.рф:9001/")).host,
              "xn--80a1acny.xn--p1ai:9001");
}

TEST(MakeUpgradeAsk, AnAuthorizationThatIsGivenReplacesThatOfTheAddress) {
    LoadSettings settings = settings_for("ws://a:b@h/");
    EXPECT_THAT(make_upgrade_ask(settings).headers,
                ElementsAre(Header{"Authorization", "Basic YTpi"}));
    settings.headers = {"authorization: Bearer x"};
    EXPECT_THAT(make_upgrade_ask(settings).headers,
                ElementsAre(Header{"authorization", "Bearer x"}));
}

}  // namespace
}  // namespace potok::loadtest
