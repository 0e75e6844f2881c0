#include "protocol/session/http_client_link.hpp"

#include <cstdio>

#include "tests/gtest_pch.hpp"
#include "tests/support/compressed.hpp"
#include "tests/unit/session/scripted_stream.hpp"

namespace potok::test {
namespace {

using namespace std::chrono_literals;

class ClientSession final : public Session {
  public:
    ClientSession(const HttpClientSettings& settings, MemoryBudget& budget)
        : link(settings, budget) {}

    void on_open(Stream& stream) override { link.open(stream); }
    Consumed on_data(MutableBytes data) override { return link.feed(data, *this); }
    void on_drained() override { link.go_on(); }
    void on_end() override { link.end(*this); }
    void on_alarm() override { link.alarm(); }
    void on_close(CloseReason reason) override { closed = reason; }

    void on_response(const HttpResponseHead& head) {
        told += std::to_string(head.status) + "[";
        if (aborts) link.stream().abort(CloseReason::stopped);
    }
    void on_body(Bytes bytes) {
        told += text_of(bytes);
        if (pauses) link.pause_reading();
        if (aborts_in_body) link.stream().abort(CloseReason::stopped);
    }
    void on_response_end() { told += "]"; }
    void on_response_failure(HttpAnswerFailure why) {
        told += "!";
        failure = why;
    }

    HttpClientLink link;
    std::string told;
    std::optional<HttpAnswerFailure> failure;
    std::optional<CloseReason> closed;
    bool aborts = false;
    bool aborts_in_body = false;
    bool pauses = false;
};

class HttpClientLinkTest : public ::testing::Test {
  protected:
    HttpClientLinkTest() { start(); }

    void start() {
        session = std::make_unique<ClientSession>(settings, budget);
        stream = std::make_unique<ScriptedStream>(*session);
        stream->open();
    }
    void ask(std::string_view method = "GET", std::string_view body = {}) {
        HttpRequest request;
        request.method = method;
        request.host = "example.org";
        request.body_bytes = body.size();
        ASSERT_FALSE(session->link.send(request, bytes_of(body)));
    }
    void server_says(std::string_view bytes) {
        stream->peer_sends(bytes);
        stream->step();
    }
    static std::string ok(std::string_view body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               std::string(body);
    }

