#include "loadtest/report/report_text.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/sample_run.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::array kLanguages{Language::english, Language::russian};

std::string report_of(const RunResult& result, Language language = Language::english) {
    return report_text(result, judge(result), language);
}

std::string last_line(const std::string& text) {
    EXPECT_EQ(text.back(), '\n');
    const std::size_t before = text.rfind('\n', text.size() - 2);
    return text.substr(before + 1, text.size() - before - 2);
}

RunResult faulty_run() {
    RunResult result = good_run();
    result.connections.held = 1497;
    result.connections.minimum = 1497;
    result.connections.out_of_step = 7;
    for (int i = 0; i < 3; ++i) {
        result.connections.losses.add(ConnectionLosses::Phase::load, CloseReason::reset);
    }
    result.messages.ok -= 11;
    result.messages.lost = 11;
    result.unsent = 13;
    result.stalls = {.count = 2, .longest = 2s, .longest_at = 4s};
    result.faults.note({.fault = Fault::lost,
                        .connection = 5,
                        .since_start = 3s,
                        .message = MessageName{5, 8},
                        .difference = {}});
    return result;
}

TEST(ReportText, SaysWhatAServerSaidAboutItsWebSockets) {
    RunResult result = good_run();
    WebSocketFindings& websocket = result.connections.websocket;
    websocket.note_refusal(7, OpeningFailure{.kind = OpeningFailure::Kind::status, .status = 403});
    websocket.note_refusal(8, TunnelFailure{.kind = TunnelFailure::Kind::ntlm_not_supported});
    websocket.note_peer_close(9, 2s, 1011, bytes_of("\x1b[2J"));
    websocket.note_peer_close(10, 3s, 1005, {});
    const std::string english = report_of(result);
    EXPECT_THAT(english, HasSubstr("1 refused: it answered with the HTTP status 403 "
                                   "(Forbidden); the first, connection 7\n"));
    EXPECT_THAT(english, HasSubstr("1 refused: the proxy wants NTLM authentication, which is not "
                                   "supported; the first, connection 8\n"));
    EXPECT_THAT(english, HasSubstr("1 closed by the server with code 1011; the first, connection "
                                   "9, 2 s after the start: \"\\x1b[2J\"\n"));
    EXPECT_THAT(english, HasSubstr("1 closed by the server with no code; the first, connection "
                                   "10, 3 s after the start: no reason given\n"));
    const std::string russian = report_of(result, Language::russian);
    EXPECT_THAT(russian, HasSubstr("сервер ответил статусом HTTP 403 (Forbidden); первое — "
                                   "соединение 7\n"));
    EXPECT_THAT(russian, HasSubstr("код 1011; первое — соединение 9"));
    EXPECT_THAT(russian, HasSubstr("без кода; первое — соединение 10"));
}

RunResult compressing_run() {
    RunResult result = good_run();
    result.request.websocket_compression = true;
    result.request.size = {300, 500};
    WebSocketFindings& websocket = result.connections.websocket;
    websocket.note_compression();
    websocket.note_compressed_sent();
    websocket.note_compressed_sent();
    websocket.note_compressed_received(3);
    return result;
}

TEST(ReportText, SaysHowManyMessagesWereCompressedIndeed) {
    EXPECT_THAT(report_of(compressing_run()),
                HasSubstr("1 with compression agreed on; compressed were 2 of 15000 messages sent "
                          "and 3 of 15000 received\n"));
    EXPECT_THAT(report_of(compressing_run(), Language::russian),
                HasSubstr("со сжатием: 1; сжатых сообщений: 2 из 15000 отправленных и 3 из 15000 "
                          "полученных\n"));
    EXPECT_THAT(report_of(compressing_run()), Not(HasSubstr("larger --size")));
}

