// Every detector of potok-loadtest, proved: for each fault that a server commits, the built program
// finds that fault, no other, as often as it was committed, and fails the run.
#include <bit>

#include "tests/net/loadtest/detectors_fixture.hpp"

namespace potok::testing {
namespace {

using namespace std::chrono_literals;

const std::vector<std::string> kShort{"-d", "1s", "--grace", "1s"};

// ---- Nothing to find

TEST_F(DetectorsTest, AGoodServerPasses) {
    also_over_http();
    each({}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_passed(run);
        EXPECT_GT(done.messages, 500u);
        EXPECT_EQ(run.count("messages/sent"), done.messages);
        EXPECT_LT(run.number("stalls/longest_ms"), 1000);
        EXPECT_EQ(run.text().find("First faults"), std::string::npos);
    });
}

TEST_F(DetectorsTest, AServerThatIsOnlyLatePassesAndItsLatencyShows) {
    each({.late = 50ms}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_passed(run);
        EXPECT_EQ(run.count("messages/sent"), done.of(Kind::late));
        for (const std::string latency : {"latency_ms", "latency_raw_ms"}) {
            EXPECT_GE(run.number(latency + "/min"), 50);
            EXPECT_GE(run.number(latency + "/p50"), 50);
        }
    });
}

TEST_F(DetectorsTest, AServerThatIsTooLateForAThresholdFailsByItsName) {
    const std::vector<std::string> arguments =
        LoadGenerator::with(kShort, {"--threshold", "p50<30ms", "--threshold", "held==100%"});
    each({.late = 50ms}, arguments, [](const LoadGenerator& run, const auto&) {
        expect_failed(run);
        EXPECT_EQ(run.words("reasons", "kind"), std::vector<std::string>{"threshold_missed"});
        EXPECT_EQ(run.words("reasons", "threshold"), std::vector<std::string>{"p50<30ms"});
        EXPECT_NE(run.last_line().find("p50"), std::string::npos);
        EXPECT_EQ(run.faults(), Faults{});
    });
}

// ---- Messages

TEST_F(DetectorsTest, DroppedMessagesAreLost) {
    each({.drop_percent = 2}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        ASSERT_GT(done.of(Kind::drop), 0u);
        expect_faults(run, {{"lost", done.of(Kind::drop)}});
        expect_named_in_verdict(run, "lost");
        expect_all_held(run);
    });
}

TEST_F(DetectorsTest, FlippedMessagesAreCorrupted) {
    also_over_http();
    each({.flip_percent = 2}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        ASSERT_GT(done.of(Kind::flip), 0u);
        expect_faults(run, {{"corrupted", done.of(Kind::flip)}});
        expect_named_in_verdict(run, "corrupted");
        expect_all_held(run);
        // One bit of one byte: the example says which.
        const std::uint64_t expected = run.count("first_faults/0/expected_byte");
        const std::uint64_t got = run.count("first_faults/0/got_byte");
        EXPECT_EQ(std::popcount(expected ^ got), 1);
        EXPECT_LT(run.count("first_faults/0/offset_bytes"), 64u);
    });
}

TEST_F(DetectorsTest, DuplicatedMessagesAreDuplicated) {
    each({.duplicate_percent = 2}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        ASSERT_GT(done.of(Kind::duplicate), 0u);
        expect_faults(run, {{"duplicated", done.of(Kind::duplicate)}});
        expect_named_in_verdict(run, "duplicated");
        expect_all_held(run);
    });
}

// What is held back for its neighbour at the end of the load comes 1.5 s later: it is not lost.
TEST_F(DetectorsTest, SwappedMessagesAreReordered) {
    each({.swap_percent = 2}, {"-d", "1s", "--grace", "2s"},
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             ASSERT_GT(done.of(Kind::swap), 0u);
             expect_faults(run, {{"reordered", done.of(Kind::swap)}});
             expect_named_in_verdict(run, "reordered");
             expect_all_held(run);
         });
}

