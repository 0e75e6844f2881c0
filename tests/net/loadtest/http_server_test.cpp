// potok-loadtest against HTTP servers that do wrong: they refuse, cut off, talk unasked, answer for
// others and hang up, and each is told for what it is.
#include "tests/net/loadtest/http_server_fixture.hpp"

namespace potok::testing {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;

// ---- Good ones

TEST_F(HttpServerTest, AnEchoIsGoodInWhateverFormItsAnswersCome) {
    load_answers([](const std::string& body) {
        return "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 Yes\r\n"
               "Transfer-Encoding: chunked\r\n\r\n9\r\n" +
               body.substr(0, 9) + "\r\n37;x=y\r\n" + body.substr(9) + "\r\n0\r\nA: b\r\n\r\n";
    });
    expect_passed();
}

TEST_F(HttpServerTest, WhatTheUserGaveIsAskedFor) {
    std::string request;
    const auto echo = http(ok);
    const auto note = [&](std::string_view chunk) {
        request = chunk.substr(0, chunk.find("\r\n\r\n") + 4);
        return echo(chunk);
    };
    path = "/a/b?c=d";
    load([&] { return Script{.answer = note}; }, {"--header", "Cookie: a=b; c"});
    expect_passed();
    const std::string host = server->host_and_port();
    server.reset();  // its thread refers to what stands here
    EXPECT_EQ(request, "POST /a/b?c=d HTTP/1.1\r\nHost: " + host +
                           "\r\nContent-Length: 64\r\nCookie: a=b; c\r\n"
                           "Content-Type: application/octet-stream\r\n\r\n");
}

TEST_F(HttpServerTest, ATunnelLeadsToTheServer) {
    ScriptedProxy proxy({.answer = http(ok)});
    LoadGenerator::finish_unstarved(run, [&] {
        start_attempt("http://почта.invalid/",
                      {"--proxy", "http://user:word@" + proxy.host_and_port()});
    });
    expect_passed();
    EXPECT_EQ(proxy.request(),
              "CONNECT xn--80a1acny.invalid:80 HTTP/1.1\r\nHost: xn--80a1acny.invalid:80\r\n"
              "Proxy-Authorization: Basic dXNlcjp3b3Jk\r\n\r\n");
}

// ---- Statuses

TEST_F(HttpServerTest, AnotherStatusIsACorruptedMessageWithItsNumber) {
    load_answers([](const std::string& body) { return response("503 No", body); });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->faults(), (Faults{{"corrupted", kConnections * kMessages}}));
    EXPECT_EQ(run->losses(), Faults{});
    expect_bad_answers("status", kConnections * kMessages);
    EXPECT_EQ(run->count("messages/http_bad_answers/0/status"), 503u);
    EXPECT_EQ(run->count("first_faults/0/http_status"), 503u);
    EXPECT_THAT(run->text(), HasSubstr("with the HTTP status 503 (Service Unavailable)"));
}

TEST_F(HttpServerTest, OneRefusalOfManyAnswersIsOneCorruptedMessage) {
    load([] {
        return Script{.answer = http(
                          but_once(17, [](const std::string&) { return response("429 No", ""); }))};
    });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->faults(), (Faults{{"corrupted", 1}}));
    EXPECT_EQ(run->count("messages/ok"), kConnections * kMessages - 1);
    expect_bad_answers("status", 1);
}

TEST_F(HttpServerTest, ARedirectionIsNotFollowed) {
    load_answers(
        [](const std::string&) { return response("307 There", "", "Location: /elsewhere\r\n"); });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/ok"), 0u);
    EXPECT_EQ(run->count("messages/http_bad_answers/0/status"), 307u);
}

// ---- Bodies

