#include "loadtest/make_plan.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

LoadSettings settings_for(std::string_view target) {
    LoadSettings settings;
    settings.target = std::move(parse_endpoint(target, EndpointUse::target)).value();
    settings.connections = 100;
    settings.size = "64";
    return settings;
}

TEST(MakePlan, WithoutAPaceEachConnectionSendsOneMessageASecond) {
    const auto plan = make_plan(settings_for("lp://127.0.0.1:1"), 1000);
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan.value().total_rate, 100.0);
    EXPECT_FALSE(plan.value().in_flight);
}

TEST(MakePlan, ARateIsThatOfOneConnection) {
    LoadSettings settings = settings_for("lp://127.0.0.1:1");
    settings.rate = 2.5;
    EXPECT_EQ(make_plan(settings, 1000).value().total_rate, 250.0);
    settings.rate.reset();
    settings.total_rate = 7;
    EXPECT_EQ(make_plan(settings, 1000).value().total_rate, 7.0);
}

TEST(MakePlan, AClosedLoopHasNoRate) {
    LoadSettings settings = settings_for("lp://127.0.0.1:1");
    settings.in_flight = 4;
    const auto plan = make_plan(settings, 1000);
    EXPECT_FALSE(plan.value().total_rate);
    EXPECT_EQ(plan.value().in_flight, 4u);
}

TEST(MakePlan, SaysHowManyDescriptorsItNeeds) {
    const auto plan = make_plan(settings_for("lp://127.0.0.1:1"), 100);
    ASSERT_FALSE(plan.ok());
    const auto* few = std::get_if<TooFewDescriptors>(&plan.error());
    ASSERT_NE(few, nullptr);
    EXPECT_GT(few->needed, 100u);
    EXPECT_EQ(few->allowed, 100u);
}

TEST(MakePlan, ANameThatMeansNothingIsASystemError) {
    const auto plan = make_plan(settings_for("lp://no-such-host.invalid:1"), 1000);
    ASSERT_FALSE(plan.ok());
    ASSERT_TRUE(std::holds_alternative<SystemError>(plan.error()));
    EXPECT_EQ(std::get<SystemError>(plan.error()).call, SystemCall::resolve);
}

TEST(MakePlan, ASourceThatIsNotThisMachinesIsNamed) {
    LoadSettings settings = settings_for("lp://127.0.0.1:1");
    settings.source = {"127.0.0.2", "192.0.2.1"};  // RFC 5737: nobody's
    const auto plan = make_plan(settings, 1000);
    ASSERT_FALSE(plan.ok());
    const auto* bad = std::get_if<BadSource>(&plan.error());
    ASSERT_NE(bad, nullptr);
    EXPECT_EQ(bad->source, "192.0.2.1");
    EXPECT_EQ(bad->error.call, SystemCall::bind);
    EXPECT_EQ(bad->error.cause, SystemCause::address_not_local);
    settings.source.pop_back();
    EXPECT_EQ(make_plan(settings, 1000).value().sources.size(), 1u);
}

TEST(MakePlan, ASourceOfAFamilyThatTheTargetHasNotIsNamed) {
    LoadSettings settings = settings_for("lp://127.0.0.1:1");
    settings.source = {"::1"};
    const auto plan = make_plan(settings, 1000);
    ASSERT_FALSE(plan.ok());
    const auto* bad = std::get_if<BadSource>(&plan.error());
    ASSERT_NE(bad, nullptr);
    EXPECT_EQ(bad->error.cause, SystemCause::address_family_unsupported);
}

// The proxy is connected to; the target's name is its affair.
TEST(MakePlan, AProxyIsAskedForTheTargetAndNobodyElseIs) {
    LoadSettings settings = settings_for("ws://no-such-host.invalid/a");
    EXPECT_FALSE(make_plan(settings, 1000).ok());
    settings.proxy = "http://a:b@127.0.0.1:3128";
    const auto plan = make_plan(settings, 1000);
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan.value().addresses,
              std::vector<Address>{Address::parse_host("127.0.0.1", 3128).value()});
    EXPECT_EQ(plan.value().proxy, (ProxyAsk{"no-such-host.invalid:80", "Basic YTpi"}));
    EXPECT_EQ(plan.value().upgrade.host, "no-such-host.invalid");
}

TEST(MakePlan, AHostBeyondAsciiIsAskedForInAsciiAndShownAsItWasWritten) {
    LoadSettings settings = settings_for("http://почта.рф/a");
    settings.proxy = "http://127.0.0.1:3128";
    const auto plan = make_plan(settings, 1000);
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan.value().post.host, "xn--80a1acny.xn--p1ai");
    EXPECT_EQ(plan.value().proxy->authority, "xn--80a1acny.xn--p1ai:80");
    EXPECT_EQ(plan.value().target.host, "почта.рф");
}

TEST(MakePlan, NeverHasMoreLoopsThanConnections) {
    LoadSettings settings = settings_for("lp://127.0.0.1:1");
    settings.connections = 2;
    settings.threads = 16;
    EXPECT_EQ(make_plan(settings, 1000).value().loops, 2u);
}

TEST(MakePlan, KeepsAGivenSeedAndDrawsOneOtherwise) {
    LoadSettings settings = settings_for("lp://127.0.0.1:1");
    settings.seed = 0;
    EXPECT_EQ(make_plan(settings, 1000).value().seed, 0u);
    settings.seed.reset();
    EXPECT_NE(make_plan(settings, 1000).value().seed, make_plan(settings, 1000).value().seed);
    EXPECT_LT(make_plan(settings, 1000).value().seed, std::uint64_t{1} << 53);
}

}  // namespace
}  // namespace potok::loadtest
