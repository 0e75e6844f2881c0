#include "loadtest/load_settings_check.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

TEST(ParseSizeRange, TakesASizeOrTwo) {
    const auto one = parse_size_range("64");
    ASSERT_TRUE(one.ok());
    EXPECT_EQ(one.value().least, 64u);
    EXPECT_EQ(one.value().most, 64u);
    const auto two = parse_size_range("1..2KiB");
    ASSERT_TRUE(two.ok());
    EXPECT_EQ(two.value().least, 1u);
    EXPECT_EQ(two.value().most, 2048u);
}

TEST(ParseSizeRange, NamesWhatIsWrong) {
    const std::pair<const char*, SizeFault> cases[] = {
        {"", SizeFault::not_a_size},          {"x", SizeFault::not_a_size},
        {"..", SizeFault::not_a_size},        {"1..", SizeFault::not_a_size},
        {"..5", SizeFault::not_a_size},       {"1...5", SizeFault::not_a_size},
        {"64-128", SizeFault::not_a_size},    {"-1", SizeFault::not_a_size},
        {"64MB", SizeFault::not_a_size},      {"0", SizeFault::out_of_range},
        {"0..5", SizeFault::out_of_range},    {"2GiB", SizeFault::out_of_range},
        {"1..2GiB", SizeFault::out_of_range}, {"5..4", SizeFault::reversed},
    };
    for (const auto& [text, fault] : cases) {
        const auto range = parse_size_range(text);
        ASSERT_FALSE(range.ok()) << text;
        EXPECT_EQ(range.error(), fault) << text;
    }
}

TEST(CheckTarget, TakesEverySchemeWithTlsAndWithout) {
    for (const Language language : {Language::english, Language::russian}) {
        for (const char* good :
             {"tcp://h:1", "lp://h:1?prefix=u8", "line://[::1]:5", "ws://h/", "http://h/",
              "lp://почта.рф:1", "wss://h/", "https://h", "tls://h:1", "lps://h:1", "lines://h:1"})
            EXPECT_EQ(check_target(language, good), "") << good;
    }
}

TEST(CheckTarget, RefusesANameThatNoServerOfNamesTakes) {
    for (const Language language : {Language::english, Language::russian}) {
        for (const char* bad : {"lp://почта..рф:1", "tcp://почта-.рф:1", "http://\xff.ru/"})
            EXPECT_NE(check_target(language, bad), "") << bad;
    }
}

TEST(CheckSettings, AHeaderIsForWhatHasHeads) {
    for (const Language language : {Language::english, Language::russian}) {
        LoadSettings settings;
        settings.connections = 1;
        settings.size = "64";
        for (const char* target : {"lp://h:1", "tcp://h:1", "line://h:1"}) {
            settings.target = parse_endpoint(target, EndpointUse::target).value();
            settings.headers = {"A: b"};
            EXPECT_THAT(check_settings(settings, language), ::testing::HasSubstr("--header"));
            settings.headers.clear();
            settings.proxy = "http://h:3128";
            EXPECT_THAT(check_settings(settings, language), ::testing::HasSubstr("--proxy"));
            settings.proxy.clear();
            EXPECT_EQ(check_settings(settings, language), "");
        }
        settings.headers = {"A: b"};
        settings.proxy = "http://h:3128";
        for (const char* target : {"http://h", "ws://h"}) {
            settings.target = parse_endpoint(target, EndpointUse::target).value();
            EXPECT_EQ(check_settings(settings, language), "");
        }
    }
}

TEST(CheckSettings, ASubprotocolIsForAWebSocket) {
    LoadSettings settings;
    settings.connections = 1;
    settings.size = "64";
    settings.subprotocols = {"a"};
    for (const Language language : {Language::english, Language::russian}) {
        for (const char* target : {"http://h", "tcp://h:1"}) {
            settings.target = parse_endpoint(target, EndpointUse::target).value();
            EXPECT_THAT(check_settings(settings, language), ::testing::HasSubstr("--subprotocol"));
        }
        settings.target = parse_endpoint("ws://h", EndpointUse::target).value();
        EXPECT_EQ(check_settings(settings, language), "");
    }
}