TEST(ReportText, SaysWhyNoMessageWasCompressed) {
    RunResult result = compressing_run();
    result.request.size = {64, 255};
    result.connections.websocket = {};
    EXPECT_THAT(report_of(result), HasSubstr("0 with compression agreed on"));
    EXPECT_THAT(report_of(result), Not(HasSubstr("larger --size"))) << "nobody agreed to it";
    result.connections.websocket.note_compression();
    EXPECT_THAT(report_of(result), HasSubstr("compressed were 0 of 15000 messages sent"));
    EXPECT_THAT(report_of(result), HasSubstr("no message was compressed: those shorter than 256 "
                                             "bytes are sent as they are; give a larger --size\n"));
    EXPECT_THAT(report_of(result, Language::russian),
                HasSubstr("ни одно сообщение не сжато: короче 256 байт они уходят как есть; "
                          "задайте --size больше\n"));
}

TEST(ReportText, SaysByWhatTheServerWasKnownAndHowHandshakesWent) {
    RunResult result = good_run();
    result.request.trust = TlsTrust::Kind::anyone_may_answer;
    TlsFacts facts;
    facts.version = TlsVersion::tls_1_3;
    facts.suite = "TLS_AES_128_GCM_SHA256";
    result.connections.tls.note_established(facts, 3ms);
    TlsFailure failure;
    failure.kind = TlsFailure::Kind::not_tls;
    result.connections.tls.note_failure(7, std::move(failure));
    EXPECT_THAT(report_of(result), HasSubstr("DANGER: --insecure"));
    EXPECT_THAT(report_of(result), HasSubstr("TLSv1.3, TLS_AES_128_GCM_SHA256: 1 full"));
    EXPECT_THAT(report_of(result), HasSubstr("1 ended by TLS: "));
    EXPECT_THAT(report_of(result, Language::russian), HasSubstr("НЕ проверялся"));
    EXPECT_THAT(report_of(result, Language::russian), HasSubstr("полных рукопожатий 1"));
    result.request.trust = TlsTrust::Kind::authorities;
    result.request.trusted_by = "ca.crt";
    EXPECT_THAT(report_of(result), HasSubstr("ca.crt"));
    EXPECT_THAT(report_of(good_run()), Not(HasSubstr("TLS")));
}

TEST(ReportText, SaysWhatWasWrongWithHttpAnswers) {
    RunResult result = good_run();
    result.http.note(5, 2s, {HttpBadAnswer::Kind::status, 503});
    result.http.note(7, 3s, {HttpBadAnswer::Kind::cut_off, 0});
    const std::string english = report_of(result);
    EXPECT_THAT(english, HasSubstr("answers with the HTTP status 503 (Service Unavailable): 1; the "
                                   "first, connection 5, 2 s after the start\n"));
    EXPECT_THAT(english, HasSubstr("cut off by the end of the connection: 1; the first, "
                                   "connection 7"));
    const std::string russian = report_of(result, Language::russian);
    EXPECT_THAT(russian, HasSubstr("ответов со статусом HTTP 503 (Service Unavailable): 1"));
    EXPECT_THAT(russian, HasSubstr("оборванных концом соединения: 1; первый — соединение 7"));
}

TEST(ReportText, SaysWhatBecameOfRedirections) {
    using Kind = HttpBadAnswer::Kind;
    RunResult result = good_run();
    result.http.count(HttpEvent::redirect_followed);
    result.http.count(HttpEvent::compressed_answer);
    for (const Kind kind :
         {Kind::redirect_too_many, Kind::redirect_elsewhere, Kind::redirect_malformed})
        result.http.note(5, 2s, {kind, 302});
    const std::string english = report_of(result);
    EXPECT_THAT(english, HasSubstr("redirections followed: 1\n"));
    EXPECT_THAT(english, HasSubstr("answers that came compressed: 1\n"));
    EXPECT_THAT(english, HasSubstr("answers with 302 (Found) that redirect once more than "));
    EXPECT_THAT(english, HasSubstr("302 (Found) that redirect to another origin: 1; the first, "));
    EXPECT_THAT(english, HasSubstr("302 (Found) that redirect to nowhere: 1"));
    const std::string russian = report_of(result, Language::russian);
    EXPECT_THAT(russian, HasSubstr("пройдено перенаправлений: 1\n"));
    EXPECT_THAT(russian, HasSubstr("ответов пришло сжатыми: 1\n"));
    EXPECT_THAT(russian, HasSubstr("сверх разрешённого в --redirects: 1"));
    EXPECT_THAT(russian, HasSubstr("302 (Found), перенаправляющих на другой сервер: 1"));
    EXPECT_THAT(russian, HasSubstr("302 (Found), перенаправляющих в никуда: 1"));
}

