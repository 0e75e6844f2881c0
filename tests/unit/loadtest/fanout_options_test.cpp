#include "loadtest/fanout_options.hpp"

#include "loadtest/load_settings_check.hpp"
#include "loadtest/verify/fanout_book.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

LoadSettings settings_for(std::string_view target) {
    LoadSettings settings;
    settings.target = parse_endpoint(target, EndpointUse::target).value();
    settings.connections = 200;
    settings.duration = std::chrono::seconds(30);
    settings.size = "64";
    settings.fanout = true;
    return settings;
}

// Refused in one line of either language that says this; without --fanout nothing is wrong.
void expect_refused(LoadSettings settings, const std::string& word) {
    for (const Language language : {Language::english, Language::russian}) {
        settings.fanout = true;
        const std::string text = check_settings(settings, language);
        EXPECT_THAT(text, ::testing::HasSubstr("--fanout"));
        EXPECT_THAT(text, ::testing::HasSubstr(word));
        EXPECT_EQ(text.find('\n'), std::string::npos);
        settings.fanout = false;
        EXPECT_EQ(check_settings(settings, language), "");
    }
}

TEST(CheckFanout, IsForSchemesWithMessages) {
    for (const char* target : {"lp://h:1", "lp://h:1?prefix=u16be", "line://h:1", "ws://h/"})
        EXPECT_EQ(check_settings(settings_for(target), Language::english), "") << target;
    expect_refused(settings_for("tcp://h:1"), "tcp://");
    expect_refused(settings_for("http://h"), "http://");
}

TEST(CheckFanout, NeedsASchedule) {
    LoadSettings settings = settings_for("lp://h:1");
    settings.in_flight = 1;
    expect_refused(settings, "--in-flight");
}

TEST(CheckFanout, EveryMessageHasRoomForItsName) {
    const std::pair<const char*, const char*> cases[] = {
        {"lp://h:1", "16"}, {"ws://h", "16"}, {"line://h:1", "24"}};
    for (const auto& [target, least] : cases) {
        LoadSettings settings = settings_for(target);
        settings.size = least;
        EXPECT_EQ(check_settings(settings, Language::english), "") << target;
        settings.size = std::to_string(std::stoi(least) - 1) + "..100";
        expect_refused(settings, std::string("--size"));
    }
}

TEST(CheckFanout, TheBookHasALimit) {
    LoadSettings settings = settings_for("lp://h:1");
    settings.total_rate = 100;
    settings.connections = FanoutBook::kConnectionsMax;
    EXPECT_EQ(check_settings(settings, Language::english), "");
    settings.connections = FanoutBook::kConnectionsMax + 1;
    expect_refused(settings, "4096");
}

TEST(CheckFanout, RefusesDeliveriesThatNobodyCanReceive) {
    LoadSettings settings = settings_for("lp://h:1");
    settings.total_rate = kDeliveriesMost / settings.connections;
    EXPECT_EQ(check_settings(settings, Language::english), "");
    settings.total_rate = kDeliveriesMost / settings.connections + 1;
    expect_refused(settings, "10000200");
    settings.connections = 10;
    settings.total_rate = kReceptionsMost;
    EXPECT_EQ(check_settings(settings, Language::english), "");
    settings.total_rate = kReceptionsMost + 1;
    expect_refused(settings, "100001");
}

TEST(CheckFanout, RefusesMoreMessagesThanTheBookCounts) {
    LoadSettings settings = settings_for("lp://h:1");
    settings.connections = 2;
    settings.rate = 20'000;
    settings.duration = std::chrono::hours(59);
    EXPECT_EQ(check_settings(settings, Language::english), "");
    settings.duration = std::chrono::hours(60);
    expect_refused(settings, "4294967295");
}

}  // namespace
}  // namespace potok::loadtest
