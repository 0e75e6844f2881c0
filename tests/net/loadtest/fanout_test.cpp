// --fanout, proved: the built program counts every delivery of a broadcast, from potok-echo and
// from a server that loses, repeats, swaps or spoils single ones of them.
#include "tests/net/loadtest/detectors_fixture.hpp"
#include "tests/net/loadtest/echo_program.hpp"

namespace potok::testing {
namespace {

using namespace std::chrono_literals;

class FanoutTest : public DetectorsTest {
  protected:
    static constexpr std::uint64_t kReceivers = 20;
    static constexpr std::uint64_t kMessages = 80;  // of all of them in the time of kShort

    FanoutTest() {
        schemes = {EndpointScheme::lp, EndpointScheme::line, EndpointScheme::ws};
        in_closed_loop_too = false;
        open_load = {"-c", std::to_string(kReceivers), "-r", "10/s", "--fanout"};
    }

    static Plan broadcasting(Plan plan) {
        plan.broadcast = true;
        return plan;
    }
    static std::uint64_t expected(const LoadGenerator& run) {
        return run.count("fanout/deliveries_expected");
    }
    static void expect_sums(const LoadGenerator& run) {
        EXPECT_EQ(expected(run), run.count("messages/sent") * kReceivers);
        EXPECT_EQ(expected(run), run.count("messages/ok") + run.count("messages/reordered") +
                                     run.count("messages/corrupted") + run.count("messages/lost"));
        EXPECT_EQ(run.count("fanout/receivers"), kReceivers);
    }
    static void expect_everybody_held(const LoadGenerator& run) {
        EXPECT_EQ(run.count("connections/held"), kReceivers);
        EXPECT_EQ(run.count("fanout/connections_gone"), 0u);
        EXPECT_EQ(run.count("fanout/lost_at_gone"), 0u);
    }
};

const std::vector<std::string> kShort{"-d", "400ms", "--grace", "300ms"};

// ---- Against potok-echo

struct EchoTrial {
    EchoTrial(const std::string& address, const std::vector<std::string>& load)
        : echo(address, {"--broadcast"}), run(LoadGenerator::with({echo.address()}, load)) {}

    EchoProgram echo;
    LoadGenerator run;
};

TEST_F(FanoutTest, EveryMessageOfEverybodyReachesEverybodyOnce) {
    std::vector<std::unique_ptr<EchoTrial>> trials;
    for (const char* address :
         {"lp://127.0.0.1:0?prefix=u8", "lp://127.0.0.1:0?prefix=u16be", "lp://127.0.0.1:0",
          "lp://127.0.0.1:0?prefix=varint", "line://127.0.0.1:0", "ws://127.0.0.1:0"}) {
        trials.push_back(std::make_unique<EchoTrial>(
            address, LoadGenerator::with(LoadGenerator::with(open_load, kShort),
                                         {"--size", "24..200", "--threads", "3"})));
    }
    for (const auto& trial : trials) {
        LoadGenerator& run = trial->run;
        run.finish();
        SCOPED_TRACE(run.story());
        if (run.exit_code() == kInvalid)
            continue;  // too busy; what it counted is right all the same
        expect_verdict(run, 0, "passed", "PASSED");
    }
    for (const auto& trial : trials) {
        const LoadGenerator& run = trial->run;
        SCOPED_TRACE(run.story());
        EXPECT_EQ(run.faults(), Faults{});
        EXPECT_EQ(run.losses(), Faults{});
        expect_sums(run);
        expect_everybody_held(run);
        EXPECT_EQ(run.count("messages/sent"), kMessages);
        EXPECT_EQ(run.count("messages/ok"), kMessages * kReceivers);
        EXPECT_EQ(run.count("messages/received"), kMessages * kReceivers);
        EXPECT_EQ(run.count("latency_ms/samples"), kMessages * kReceivers);
        EXPECT_EQ(run.count("latency_raw_ms/samples"), kMessages) << "its own copy of each";
        for (const std::string receiver : {"first_ms", "median_ms", "last_ms"})
            EXPECT_EQ(run.count("fanout/" + receiver + "/samples"), kMessages);
        EXPECT_EQ(run.count("fanout/incomplete"), 0u);
        EXPECT_EQ(run.number("fanout/first_ms/min"), run.number("latency_ms/min"));
        EXPECT_LE(run.number("fanout/first_ms/max"), run.number("fanout/last_ms/max"));
        EXPECT_LE(run.number("fanout/median_ms/p50"), run.number("fanout/last_ms/p50"));
        EXPECT_THAT(run.text(), ::testing::HasSubstr("1600 deliveries"));
        EXPECT_THAT(run.text(), ::testing::HasSubstr("last receiver"));
    }
}

// A server that answers only the sender broadcasts nothing.
TEST_F(FanoutTest, AnEchoIsNoBroadcast) {
    each({}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        expect_sums(run);
        EXPECT_EQ(run.count("messages/ok"), done.messages);
        EXPECT_EQ(run.faults(), (Faults{{"lost", done.messages * (kReceivers - 1)}}));
        EXPECT_EQ(run.count("fanout/incomplete"), done.messages);
        EXPECT_EQ(run.value("fanout/last_ms/max"), nullptr);
        EXPECT_THAT(run.text(), ::testing::HasSubstr("never arrived at connection"));
    });
}

// Somebody else's broadcast on the same listener is nothing of this run.
TEST_F(FanoutTest, AStrangersMessagesAreForeign) {
    EchoProgram echo("lp://127.0.0.1:0", {"--broadcast"});
    LoadGenerator run(
        LoadGenerator::with({echo.address(), "-d", "1s", "--grace", "400ms"}, open_load));
    LoadGenerator stranger(
        {echo.address(), "-c", "1", "-r", "100/s", "-d", "1s", "--grace", "400ms"});
    run.finish();
    stranger.finish();
    SCOPED_TRACE(run.story() + stranger.story());
    EXPECT_NE(run.exit_code(), 0);
    EXPECT_EQ(run.word("verdict").find("passed"), std::string::npos);
    EXPECT_GT(run.count("messages/foreign"), 0u);
    EXPECT_EQ(run.faults(), (Faults{{"foreign", run.count("messages/foreign")}}));
    EXPECT_EQ(run.count("messages/ok"), expected(run)) << "its own came all the same";
}

// ---- Deliveries, each fault to one receiver

TEST_F(FanoutTest, ADeliveryDroppedIsOneLost) {
    each(broadcasting({.drop_percent = 2}), kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        ASSERT_GT(done.of(Kind::drop), 0u);
        expect_faults(run, {{"lost", done.of(Kind::drop)}});
        expect_named_in_verdict(run, "lost deliveries");
        expect_sums(run);
        expect_everybody_held(run);
        EXPECT_GT(run.count("fanout/incomplete"), 0u);
        EXPECT_LE(run.count("fanout/incomplete"), done.of(Kind::drop));
        EXPECT_EQ(run.count("fanout/last_ms/samples") + run.count("fanout/incomplete"),
                  done.messages);
    });
}