TEST(ReportText, AGoodRunReadsAsOneGlance) {
    EXPECT_EQ(report_of(good_run()),
              "Target       lp://127.0.0.1:9002\n"
              "Load         1500 connections, 1/s each, 10 s\n"
              "             messages of 64 B, grace 5 s, seed 42, threads 2\n"
              "Connections  1500 of 1500 established in 400 ms, 1500 held, never fewer than 1500\n"
              "Messages     15000 sent, 15000 answered as they should be (1500/s)\n"
              "             listened for 250 ms after the last of them\n"
              "Latency                               mean        p50        p90        p99      "
              "p99.9        max\n"
              "             since it was due     2.187 ms   2.001 ms   2.001 ms   2.001 ms      "
              "30 ms      30 ms\n"
              "             since it was sent        1 ms       1 ms       1 ms       1 ms       "
              "1 ms       1 ms\n"
              "Stalls       none: somebody was answered at least every 100 ms, while anybody "
              "waited\n"
              "Generator    processor 10% of a core (busiest thread), 0 late sends (0%; later than "
              "10 ms), stood still for 2 ms at most\n"
              "Thresholds   held==100%          100%          met\n"
              "             lost==0             0             met\n"
              "             stall<1s            0 ms          met\n"
              "PASSED 1500 of 1500 connections held, 15000 of 15000 messages answered, p99 2.001 "
              "ms\n");
}

TEST(ReportText, AFanoutCountsDeliveriesAndTellsItsReceiversApart) {
    const std::string text = report_of(good_fanout());
    for (const char* line :
         {"Messages     200 sent, each to 100 connections: of 20000 deliveries 20000 as they "
          "should be (2000/s)\n",
          "             sender, since sent ", "             first receiver           1 ms ",
          "             median receiver          2 ms ",
          "             last receiver           30 ms ",
          "             receivers, since it was due: of 200 messages that reached everybody; 0 "
          "reached only some\n",
          "PASSED 100 of 100 connections held, 20000 of 20000 deliveries of 200 messages made, "}) {
        EXPECT_THAT(text, ::testing::HasSubstr(line));
    }
    EXPECT_EQ(text.find("of the lost"), std::string::npos);
}

// A row for each, by a name of its own: a median is no mean.
TEST(ReportText, TheReceiversOfAFanoutHaveNamesInRussianToo) {
    const std::string text = report_of(good_fanout(), Language::russian);
    for (const char* line :
         {"             себе, от отправки ", "             первый получатель        1 мс ",
          "             медианный                2 мс ",
          "             последний               30 мс ",
          "             получатели, от срока отправки: дошло до всех сообщений 200, только до "
          "части "
          "— 0\n"}) {
        EXPECT_THAT(text, ::testing::HasSubstr(line));
    }
}

TEST(ReportText, OneInHowManyMessagesOfAFanoutWereLookedAtIsSaidWhereItWasNotEach) {
    RunResult result = good_fanout();
    result.fanout->spread.one_of = 8;
    result.fanout->spread.incomplete = 3;
    EXPECT_THAT(report_of(result),
                ::testing::HasSubstr("one message of 8 was looked at, 200 of these reached "
                                     "everybody; 3 reached only some\n"));
    EXPECT_THAT(report_of(result, Language::russian),
                ::testing::HasSubstr("взято одно сообщение из 8, из них дошло до всех 200, только "
                                     "до части — 3\n"));
}