TEST_F(DetectorsTest, MisdeliveredMessagesAreMisdeliveredAndLostToTheirOwner) {
    each({.misdeliver_percent = 2}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        const std::uint64_t misdelivered = done.of(Kind::misdeliver);
        ASSERT_GT(misdelivered, 0u);
        expect_faults(run, {{"lost", misdelivered}, {"misdelivered", misdelivered}});
        expect_all_held(run);
        EXPECT_NE(run.value("first_faults/1/message/connection"),
                  run.value("first_faults/1/connection"));
    });
}

void expect_all_told_apart(const LoadGenerator& run, const loadtest::FaultCounts& done) {
    using Kind = loadtest::FaultKind;
    for (const Kind kind :
         {Kind::drop, Kind::flip, Kind::duplicate, Kind::swap, Kind::misdeliver}) {
        ASSERT_GT(done.of(kind), 0u) << fault_kind_name(kind);
    }
    EXPECT_EQ(run.faults(),
              (LoadGenerator::Faults{{"lost", done.of(Kind::drop) + done.of(Kind::misdeliver)},
                                     {"corrupted", done.of(Kind::flip)},
                                     {"duplicated", done.of(Kind::duplicate)},
                                     {"reordered", done.of(Kind::swap)},
                                     {"misdelivered", done.of(Kind::misdeliver)}}));
}

constexpr loadtest::FaultPlan kAllFaultsOfMessages{.drop_percent = 2,
                                                   .flip_percent = 2,
                                                   .duplicate_percent = 2,
                                                   .swap_percent = 2,
                                                   .misdeliver_percent = 2};

TEST_F(DetectorsTest, AllFaultsOfMessagesAtOnceAreToldApart) {
    each(kAllFaultsOfMessages, {"-d", "1s", "--grace", "2s"},
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             expect_all_told_apart(run, done);
             expect_all_held(run);
         });
}

// Not on tcp, where the server takes every 64 bytes for a message.
TEST_F(DetectorsTest, SoTheyAreInMessagesOfAllSizes) {
    schemes = {EndpointScheme::lp, EndpointScheme::line, EndpointScheme::ws};
    each(kAllFaultsOfMessages, {"-d", "1s", "--grace", "2s", "--size", "24..5000"},
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             expect_all_told_apart(run, done);
             expect_all_held(run);
         });
}

// Too small for a name of their own: told by their place and their bytes.
TEST_F(DetectorsTest, SmallMessagesAreVerifiedToo) {
    const std::vector<std::string> arguments = LoadGenerator::with(kShort, {"--size", "8"});
    schemes = {EndpointScheme::lp, EndpointScheme::line, EndpointScheme::ws};
    each({.drop_percent = 2}, arguments, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        ASSERT_GT(done.of(Kind::drop), 0u);
        expect_faults(run, {{"lost", done.of(Kind::drop)}});
    });
    schemes.push_back(EndpointScheme::tcp);
    each({.flip_percent = 2, .tcp_message_bytes = 8}, arguments,
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             ASSERT_GT(done.of(Kind::flip), 0u);
             expect_faults(run, {{"corrupted", done.of(Kind::flip)}});
         });
}

// ---- Messages over HTTP: one request of a connection is under way, and what is not answered holds
// up all behind it.

TEST_F(DetectorsTest, OverHttpWhatIsDroppedOrCutOffIsLost) {
    schemes = {EndpointScheme::http};
    each({.drop_percent = 2, .truncate_percent = 2}, kShort,
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             const std::uint64_t truncated = done.of(Kind::truncate);
             ASSERT_GT(done.of(Kind::drop), 0u);
             ASSERT_GT(truncated, 0u);
             EXPECT_EQ(run.count("messages/sent"), done.messages);
             EXPECT_EQ(run.count("messages/lost"), done.of(Kind::drop) + truncated);
             EXPECT_EQ(run.count("messages/ok"), done.messages - done.of(Kind::drop) - truncated);
             EXPECT_EQ(run.losses(), (Faults{{"load: truncated_message", truncated}}));
             EXPECT_EQ(run.word("messages/http_bad_answers/0/kind"), "cut_off");
             EXPECT_EQ(run.count("messages/http_bad_answers/0/count"), truncated);
         });
}