TEST(CheckSettings, RedirectionsAreForHttpAndCompressionForWebSocketsToo) {
    LoadSettings settings;
    settings.connections = 1;
    settings.size = "64";
    for (const Language language : {Language::english, Language::russian}) {
        for (const char* target : {"http://h", "ws://h", "tcp://h:1"}) {
            settings.target = parse_endpoint(target, EndpointUse::target).value();
            const EndpointScheme scheme = settings.target.scheme;
            settings.redirects = 1;
            settings.compressed = false;
            EXPECT_EQ(check_settings(settings, language).find("--redirects") != std::string::npos,
                      scheme != EndpointScheme::http);
            settings.redirects = 0;
            settings.compressed = true;
            EXPECT_EQ(check_settings(settings, language).find("--compression") != std::string::npos,
                      scheme == EndpointScheme::tcp);
        }
    }
}

TEST(CheckSettings, OverHttpOneRequestIsUnderWay) {
    LoadSettings settings;
    settings.connections = 1;
    settings.size = "64";
    settings.target = parse_endpoint("http://h", EndpointUse::target).value();
    for (const Language language : {Language::english, Language::russian}) {
        settings.in_flight = 1;
        EXPECT_EQ(check_settings(settings, language), "");
        settings.in_flight = 2;
        EXPECT_THAT(check_settings(settings, language), ::testing::HasSubstr("--in-flight"));
    }
}

TEST(CheckSource, WantsAnIpAddress) {
    EXPECT_EQ(check_source(Language::english, "127.0.0.2"), "");
    EXPECT_EQ(check_source(Language::english, "::1"), "");
    EXPECT_NE(check_source(Language::english, "localhost"), "");
    EXPECT_NE(check_source(Language::russian, "127.0.0.2:80"), "");
}

TEST(CheckSettings, TakesOnePaceOnly) {
    LoadSettings settings;
    settings.connections = 10;
    EXPECT_EQ(check_settings(settings, Language::english), "");
    settings.rate = 5;
    EXPECT_EQ(check_settings(settings, Language::english), "");
    settings.in_flight = 4;
    EXPECT_NE(check_settings(settings, Language::english), "");
    settings.rate.reset();
    EXPECT_EQ(check_settings(settings, Language::english), "");
    settings.total_rate = 100;
    EXPECT_NE(check_settings(settings, Language::russian), "");
}

TEST(CheckSettings, RefusesAPaceThatCannotBeKept) {
    LoadSettings settings;
    settings.connections = 1;
    for (const double rate : {0.0, 1e-9, 1e9}) {
        settings.rate = rate;
        EXPECT_NE(check_settings(settings, Language::english), "") << rate;
    }
}

// The largest size that fits, and the first that does not: no address lets the encoder down.
TEST(CheckSettings, RefusesASizeThatTheTargetsDialectDoesNotCarry) {
    struct Case {
        const char* target;
        const char* fits;
        const char* too_large;
    };
    const Case cases[] = {
        {"lp://h:1?prefix=u8", "1..255", "64..256"},
        {"lp://h:1?prefix=u8&counts-header=yes", "254", "255"},
        {"lp://h:1?prefix=u16be", "65535", "64KiB"},
        {"lp://h:1?prefix=u8&max=300", "255", "300"},
        {"lp://h:1?max=100", "100", "101"},
        {"line://h:1?max=1", "1", "2"},
        {"lp://h:1?prefix=varint&counts-header=yes&max=100", "100", "64..101"},
        {"line://h:1?max=100", "100", "300"},
    };
    for (const Case& wanted : cases) {
        LoadSettings settings;
        settings.target = parse_endpoint(wanted.target, EndpointUse::target).value();
        settings.connections = 1;
        for (const Language language : {Language::english, Language::russian}) {
            settings.size = wanted.fits;
            EXPECT_EQ(check_settings(settings, language), "") << wanted.target;
            settings.size = wanted.too_large;
            const std::string text = check_settings(settings, language);
            EXPECT_NE(text.find("--size"), std::string::npos) << wanted.target << ": " << text;
            EXPECT_EQ(text.find('\n'), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace potok::loadtest