TEST(ReportText, WhatAFanoutExpectedOfLostConnectionsIsSaidInBothLanguages) {
    RunResult result = good_fanout();
    result.connections.held = result.connections.minimum = 98;
    result.fanout->gone = 2;
    result.fanout->lost_at_gone = 150;
    result.messages.ok = 19'840;
    result.messages.lost = 160;
    result.fanout->counts = result.messages;
    const std::string english = report_of(result);
    EXPECT_THAT(english, ::testing::HasSubstr("lost: 160\n"));
    EXPECT_THAT(english,
                ::testing::HasSubstr("of the lost, 150 were due at 2 connections that were lost"));
    const Judgement judgement = judge(result);
    EXPECT_EQ(judgement.verdict, Verdict::failed);
    EXPECT_THAT(english, ::testing::HasSubstr("lost deliveries: 160"));
    const std::string russian = report_text(result, judgement, Language::russian);
    EXPECT_THAT(russian, ::testing::HasSubstr("150 полагались оборванным соединениям (2)"));
    EXPECT_THAT(russian, ::testing::HasSubstr("потеряно доставок: 160"));
    EXPECT_EQ(russian.find('{'), std::string::npos);
}

TEST(ReportText, ConnectionsThatWereLostBehindTheirLastDeliveryHaveNoShareInALoss) {
    RunResult result = good_fanout();
    result.connections.held = result.connections.minimum = 98;
    result.fanout->gone = 2;
    EXPECT_THAT(report_of(result), ::testing::Not(::testing::HasSubstr("of the lost")));
}

TEST(ReportText, TheLastLineIsTheVerdictInLatinLettersInBothLanguages) {
    RunResult interrupted = good_run();
    interrupted.interrupted = true;
    RunResult unreachable = good_run();
    unreachable.connections.established = 3;
    RunResult saturated = good_run();
    saturated.loops[0].longest_lag = 1s;
    for (const Language language : kLanguages) {
        EXPECT_THAT(last_line(report_of(good_run(), language)), StartsWith("PASSED "));
        EXPECT_THAT(last_line(report_of(faulty_run(), language)), StartsWith("FAILED "));
        EXPECT_THAT(last_line(report_of(unreachable, language)), StartsWith("FAILED "));
        EXPECT_THAT(last_line(report_of(saturated, language)), StartsWith("INVALID "));
        EXPECT_THAT(last_line(report_of(interrupted, language)), StartsWith("INVALID "));
    }
    EXPECT_THAT(last_line(report_of(unreachable)), HasSubstr("unreachable: only 3 of 1500"));
    EXPECT_THAT(last_line(report_of(unreachable, Language::russian)),
                HasSubstr("сервер недоступен"));
    EXPECT_THAT(last_line(report_of(saturated)), HasSubstr("the generator was saturated"));
    EXPECT_THAT(last_line(report_of(interrupted)), HasSubstr("interrupted"));
}

TEST(ReportText, SeveralReasonsAreListedAndCounted) {
    const std::string report = report_of(faulty_run());
    EXPECT_EQ(last_line(report), "FAILED connections lost under load: 3 of 1500; and 5 more");
    EXPECT_THAT(report, HasSubstr("Because      connections lost under load: 3 of 1500\n"));
    EXPECT_THAT(report, HasSubstr("\n             the threshold stall<1s was missed: 2 s\n"));
}

TEST(ReportText, ASingleReasonIsNotSaidTwice) {
    RunResult result = good_run();
    result.messages.duplicated = 1;
    EXPECT_EQ(last_line(report_of(result)), "FAILED duplicated messages: 1");
    EXPECT_THAT(report_of(result), Not(HasSubstr("Because")));
}

TEST(ReportText, EveryFindingIsToldInBothLanguages) {
    const std::string english = report_of(faulty_run());
    for (const char* finding :
         {"1497 held", "3 lost under load: reset, the peer", "7 byte streams out of step",
          "lost: 11", "took no more or was gone: 13",
          "2; the longest, 2 s, began 4 s after the start", "MISSED",
          "First faults message 8 of connection 5, sent 3 s after"}) {
        EXPECT_THAT(english, HasSubstr(finding));
    }
    const std::string russian = report_of(faulty_run(), Language::russian);
    for (const char* finding :
         {"удержано 1497", "потеряно под нагрузкой 3: reset, ", "сбившихся с шага: 7",
          "потеряно: 11", "не принимал или исчез: 13", "2; самая долгая, 2 с, началась через 4 с",
          "НЕ ВЫДЕРЖАН", "Первые сбои  сообщение 8 соединения 5, отправленное через 3 с"}) {
        EXPECT_THAT(russian, HasSubstr(finding));
    }
    const auto lines = [](const std::string& text) {
        return std::count(text.begin(), text.end(), '\n');
    };
    EXPECT_EQ(lines(english), lines(russian));
}