    HttpClientSettings settings;
    MemoryBudget budget;
    std::unique_ptr<ClientSession> session;
    std::unique_ptr<ScriptedStream> stream;
};

TEST_F(HttpClientLinkTest, ARequestAndItsAnswerAgainAndAgainOnOneConnection) {
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(session->link.idle());
        ask();
        EXPECT_FALSE(session->link.idle());
        EXPECT_EQ(stream->received.substr(0, 35), "GET / HTTP/1.1\r\nHost: example.org\r\n");
        stream->received.clear();
        server_says(ok("hello"));
        EXPECT_EQ(std::exchange(session->told, {}), "200[hello]");
    }
}

TEST_F(HttpClientLinkTest, HowTheAnswerIsCutMakesNoDifference) {
    const std::string answer =
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n";
    for (std::size_t at = 0; at <= answer.size(); ++at) {
        start();
        ask();
        server_says(answer.substr(0, at));
        server_says(answer.substr(at));
        std::string told = session->told;
        EXPECT_EQ(told, "200[hello world]") << at;
    }
}

TEST_F(HttpClientLinkTest, ABodyThatIsEndedByTheConnectionIsWhole) {
    ask();
    server_says("HTTP/1.1 200 OK\r\n\r\nall of it");
    EXPECT_EQ(session->told, "200[all of it");
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(session->told, "200[all of it]");
    EXPECT_EQ(session->failure, std::nullopt);
}

TEST_F(HttpClientLinkTest, ABodyThatIsCutOffIsNot) {
    ask();
    server_says(ok("hello").substr(0, 40));
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(session->failure, HttpAnswerFailure(HttpFailure::connection_closed_in_body));
    EXPECT_EQ(session->told.back(), '!');
}

TEST_F(HttpClientLinkTest, AnEndBeforeTheAnswerIsTold) {
    ask();
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(session->failure, HttpAnswerFailure(HttpFailure::connection_closed_unanswered));
}

TEST_F(HttpClientLinkTest, AnAnswerThatNobodyAskedForIsAFailure) {
    server_says(ok("hello"));
    EXPECT_EQ(session->failure, HttpAnswerFailure(HttpFailure::response_unasked));
    EXPECT_EQ(session->closed, CloseReason::protocol_error);
}

TEST_F(HttpClientLinkTest, AnIdleConnectionMayBeEndedByTheServer) {
    ask();
    server_says(ok("hello"));
    stream->peer_ends();
    stream->step();
    EXPECT_EQ(session->failure, std::nullopt);
    EXPECT_EQ(session->closed, CloseReason::ended_by_peer);
}

TEST_F(HttpClientLinkTest, CloseInTheAnswerEndsTheConnection) {
    ask();
    server_says("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
    EXPECT_EQ(session->told, "200[hi]");
    EXPECT_FALSE(session->link.idle());
    EXPECT_EQ(stream->count("finish"), 1);
}

std::string encoded(const std::string& body, std::string_view coding = "gzip") {
    return "HTTP/1.1 200 OK\r\nContent-Encoding: " + std::string(coding) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST_F(HttpClientLinkTest, ACompressedBodyComesAsItWas) {
    ask();
    server_says(encoded(testing::compressed("hello hello hello")));
    EXPECT_EQ(session->told, "200[hello hello hello]");
    ask();
    server_says(ok("plain"));
    EXPECT_EQ(session->told, "200[hello hello hello]200[plain]");
}

TEST_F(HttpClientLinkTest, ABodyThatGrowsBeyondTheLimitEndsTheConnection) {
    settings.limits.body_bytes_max = 10'000;
    start();
    ask();
    server_says(encoded(testing::compressed(std::string(1'000'000, 'x'))));
    EXPECT_EQ(session->failure, HttpAnswerFailure(HttpContentFailure::too_long));
    EXPECT_LE(session->told.size(), 10'100u);
    EXPECT_EQ(session->closed, CloseReason::protocol_error);
}

TEST_F(HttpClientLinkTest, CompressedBodiesAreWholeOrNotAtAll) {
    ask();
    const std::string body = testing::compressed("hello hello");
    server_says(encoded(body.substr(0, body.size() - 3)));
    EXPECT_EQ(session->failure, HttpAnswerFailure(HttpContentFailure::cut_off));

    start();
    ask();
    server_says(encoded("xx", "br"));
    EXPECT_EQ(session->failure, HttpAnswerFailure(HttpContentFailure::malformed));
}

TEST_F(HttpClientLinkTest, TheAnswerToHeadHasNoBody) {
    ask("HEAD");
    server_says("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n");
    EXPECT_EQ(session->told, "200[]");
}

TEST_F(HttpClientLinkTest, ASinkThatPausesGetsTheRestLater) {
    session->pauses = true;
    ask();
    server_says(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n");
    EXPECT_EQ(session->told, "200[a");
    session->link.resume_reading();
    stream->step();
    EXPECT_EQ(session->told, "200[ab");
    session->link.resume_reading();
    stream->step();
    EXPECT_EQ(session->told, "200[ab]");
}

TEST_F(HttpClientLinkTest, APauseHoldsBackBytesAndNotTheEnd) {
    session->pauses = true;
    ask();
    server_says(ok("all"));
    EXPECT_EQ(session->told, "200[all]") << "nothing more would ever come to tell it";
    session->link.resume_reading();
    ask();
    server_says(ok("more"));
    EXPECT_EQ(session->told, "200[all]200[more]");
}

TEST_F(HttpClientLinkTest, APauseHoldsBackWhatACompressedBodyStandsFor) {
    session->pauses = true;
    const std::string content(4'000'000, 'x');
    ask();
    server_says(encoded(testing::compressed(content)));
    EXPECT_LT(session->told.size(), 300'000u);
    for (int i = 0; i < 100 && !session->told.ends_with(']'); ++i) {
        session->link.resume_reading();
        stream->step();
    }
    EXPECT_TRUE(session->told == "200[" + content + "]");
}

TEST_F(HttpClientLinkTest, HowACompressedBodyIsFramedMakesNoDifference) {
    const std::string body = testing::compressed("hello " + std::string(5'000, 'x') + " hello");
    for (std::size_t chunk = 1; chunk <= body.size(); ++chunk) {
        std::string answer =
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (std::size_t at = 0; at < body.size(); at += chunk) {
            const std::string part = body.substr(at, chunk);
            char size[20];
            std::snprintf(size, sizeof(size), "%zx\r\n", part.size());
            answer += size + part + "\r\n";
        }
        start();
        ask();
        server_says(answer + "0\r\nX-Sum: " + std::string(600, '1') + "\r\n\r\n");
        EXPECT_EQ(session->told, "200[hello " + std::string(5'000, 'x') + " hello]") << chunk;
    }
}

TEST_F(HttpClientLinkTest, ASinkMayAbortInTheMiddle) {
    session->aborts = true;
    ask();
    server_says(ok("hello"));
    EXPECT_EQ(session->told, "200[");
    EXPECT_EQ(session->closed, CloseReason::stopped);
}

TEST_F(HttpClientLinkTest, NothingMoreOfACompressedBodyComesToASinkThatAborted) {
    session->aborts_in_body = true;
    std::string body = testing::compressed(std::string(100'000, 'x'));
    body[body.size() - 8] ^= 1;  // its checksum: nobody is left to hear of that
    ask();
    server_says(encoded(body));
    EXPECT_EQ(session->told.size(), 4 + HttpContentDecoder::kPiece) << "one piece";
    EXPECT_EQ(session->failure, std::nullopt);
    EXPECT_EQ(session->closed, CloseReason::stopped);
}

TEST_F(HttpClientLinkTest, AServerThatSaysNothingIsLeftInTime) {
    ask();
    ASSERT_EQ(stream->alarm, settings.answer_timeout);
    server_says("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na");
    stream->ring();
    EXPECT_EQ(stream->alarm, settings.answer_timeout) << "something came";
    stream->ring();
    stream->step();
    EXPECT_EQ(session->closed, CloseReason::no_progress);
}

TEST_F(HttpClientLinkTest, TheTimeForAnAnswerBeginsWhenTheRequestHasLeft) {
    stream->peer_reads = false;
    ask("POST", "a body that takes minutes");
    for (int i = 0; i < 3; ++i) {
        stream->ring();
        ASSERT_EQ(stream->alarm, settings.answer_timeout);
        stream->peer_takes(1);
    }
    stream->peer_reads = true;
    stream->step();
    EXPECT_EQ(session->closed, std::nullopt);
    stream->ring();
    stream->step();
    EXPECT_EQ(session->closed, CloseReason::no_progress);
}

TEST_F(HttpClientLinkTest, AnAnswerThatTricklesEndsInTime) {
    settings.answer_timeout = 30s;
    settings.exchange_timeout = 70s;
    for (const auto& [begin, piece] :
         {std::pair("HTTP/1.1 200 OK\r\nX: ", "x"),
          {"HTTP/1.1 200 OK\r\n\r\n", "x"},
          {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n"}}) {
        start();
        ask();
        server_says(begin);
        for (const Duration look : {30s, 30s, 10s}) {
            ASSERT_EQ(stream->alarm, look) << begin;
            EXPECT_EQ(session->closed, std::nullopt);
            server_says(piece);
            stream->ring();
        }
        stream->step();
        EXPECT_EQ(session->closed, CloseReason::no_progress) << begin;
    }
}

TEST_F(HttpClientLinkTest, EachAnswerHasAllOfTheTime) {
    settings.exchange_timeout = 70s;
    for (int i = 0; i < 3; ++i) {
        ask();
        server_says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n1");
        stream->ring();
        EXPECT_EQ(stream->alarm, 30s);
        server_says("2");
        EXPECT_EQ(stream->alarm, std::nullopt) << "no answer is due";
    }
    EXPECT_EQ(session->closed, std::nullopt);
}

TEST_F(HttpClientLinkTest, TheTimeInWhichWeDoNotReadIsNotTheServers) {
    settings.exchange_timeout = 70s;
    ask();
    server_says("HTTP/1.1 200 OK\r\n\r\n1");
    session->link.pause_reading();
    for (int i = 0; i < 5; ++i)
        stream->ring();
    EXPECT_EQ(stream->alarm, 30s) << "all of the time is left";
    session->link.resume_reading();
    for (int i = 0; i < 3; ++i) {
        server_says("2");
        stream->ring();
    }
    stream->step();
    EXPECT_EQ(session->closed, CloseReason::no_progress);
}

TEST_F(HttpClientLinkTest, EitherTimeMayBeForEver) {
    settings.exchange_timeout = 0s;
    ask();
    for (int i = 0; i < 100; ++i) {
        server_says(i == 0 ? "HTTP/1.1 200 OK\r\n\r\n" : "x");
        stream->ring();
        ASSERT_EQ(stream->alarm, settings.answer_timeout);
    }
    settings.exchange_timeout = 70s;
    settings.answer_timeout = 0s;
    start();
    ask();
    EXPECT_EQ(stream->alarm, 70s);
    settings.exchange_timeout = 0s;
    start();
    ask();
    EXPECT_EQ(stream->alarm, std::nullopt);
}

TEST_F(HttpClientLinkTest, ARequestThatFindsNoRoomIsSentLater) {
    stream->peer_reads = false;
    stream->queued_bytes_max = 10;
    ask();
    server_says(ok("one"));
    ask("POST", "the body");
    stream->peer_reads = true;
    stream->step();
    stream->step();
    EXPECT_TRUE(stream->received.ends_with("\r\n\r\nthe body"));
    server_says(ok("two"));
    EXPECT_EQ(session->told, "200[one]200[two]");
}

TEST_F(HttpClientLinkTest, ARefusedRequestSendsNothing) {
    const std::array<HttpField, 1> bad = {{{"X", "a\r\nY: b"}}};
    HttpRequest request;
    request.host = "example.org";
    request.fields = bad;
    EXPECT_EQ(session->link.send(request, {}), HttpRefusal::field_value_malformed);
    EXPECT_TRUE(session->link.idle());
    EXPECT_EQ(stream->received, "");
}

TEST_F(HttpClientLinkTest, NothingIsAskedForBehindWhichThisIsNoLongerHttp) {
    const std::array<HttpField, 1> upgrade = {{{"upgrade", "x"}}};
    HttpRequest request;
    request.host = "example.org";
    request.fields = upgrade;
    EXPECT_EQ(session->link.send(request, {}), HttpRefusal::upgrade_not_possible);
    request.fields = {};
    request.method = "CONNECT";
    request.target = "example.org:80";
    EXPECT_EQ(session->link.send(request, {}), HttpRefusal::upgrade_not_possible);
    EXPECT_TRUE(session->link.idle());
    EXPECT_EQ(stream->received, "");
}

}  // namespace
}  // namespace potok::test
