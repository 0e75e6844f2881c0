#include "loadtest/report/report_json.hpp"

#include <fstream>
#include <set>

#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/json_schema.hpp"
#include "tests/unit/loadtest/sample_run.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

json report_of(const RunResult& result) {
    return json::parse(report_json(result, judge(result)));
}

json schema() {
    std::ifstream file(POTOK_SOURCE_DIR "/docs/loadtest-result.schema.json");
    return json::parse(file);
}

// Everything that can be wrong is.
RunResult bad_run() {
    RunResult result =
        good_run({"held==100%", "p99<1ms", "raw.max<1ms", "rate>=1000000/s", "lost==0"});
    result.request.seed = ~std::uint64_t{0};
    result.connections.held = 1400;
    result.connections.minimum = 1300;
    result.connections.losses.add(ConnectionLosses::Phase::ramp, CloseReason::connect_refused);
    for (int i = 0; i < 3; ++i) {
        result.connections.losses.add(ConnectionLosses::Phase::load, CloseReason::reset);
    }
    WebSocketFindings& websocket = result.connections.websocket;
    websocket.note_refusal(7, OpeningFailure{.kind = OpeningFailure::Kind::status, .status = 403});
    websocket.note_refusal(8, OpeningFailure{.kind = OpeningFailure::Kind::upgrade,
                                             .upgrade = UpgradeResponseFailure::accept_wrong});
    for (int i = 0; i <= static_cast<int>(TunnelFailure::Kind::ended_early); ++i)
        websocket.note_refusal(6, TunnelFailure{.kind = static_cast<TunnelFailure::Kind>(i)});
    websocket.note_peer_close(9, 2s, 1011, bytes_of("\x1b\n"));
    websocket.note_peer_close(10, 3s, 1005, {});
    result.request.websocket_compression = true;
    websocket.note_compression();
    websocket.note_compressed_sent();
    websocket.note_compressed_received(2);
    for (const auto kind :
         {HttpBadAnswer::Kind::malformed, HttpBadAnswer::Kind::too_long,
          HttpBadAnswer::Kind::coding, HttpBadAnswer::Kind::cut_off, HttpBadAnswer::Kind::unasked})
        result.http.note(6, 3s, {kind, 0});
    for (const auto kind :
         {HttpBadAnswer::Kind::redirect_too_many, HttpBadAnswer::Kind::redirect_elsewhere,
          HttpBadAnswer::Kind::redirect_malformed})
        result.http.note(4, 3s, {kind, 307});
    result.http.count(HttpEvent::redirect_followed);
    result.http.count(HttpEvent::redirect_followed);
    result.http.count(HttpEvent::compressed_answer);
    result.http.note(5, 2s, {HttpBadAnswer::Kind::status, 503});
    result.messages = {.sent = 15'000,
                       .ok = 14'000,
                       .lost = 300,
                       .duplicated = 1,
                       .reordered = 200,
                       .corrupted = 500,
                       .misdelivered = 2,
                       .foreign = 3};
    result.unsent = 4;
    result.stalls = {.count = 2, .longest = 2001ms, .longest_at = 3s};
    result.loops[0].late_sends = 6000;
    result.loops[0].longest_lag = 700ms;
    result.loops[0].lagging = 4s;
    result.faults.note({.fault = Fault::corrupted,
                        .connection = 17,
                        .since_start = 1500ms,
                        .message = MessageName{17, 4},
                        .difference = Difference{33, std::byte{0x41}, std::byte{0xFE}}});
    result.faults.note({.fault = Fault::foreign,
                        .connection = 3,
                        .since_start = 2s,
                        .message = {},
                        .difference = {}});
    result.faults.note({.fault = Fault::misdelivered,
                        .connection = 3,
                        .since_start = 2s,
                        .message = MessageName{9, 8},
                        .difference = {}});
    return result;
}