TEST(ReportText, ALoadThatNeverBeganIsNotDescribed) {
    RunResult result = good_run();
    result.connections = {};
    result.connections.losses.add(ConnectionLosses::Phase::ramp, CloseReason::connect_refused);
    result.messages = {};
    const std::string report = report_of(result);
    EXPECT_THAT(report, HasSubstr("1 not opened: connect_refused, "));
    for (const char* claim : {"Messages", "Latency", "Stalls", "Thresholds", " met"}) {
        EXPECT_THAT(report, Not(HasSubstr(claim)));
    }
}

TEST(ReportText, AConnectionThatWasOpenedAndLostAgainIsNotCalledUnopened) {
    RunResult result = good_run();
    result.connections = {.established = 1500, .losses = {}, .websocket = {}};
    result.connections.losses.add(ConnectionLosses::Phase::settling, CloseReason::ended_by_peer);
    result.messages = {};
    for (const Language language : kLanguages) {
        const std::string report = report_of(result, language);
        EXPECT_THAT(report, HasSubstr("1500"));
        EXPECT_THAT(report, HasSubstr("ended_by_peer"));
        EXPECT_THAT(report, Not(HasSubstr("not opened")));
        EXPECT_THAT(report, Not(HasSubstr("не открылось")));
        EXPECT_THAT(last_line(report), HasSubstr("1499"));
    }
}

TEST(ReportText, WhatWasUnderWayWhenInterruptedIsNotCalledLost) {
    RunResult result = faulty_run();
    result.interrupted = true;
    EXPECT_THAT(report_of(result), HasSubstr("unanswered when interrupted: 11"));
    EXPECT_THAT(report_of(result), Not(HasSubstr("never answered")));
    EXPECT_THAT(report_of(result, Language::russian), HasSubstr("в момент прерывания: 11"));
}

TEST(ReportText, TheKindOfLoadAndTheWarmUpAreNamed) {
    RunResult result = good_run();
    result.request.rate.reset();
    result.request.in_flight = 16;
    result.request.warmup = 2s;
    result.request.size = {64, 1024};
    EXPECT_THAT(report_of(result),
                HasSubstr("1500 connections, 16 unanswered each, 10 s after 2 s of warm-up"));
    EXPECT_THAT(report_of(result), HasSubstr("messages of 64..1024 B"));
    EXPECT_THAT(report_of(result, Language::russian),
                HasSubstr("без ответа по 16, 10 с после разогрева 2 с"));
}

TEST(ReportText, TheGeneratorOwnsUpToItsLateness) {
    RunResult result = good_run();
    result.loops[0].late_sends = 300;
    result.loops[1].longest_lag = 45ms;
    EXPECT_THAT(report_of(result), HasSubstr("300 late sends (2%; later than 10 ms)"));
    EXPECT_THAT(report_of(result), HasSubstr("stood still for 45 ms at most"));
    EXPECT_THAT(report_of(result, Language::russian),
                HasSubstr("отправлено 300 (2%; больше 10 мс)"));
}

TEST(ReportText, LatenciesThatWereNotMeasuredAreDashesAndNotZeros) {
    RunResult result = good_run();
    result.latency = Histogram();
    EXPECT_THAT(report_of(result), HasSubstr("since it was due            -          -"));
}

TEST(ReportText, TheTargetCannotDisturbTheTerminal) {
    RunResult result = good_run();
    result.request.target = "lp://\x1b[31m\n";
    EXPECT_EQ(report_of(result).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace potok::loadtest