TEST_F(HttpServerTest, APageInsteadOfTheMessageIsCorruptedAndTheClosedLoopGoesOn) {
    pace = {"--in-flight", "1"};
    load([] {
        return Script{.answer = http(but_once(17, [](const std::string&) { return ok("hello"); }))};
    });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->faults(), (Faults{{"corrupted", 1}}));
    EXPECT_EQ(run->count("first_faults/0/got_byte"), std::uint64_t{'h'});
    EXPECT_EQ(run->losses(), Faults{});
}

// An answer that is another message leaves its own without one: it is lost, and the next is due,
// in a closed loop too.
TEST_F(HttpServerTest, TheAnswerOfARequestBeforeIsADuplicateAndItsOwnIsLost) {
    const auto stuck = [] {
        return http([count = 0, first = ""s](const std::string& body) mutable {
            if (++count == 1) first = body;
            return count == 3 ? ok(first) : ok(body);
        });
    };
    pace = {"--in-flight", "1"};
    load([&] { return Script{.answer = stuck()}; }, {"-c", "1"});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->faults(), (Faults{{"duplicated", 1}, {"lost", 1}}));
    EXPECT_EQ(run->count("messages/ok"), run->count("messages/sent") - 1);
    EXPECT_GT(run->count("messages/ok"), 2u);
    EXPECT_EQ(run->losses(), Faults{});
}

// Two connections take turns: the second answer is that of the first.
TEST_F(HttpServerTest, TheAnswerOfAnotherConnectionIsMisdeliveredAndItsOwnIsLost) {
    const auto mixed = [] {
        return http([count = 0, first = ""s](const std::string& body) mutable {
            if (++count == 1) first = body;
            return count == 2 ? ok(first) : ok(body);
        });
    };
    load([&] { return Script{.answer = mixed()}; }, {"-c", "2", "--threads", "1"});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->faults(), (Faults{{"misdelivered", 1}, {"lost", 1}}));
    EXPECT_EQ(run->count("messages/ok"), 2 * kMessages - 1);
}

// ---- Broken ones

TEST_F(HttpServerTest, WhatSpeaksNoHttpIsForeignAndEndsTheConnection) {
    load_answers([](const std::string&) { return "SSH-2.0-x\r\n"s; });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/foreign"), kConnections);
    EXPECT_EQ(run->count("messages/lost"), kConnections);
    EXPECT_EQ(run->losses(), (Faults{{"load: protocol_error", kConnections}}));
    expect_bad_answers("malformed", kConnections);
}

// Also where the next request is due already: it leaves only when what came was looked at.
TEST_F(HttpServerTest, AnAnswerTwiceIsOneThatNobodyAskedFor) {
    for (const auto& each_pace :
         std::vector<std::vector<std::string>>{pace, {"--in-flight", "1"}}) {
        pace = each_pace;
        load_answers([](const std::string& body) { return ok(body) + ok(body); });
        SCOPED_TRACE(run->story());
        expect_not_passed();
        EXPECT_EQ(run->count("messages/ok"), kConnections);
        EXPECT_EQ(run->count("messages/sent"), kConnections);
        EXPECT_EQ(run->count("messages/foreign"), kConnections);
        EXPECT_EQ(run->losses(), (Faults{{"load: protocol_error", kConnections}}));
        expect_bad_answers("unasked", kConnections);
    }
}

TEST_F(HttpServerTest, WordsBeforeTheFirstRequestAreForeign) {
    load([] { return Script{.greeting = ok("hello"), .answer = http(ok)}; });
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 4);
    EXPECT_EQ(run->losses(), (Faults{{"settling: protocol_error", kConnections}}));
    expect_bad_answers("unasked", kConnections);
}

TEST_F(HttpServerTest, ABodyBeyondAllReasonEndsTheConnection) {
    load_answers([](const std::string&) {
        return "HTTP/1.1 200 Yes\r\nContent-Length: 1000000000000\r\n\r\n"s;
    });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->losses(), (Faults{{"load: message_too_long", kConnections}}));
    expect_bad_answers("too_long", kConnections);
}