TEST_F(DetectorsTest, OverHttpFaultsBehindARedirectionAreTheSame) {
    schemes = {EndpointScheme::http};
    path = "/led";
    each({.drop_percent = 2, .flip_percent = 2, .truncate_percent = 2},
         LoadGenerator::with(kShort, {"--redirects", "1"}),
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             const std::uint64_t truncated = done.of(Kind::truncate);
             ASSERT_GT(done.of(Kind::drop), 0u);
             ASSERT_GT(done.of(Kind::flip), 0u);
             ASSERT_GT(truncated, 0u);
             EXPECT_EQ(run.count("messages/sent"), done.messages);
             EXPECT_EQ(run.count("messages/http_redirects"), done.messages);
             EXPECT_EQ(run.count("messages/lost"), done.of(Kind::drop) + truncated);
             EXPECT_EQ(run.count("messages/corrupted"), done.of(Kind::flip));
             EXPECT_EQ(run.losses(), (Faults{{"load: truncated_message", truncated}}));
         });
}

// The second answer is nobody's; or, where a next request has left meanwhile, that of one before.
TEST_F(DetectorsTest, OverHttpASecondAnswerIsNeverTakenForAGoodOne) {
    schemes = {EndpointScheme::http};
    each({.duplicate_percent = 2}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        ASSERT_GT(done.of(Kind::duplicate), 0u);
        EXPECT_GT(run.count("messages/foreign") + run.count("messages/duplicated"), 0u);
        EXPECT_EQ(run.count("messages/corrupted"), 0u);
    });
}

// ---- Connections

// Half a line is a line that the end has ended: damaged. Half of anything else is no message.
TEST_F(DetectorsTest, ATruncatedMessageIsNotTakenForAnAnswer) {
    each({.truncate_percent = 1}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        const std::uint64_t truncated = done.of(Kind::truncate);
        ASSERT_GT(truncated, 0u);
        EXPECT_EQ(run.count("connections/held"), kConnections - truncated);
        const std::string target = run.word("request/target");
        const bool frames = target.starts_with("lp") || target.starts_with("ws");
        EXPECT_EQ(
            run.losses(),
            (Faults{{frames ? "load: truncated_message" : "load: ended_by_peer", truncated}}));
        Faults faults = run.faults();
        EXPECT_EQ(faults["corrupted"], target.starts_with("line") ? truncated : 0);
        EXPECT_EQ(faults["duplicated"] + faults["reordered"] + faults["misdelivered"], 0u);
        EXPECT_GE(faults["lost"] + faults["corrupted"], truncated);
    });
}

TEST_F(DetectorsTest, ConnectionsThatTheServerClosesAreNotHeld) {
    also_over_http();
    each({.close_percent = 30, .close_after = 8}, kShort,
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             const std::uint64_t closed = done.of(Kind::close);
             ASSERT_GT(closed, 0u);
             EXPECT_EQ(run.count("connections/established"), kConnections);
             EXPECT_EQ(run.count("connections/held"), kConnections - closed);
             EXPECT_EQ(run.count("connections/minimum"), kConnections - closed);
             EXPECT_EQ(run.losses(), (Faults{{"load: ended_by_peer", closed}}));
             if (!is_websocket(run)) return;
             EXPECT_EQ(run.count("connections/websocket_closes/0/code"), 1001u);
             EXPECT_EQ(run.count("connections/websocket_closes/0/count"), closed);
             EXPECT_EQ(run.word("connections/websocket_closes/0/reason"), "as planned");
             EXPECT_THAT(run.text(), ::testing::HasSubstr("with code 1001"));
             EXPECT_THAT(run.text(), ::testing::HasSubstr("\"as planned\""));
         });
}

