#include "protocol/http_client.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using Kind = HttpClientEngine::Event::Kind;
using enum HttpRefusal;

constexpr HttpLimits kLimits{};

struct Connection {
    Kind next() {
        const auto event = engine.next(cursor, head);
        failure = event.failure;
        return event.kind;
    }
    Kind receive(std::string_view text) {
        cursor = bytes_of(text);
        return next();
    }
    std::optional<HttpRefusal> send(HttpRequest request, std::string_view body = {}) {
        if (request.host.empty()) request.host = "a";
        return engine.send(request, bytes_of(body), out);
    }

    std::string out;
    Bytes cursor;
    HttpResponseHead head;
    HttpClientEngine engine{kLimits};
    HttpFailure failure{};
};

TEST(HttpClientEngine, ARequestBeginsWithItsHost) {
    Connection one;
    const HttpField accept{"Accept", "*/*"};
    ASSERT_EQ(one.send({.target = "/b?c", .host = "a:80", .fields = {&accept, 1}}), std::nullopt);
    EXPECT_EQ(one.out, "GET /b?c HTTP/1.1\r\nHost: a:80\r\nAccept: */*\r\n\r\n");
}

TEST(HttpClientEngine, ABodyIsFramedAsItsLengthIsKnown) {
    Connection known;
    ASSERT_EQ(known.send({.method = "POST", .close = true}, "hi"), std::nullopt);
    EXPECT_EQ(known.out,
              "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
    Connection empty;
    ASSERT_EQ(empty.send({.method = "PUT"}), std::nullopt);
    EXPECT_EQ(empty.out, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    Connection unknown;
    ASSERT_EQ(unknown.engine.begin_request(
                  {.method = "POST", .host = "a", .body_bytes = std::nullopt}, unknown.out),
              std::nullopt);
    ASSERT_EQ(unknown.engine.body_writer().write(bytes_of("hi"), unknown.out), std::nullopt);
    ASSERT_EQ(unknown.engine.end_request(unknown.out), std::nullopt);
    EXPECT_EQ(unknown.out,
              "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              "2\r\nhi\r\n0\r\n\r\n");
}

TEST(HttpClientEngine, ARefusedRequestWritesNothingAndChangesNothing) {
    Connection one;
    const HttpField split{"A", "1\r\nB: 2"};
    const HttpField own{"Host", "b"};
    EXPECT_EQ(one.send({.method = "G T"}), method_malformed);
    EXPECT_EQ(one.send({.method = ""}), method_malformed);
    EXPECT_EQ(one.send({.method = std::string_view("MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM")}),
              method_malformed);
    for (const char* target : {"", "a b", "/a\r\nB: c", "/a#b", "/%", "*", "a:80", "/\x80"})
        EXPECT_EQ(one.send({.target = target}), target_malformed) << target;
    EXPECT_EQ(one.send({.method = "CONNECT"}), target_malformed);
    EXPECT_EQ(one.send({.host = "a b"}), host_malformed);
    EXPECT_EQ(one.send({.host = "u@a"}), host_malformed);
    EXPECT_EQ(one.send({.fields = {&split, 1}}), field_value_malformed);
    EXPECT_EQ(one.send({.fields = {&own, 1}}), field_reserved);
    EXPECT_EQ(one.out, "");
    EXPECT_TRUE(one.engine.idle());
    EXPECT_EQ(one.send({}), std::nullopt);
}

TEST(HttpClientEngine, AnAnswerIsHeadBodyAndEnd) {
    Connection one;
    ASSERT_EQ(one.send({}), std::nullopt);
    EXPECT_FALSE(one.engine.idle());
    EXPECT_EQ(one.receive("HTTP/1.1 103 Early\r\nA: 1\r\n\r\n"
                          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "2\r\nhi\r\n0\r\nSum: 1\r\n\r\n"),
              Kind::informational);
    EXPECT_EQ(one.head.status, 103);
    EXPECT_EQ(one.next(), Kind::response);
    EXPECT_EQ(one.head.status, 200);
    EXPECT_EQ(one.next(), Kind::body);
    EXPECT_EQ(one.next(), Kind::trailers);
    EXPECT_EQ(one.head.fields.find("sum"), "1");
    EXPECT_EQ(one.next(), Kind::end_of_response);
    EXPECT_TRUE(one.engine.idle());
    EXPECT_EQ(one.next(), Kind::need_more);
}

TEST(HttpClientEngine, AnAnswerBeforeTheRequestWasSentEndsTheConnection) {
    Connection one;
    ASSERT_EQ(one.engine.begin_request({.method = "POST", .host = "a", .body_bytes = 5}, one.out),
              std::nullopt);
    EXPECT_EQ(one.receive("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"), Kind::response);
    EXPECT_EQ(one.next(), Kind::end_of_response);
    EXPECT_EQ(one.next(), Kind::finished);
    EXPECT_FALSE(one.engine.idle());
    EXPECT_EQ(one.engine.end_request(one.out), body_under_length);
}

TEST(HttpClientEngine, ASwitchLeavesWhatFollowsInTheCursor) {
    Connection one;
    const HttpField upgrade{"Upgrade", "x"};
    ASSERT_EQ(one.send({.fields = {&upgrade, 1}}), std::nullopt);
    EXPECT_EQ(one.out, "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
    EXPECT_EQ(one.receive("HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n\x81"),
              Kind::response);
    EXPECT_EQ(one.next(), Kind::handed_over);
    EXPECT_EQ(text_of(one.cursor), "\x81");
    EXPECT_EQ(one.engine.at_end_of_input().kind, Kind::handed_over);
}

TEST(HttpClientEngine, FailuresAreNamedAndStay) {
    const std::pair<std::string, HttpFailure> bad[] = {
        {"HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
         HttpFailure::switched_unasked},
        {"HTTP/1.1 200 OK\r\nContent-Length: 16777217\r\n\r\n", HttpFailure::body_too_long},
        {"nonsense", HttpFailure::status_line_malformed},
        {"HTTP/2.0 200 OK\r\n\r\n", HttpFailure::version_not_supported},
    };
    for (const auto& [bytes, failure] : bad) {
        Connection one;
        ASSERT_EQ(one.send({}), std::nullopt);
        EXPECT_EQ(one.receive(bytes), Kind::failure);
        EXPECT_EQ(one.failure, failure);
        EXPECT_EQ(text_of(one.cursor), bytes) << "nothing was consumed";
        EXPECT_EQ(one.receive("HTTP/1.1 200 OK\r\n\r\n"), Kind::failure);
        EXPECT_EQ(one.failure, failure);
        EXPECT_EQ(one.engine.at_end_of_input().failure, failure);
    }
}

TEST(HttpClientEngine, BytesWithoutARequestAreAFailure) {
    Connection one;
    EXPECT_EQ(one.receive(""), Kind::need_more);
    EXPECT_EQ(one.receive("H"), Kind::failure);
    EXPECT_EQ(one.failure, HttpFailure::response_unasked);
}

TEST(HttpClientEngine, TheEndOfInputIsNamedAfterWhereItCame) {
    const std::pair<const char*, HttpFailure> cut[] = {
        {"", HttpFailure::connection_closed_unanswered},
        {"HTTP/1.1 200", HttpFailure::connection_closed_in_head},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", HttpFailure::connection_closed_in_body},
    };
    for (const auto& [bytes, failure] : cut) {
        Connection one;
        ASSERT_EQ(one.send({}), std::nullopt);
        one.cursor = bytes_of(bytes);
        while (one.next() != Kind::need_more) {
        }
        EXPECT_EQ(one.engine.at_end_of_input().failure, failure) << bytes;
        EXPECT_EQ(one.next(), Kind::failure);
    }
}

TEST(HttpClientEngineDeathTest, OneRequestAtATime) {
    Connection one;
    ASSERT_EQ(one.send({}), std::nullopt);
    EXPECT_DEATH(static_cast<void>(one.send({})), "assertion failed");
    EXPECT_DEATH(static_cast<void>(one.engine.body_writer()), "assertion failed");
}

}  // namespace
}  // namespace potok::testing