TEST_F(HttpServerTest, ABrokenCompressionIsToldAsSuch) {
    load_answers([](const std::string& body) {
        return response("200 Yes", body, "Content-Encoding: gzip\r\n");
    });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->losses(), (Faults{{"load: protocol_error", kConnections}}));
    expect_bad_answers("coding", kConnections);
}

// ---- Ends

TEST_F(HttpServerTest, AServerThatClosesBehindItsAnswerIsALoss) {
    load_answers(
        [](const std::string& body) { return response("200 Yes", body, "Connection: close\r\n"); });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/ok"), kConnections);
    EXPECT_EQ(run->losses(), (Faults{{"load: ended_by_peer", kConnections}}));
    EXPECT_EQ(run->count("messages/unsent"), kConnections * (kMessages - 1));
    EXPECT_EQ(run->count("connections/held"), 0u);
}

TEST_F(HttpServerTest, ABodyThatTheEndCutsOffIsLost) {
    load([] {
        return Script{.answer = http([](const std::string& body) {
                          return ok(body).substr(0, ok(body).size() - 10);
                      }),
                      .last_word = "POST "};
    });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/ok"), 0u);
    EXPECT_EQ(run->count("messages/lost"), kConnections);
    EXPECT_EQ(run->losses(), (Faults{{"load: truncated_message", kConnections}}));
    expect_bad_answers("cut_off", kConnections);
}

TEST_F(HttpServerTest, ABodyThatNeverGoesOnIsLostOrDamagedAndNeverGood) {
    for (const auto& [byte, fault] : {std::pair{'\0', "lost"}, {'\x55', "corrupted"}}) {
        load_answers([flip = byte](const std::string& body) {
            std::string answer = ok(body);
            answer[answer.size() - 20] ^= flip;
            return answer.substr(0, answer.size() - 10);
        });
        SCOPED_TRACE(run->story());
        expect_not_passed();
        EXPECT_EQ(run->count("messages/"s + fault), kConnections);
        EXPECT_EQ(run->count("messages/ok"), 0u);
        EXPECT_EQ(run->losses(), Faults{});
    }
}

// A byte a millisecond, in whatever part of an answer, is never silent: the run has its own end.
TEST_F(HttpServerTest, AnAnswerThatTricklesForEverIsLostOrDamagedAndTheRunEnds) {
    const std::string head = "HTTP/1.1 200 Yes\r\n";
    for (const auto& [begin, piece, fault] :
         {std::tuple(head + "X: ", "x", "lost"),
          std::tuple(head + "Content-Length: 60000\r\n\r\n", "x", "corrupted"),
          std::tuple(head + "Transfer-Encoding: chunked\r\n\r\n1;", "x", "lost")}) {
        load([begin = begin, piece = piece] {
            return Script{.answer = http([begin](const std::string&) { return begin; }),
                          .pushed = piece,
                          .pushes_behind_data = true};
        });
        SCOPED_TRACE(run->story());
        expect_not_passed();
        EXPECT_EQ(run->count("messages/"s + fault), kConnections);
        EXPECT_EQ(run->count("messages/ok"), 0u);
    }
}

TEST_F(HttpServerTest, AnEndInsteadOfAnAnswerIsALossOfBoth) {
    load([] {
        return Script{.answer = http([](const std::string&) { return ""s; }), .last_word = "POST "};
    });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/lost"), kConnections);
    EXPECT_EQ(run->losses(), (Faults{{"load: ended_by_peer", kConnections}}));
    EXPECT_EQ(run->value("messages/http_bad_answers"), nlohmann::json::array());
}

// What is due while one is under way waits, and is not sent when the load is over.
TEST_F(HttpServerTest, SilenceLosesOneMessageOfEachAndHoldsUpTheOthers) {
    load_answers([](const std::string&) { return ""s; });
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->faults(),
              (Faults{{"lost", kConnections}, {"unsent", kConnections * (kMessages - 1)}}));
    EXPECT_EQ(run->losses(), Faults{});
}

}  // namespace
}  // namespace potok::testing