TEST_F(DetectorsTest, AResetOfEverybodyLeavesNobodyHeld) {
    also_over_http();
    each({.reset_at = 600ms}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_failed(run);
        EXPECT_EQ(done.of(Kind::reset), kConnections);
        EXPECT_EQ(run.count("connections/held"), 0u);
        EXPECT_EQ(run.losses(), (Faults{{"load: reset", kConnections}}));
    });
}

TEST_F(DetectorsTest, ARefusedHalfIsARampThatNeverGotThere) {
    also_over_http();
    each({.refuse_percent = 50}, kShort, [](const LoadGenerator& run, const auto& done) {
        expect_verdict(run, 4, "unreachable", "FAILED");
        const std::uint64_t refused = done.of(Kind::refuse);
        ASSERT_GT(refused, 0u);
        EXPECT_EQ(done.connections, kConnections);
        EXPECT_EQ(run.count("connections/requested"), kConnections);
        // Accepted, and ended at once: that is told from one that was never opened, as a WebSocket
        // is that was refused.
        const bool opened = !is_websocket(run);
        EXPECT_EQ(run.count("connections/established"), kConnections - (opened ? 0 : refused));
        EXPECT_EQ(
            run.losses(),
            (Faults{{opened ? "settling: ended_by_peer" : "ramp: upgrade_refused", refused}}));
        if (!opened) {
            EXPECT_EQ(run.count("connections/websocket_refusals/0/status"), 503u);
            EXPECT_EQ(run.count("connections/websocket_refusals/0/count"), refused);
            EXPECT_THAT(run.text(), ::testing::HasSubstr("503 (Service Unavailable)"));
        }
        EXPECT_EQ(run.words("reasons", "kind"), std::vector<std::string>{"ramp_incomplete"});
        EXPECT_EQ(run.number("reasons/0/measured"), kConnections - refused);
    });
}

// ---- The server

TEST_F(DetectorsTest, ASilentServerHasLostEverything) {
    each({.silent = true}, {"-d", "1500ms", "--grace", "1s"},
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             EXPECT_EQ(run.count("messages/sent"), done.of(Kind::silent));
             expect_faults(run, {{"lost", done.of(Kind::silent)}});
             EXPECT_THAT(run.words("reasons", "kind"), ::testing::Contains("nothing_measured"));
             EXPECT_EQ(run.count("messages/received"), 0u);
             EXPECT_EQ(run.value("latency_ms/p50"), nullptr);
             EXPECT_GE(run.number("stalls/longest_ms"), 1400);
             expect_all_held(run);
         });
}

// Frozen for 2 s of 4: what fell due meanwhile was late by up to 2 s. An open loop's p99 is near
// that; so is a closed loop's, whose every in-flight message waited all the time.
TEST_F(DetectorsTest, AFrozenServerIsAStallAsLongAsItWasAndShowsInThePercentiles) {
    also_over_http();
    each({.freeze = Plan::Freeze{2s, 1s}}, {"-d", "4s", "--grace", "1s"},
         [](const LoadGenerator& run, const auto& done) {
             expect_failed(run);
             EXPECT_EQ(done.of(Kind::freeze), 1u);
             EXPECT_EQ(run.faults(), Faults{}) << "late, and not lost";
             expect_all_held(run);
             EXPECT_EQ(run.words("reasons", "kind"), std::vector<std::string>{"threshold_missed"});
             EXPECT_EQ(run.words("reasons", "threshold"), std::vector<std::string>{"stall<1s"});
             EXPECT_NE(run.last_line().find("stall"), std::string::npos);
             EXPECT_GE(run.number("stalls/longest_ms"), 1800);
             EXPECT_LE(run.number("stalls/longest_ms"), 2600);
             EXPECT_GE(run.number("latency_ms/p99"), 1800);
             EXPECT_GE(run.number("latency_ms/max"), 1900);
         });
}

}  // namespace
}  // namespace potok::testing
