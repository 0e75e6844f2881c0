// Requests in, answers out: order, back-pressure, bodies, 100 (Continue), upgrades.
#include "protocol/session/http_server_link.hpp"

#include "tests/unit/session/http_link_fixture.hpp"

namespace potok::test {
namespace {

using Events = std::vector<std::string>;

// ---- Order

TEST_F(HttpLinkTest, AnswersInsideTheCallback) {
    start();
    session->request = [&](const HttpRequestHead&) { answer("a"); };
    peer_sends(get("/"));
    EXPECT_EQ(received(), ok("a"));
    EXPECT_EQ(seen.events, (Events{"GET /", "end"}));
    peer_sends(get("/again"));
    EXPECT_EQ(received(), ok("a") + ok("a")) << "the connection lives on";
}

TEST_F(HttpLinkTest, AnswersAnyTimeLaterAndLooksAtNothingBehindTheRequestUntilThen) {
    start();
    peer_sends(get("/1") + get("/2"));
    EXPECT_EQ(seen.events, (Events{"GET /1", "end"}));
    answer("one");
    stream->step();
    EXPECT_EQ(seen.events, (Events{"GET /1", "end", "GET /2", "end"}));
    answer("two");
    EXPECT_EQ(received(), ok("one") + ok("two"));
}

TEST_F(HttpLinkTest, AnswersPipelinedRequestsInTheirOrder) {
    start_answering();
    std::string requests;
    std::string responses;
    for (int i = 0; i < 100; ++i) {
        const std::string path = "/" + std::to_string(i);
        requests += i % 3 == 0 ? post(path, "body") : get(path);
        responses += ok(path);
    }
    peer_sends(requests);
    EXPECT_EQ(received(), responses);
}

TEST_F(HttpLinkTest, HowTheInputIsCutMakesNoDifference) {
    const std::string input = get("/1") + post("/2", "two") +
                              "POST /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "2\r\nth\r\n3\r\nree\r\n0\r\nX-End: 1\r\n\r\n" +
                              get("/4", "Connection: close\r\n");
    for (std::size_t at = 0; at <= input.size(); ++at) {
        start_answering();
        peer_sends(input.substr(0, at));
        peer_sends(input.substr(at));
        EXPECT_EQ(seen.events, (Events{"GET /1", "end", "POST /2", "body:two", "end", "POST /3",
                                       "body:three", "end", "GET /4", "end"}))
            << "cut at " << at;
        EXPECT_EQ(received(), ok("/1") + ok("/2") + ok("/3") + ok("/4", "Connection: close\r\n"))
            << "cut at " << at;
        EXPECT_TRUE(stream->our_end_sent);
    }
}

TEST_F(HttpLinkTest, AnAnswerThatFindsNoRoomIsKeptAndNothingOvertakesIt) {
    start_answering();
    stream->queued_bytes_max = 150;
    stream->peer_reads = false;
    peer_sends(get("/1") + get("/2") + get("/3"));
    EXPECT_EQ(seen.events.size(), 4u) << "the third request is not looked at";
    EXPECT_TRUE(stream->paused());
    EXPECT_GT(session->held_bytes(), 0u);
    stream->peer_reads = true;
    settle();
    EXPECT_EQ(received(), ok("/1") + ok("/2") + ok("/3"));
    EXPECT_EQ(session->held_bytes(), 0u);
}

TEST_F(HttpLinkTest, TheEndComesBehindWhatIsKept) {
    start_answering();
    stream->queued_bytes_max = 150;
    stream->peer_reads = false;
    peer_sends(get("/1") + get("/2", "Connection: close\r\n"));
    EXPECT_EQ(stream->count("finish"), 0);
    stream->peer_reads = true;
    settle();
    EXPECT_EQ(received(), ok("/1") + ok("/2", "Connection: close\r\n"));
    EXPECT_TRUE(stream->our_end_sent) << "and nothing more had to come from the client";
}

TEST_F(HttpLinkTest, ALateAnswerThatFindsNoRoomIsKeptToo) {
    start();
    session->request = [&](const HttpRequestHead& head) {
        if (head.target == "/1") answer("one");
    };
    stream->queued_bytes_max = 150;
    stream->peer_reads = false;
    peer_sends(get("/1") + get("/2", "Connection: close\r\n"));
    answer(std::string(200, 'x'));
    EXPECT_EQ(stream->count("finish"), 0);
    stream->peer_reads = true;
    settle();
    EXPECT_EQ(received(), ok("one") + ok(std::string(200, 'x'), "Connection: close\r\n"));
    EXPECT_TRUE(stream->our_end_sent);
}

TEST_F(HttpLinkTest, WhatIsKeptComesOutOfTheMemoryBudget) {
    MemoryBudget small(10'000);
    session = std::make_unique<HttpLinkSession>(settings, small, seen);
    stream = std::make_unique<ScriptedStream>(*session);
    stream->open();
    stream->queued_bytes_max = 100;
    stream->peer_reads = false;
    session->request = [&](const HttpRequestHead&) { answer(std::string(20'000, 'x')); };
    peer_sends(get("/1") + get("/2"));
    stream->step();
    EXPECT_EQ(seen.closed, CloseReason::memory_budget);
}

// ---- 100 (Continue)

constexpr std::string_view kExpect = "Expect: 100-continue\r\n";

TEST_F(HttpLinkTest, WhoWaitsFor100GetsIt) {
    start_answering();
    const std::string request = post("/", "body", kExpect);
    peer_sends(request.substr(0, request.size() - 4));
    EXPECT_EQ(received(), kContinue);
    peer_sends("body");
    EXPECT_EQ(received(), kContinue + ok("/"));
}

TEST_F(HttpLinkTest, AFinalAnswerStandsIn100sPlaceAndEndsTheConnection) {
    start();
    session->request = [&](const HttpRequestHead&) { answer("no"); };
    const std::string request = post("/", "body", kExpect);
    peer_sends(request.substr(0, request.size() - 4));
    EXPECT_EQ(received(), ok("no", "Connection: close\r\n"));
    EXPECT_TRUE(stream->our_end_sent);
}

TEST_F(HttpLinkTest, AnAppThatThinksFirstLets100WaitAndMayStillSayNo) {
    for (const bool takes : {true, false}) {
        start();
        session->request = [&](const HttpRequestHead&) { link().pause_reading(); };
        const std::string request = post("/", "body", kExpect);
        peer_sends(request.substr(0, request.size() - 4));
        EXPECT_EQ(received(), "");
        if (takes) {
            link().resume_reading();
            EXPECT_EQ(received(), kContinue);
            peer_sends("body");
            EXPECT_EQ(seen.events, (Events{"POST /", "body:body", "end"}));
        } else {
            answer("no");
            EXPECT_EQ(received(), ok("no", "Connection: close\r\n"));
            EXPECT_EQ(stream->count("finish"), 1) << "nobody waits for a body that may never come";
        }
    }
}

// ---- Bodies

TEST_F(HttpLinkTest, ABodyWaitsWhileTheAppPauses) {
    start();
    session->body = [&] { link().pause_reading(); };
    const std::string request = post("/", "abcdef");
    peer_sends(request.substr(0, request.size() - 4));
    EXPECT_EQ(seen.events, (Events{"POST /", "body:ab"}));
    peer_sends("cdef");
    EXPECT_EQ(seen.events.back(), "body:ab");
    link().resume_reading();
    settle();
    EXPECT_EQ(seen.events, (Events{"POST /", "body:abcdef", "end"}));
}

TEST_F(HttpLinkTest, ARequestIsOverThoughTheAppPausedAtItsLastByte) {
    for (const std::string& request :
         {get("/"), post("/", "abc"),
          std::string("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                      "3\r\nabc\r\n0\r\n\r\n")}) {
        start();
        session->request = [&](const HttpRequestHead&) { link().pause_reading(); };
        session->body = [&] { link().pause_reading(); };
        peer_sends(request);
        for (int i = 0; i < 3; ++i) {
            link().resume_reading();
            stream->step();
        }
        EXPECT_EQ(seen.events.back(), "end") << request;
        answer("done");
        EXPECT_EQ(received(), ok("done")) << request;
    }
}

TEST_F(HttpLinkTest, AnAnswerBeforeTheBodyLeavesTheConnectionGood) {
    start();
    session->request = [&](const HttpRequestHead&) { answer("early"); };
    peer_sends(post("/", "not wanted") + get("/next"));
    EXPECT_EQ(received(), ok("early") + ok("early"));
    EXPECT_EQ(seen.events, (Events{"POST /", "end", "GET /next", "end"}));
}

TEST_F(HttpLinkTest, AnEarlyAnswerToABodyTooLongToDropEndsTheConnection) {
    for (const bool late : {false, true}) {
        start();
        if (!late) session->request = [&](const HttpRequestHead&) { answer("early"); };
        peer_sends("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
        if (late) answer("early");
        EXPECT_EQ(received(), ok("early", "Connection: close\r\n"));
        EXPECT_EQ(stream->count("finish"), 1) << (late ? "late" : "at once");
    }
}

TEST_F(HttpLinkTest, WhatIsRefusedOfAnAnswerLeavesTheRequestToBeAnswered) {
    start();
    peer_sends(get("/"));
    const std::array<HttpField, 1> injected = {{{"X", "a\r\nSet-Cookie: b"}}};
    HttpResponse response;
    response.fields = injected;
    EXPECT_EQ(link().respond(response, {}), HttpRefusal::field_value_malformed);
    EXPECT_EQ(received(), "");
    answer("good");
    EXPECT_EQ(received(), ok("good"));
}

TEST_F(HttpLinkTest, AResponseInPartsIsChunked) {
    start();
    peer_sends(get("/"));
    EXPECT_EQ(link().begin_response({.body_bytes = std::nullopt}), std::nullopt);
    EXPECT_EQ(link().send_body(bytes_of("hello")), SendStatus::sent);
    EXPECT_EQ(link().send_body({}), SendStatus::sent) << "an empty chunk would be the end";
    EXPECT_EQ(link().send_body(bytes_of("0123456789abcdef")), SendStatus::sent);
    const std::array<HttpField, 1> trailers = {{{"X-Sum", "1"}}};
    EXPECT_EQ(link().end_response(trailers), std::nullopt);
    EXPECT_EQ(received(),
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
              "10\r\n0123456789abcdef\r\n0\r\nX-Sum: 1\r\n\r\n");
    EXPECT_FALSE(stream->our_end_sent);
}

TEST_F(HttpLinkTest, AResponseInPartsToHttp10LastsUntilTheEnd) {
    start();
    peer_sends("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(link().begin_response({.body_bytes = std::nullopt}), std::nullopt);
    EXPECT_EQ(link().send_body(bytes_of("hello")), SendStatus::sent);
    EXPECT_FALSE(stream->our_end_sent);
    EXPECT_EQ(link().end_response(), std::nullopt);
    stream->step();
    EXPECT_EQ(received(), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
    EXPECT_TRUE(stream->our_end_sent);
}

TEST_F(HttpLinkTest, AHeadRequestGetsTheHeadAlone) {
    start();
    session->request = [&](const HttpRequestHead&) { answer("hello"); };
    peer_sends("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(received(), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    session->request = [&](const HttpRequestHead&) {
        EXPECT_EQ(link().begin_response({.body_bytes = std::nullopt}), std::nullopt);
        EXPECT_EQ(link().send_body(bytes_of("hello")), SendStatus::sent);
        EXPECT_EQ(link().end_response(), std::nullopt);
    };
    peer_sends("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(received(),
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
}

TEST_F(HttpLinkTest, APartThatFindsNoRoomIsSaidNoToAndMayComeAgain) {
    start();
    peer_sends(get("/"));
    stream->queued_bytes_max = 200;
    stream->peer_reads = false;
    EXPECT_EQ(link().begin_response({.body_bytes = std::nullopt}), std::nullopt);
    const std::string part(100, 'p');
    EXPECT_EQ(link().send_body(bytes_of(part)), SendStatus::queued);
    EXPECT_EQ(link().send_body(bytes_of(part)), SendStatus::rejected);
    EXPECT_TRUE(link().stream().is_open());
    stream->peer_reads = true;
    stream->step();
    EXPECT_EQ(link().send_body(bytes_of(part)), SendStatus::sent);
    EXPECT_EQ(link().end_response(), std::nullopt);
    EXPECT_EQ(received(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n" + part +
                              "\r\n64\r\n" + part + "\r\n0\r\n\r\n");
}

TEST_F(HttpLinkTest, ABodyUnderItsLengthIsCutOffAndNotFilledByTheNextAnswer) {
    start();
    peer_sends(get("/1") + get("/2"));
    EXPECT_EQ(link().begin_response({.body_bytes = 10}), std::nullopt);
    EXPECT_EQ(link().send_body(bytes_of("short")), SendStatus::sent);
    EXPECT_EQ(link().end_response(), HttpRefusal::body_under_length);
    settle();
    EXPECT_EQ(received(), "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");
    EXPECT_TRUE(stream->our_end_sent);
    EXPECT_EQ(seen.events, (Events{"GET /1", "end"}));
}

TEST_F(HttpLinkTest, ABlockIsSentAsABody) {
    start();
    const BlockRef block = BlockRef::copy_of(budget, bytes_of("..hello"));
    session->request_end = [&] { EXPECT_EQ(link().respond_block({}, block, 2), std::nullopt); };
    peer_sends(get("/") + "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n" + get("/"));
    EXPECT_EQ(received(),
              ok("hello") + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + ok("hello"));
}

TEST_F(HttpLinkTest, ABlockThatFindsNoRoomIsKeptBehindItsHead) {
    start();
    const BlockRef block = BlockRef::copy_of(budget, bytes_of(std::string(1000, 'b')));
    session->request_end = [&] { EXPECT_EQ(link().respond_block({}, block, 0), std::nullopt); };
    stream->queued_bytes_max = 300;
    stream->peer_reads = false;
    peer_sends(get("/") + get("/"));
    EXPECT_TRUE(stream->paused());
    stream->peer_reads = true;
    settle();
    EXPECT_EQ(received(), ok(std::string(1000, 'b')) + ok(std::string(1000, 'b')));
}

// ---- Upgrades

const std::array<HttpField, 1> kUpgrade = {{{"Upgrade", "echo"}}};
const std::string kSwitched =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";
constexpr std::string_view kAsksForUpgrade = "Connection: upgrade\r\nUpgrade: echo\r\n";

TEST_F(HttpLinkTest, WhatLiesBehindAnUpgradeIsTheSuccessorsHoweverItIsCut) {
    const std::string input = get("/first") + get("/", kAsksForUpgrade) + "GET / HTTP/1.1 behind";
    for (std::size_t at = 0; at <= input.size(); ++at) {
        start();
        session->request = [&](const HttpRequestHead& head) {
            if (!head.wants_upgrade) return answer("first");
            EXPECT_EQ(link().upgrade(kUpgrade, std::make_unique<UpgradedSession>(seen)),
                      std::nullopt);
        };
        peer_sends(input.substr(0, at));
        peer_sends(input.substr(at));
        EXPECT_EQ(received(), ok("first") + kSwitched + "GET / HTTP/1.1 behind") << "cut at " << at;
    }
}

TEST_F(HttpLinkTest, AnUpgradeMayComeLater) {
    for (const std::size_t behind : {0u, 10u, 40'000u}) {
        start();
        const std::string more(behind, 'm');
        peer_sends(get("/", kAsksForUpgrade) + more);
        EXPECT_EQ(link().upgrade(kUpgrade, std::make_unique<UpgradedSession>(seen)), std::nullopt);
        settle();
        EXPECT_EQ(received(), kSwitched + more) << behind << " bytes behind";
    }
}

TEST_F(HttpLinkTest, AnUpgradeReadsThoughTheAppHadPaused) {
    for (const bool at_once : {true, false}) {
        start();
        const auto upgrade = [&] {
            EXPECT_EQ(link().upgrade(kUpgrade, std::make_unique<UpgradedSession>(seen)),
                      std::nullopt);
        };
        session->request = [&](const HttpRequestHead&) {
            link().pause_reading();
            if (at_once) upgrade();
        };
        peer_sends(get("/", kAsksForUpgrade) + "behind");
        if (!at_once) upgrade();
        settle();
        EXPECT_EQ(received(), kSwitched + "behind") << at_once;
    }
}

TEST_F(HttpLinkTest, AnUpgradeThatWasNotAskedForOrComesBeforeTheBodyIsRefused) {
    for (const std::string& request : {get("/"), post("/", "body", kAsksForUpgrade)}) {
        start();
        session->request = [&](const HttpRequestHead&) {
            EXPECT_EQ(link().upgrade(kUpgrade, std::make_unique<UpgradedSession>(seen)),
                      HttpRefusal::upgrade_not_possible);
            answer("no");
        };
        peer_sends(request);
        EXPECT_EQ(received(), ok("no"));
    }
}

TEST_F(HttpLinkTest, AnUpgradeBehindAnswersThatNobodyReadsEndsTheConnection) {
    start();
    stream->queued_bytes_max = 150;
    stream->peer_reads = false;
    session->request = [&](const HttpRequestHead& head) {
        if (!head.wants_upgrade) return answer(std::string(100, 'a'));
        HttpSeen successor;
        EXPECT_EQ(link().upgrade(kUpgrade, std::make_unique<UpgradedSession>(successor)),
                  std::nullopt);
        EXPECT_EQ(successor.closed, CloseReason::slow_reader);
    };
    peer_sends(get("/") + get("/", kAsksForUpgrade));
    stream->step();
    EXPECT_EQ(seen.closed, CloseReason::slow_reader);
}

}  // namespace
}  // namespace potok::test
