// How it ends: refusals, deadlines, the client's end, a drain; and what an app may still do then.
#include "tests/unit/session/http_link_fixture.hpp"

namespace potok::test {
namespace {

using Events = std::vector<std::string>;

using namespace std::chrono_literals;

// ---- Refusals

struct Refused {
    std::string request;
    std::string status;
};

TEST_F(HttpLinkTest, ARefusalArrivesAndNothingBehindItIsParsed) {
    const std::string head = "POST / HTTP/1.1\r\nHost: h\r\n";
    const std::vector<Refused> refusals = {
        {"GET / HTTP/1.1\r\n\r\n", "400 Bad Request"},
        {head + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400 Bad Request"},
        {head + "Content-Length: 99999999999\r\n\r\n", "413 Content Too Large"},
        {"GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n", "414 URI Too Long"},
        {head + "Expect: wonders\r\n\r\n", "417 Expectation Failed"},
        {head + "X: " + std::string(9000, 'x') + "\r\n", "431 Request Header Fields Too Large"},
        {head + "Transfer-Encoding: gzip, chunked\r\n\r\n", "501 Not Implemented"},
        {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", "505 HTTP Version Not Supported"},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 HTTP Version Not Supported"},
    };
    for (const Refused& refused : refusals) {
        start_answering();
        peer_sends(get("/before") + refused.request + get("/behind"));
        EXPECT_EQ(received(), ok("/before") + refusal(refused.status)) << refused.request;
        EXPECT_EQ(seen.events, (Events{"GET /before", "end"}));
        EXPECT_EQ(stream->count("abort"), 0);
        EXPECT_TRUE(stream->our_end_sent) << refused.status;
        stream->peer_ends();
        stream->step();
        EXPECT_EQ(seen.closed, CloseReason::bad_request);
    }
}

TEST_F(HttpLinkTest, ARefusalWaitsForWhatIsKept) {
    start_answering();
    stream->queued_bytes_max = 100;
    stream->peer_reads = false;
    peer_sends(get("/1") + get("/2") + "nonsense\r\n\r\n");
    stream->peer_reads = true;
    settle();
    EXPECT_EQ(received(), ok("/1") + ok("/2") + refusal("400 Bad Request"));
}

TEST_F(HttpLinkTest, ABodyThatBreaksIsRefusedUnlessItsResponseHasBegun) {
    const std::string broken =
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n";
    start();
    peer_sends(broken);
    EXPECT_EQ(received(), refusal("400 Bad Request"));
    EXPECT_EQ(seen.events, Events{"POST /"}) << "it is never over";

    start();
    session->request = [&](const HttpRequestHead&) {
        EXPECT_EQ(link().begin_response({.body_bytes = std::nullopt}), std::nullopt);
    };
    peer_sends(broken);
    EXPECT_EQ(received(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    EXPECT_TRUE(stream->our_end_sent);
}

// ---- Deadlines

TEST_F(HttpLinkTest, AHeadThatIsNotWholeInTimeGets408) {
    start();
    EXPECT_EQ(stream->alarm, settings.head_timeout) << "from the opening on";
    peer_sends("GET / HT");
    stream->ring();
    stream->step();
    EXPECT_EQ(received(), refusal("408 Request Timeout"));
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(seen.closed, CloseReason::handshake_timeout);
}

TEST_F(HttpLinkTest, WhoSaysNothingAtAllIsLeftWithoutAWord) {
    start();
    stream->ring();
    stream->step();
    EXPECT_EQ(received(), "");
    EXPECT_TRUE(stream->our_end_sent);
}

TEST_F(HttpLinkTest, BytesOfAHeadDoNotMoveItsDeadline) {
    start();
    stream->alarm = 1ms;  // what is left of it
    peer_sends("GET / HT");
    peer_sends("TP/1.1\r\n");
    EXPECT_EQ(stream->alarm, 1ms);
}

TEST_F(HttpLinkTest, AnAnsweredConnectionOutlivesTheDeadlineOfItsFirstHead) {
    start_answering();
    peer_sends(get("/"));
    EXPECT_EQ(stream->alarm, settings.idle_timeout);
    stream->ring();
    stream->step();
    EXPECT_EQ(received(), ok("/")) << "a quiet end";
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(seen.closed, CloseReason::idle_timeout);
}

TEST_F(HttpLinkTest, AClientMayLeaveWithoutAWordBetweenRequestsAlone) {
    start();
    const auto& link = session->link;
    EXPECT_TRUE(link.between_requests());
    peer_sends("GET / HT");
    EXPECT_FALSE(link.between_requests());
    peer_sends("TP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_FALSE(link.between_requests()) << "it waits for its answer";
}

TEST_F(HttpLinkTest, EveryHeadHasAllOfItsTime) {
    start_answering();
    peer_sends("GET /1 HTTP/1.1\r\n");
    stream->alarm = 1ms;  // what is left of it
    peer_sends("Host: h\r\n\r\nGET /2");
    EXPECT_EQ(stream->alarm, settings.head_timeout);
    peer_sends(" HTTP/1.1\r\nHost: h\r\n\r\n");
    peer_sends("G");
    EXPECT_EQ(stream->alarm, settings.head_timeout);
}

TEST_F(HttpLinkTest, EveryPauseBetweenRequestsHasAllOfItsTime) {
    start_answering();
    peer_sends(get("/1"));
    stream->alarm = 1ms;
    peer_sends(get("/2"));
    EXPECT_EQ(stream->alarm, settings.idle_timeout);
}

TEST_F(HttpLinkTest, ABodyOfWhichNothingComesGets408) {
    start();
    peer_sends("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab");
    ASSERT_EQ(stream->alarm, settings.body_timeout);
    peer_sends("c");
    stream->ring();
    ASSERT_EQ(stream->alarm, settings.body_timeout) << "something came meanwhile";
    stream->ring();
    stream->step();
    EXPECT_EQ(received(), refusal("408 Request Timeout"));
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(seen.closed, CloseReason::no_progress);
}

TEST_F(HttpLinkTest, ABodyWhoseResponseHasBegunOrIsCompleteGetsNo408) {
    for (const bool complete : {false, true}) {
        start();
        session->request = [&](const HttpRequestHead&) {
            if (complete) return answer("early");
            EXPECT_EQ(link().begin_response({.body_bytes = std::nullopt}), std::nullopt);
        };
        peer_sends("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab");
        stream->ring();
        stream->step();
        EXPECT_EQ(received().find("408"), std::string::npos);
        EXPECT_TRUE(stream->our_end_sent);
    }
}

TEST_F(HttpLinkTest, WhileWeAreTheOnesToMoveNoDeadlineRuns) {
    start();
    peer_sends(get("/"));
    EXPECT_FALSE(stream->alarm) << "an answer may take its time";
    answer("late");
    EXPECT_EQ(stream->alarm, settings.idle_timeout);

    start();
    session->body = [&] { link().pause_reading(); };
    peer_sends("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab");
    for (int i = 0; i < 10; ++i)
        stream->ring();
    EXPECT_EQ(stream->count("finish"), 0) << "paused, we could not have heard";
    link().resume_reading();
    stream->ring();
    stream->step();
    EXPECT_EQ(received(), refusal("408 Request Timeout"));
}

// Nothing here turns the loop's clock but the test itself.
void let_time_pass(ScriptedStream& stream) {
    const Instant before = stream.loop().now();
    while (stream.loop().now() == before)
        stream.loop().run_once(Duration::zero());
}

TEST_F(HttpLinkTest, ABodyThatTricklesGets408OnceItsGraceIsOver) {
    settings.body_rate.grace = 1ns;
    start();
    peer_sends("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab");
    ASSERT_EQ(stream->alarm, 1ns) << "that of the rate is nearer than that of the next byte";
    let_time_pass(*stream);
    peer_sends("c");
    let_time_pass(*stream);
    stream->ring();
    stream->step();
    EXPECT_EQ(received(), refusal("408 Request Timeout"));
    EXPECT_TRUE(stream->our_end_sent);
}

TEST_F(HttpLinkTest, ABodyMayTakeAsLongAsItKeepsItsRate) {
    settings.body_rate = {.bytes_per_second = 1, .grace = 1h};
    start();
    peer_sends("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab");
    EXPECT_EQ(stream->alarm, settings.body_timeout);
    for (int i = 0; i < 5; ++i) {
        let_time_pass(*stream);
        peer_sends("c");
        stream->ring();
    }
    EXPECT_EQ(stream->count("finish"), 0);
}

TEST_F(HttpLinkTest, WhileWeDoNotReadABodyItIsNotSlow) {
    settings.body_rate.grace = 1s;
    start();
    session->body = [&] { link().pause_reading(); };
    peer_sends("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab");
    EXPECT_EQ(stream->alarm, settings.body_timeout);
    let_time_pass(*stream);
    stream->ring();
    EXPECT_EQ(stream->alarm, settings.body_timeout);
    link().resume_reading();
    EXPECT_EQ(stream->alarm, 1s) << "its grace is whole";
    EXPECT_EQ(stream->count("finish"), 0);
}

TEST_F(HttpLinkTest, EveryBodyHasAGraceOfItsOwn) {
    settings.body_rate = {.bytes_per_second = 1, .grace = 1s};
    start_answering();
    const std::string request = post("/", "ab");
    peer_sends(request.substr(0, request.size() - 1));
    let_time_pass(*stream);
    peer_sends("b" + request.substr(0, request.size() - 1));
    EXPECT_EQ(stream->alarm, 1s);
}

TEST_F(HttpLinkTest, WhoStillReadsWhatWasAnsweredIsNotSilent) {
    for (const std::string_view next :
         {"", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n"}) {
        start();
        session->request = [&](const HttpRequestHead& head) {
            if (head.method == "GET") answer("long");
        };
        stream->peer_reads = false;
        peer_sends(get("/") + std::string(next));
        for (int i = 0; i < 10; ++i)
            stream->ring();
        EXPECT_EQ(stream->count("finish"), 0);
        stream->peer_reads = true;
        stream->step();
        stream->ring();
        EXPECT_EQ(stream->count("finish"), 0) << "its time begins when it has read all";
        stream->ring();
        EXPECT_EQ(stream->count("finish"), 1);
    }
}

TEST_F(HttpLinkTest, WhatIsKeptIsNotTheClientsSilence) {
    start_answering();
    stream->queued_bytes_max = 50;
    stream->peer_reads = false;
    peer_sends(get("/1") + get("/2"));
    for (int i = 0; i < 10; ++i)
        stream->ring();
    stream->peer_reads = true;
    settle();
    EXPECT_EQ(received(), ok("/1") + ok("/2"));
    EXPECT_EQ(stream->count("finish"), 0);
    EXPECT_EQ(stream->alarm, settings.idle_timeout);
}

// ---- The client's end

TEST_F(HttpLinkTest, AHalfClosedClientGetsEverythingThenTheEnd) {
    start_answering();
    stream->peer_sends(get("/1") + get("/2"));
    stream->peer_ends();
    settle();
    EXPECT_EQ(received(), ok("/1") + ok("/2"));
    EXPECT_EQ(seen.closed, CloseReason::finished);
}

TEST_F(HttpLinkTest, AHalfClosedClientGetsLateAnswersToAllThatItAsked) {
    start();
    stream->peer_sends(get("/1") + get("/2") + get("/3"));
    stream->peer_ends();
    for (const std::string_view body : {"one", "two", "three"}) {
        settle();
        EXPECT_FALSE(seen.closed);
        answer(body);
    }
    settle();
    EXPECT_EQ(received(), ok("one") + ok("two") + ok("three"));
    EXPECT_EQ(seen.closed, CloseReason::finished);
}

TEST_F(HttpLinkTest, AnEndInsideARequestIsRefusedBehindTheAnswersBeforeIt) {
    for (const std::string_view rest :
         {"GET /2 HTT", "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Len",
          "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx"}) {
        start();
        stream->peer_sends(get("/1") + std::string(rest));
        stream->peer_ends();
        settle();
        answer("one");
        settle();
        EXPECT_EQ(received(), ok("one") + refusal("400 Bad Request")) << rest;
        EXPECT_EQ(seen.closed, CloseReason::bad_request);
    }
}

TEST_F(HttpLinkTest, AnEndDuringAResponseInPartsLetsItBeCompleted) {
    start();
    peer_sends(get("/"));
    EXPECT_EQ(link().begin_response({.body_bytes = 4}), std::nullopt);
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(link().send_body(bytes_of("body")), SendStatus::sent);
    EXPECT_EQ(link().end_response(), std::nullopt);
    settle();
    EXPECT_EQ(received(), ok("body"));
    EXPECT_EQ(seen.closed, CloseReason::finished);
}

TEST_F(HttpLinkTest, AnEndBetweenRequestsIsAnOrderlyOne) {
    start_answering();
    peer_sends(get("/"));
    stream->peer_ends();
    settle();
    EXPECT_EQ(received(), ok("/"));
    EXPECT_EQ(seen.closed, CloseReason::finished);
}

// ---- A drain

TEST_F(HttpLinkTest, ADrainEndsAConnectionBetweenRequestsAtOnce) {
    for (const bool late : {false, true}) {
        start();
        if (!late) session->request = [&](const HttpRequestHead&) { answer("a"); };
        peer_sends(get("/"));
        if (late) answer("a");
        stream->drain();
        EXPECT_EQ(stream->count("finish"), 1);
        EXPECT_EQ(received(), ok("a"));
        stream->peer_ends();
        stream->step();
        EXPECT_EQ(seen.closed, CloseReason::drained);
    }
}

TEST_F(HttpLinkTest, ADrainInsideARequestSaysWithItsAnswerThatItIsTheLast) {
    start();
    peer_sends(post("/", "body").substr(0, 20));
    stream->drain();
    EXPECT_EQ(stream->count("finish"), 0);
    peer_sends(post("/", "body").substr(20));
    answer("last");
    settle();
    EXPECT_EQ(received(), ok("last", "Connection: close\r\n"));
    EXPECT_TRUE(stream->our_end_sent);
}

TEST_F(HttpLinkTest, ADrainInsideAResponseEndsBehindIt) {
    start();
    peer_sends(get("/"));
    EXPECT_EQ(link().begin_response({.body_bytes = 4}), std::nullopt);
    stream->drain();
    EXPECT_EQ(link().send_body(bytes_of("body")), SendStatus::sent);
    EXPECT_EQ(stream->count("finish"), 0);
    EXPECT_EQ(link().end_response(), std::nullopt);
    settle();
    EXPECT_EQ(received(), ok("body"));
    EXPECT_TRUE(stream->our_end_sent);
}

TEST_F(HttpLinkTest, ADrainInsideABodyThatIsAnsweredAlreadyEndsBehindIt) {
    start();
    session->request = [&](const HttpRequestHead&) { answer("early"); };
    const std::string request = post("/", "body");
    peer_sends(request.substr(0, request.size() - 2));
    stream->drain();
    peer_sends("dy");
    EXPECT_TRUE(stream->our_end_sent);
}

TEST_F(HttpLinkTest, ADrainBehindWhatIsKeptEndsWhenThatHasLeft) {
    start_answering();
    stream->queued_bytes_max = 50;
    stream->peer_reads = false;
    peer_sends(get("/1") + get("/2"));
    stream->drain();
    stream->peer_reads = true;
    settle();
    EXPECT_EQ(received(), ok("/1") + ok("/2"));
    EXPECT_TRUE(stream->our_end_sent);
}

// ---- Too late

using Act = std::function<void()>;

TEST_F(HttpLinkTest, AnAnswerToARequestThatWasRefusedMeanwhileGoesNowhere) {
    const std::vector<std::pair<const char*, Act>> ends = {
        {"broken", [&] { peer_sends("-"); }},
        {"half-closed",
         [&] {
             stream->peer_ends();
             stream->step();
         }},
        {"timed out", [&] { stream->ring(); }},
        {"aborted", [&] { stream->abort(CloseReason::stopped); }},
    };
    for (const auto& [what, end] : ends) {
        start();
        peer_sends("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
        end();
        const std::string before = received();
        for (int i = 0; i < 2; ++i) {
            answer("too late");
            EXPECT_EQ(link().begin_response({}), std::nullopt) << what;
            EXPECT_EQ(link().send_body(bytes_of("x")), SendStatus::rejected) << what;
            EXPECT_EQ(link().end_response(), std::nullopt) << what;
            const BlockRef block = BlockRef::copy_of(budget, bytes_of("x"));
            EXPECT_EQ(link().respond_block({}, block, 0), std::nullopt) << what;
            link().pause_reading();
            link().resume_reading();
        }
        EXPECT_EQ(received(), before) << what;
        EXPECT_EQ(session->held_bytes(), 0u) << what;
    }
}

TEST_F(HttpLinkTest, AnUpgradeThatComesTooLateIsToldToItsSuccessor) {
    const HttpField upgrade{"Upgrade", "x"};
    for (const bool refused : {true, false}) {
        start();
        peer_sends(
            "POST / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n"
            "Transfer-Encoding: chunked\r\n\r\n");
        peer_sends(refused ? "-" : "0\r\n\r\n");
        if (!refused) stream->abort(CloseReason::stopped);
        HttpSeen successor;
        auto next = std::make_unique<UpgradedSession>(successor);
        EXPECT_EQ(link().upgrade({&upgrade, 1}, std::move(next)), std::nullopt);
        EXPECT_EQ(successor.closed, refused ? CloseReason::bad_request : CloseReason::stopped);
    }
}

TEST_F(HttpLinkTest, A408ThatIsStillKeptIsTheLastWord) {
    start();
    session->request = [&](const HttpRequestHead&) { answer(std::string(100, 'a')); };
    stream->queued_bytes_max = 10;
    stream->peer_reads = false;
    peer_sends(get("/") + "GET / HTTP");
    stream->ring();
    peer_sends("/1.1\r\nHost: h\r\n\r\n");
    link().resume_reading();
    stream->peer_reads = true;
    settle();
    EXPECT_EQ(received(), ok(std::string(100, 'a')) + refusal("408 Request Timeout"));
    EXPECT_EQ(seen.events, (Events{"GET /", "end"}));
    EXPECT_TRUE(stream->our_end_sent);
}

}  // namespace
}  // namespace potok::test
