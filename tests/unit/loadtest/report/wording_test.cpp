#include "loadtest/report/wording.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;

TEST(Wording, DurationsHaveThreeDigitsAndAFittingUnit) {
    struct Case {
        Duration duration;
        std::string_view english, russian;
    };
    for (const Case& c :
         {Case{0ns, "0 ms", "0 мс"}, Case{1500ns, "0.002 ms", "0.002 мс"},
          Case{123'456ns, "0.123 ms", "0.123 мс"}, Case{2ms, "2 ms", "2 мс"},
          Case{12'345us, "12.35 ms", "12.35 мс"}, Case{123'456us, "123.5 ms", "123.5 мс"},
          Case{1s, "1 s", "1 с"}, Case{1500ms, "1.5 s", "1.5 с"}, Case{10s, "10 s", "10 с"},
          Case{119s, "119 s", "119 с"}, Case{120s, "2 min", "2 мин"},
          Case{150s, "2 min 30 s", "2 мин 30 с"}, Case{1h, "1 h", "1 ч"},
          Case{24h + 5min, "24 h 5 min", "24 ч 5 мин"}}) {
        EXPECT_EQ(duration_text(Language::english, c.duration), c.english);
        EXPECT_EQ(duration_text(Language::russian, c.duration), c.russian);
    }
}

TEST(Wording, WhatIsNotAllIsNotAHundredPercent) {
    EXPECT_EQ(percent_text(100), "100%");
    EXPECT_EQ(percent_text(99.99999), "99.999%");
    EXPECT_EQ(percent_text(99.9994), "99.999%");
    EXPECT_EQ(percent_text(99.5), "99.5%");
    EXPECT_EQ(percent_text(0.57), "0.57%");
    EXPECT_EQ(percent_text(250), "250%");
    EXPECT_EQ(percent_text(0), "0%");
    EXPECT_EQ(percent_text(0.0004), "<0.001%");
}

TEST(Wording, RatesNameTheirUnit) {
    EXPECT_EQ(rate_text(Language::english, 1500), "1500/s");
    EXPECT_EQ(rate_text(Language::russian, 0.001), "0.001/с");
}

TEST(Wording, FiguresFollowTheirUnit) {
    EXPECT_EQ(figure_text(Language::english, Unit::count, 15'000'000), "15000000");
    EXPECT_EQ(figure_text(Language::english, Unit::percent, 99.5), "99.5%");
    EXPECT_EQ(figure_text(Language::russian, Unit::duration, 2e6), "2 мс");
    EXPECT_EQ(figure_text(Language::english, Unit::per_second, 12.5), "12.5/s");
}

TEST(Wording, ColumnsAreThoseOfATerminal) {
    EXPECT_EQ(padded("мс", 4), "мс  ");
    EXPECT_EQ(right_aligned("мс", 4), "  мс");
    EXPECT_EQ(padded("long", 2), "long");
    EXPECT_EQ(right_aligned("long", 2), "long");
}

}  // namespace
}  // namespace potok::loadtest
