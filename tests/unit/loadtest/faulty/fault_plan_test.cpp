#include "loadtest/faulty/fault_plan.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {

void PrintTo(const FaultPlanError& error, std::ostream* out) {
    *out << "error " << static_cast<int>(error.kind) << " at \"" << error.text << '"';
}

namespace {

using namespace std::chrono_literals;
using Kind = FaultPlanError::Kind;

// The plan that these texts make; fails the test at the first that is not one.
FaultPlan plan_of(std::initializer_list<std::string_view> texts) {
    FaultPlan plan;
    for (const std::string_view text : texts)
        EXPECT_TRUE(add_fault(plan, text).ok()) << text;
    return plan;
}

// What is wrong with the last of these texts.
FaultPlanError error_of(std::initializer_list<std::string_view> texts) {
    FaultPlan plan;
    for (const std::string_view text : texts) {
        const FaultPlan before = plan;
        const auto added = add_fault(plan, text);
        if (added.ok()) continue;
        EXPECT_EQ(plan, before) << "an error leaves the plan as it was: " << text;
        return added.error();
    }
    ADD_FAILURE() << "no error";
    return {};
}

TEST(FaultPlan, EveryFaultIsWrittenAsDocumented) {
    EXPECT_EQ(plan_of({"drop=1%"}), FaultPlan{.drop_percent = 1});
    EXPECT_EQ(plan_of({"flip=0.5%"}), FaultPlan{.flip_percent = 0.5});
    EXPECT_EQ(plan_of({"duplicate=2%"}), FaultPlan{.duplicate_percent = 2});
    EXPECT_EQ(plan_of({"swap=3%"}), FaultPlan{.swap_percent = 3});
    EXPECT_EQ(plan_of({"misdeliver=4%"}), FaultPlan{.misdeliver_percent = 4});
    EXPECT_EQ(plan_of({"truncate=5%"}), FaultPlan{.truncate_percent = 5});
    EXPECT_EQ(plan_of({"refuse=50%"}), FaultPlan{.refuse_percent = 50});
    EXPECT_EQ(plan_of({"close=10%@20"}), (FaultPlan{.close_percent = 10, .close_after = 20}));
    EXPECT_EQ(plan_of({"silent"}), FaultPlan{.silent = true});
    EXPECT_EQ(plan_of({"late=50ms"}), FaultPlan{.late = 50ms});
    EXPECT_EQ(plan_of({"freeze=2s@1s"}), (FaultPlan{.freeze = FaultPlan::Freeze{2s, 1s}}));
    EXPECT_EQ(plan_of({"reset@2s"}), FaultPlan{.reset_at = 2s});
    EXPECT_EQ(plan_of({"message-bytes=1KiB"}), FaultPlan{.tcp_message_bytes = 1024});
    EXPECT_EQ(plan_of({"broadcast"}), FaultPlan{.broadcast = true});
}

TEST(FaultPlan, FaultsAddUp) {
    const FaultPlan plan = plan_of({"drop=1%", "flip=2.5%", "refuse=100%", "freeze=1s@0s"});
    EXPECT_DOUBLE_EQ(plan.message_percent(), 3.5);
    EXPECT_EQ(plan.refuse_percent, 100);
    EXPECT_EQ(plan.freeze, (FaultPlan::Freeze{1s, 0s}));
}

TEST(FaultPlan, WithoutAnyTheServerIsGoodAndAMessageOfTcpIs64Bytes) {
    const FaultPlan plan;
    EXPECT_EQ(plan.message_percent(), 0);
    EXPECT_EQ(plan.message_bytes(), 64u);
    EXPECT_EQ(plan_of({"message-bytes=100"}).message_bytes(), 100u);
}

TEST(FaultPlan, AMistakeIsNamedWithItsText) {
    const std::vector<std::pair<std::string_view, FaultPlanError>> table{
        {"", {Kind::unknown_fault, ""}},
        {"dorp=1%", {Kind::unknown_fault, "dorp"}},
        {"Drop=1%", {Kind::unknown_fault, "Drop"}},
        {" drop=1%", {Kind::unknown_fault, " drop"}},
        {"drop", {Kind::no_value, "drop"}},
        {"drop@1s", {Kind::no_value, "drop"}},
        {"drop=", {Kind::bad_percentage, ""}},
        {"drop=1", {Kind::bad_percentage, "1"}},
        {"drop=0%", {Kind::bad_percentage, "0%"}},
        {"drop=-1%", {Kind::bad_percentage, "-1%"}},
        {"drop=101%", {Kind::bad_percentage, "101%"}},
        {"drop=nan%", {Kind::bad_percentage, "nan%"}},
        {"drop=1%=2%", {Kind::bad_percentage, "1%=2%"}},
        {"drop=1%@1s", {Kind::unwanted_time, "1s"}},
        {"refuse=200%", {Kind::bad_percentage, "200%"}},
        {"silent=1%", {Kind::unwanted_value, "1%"}},
        {"silent=", {Kind::unwanted_value, ""}},
        {"silent@1s", {Kind::unwanted_time, "1s"}},
        {"late", {Kind::no_value, "late"}},
        {"late=0s", {Kind::bad_duration, "0s"}},
        {"late=50", {Kind::bad_duration, "50"}},
        {"late=2h", {Kind::bad_duration, "2h"}},
        {"freeze=2s", {Kind::no_time, "freeze"}},
        {"freeze@1s", {Kind::no_value, "freeze"}},
        {"freeze=2@1s", {Kind::bad_duration, "2"}},
        {"freeze=2s@", {Kind::bad_time, ""}},
        {"freeze=2s@1", {Kind::bad_time, "1"}},
        {"freeze=2s@1s@1s", {Kind::bad_time, "1s@1s"}},
        {"reset", {Kind::no_time, "reset"}},
        {"reset=2s", {Kind::no_time, "reset"}},
        {"reset=1%@2s", {Kind::unwanted_value, "1%"}},
        {"reset@soon", {Kind::bad_time, "soon"}},
        {"reset@3h", {Kind::bad_time, "3h"}},
        {"close=10%", {Kind::no_time, "close"}},
        {"close=10%@0", {Kind::bad_message_count, "0"}},
        {"close=10%@-1", {Kind::bad_message_count, "-1"}},
        {"close=10%@1s", {Kind::bad_message_count, "1s"}},
        {"close=0%@20", {Kind::bad_percentage, "0%"}},
        {"message-bytes=0", {Kind::bad_message_bytes, "0"}},
        {"message-bytes=65KiB", {Kind::bad_message_bytes, "65KiB"}},
        {"message-bytes=many", {Kind::bad_message_bytes, "many"}},
    };
    for (const auto& [text, error] : table)
        EXPECT_EQ(error_of({text}), error) << text;
}

TEST(FaultPlan, AFaultIsAddedOnce) {
    for (const std::string_view text :
         {"drop=1%", "flip=1%", "duplicate=1%", "swap=1%", "misdeliver=1%", "truncate=1%",
          "refuse=1%", "close=1%@1", "silent", "late=1s", "freeze=1s@0s", "reset@0s",
          "message-bytes=64"}) {
        EXPECT_EQ(error_of({text, text}).kind, Kind::repeated_fault) << text;
    }
}

TEST(FaultPlan, AMessageSuffersOneFaultSoTheSharesShareAHundred) {
    EXPECT_EQ(plan_of({"drop=60%", "flip=40%"}).message_percent(), 100);
    EXPECT_EQ(error_of({"drop=60%", "flip=40.5%"}),
              (FaultPlanError{Kind::over_100_percent, "40.5%"}));
}

TEST(FaultPlan, SharesThatAddUpToAHundredInDecimalAreNotTooMuch) {
    const FaultPlan plan = plan_of({"drop=33.3%", "flip=33.3%", "swap=33.3%", "duplicate=0.1%"});
    EXPECT_NEAR(plan.message_percent(), 100, 1e-9);
}

TEST(FaultPlan, TheWordsAreThoseThatCanBeAdded) {
    EXPECT_EQ(fault_plan_words().size(), 14u);
    for (const std::string_view word : fault_plan_words()) {
        FaultPlan plan;
        const auto added = add_fault(plan, word);
        EXPECT_TRUE(added.ok() || added.error().kind != Kind::unknown_fault) << word;
    }
}

}  // namespace
}  // namespace potok::loadtest
