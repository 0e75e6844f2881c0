#include "loadtest/report/report_names.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

TEST(ReportNames, AreDistinctLowerCaseWords) {
    std::set<std::string_view> names;
    std::size_t count = 0;
    const auto add = [&](std::string_view name) {
        EXPECT_FALSE(name.empty());
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos);
        names.insert(name);
        ++count;
    };
    for (const Verdict verdict :
         {Verdict::passed, Verdict::failed, Verdict::invalid, Verdict::unreachable}) {
        add(verdict_name(verdict));
    }
    for (const Fault fault : kFaults)
        add(fault_name(fault));
    for (int kind = 0; kind <= static_cast<int>(Reason::Kind::threshold_missed); ++kind) {
        add(reason_name(static_cast<Reason::Kind>(kind)));
    }
    for (const auto phase : ConnectionLosses::kPhases)
        add(phase_name(phase));
    EXPECT_EQ(names.size(), count);
}

TEST(ReportNames, FiguresAreInTheUnitTheyName) {
    EXPECT_EQ(figure_of(Unit::duration, 2.5e6).value, 2.5);
    EXPECT_EQ(figure_of(Unit::duration, 0).unit, "ms");
    EXPECT_EQ(figure_of(Unit::percent, 99.5).value, 99.5);
    EXPECT_EQ(figure_of(Unit::percent, 0).unit, "percent");
    EXPECT_EQ(figure_of(Unit::count, 7).value, 7);
    EXPECT_EQ(figure_of(Unit::count, 7).unit, "count");
    EXPECT_EQ(figure_of(Unit::per_second, 7).value, 7);
    EXPECT_EQ(figure_of(Unit::per_second, 7).unit, "per_second");
}

}  // namespace
}  // namespace potok::loadtest