TEST_F(FanoutTest, ADeliveryFlippedIsOneCorrupted) {
    each(broadcasting({.flip_percent = 5}), kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        ASSERT_GT(done.of(Kind::flip), 0u);
        expect_faults(run, {{"corrupted", done.of(Kind::flip)}});
        expect_sums(run);
        expect_everybody_held(run);
    });
}

TEST_F(FanoutTest, ADeliveryRepeatedIsOneDuplicated) {
    each(broadcasting({.duplicate_percent = 2}), kShort,
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             ASSERT_GT(done.of(Kind::duplicate), 0u);
             expect_faults(run, {{"duplicated", done.of(Kind::duplicate)}});
             EXPECT_EQ(run.count("messages/ok"), expected(run));
             expect_everybody_held(run);
         });
}

TEST_F(FanoutTest, ADeliveryToTheWrongConnectionIsLostToOneAndDuplicatedAtAnother) {
    each(broadcasting({.misdeliver_percent = 2}), kShort,
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             const std::uint64_t misdelivered = done.of(Kind::misdeliver);
             ASSERT_GT(misdelivered, 0u);
             expect_faults(run, {{"lost", misdelivered}, {"duplicated", misdelivered}});
             expect_sums(run);
             expect_everybody_held(run);
         });
}

// Reordered ones too: overtaken by the next message of the same sender. What is held back for it,
// where there is none, comes 1.5 s later: late, and in its order.
TEST_F(FanoutTest, AllFaultsOfDeliveriesAtOnceAreToldApart) {
    each(broadcasting(
             {.drop_percent = 2, .flip_percent = 2, .duplicate_percent = 2, .swap_percent = 2}),
         {"-d", "500ms", "--grace", "2s", "--size", "24..5000"},
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             for (const Kind kind : {Kind::drop, Kind::flip, Kind::duplicate, Kind::swap})
                 ASSERT_GT(done.of(kind), 0u) << fault_kind_name(kind);
             EXPECT_EQ(run.faults(), (Faults{{"lost", done.of(Kind::drop)},
                                             {"corrupted", done.of(Kind::flip)},
                                             {"duplicated", done.of(Kind::duplicate)},
                                             {"reordered", done.of(Kind::swap)}}));
             expect_sums(run);
             expect_everybody_held(run);
         });
}

// ---- Receivers that do not stay

// What was sent is expected of them all the same, and that is said.
TEST_F(FanoutTest, WhatIsDueAtConnectionsThatWereLostIsLost) {
    each(broadcasting({.close_percent = 30, .close_after = 2}), kShort,
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             const std::uint64_t closed = done.of(Kind::close);
             ASSERT_GT(closed, 0u);
             EXPECT_EQ(run.losses(), (Faults{{"load: ended_by_peer", closed}}));
             EXPECT_EQ(run.count("fanout/connections_gone"), closed);
             EXPECT_GT(run.count("fanout/lost_at_gone"), 0u);
             EXPECT_LE(run.count("fanout/lost_at_gone"), run.count("messages/lost"));
             expect_sums(run);
             EXPECT_THAT(run.text(),
                         ::testing::HasSubstr("of the lost, " +
                                              std::to_string(run.count("fanout/lost_at_gone"))));
         });
}

TEST_F(FanoutTest, ASilentServerHasLostEveryDelivery) {
    each(broadcasting({.silent = true}), kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        expect_faults(run, {{"lost", done.messages * kReceivers}});
        expect_sums(run);
        EXPECT_THAT(run.words("reasons", "kind"), ::testing::Contains("nothing_measured"));
        EXPECT_GE(run.number("stalls/longest_ms"), 300);
    });
}

// ---- Where it is refused

TEST_F(FanoutTest, IsRefusedByNameWhereMessagesCannotBeToldApart) {
    for (const std::string address : {"tcp://127.0.0.1:9", "http://127.0.0.1:9"}) {
        LoadGenerator run({address, "--fanout"});
        run.finish();
        SCOPED_TRACE(run.story());
        EXPECT_EQ(run.exit_code(), 2);
        EXPECT_THAT(run.story(), ::testing::HasSubstr("--fanout"));
        EXPECT_EQ(run.text(), "");
    }
}

}  // namespace
}  // namespace potok::testing
