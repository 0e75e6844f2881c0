#include "protocol/http_server.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using Kind = HttpServerEngine::Event::Kind;
using enum HttpRefusal;

constexpr HttpLimits kLimits{.body_bytes_max = 1000, .discard_bytes_max = 10};

// A connection that is fed a text and keeps what it was not asked for.
struct Connection {
    explicit Connection(std::string text) : input(std::move(text)), cursor(bytes_of(input)) {}

    Kind next() {
        const auto event = engine.next(cursor, head);
        failure = event.failure;
        return event.kind;
    }
    std::optional<HttpRefusal> respond(const HttpResponse& response, std::string_view body = {}) {
        return engine.respond(response, bytes_of(body), out);
    }

    std::string input, out;
    Bytes cursor;
    HttpRequestHead head;
    HttpServerEngine engine{kLimits};
    HttpFailure failure{};
};

std::string get(const std::string& fields = {}, const std::string& version = "1.1") {
    return "GET / HTTP/" + version + "\r\nHost: a\r\n" + fields + "\r\n";
}

std::string post(const std::string& fields, const std::string& body) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

TEST(HttpServerEngine, TheNextRequestWaitsForTheAnswer) {
    Connection one(get() + get());
    EXPECT_EQ(one.next(), Kind::request);
    EXPECT_EQ(one.next(), Kind::end_of_request);
    EXPECT_EQ(one.next(), Kind::response_due);
    EXPECT_EQ(one.next(), Kind::response_due);
    EXPECT_EQ(one.respond({}, "hi"), std::nullopt);
    EXPECT_EQ(one.out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    EXPECT_EQ(one.next(), Kind::request);
    EXPECT_FALSE(one.engine.between_requests());
    EXPECT_EQ(one.respond({}), std::nullopt);
    EXPECT_EQ(one.next(), Kind::end_of_request);
    EXPECT_EQ(one.next(), Kind::need_more);
    EXPECT_TRUE(one.engine.between_requests());
}

TEST(HttpServerEngine, ABodyOfUnknownLengthIsChunked) {
    Connection one(get());
    ASSERT_EQ(one.next(), Kind::request);
    const HttpField type{"Content-Type", "x"};
    ASSERT_EQ(one.engine.begin_response({.fields = {&type, 1},
                                         .body_bytes = std::nullopt,
                                         .date = "Thu, 01 Jan 1970 00:00:00 GMT"},
                                        one.out),
              std::nullopt);
    ASSERT_EQ(one.engine.body_writer().write(bytes_of("hi"), one.out), std::nullopt);
    ASSERT_EQ(one.engine.end_response(one.out), std::nullopt);
    EXPECT_EQ(one.out,
              "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
              "Transfer-Encoding: chunked\r\nContent-Type: x\r\n\r\n2\r\nhi\r\n0\r\n\r\n");
}

TEST(HttpServerEngine, InHttp10ItIsEndedByTheConnection) {
    Connection one(get("Connection: keep-alive\r\n", "1.0") + get());
    ASSERT_EQ(one.next(), Kind::request);
    ASSERT_EQ(one.engine.begin_response({.body_bytes = std::nullopt}, one.out), std::nullopt);
    ASSERT_EQ(one.engine.body_writer().write(bytes_of("hi"), one.out), std::nullopt);
    ASSERT_EQ(one.engine.end_response(one.out), std::nullopt);
    EXPECT_EQ(one.out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhi");
    EXPECT_EQ(one.next(), Kind::end_of_request);
    EXPECT_EQ(one.next(), Kind::finished);
}

TEST(HttpServerEngine, HttpOneZeroIsToldThatItMayStay) {
    Connection one(get("Connection: keep-alive\r\n", "1.0"));
    ASSERT_EQ(one.next(), Kind::request);
    ASSERT_EQ(one.respond({}), std::nullopt);
    EXPECT_EQ(one.out, "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n");
}

TEST(HttpServerEngine, AnswersThatHaveNoBodyHaveNone) {
    struct Case {
        const char* method;
        std::uint16_t status;
        const char* body;
        const char* sent;
    };
    for (const Case& one : std::initializer_list<Case>{
             {"HEAD", 200, "hello", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"},
             {"GET", 204, "", "HTTP/1.1 204 No Content\r\n\r\n"},
             {"GET", 304, "hello", "HTTP/1.1 304 Not Modified\r\n\r\n"},
             {"GET", 205, "", "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n"}}) {
        Connection connection(one.method + std::string(" / HTTP/1.1\r\nHost: a\r\n\r\n"));
        ASSERT_EQ(connection.next(), Kind::request);
        ASSERT_EQ(connection.respond({.status = one.status}, one.body), std::nullopt);
        EXPECT_EQ(connection.out, one.sent);
    }
}

TEST(HttpServerEngine, ARefusedResponseWritesNothingAndChangesNothing) {
    Connection one(get());
    ASSERT_EQ(one.next(), Kind::request);
    const HttpField split{"A", "1\r\nSet-Cookie: x"};
    const HttpField own{"Content-Length", "1"};
    EXPECT_EQ(one.respond({.fields = {&split, 1}}), field_value_malformed);
    EXPECT_EQ(one.respond({.fields = {&own, 1}}), field_reserved);
    EXPECT_EQ(one.respond({.date = "x\r\n"}), field_value_malformed);
    EXPECT_EQ(one.respond({.status = 100}), status_not_possible);
    EXPECT_EQ(one.respond({.status = 600}), status_not_possible);
    EXPECT_EQ(one.respond({.status = 204}, "x"), body_not_allowed);
    EXPECT_EQ(one.out, "");
    EXPECT_EQ(one.respond({}), std::nullopt);
}

TEST(HttpServerEngine, ATunnelIsNotToBeHad) {
    Connection one("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
    ASSERT_EQ(one.next(), Kind::request);
    EXPECT_EQ(one.respond({.status = 200}), status_not_possible);
    EXPECT_EQ(one.respond({.status = 405}), std::nullopt);
}

TEST(HttpServerEngine, AResponseThatEndsShortEndsTheConnection) {
    Connection one(get() + get());
    ASSERT_EQ(one.next(), Kind::request);
    ASSERT_EQ(one.engine.begin_response({.body_bytes = 5}, one.out), std::nullopt);
    EXPECT_EQ(one.engine.end_response(one.out), body_under_length);
    EXPECT_EQ(one.next(), Kind::end_of_request);
    EXPECT_EQ(one.next(), Kind::finished);
}

TEST(HttpServerEngine, ContinueIsDueUntilSomethingOfTheBodyComes) {
    Connection one(post("Expect: 100-continue\r\nContent-Length: 2\r\n", ""));
    ASSERT_EQ(one.next(), Kind::request);
    EXPECT_TRUE(one.engine.continue_due());
    EXPECT_EQ(one.next(), Kind::need_more);
    EXPECT_TRUE(one.engine.continue_due());
    one.engine.write_continue(one.out);
    EXPECT_EQ(one.out, "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_FALSE(one.engine.continue_due());
    one.cursor = bytes_of("hi");
    EXPECT_EQ(one.next(), Kind::body);
    EXPECT_EQ(one.next(), Kind::end_of_request);
    EXPECT_EQ(one.respond({}), std::nullopt);
    EXPECT_EQ(one.next(), Kind::need_more);

    Connection hasty(post("Expect: 100-continue\r\nContent-Length: 2\r\n", "h"));
    ASSERT_EQ(hasty.next(), Kind::request);
    ASSERT_EQ(hasty.next(), Kind::body);
    EXPECT_FALSE(hasty.engine.continue_due());
}

TEST(HttpServerEngine, AFinalAnswerInItsPlaceClosesTheConnection) {
    Connection one(post("Expect: 100-continue\r\nContent-Length: 2\r\n", ""));
    ASSERT_EQ(one.next(), Kind::request);
    ASSERT_EQ(one.respond({.status = 403}), std::nullopt);
    EXPECT_EQ(one.out, "HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(one.next(), Kind::finished);
}

TEST(HttpServerEngine, ABodyThatNobodyWantsIsDroppedUpToALimit) {
    Connection small(post("Content-Length: 10\r\n", "0123456789") + get());
    ASSERT_EQ(small.next(), Kind::request);
    ASSERT_EQ(small.respond({}), std::nullopt);
    EXPECT_EQ(small.next(), Kind::end_of_request);
    EXPECT_EQ(small.next(), Kind::request);

    Connection large(post("Content-Length: 11\r\n", "0123456789a"));
    ASSERT_EQ(large.next(), Kind::request);
    ASSERT_EQ(large.respond({}), std::nullopt);
    EXPECT_EQ(large.next(), Kind::finished);

    Connection chunked(post("Transfer-Encoding: chunked\r\n", "a\r\n0123456789\r\n1\r\na\r\n"));
    ASSERT_EQ(chunked.next(), Kind::request);
    ASSERT_EQ(chunked.respond({}), std::nullopt);
    EXPECT_EQ(chunked.next(), Kind::finished);

    Connection trailed(post("Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\nX: 1\r\n\r\n"));
    ASSERT_EQ(trailed.next(), Kind::request);
    ASSERT_EQ(trailed.respond({}), std::nullopt);
    EXPECT_EQ(trailed.next(), Kind::end_of_request);

    Connection bad(post("Transfer-Encoding: chunked\r\n", "x"));
    ASSERT_EQ(bad.next(), Kind::request);
    ASSERT_EQ(bad.respond({}), std::nullopt);
    EXPECT_EQ(bad.next(), Kind::finished) << "nobody is left to hear what is wrong";
}

TEST(HttpServerEngine, AnAnswerSaysThatMoreOfABodyFollowsThanWillBeDropped) {
    const std::string closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    Connection announced(post("Content-Length: 11\r\n", ""));
    ASSERT_EQ(announced.next(), Kind::request);
    ASSERT_EQ(announced.respond({}), std::nullopt);
    EXPECT_EQ(announced.out, closing);

    Connection begun(post("Transfer-Encoding: chunked\r\n", "c\r\n0"));
    ASSERT_EQ(begun.next(), Kind::request);
    ASSERT_EQ(begun.next(), Kind::body);
    ASSERT_EQ(begun.respond({}), std::nullopt);
    EXPECT_EQ(begun.out, closing);

    Connection streamed(post("Content-Length: 11\r\n", "0123456789a") + get());
    ASSERT_EQ(streamed.next(), Kind::request);
    ASSERT_EQ(streamed.engine.begin_response({.body_bytes = 0}, streamed.out), std::nullopt);
    EXPECT_EQ(streamed.next(), Kind::body) << "it is still wanted";
    ASSERT_EQ(streamed.engine.end_response(streamed.out), std::nullopt);
    EXPECT_EQ(streamed.next(), Kind::end_of_request);
    EXPECT_EQ(streamed.next(), Kind::request);
}

TEST(HttpServerEngine, AnUpgradeLeavesWhatFollowsInTheCursor) {
    Connection one(get("Connection: upgrade\r\nUpgrade: x\r\n") + "\x81");
    ASSERT_EQ(one.next(), Kind::request);
    const HttpField upgrade{"Upgrade", "x"};
    EXPECT_EQ(one.engine.switch_protocols({}, {}, one.out), upgrade_not_possible);
    EXPECT_EQ(one.engine.switch_protocols({&upgrade, 1}, {}, one.out), std::nullopt);
    EXPECT_EQ(one.out,
              "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
    EXPECT_EQ(one.next(), Kind::handed_over);
    EXPECT_EQ(text_of(one.cursor), "\x81");
    EXPECT_EQ(one.engine.at_end_of_input().kind, Kind::handed_over);
}

TEST(HttpServerEngine, AnUpgradeIsAskedForAndBehindTheWholeRequest) {
    const HttpField upgrade{"Upgrade", "x"};
    Connection unasked(get());
    ASSERT_EQ(unasked.next(), Kind::request);
    EXPECT_EQ(unasked.engine.switch_protocols({&upgrade, 1}, {}, unasked.out),
              upgrade_not_possible);
    Connection early(post("Connection: upgrade\r\nUpgrade: x\r\nContent-Length: 1\r\n", ""));
    ASSERT_EQ(early.next(), Kind::request);
    EXPECT_EQ(early.engine.switch_protocols({&upgrade, 1}, {}, early.out), upgrade_not_possible);
    EXPECT_EQ(early.out, "");
    EXPECT_EQ(early.respond({.status = 426, .fields = {&upgrade, 1}}), std::nullopt);
    EXPECT_EQ(early.out,
              "HTTP/1.1 426 Upgrade Required\r\nConnection: upgrade\r\nContent-Length: 0\r\n"
              "Upgrade: x\r\n\r\n");
}

TEST(HttpServerEngine, AFailureIsAnsweredOnceAndStays) {
    Connection one("GET / HTTP/1.1\r\n\r\n" + get());
    EXPECT_EQ(one.next(), Kind::failure);
    EXPECT_EQ(one.failure, HttpFailure::host_missing);
    EXPECT_TRUE(one.engine.refuse({}, one.out));
    EXPECT_EQ(one.out,
              "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    EXPECT_FALSE(one.engine.refuse({}, one.out));
    EXPECT_EQ(one.next(), Kind::failure);
    EXPECT_EQ(one.engine.at_end_of_input().failure, HttpFailure::host_missing);
    EXPECT_EQ(text_of(one.cursor), one.input) << "nothing was consumed";
}

TEST(HttpServerEngine, AFailureWithinABegunResponseHasNoAnswer) {
    Connection one(post("Transfer-Encoding: chunked\r\n", "x"));
    ASSERT_EQ(one.next(), Kind::request);
    ASSERT_EQ(one.engine.begin_response({.body_bytes = 5}, one.out), std::nullopt);
    one.out.clear();
    EXPECT_EQ(one.next(), Kind::failure);
    EXPECT_FALSE(one.engine.refuse({}, one.out));
    EXPECT_EQ(one.out, "");
}

TEST(HttpServerEngine, TheEndOfInputLeavesADueAnswerDue) {
    Connection one(get());
    ASSERT_EQ(one.next(), Kind::request);
    ASSERT_EQ(one.next(), Kind::end_of_request);
    EXPECT_EQ(one.engine.at_end_of_input().kind, Kind::response_due);
    ASSERT_EQ(one.respond({}), std::nullopt);
    EXPECT_EQ(one.engine.at_end_of_input().kind, Kind::finished);
    EXPECT_EQ(one.engine.at_end_of_input().kind, Kind::finished);
}

TEST(HttpServerEngine, ADeadlineRefusesWhatWasBegunAndIsNotAnswered) {
    Connection nothing("\r\n");
    ASSERT_EQ(nothing.next(), Kind::need_more);
    EXPECT_EQ(nothing.engine.at_deadline().kind, Kind::finished);

    Connection head("GET / HT");
    ASSERT_EQ(head.next(), Kind::need_more);
    EXPECT_EQ(head.engine.at_deadline().failure, HttpFailure::request_timed_out);
    EXPECT_TRUE(head.engine.refuse({}, head.out));
    EXPECT_EQ(head.out,
              "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(head.next(), Kind::failure) << "nothing more is parsed";

    Connection body(post("Content-Length: 5\r\n", "12"));
    ASSERT_EQ(body.next(), Kind::request);
    ASSERT_EQ(body.next(), Kind::body);
    EXPECT_EQ(body.engine.at_deadline().kind, Kind::failure);
    EXPECT_TRUE(body.engine.refuse({}, body.out));

    Connection answered(post("Content-Length: 5\r\n", "12"));
    ASSERT_EQ(answered.next(), Kind::request);
    ASSERT_EQ(answered.respond({}), std::nullopt);
    EXPECT_EQ(answered.engine.at_deadline().kind, Kind::finished);
}

TEST(HttpServerEngineDeathTest, AnAnswerNeedsAQuestion) {
    Connection one(get());
    EXPECT_DEATH(static_cast<void>(one.respond({})), "assertion failed");
    EXPECT_DEATH(static_cast<void>(one.engine.body_writer()), "assertion failed");
    EXPECT_DEATH(one.engine.write_continue(one.out), "assertion failed");
}

}  // namespace
}  // namespace potok::testing