TEST(ReportJson, ScriptsFindWhatTheyRelyOn) {
    const json report = report_of(good_run());
    EXPECT_EQ(report["verdict"], "passed");
    for (const char* key : {"requested", "established", "held", "minimum"}) {
        EXPECT_EQ(report["connections"][key], 1500) << key;
    }
    EXPECT_EQ(report["connections"]["websocket_compressed"], nullptr) << "it was not offered";
    EXPECT_EQ(report["messages"]["websocket_compressed_sent"], nullptr);
    EXPECT_EQ(report["messages"]["websocket_compressed_received"], nullptr);
    const json compressed = report_of(bad_run());
    EXPECT_EQ(compressed["connections"]["websocket_compressed"], 1);
    EXPECT_EQ(compressed["messages"]["websocket_compressed_sent"], 1);
    EXPECT_EQ(compressed["messages"]["websocket_compressed_received"], 2);
    EXPECT_EQ(report["messages"]["sent"], 15'000);
    EXPECT_EQ(report["messages"]["received"], 15'000);
    for (const char* key : {"lost", "duplicated", "reordered", "corrupted", "misdelivered"}) {
        EXPECT_EQ(report["messages"][key], 0) << key;
    }
    EXPECT_NEAR(report["latency_ms"]["p50"].get<double>(), 2, 0.002);
    EXPECT_NEAR(report["latency_ms"]["p90"].get<double>(), 2, 0.002);
    EXPECT_NEAR(report["latency_ms"]["p99"].get<double>(), 2, 0.002);
    EXPECT_NEAR(report["latency_ms"]["p999"].get<double>(), 30, 0.03);
    EXPECT_EQ(report["latency_ms"]["max"], 30.0);
    EXPECT_EQ(report["latency_raw_ms"]["max"], 1.0);
    EXPECT_EQ(report["stalls"]["count"], 0);
    EXPECT_EQ(report["stalls"]["longest_ms"], 0.0);
    EXPECT_NEAR(report["generator"]["cpu_percent"].get<double>(), 10, 1e-9);
    EXPECT_EQ(report["generator"]["late_sends"], 0);
}

RunResult run_over_tls() {
    RunResult result = good_run();
    result.request.trust = TlsTrust::Kind::authorities;
    result.request.trusted_by = "ca.crt";
    TlsFacts facts;
    facts.version = TlsVersion::tls_1_3;
    facts.suite = "TLS_AES_128_GCM_SHA256";
    result.connections.tls.note_established(facts, std::chrono::milliseconds(3));
    TlsFailure failure;
    failure.kind = TlsFailure::Kind::alert;
    failure.alert = 48;
    result.connections.tls.note_failure(7, std::move(failure));
    return result;
}

TEST(ReportJson, HasExactlyWhatTheSchemaDescribes) {
    const json rules = schema();
    SchemaCheck check(rules);
    RunResult interrupted = good_run();
    interrupted.interrupted = true;
    RunResult unreachable = good_run();
    unreachable.connections = {};
    RunResult closed_loop = good_run({"max<1ms", "mean<1s"});
    closed_loop.request.rate.reset();
    closed_loop.request.in_flight = 16;
    for (const RunResult& result : {good_run(), run_over_tls(), bad_run(), interrupted, unreachable,
                                    closed_loop, good_fanout(), RunResult()}) {
        EXPECT_EQ(check.faults_of(report_of(result)), std::vector<std::string>{});
    }
}

// A schema that takes everything would make the test above worthless.
TEST(ReportJson, TheSchemaNoticesWhatDoesNotBelong) {
    const json rules = schema();
    SchemaCheck check(rules);
    const json good = report_of(bad_run());
    const auto changed = [&](const char* place, const json& value) {
        json bad = good;
        bad[json::json_pointer(place)] = value;
        return check.faults_of(bad).size();
    };
    EXPECT_EQ(changed("/verdict", "perfect"), 1u);
    EXPECT_EQ(changed("/exit_code", 7), 1u);
    EXPECT_EQ(changed("/additional", 7), 1u);
    EXPECT_EQ(changed("/messages/sent", -1), 1u);
    EXPECT_EQ(changed("/messages/sent", "15000"), 1u);
    EXPECT_EQ(changed("/latency_ms/p50", "2"), 1u);
    EXPECT_EQ(changed("/first_faults/0/got_byte", 256), 1u);
    EXPECT_EQ(changed("/reasons/0/kind", "because"), 1u);
    EXPECT_EQ(changed("/connections/losses/0/phase", "later"), 1u);
    for (const auto& [key, value] : good.items()) {
        json bad = good;
        bad.erase(key);
        EXPECT_EQ(check.faults_of(bad).size(), 1u) << key;
    }
}

TEST(ReportJson, EveryFigureOfABadRunIsThere) {
    const json report = report_of(bad_run());
    EXPECT_EQ(report["verdict"], "invalid");
    EXPECT_EQ(report["exit_code"], 5);
    EXPECT_EQ(report["connections"]["held"], 1400);
    EXPECT_EQ(report["connections"]["minimum"], 1300);
    EXPECT_EQ(report["connections"]["losses"],
              json::parse(R"([{"phase":"ramp","reason":"connect_refused","count":1},
                              {"phase":"load","reason":"reset","count":3}])"));
    EXPECT_EQ(report["messages"]["lost"], 300);
    EXPECT_EQ(report["messages"]["duplicated"], 1);
    EXPECT_EQ(report["messages"]["reordered"], 200);
    EXPECT_EQ(report["messages"]["corrupted"], 500);
    EXPECT_EQ(report["messages"]["misdelivered"], 2);
    EXPECT_EQ(report["messages"]["foreign"], 3);
    EXPECT_EQ(report["messages"]["unsent"], 4);
    EXPECT_EQ(report["messages"]["ok_per_second"], 1400.0);
    EXPECT_EQ(report["stalls"]["longest_ms"], 2001.0);
    EXPECT_EQ(report["stalls"]["longest_at_ms"], 3000.0);
    EXPECT_EQ(report["generator"]["late_sends"], 6000);
    EXPECT_EQ(report["generator"]["late_sends_percent"], 40.0);
    EXPECT_EQ(report["generator"]["longest_lag_ms"], 700.0);
    EXPECT_EQ(report["generator"]["lagging_percent"], 20.0);
}

TEST(ReportJson, AFanoutHasItsFiguresAndNothingElseHas) {
    EXPECT_EQ(report_of(good_run())["fanout"], nullptr);
    RunResult result = good_fanout();
    result.fanout->gone = 3;
    result.fanout->lost_at_gone = 17;
    result.fanout->spread.incomplete = 5;
    result.fanout->spread.one_of = 4;
    const json report = report_of(result);
    EXPECT_EQ(report["messages"]["sent"], 200);
    const json& fanout = report["fanout"];
    EXPECT_EQ(fanout["receivers"], 100);
    EXPECT_EQ(fanout["deliveries_expected"], 20'000);
    EXPECT_EQ(fanout["connections_gone"], 3);
    EXPECT_EQ(fanout["lost_at_gone"], 17);
    EXPECT_EQ(fanout["measured_one_of"], 4);
    EXPECT_EQ(fanout["incomplete"], 5);
    EXPECT_EQ(fanout["first_ms"]["max"], 1.0);
    EXPECT_EQ(fanout["median_ms"]["samples"], 200);
    EXPECT_EQ(fanout["last_ms"]["max"], 30.0);
}

TEST(ReportJson, HandshakesOfTlsAreThereWhereThereWereAny) {
    EXPECT_EQ(report_of(good_run())["connections"]["tls"], nullptr);
    const json tls = report_of(run_over_tls())["connections"]["tls"];
    EXPECT_EQ(tls["verified_by"], "authorities");
    EXPECT_EQ(tls["agreed"][0]["version"], "TLSv1.3");
    EXPECT_EQ(tls["agreed"][0]["full"], 1);
    EXPECT_EQ(tls["handshake_ms"]["max"], 3.0);
    EXPECT_EQ(tls["failures"][0]["alert"], "unknown_ca");
    EXPECT_EQ(tls["failures"][0]["connection"], 7);
}

TEST(ReportJson, FirstFaultsComeAsValues) {
    const json faults = report_of(bad_run())["first_faults"];
    ASSERT_EQ(faults.size(), 3u);
    EXPECT_EQ(faults[0], json::parse(R"({"fault":"corrupted","connection":17,"at_ms":1500.0,
        "message":{"connection":17,"number":4},"offset_bytes":33,"expected_byte":65,"got_byte":254,
        "http_status":null})"));
    EXPECT_EQ(faults[1]["message"]["connection"], 9);
    EXPECT_EQ(faults[1]["offset_bytes"], nullptr);
    EXPECT_EQ(faults[2]["message"], nullptr);
}

TEST(ReportJson, ARefusedMessageHasItsStatusAndNoByte) {
    RunResult result = good_run();
    result.faults.note({.fault = Fault::corrupted,
                        .connection = 17,
                        .since_start = 1500ms,
                        .message = MessageName{17, 4},
                        .difference = {},
                        .status = 503});
    const json fault = report_of(result)["first_faults"][0];
    EXPECT_EQ(fault["http_status"], 503);
    EXPECT_EQ(fault["got_byte"], nullptr);
}

TEST(ReportJson, HttpAnswersThatAreNoneAreCountedByWhatTheyAre) {
    const json bad = report_of(bad_run())["messages"]["http_bad_answers"];
    ASSERT_EQ(bad.size(), 9u);
    EXPECT_EQ(bad[0], json::parse(R"({"kind":"malformed","status":null,"count":1,"connection":6,
                                      "at_ms":3000.0})"));
    EXPECT_EQ(bad[5], json::parse(R"({"kind":"redirect_too_many","status":307,"count":1,
                                      "connection":4,"at_ms":3000.0})"));
    EXPECT_EQ(bad[8], json::parse(R"({"kind":"status","status":503,"count":1,"connection":5,
                                      "at_ms":2000.0})"));
}

TEST(ReportJson, WhatHttpAnswersDidIsCounted) {
    const json messages = report_of(bad_run())["messages"];
    EXPECT_EQ(messages["http_redirects"], 2);
    EXPECT_EQ(messages["http_compressed_answers"], 1);
}

TEST(ReportJson, ReasonsHaveTheirFiguresAndUnits) {
    const json reasons = report_of(bad_run())["reasons"];
    EXPECT_EQ(reasons[0], json::parse(R"({"kind":"generator_stalled","fault":null,"threshold":null,
                                          "measured":700.0,"limit":500.0,"unit":"ms"})"));
    EXPECT_EQ(reasons[1], json::parse(R"({"kind":"generator_late","fault":null,"threshold":null,
                                          "measured":40.0,"limit":5.0,"unit":"percent"})"));
    const auto found = [&](std::string_view kind, std::string_view key, const json& value) {
        return std::count_if(reasons.begin(), reasons.end(), [&](const json& reason) {
            return reason["kind"] == kind && reason[std::string(key)] == value;
        });
    };
    EXPECT_EQ(found("message_fault", "fault", "corrupted"), 1);
    EXPECT_EQ(found("message_fault", "measured", 500.0), 1);
    EXPECT_EQ(found("connections_lost", "measured", 200.0), 1);
    EXPECT_EQ(found("threshold_missed", "threshold", "p99<1ms"), 1);
    EXPECT_EQ(found("threshold_missed", "unit", "per_second"), 1);
}

TEST(ReportJson, ALatencyOfOurOwnNamesItsThresholdAndOurPart) {
    RunResult result = good_run({"max<29ms"});
    result.loops[0].longest_late = 5ms;
    EXPECT_EQ(report_of(result)["reasons"],
              json::parse(R"([{"kind":"latency_is_ours","fault":null,"threshold":"max<29ms",
                               "measured":30.0,"limit":7.0,"unit":"ms"}])"));
}

TEST(ReportJson, WhatWasNotMeasuredIsNullAndNotZero) {
    RunResult result = good_run({"p99<1s", "held==100%"});
    result.latency = Histogram();
    const json report = report_of(result);
    EXPECT_EQ(report["latency_ms"]["samples"], 0);
    for (const char* key : {"min", "mean", "p50", "p90", "p99", "p999", "max"}) {
        EXPECT_EQ(report["latency_ms"][key], nullptr) << key;
    }
    EXPECT_EQ(report["thresholds"][0]["measured"], nullptr);
    EXPECT_EQ(report["thresholds"][0]["met"], false);
    EXPECT_EQ(report["reasons"][0]["kind"], "nothing_measured");
    EXPECT_EQ(report["reasons"][1]["threshold"], "p99<1s");
    EXPECT_EQ(report["reasons"][1]["measured"], nullptr);
    EXPECT_EQ(report["stalls"]["longest_at_ms"], nullptr);
}

TEST(ReportJson, TheSeedKeepsAllItsDigits) {
    EXPECT_EQ(report_of(bad_run())["request"]["seed"], "18446744073709551615");
}

TEST(ReportJson, AnInterruptedRunIsInvalidWithItsOwnExitCode) {
    RunResult result = good_run();
    result.interrupted = true;
    const json report = report_of(result);
    EXPECT_EQ(report["verdict"], "invalid");
    EXPECT_EQ(report["exit_code"], 130);
    EXPECT_EQ(report["interrupted"], true);
}

TEST(ReportJson, TheTargetMayBeAnyBytes) {
    RunResult result = good_run();
    result.request.target = "lp://\xff\"\n";
    EXPECT_TRUE(json::accept(report_json(result, judge(result))));
    EXPECT_EQ(report_json(result, judge(result)).back(), '\n');
}

}  // namespace
}  // namespace potok::loadtest
