#include "loadtest/thresholds.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;
using Kind = ThresholdFault::Kind;

Threshold parsed(std::string_view text) {
    const auto threshold = parse_threshold(text);
    EXPECT_TRUE(threshold.ok()) << text;
    return threshold ? threshold.value() : Threshold{};
}

struct Good {
    std::string_view text;
    Metric metric;
    Comparison comparison;
    double limit;
};

TEST(Thresholds, AreReadAsTheyAreWritten) {
    constexpr std::array kGood{
        Good{"held==100%", Metric::held, Comparison::equal, 100},
        Good{"minimum>=99.5%", Metric::minimum, Comparison::at_least, 99.5},
        Good{"established==100%", Metric::established, Comparison::equal, 100},
        Good{"lost_connections==0", Metric::lost_connections, Comparison::equal, 0},
        Good{"lost==0", Metric::lost, Comparison::equal, 0},
        Good{"duplicated<=3", Metric::duplicated, Comparison::at_most, 3},
        Good{"reordered<3", Metric::reordered, Comparison::less, 3},
        Good{"corrupted==0", Metric::corrupted, Comparison::equal, 0},
        Good{"misdelivered==0", Metric::misdelivered, Comparison::equal, 0},
        Good{"foreign==0", Metric::foreign, Comparison::equal, 0},
        Good{"unsent==0", Metric::unsent, Comparison::equal, 0},
        Good{"errors==0", Metric::errors, Comparison::equal, 0},
        Good{"sent>=45000", Metric::sent, Comparison::at_least, 45'000},
        Good{"received>1", Metric::received, Comparison::more, 1},
        Good{"rate>=1000/s", Metric::rate, Comparison::at_least, 1000},
        Good{"stall<1s", Metric::stall, Comparison::less, 1e9},
        Good{"stalls==0", Metric::stalls, Comparison::equal, 0},
        Good{"min<1ms", Metric::latency_min, Comparison::less, 1e6},
        Good{"mean<0.5ms", Metric::latency_mean, Comparison::less, 5e5},
        Good{"max<=2m", Metric::latency_max, Comparison::at_most, 120e9},
    };
    for (const Good& good : kGood) {
        const Threshold threshold = parsed(good.text);
        EXPECT_EQ(threshold.metric, good.metric) << good.text;
        EXPECT_EQ(threshold.comparison, good.comparison) << good.text;
        EXPECT_DOUBLE_EQ(threshold.limit, good.limit) << good.text;
        EXPECT_EQ(threshold.text, good.text);
        EXPECT_FALSE(threshold.raw);
    }
}

TEST(Thresholds, PercentilesMayHaveFractionsAndBeRaw) {
    EXPECT_EQ(parsed("p99<50ms").metric, Metric::latency_percentile);
    EXPECT_DOUBLE_EQ(parsed("p99<50ms").percentile, 99);
    EXPECT_DOUBLE_EQ(parsed("p99.9<50ms").percentile, 99.9);
    EXPECT_DOUBLE_EQ(parsed("p0<50ms").percentile, 0);
    EXPECT_DOUBLE_EQ(parsed("p100<50ms").percentile, 100);
    EXPECT_FALSE(parsed("p99<50ms").raw);
    EXPECT_TRUE(parsed("raw.p99<50ms").raw);
    EXPECT_DOUBLE_EQ(parsed("raw.p99<50ms").percentile, 99);
    EXPECT_TRUE(parsed("raw.max<50ms").raw);
}

struct Bad {
    std::string_view text;
    Kind kind;
    std::string_view part;
};

TEST(Thresholds, WhatCannotBeReadIsNamed) {
    constexpr std::array kBad{
        Bad{"", Kind::no_comparison, ""},
        Bad{"p99", Kind::no_comparison, "p99"},
        Bad{"p99=50ms", Kind::no_comparison, "p99=50ms"},
        Bad{"p99!50ms", Kind::no_comparison, "p99!50ms"},
        Bad{"<50ms", Kind::unknown_metric, ""},
        Bad{"p<50ms", Kind::unknown_metric, "p"},
        Bad{"P99<50ms", Kind::unknown_metric, "P99"},
        Bad{" p99<50ms", Kind::unknown_metric, " p99"},
        Bad{"p99 <50ms", Kind::bad_percentile, "p99 "},
        Bad{"hold==100%", Kind::unknown_metric, "hold"},
        Bad{"raw.lost==0", Kind::unknown_metric, "raw.lost"},
        Bad{"raw.==0", Kind::unknown_metric, "raw."},
        Bad{"p100.1<50ms", Kind::bad_percentile, "p100.1"},
        Bad{"p99.9.9<50ms", Kind::bad_percentile, "p99.9.9"},
        Bad{"p1e1<50ms", Kind::bad_percentile, "p1e1"},
        Bad{"p99<", Kind::bad_limit, ""},
        Bad{"p99<50", Kind::bad_limit, "50"},
        Bad{"p99<<50ms", Kind::bad_limit, "<50ms"},
        Bad{"p99===50ms", Kind::bad_limit, "=50ms"},
        Bad{"p99<-50ms", Kind::bad_limit, "-50ms"},
        Bad{"p99<50 ms", Kind::bad_limit, "50 ms"},
        Bad{"held==100", Kind::bad_limit, "100"},
        Bad{"held==1500%%", Kind::bad_limit, "1500%%"},
        Bad{"lost==0%", Kind::bad_limit, "0%"},
        Bad{"lost==-1", Kind::bad_limit, "-1"},
        Bad{"lost==0.5", Kind::bad_limit, "0.5"},
        Bad{"lost==99999999999999999999", Kind::bad_limit, "99999999999999999999"},
        Bad{"rate>=fast", Kind::bad_limit, "fast"},
        Bad{"stall<1", Kind::bad_limit, "1"},
    };
    for (const Bad& bad : kBad) {
        const auto threshold = parse_threshold(bad.text);
        ASSERT_FALSE(threshold.ok()) << bad.text;
        EXPECT_EQ(threshold.error().kind, bad.kind) << bad.text;
        EXPECT_EQ(threshold.error().part, bad.part) << bad.text;
    }
}

TEST(Thresholds, AnUnknownMetricSuggestsTheNearestName) {
    EXPECT_EQ(parse_threshold("hold==100%").error().suggestion, "held");
    EXPECT_EQ(parse_threshold("P99<1s").error().suggestion, "p99");
    EXPECT_EQ(parse_threshold("corupted==0").error().suggestion, "corrupted");
    EXPECT_EQ(parse_threshold("zebra==0").error().suggestion, "");
}

TEST(Thresholds, ASingleEqualsSignSuggestsTwo) {
    EXPECT_EQ(parse_threshold("held=100%").error().suggestion, "held==100%");
    EXPECT_EQ(parse_threshold("held").error().suggestion, "");
    for (const Language language : {Language::english, Language::russian}) {
        const std::string text =
            threshold_fault_text(language, "held=100%", parse_threshold("held=100%").error());
        EXPECT_NE(text.find("held==100%?"), std::string::npos) << text;
    }
}

TEST(Thresholds, ABadLimitSaysWhatItIsMeasuredIn) {
    EXPECT_EQ(parse_threshold("held==1").error().unit, Unit::percent);
    EXPECT_EQ(parse_threshold("lost==x").error().unit, Unit::count);
    EXPECT_EQ(parse_threshold("stall<x").error().unit, Unit::duration);
    EXPECT_EQ(parse_threshold("rate>x").error().unit, Unit::per_second);
}

TEST(Thresholds, AnEndlessTextIsRefusedBeforeItIsRead) {
    const std::string endless(10'000, '<');
    EXPECT_EQ(parse_threshold(endless).error().kind, Kind::too_long);
    EXPECT_EQ(parse_threshold(endless).error().part.size(), 64u);
}

TEST(Thresholds, EachComparisonHoldsWhereItShould) {
    struct Case {
        std::string_view text;
        bool below, equal, above;
    };
    for (const Case& c : {Case{"lost<5", true, false, false}, Case{"lost<=5", true, true, false},
                          Case{"lost>5", false, false, true}, Case{"lost>=5", false, true, true},
                          Case{"lost==5", false, true, false}}) {
        EXPECT_EQ(parsed(c.text).holds_for(4), c.below) << c.text;
        EXPECT_EQ(parsed(c.text).holds_for(5), c.equal) << c.text;
        EXPECT_EQ(parsed(c.text).holds_for(6), c.above) << c.text;
    }
}

TEST(Thresholds, NamesAndSignsAreThoseOfTheText) {
    for (const std::string_view text : {"p99.9<50ms", "raw.p50<=50ms", "raw.max>1ms", "held==100%",
                                        "lost_connections>=0", "p0<1s", "p99.999<1s"}) {
        const Threshold threshold = parsed(text);
        const std::string rebuilt =
            metric_name(threshold) + std::string(comparison_sign(threshold.comparison));
        EXPECT_TRUE(text.starts_with(rebuilt)) << rebuilt;
    }
}

TEST(Thresholds, TheDefaultsAreHeldLostAndStall) {
    const std::vector<Threshold> thresholds = default_thresholds();
    ASSERT_EQ(thresholds.size(), 3u);
    EXPECT_EQ(thresholds[0].text, "held==100%");
    EXPECT_EQ(thresholds[1].text, "lost==0");
    EXPECT_EQ(thresholds[2].text, "stall<1s");
}

TEST(Thresholds, OnlyLessAndAtMostAreUpperLimits) {
    EXPECT_TRUE(is_upper_limit(parsed("max<1s")));
    EXPECT_TRUE(is_upper_limit(parsed("max<=1s")));
    for (const std::string_view text : {"max>1s", "max>=1s", "max==1s"}) {
        EXPECT_FALSE(is_upper_limit(parsed(text))) << text;
    }
}

TEST(Thresholds, TheTightestLatencyLimitIsTheSmallestUpperOne) {
    EXPECT_EQ(tightest_latency_limit(default_thresholds()), std::nullopt);
    const std::array thresholds{parsed("raw.p50<=4ms"), parsed("p99<50ms"), parsed("max>1ms"),
                                parsed("p50==2ms"), parsed("stall<1ms")};
    EXPECT_EQ(tightest_latency_limit(thresholds), 4ms);
}

}  // namespace
}  // namespace potok::loadtest
