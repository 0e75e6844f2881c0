// potok-loadtest --redirects: what it follows, and what becomes of what it does not.
#include <map>

#include "tests/net/loadtest/http_server_fixture.hpp"

namespace potok::testing {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;

constexpr std::uint64_t kAll = kConnections * kMessages;

struct Request {
    std::string line;  // without the version
    std::string head;  // behind that line
    std::string body;
};

// Requests are small and come one at a time.
Request read_request(std::string_view chunk) {
    const std::size_t line = chunk.find(" HTTP/1.1\r\n");
    const std::size_t head = chunk.find("\r\n\r\n");
    if (line == chunk.npos || head == chunk.npos) return {};
    return {std::string(chunk.substr(0, line)), std::string(chunk.substr(line, head - line)),
            std::string(chunk.substr(head + 4))};
}

std::string redirect(const std::string& status, const std::string& location,
                     const std::string& more = {}) {
    return response(status + " There", "look elsewhere", "Location: " + location + "\r\n" + more);
}

class HttpRedirectsTest : public HttpServerTest {
  protected:
    // An answer to each request by its line, "POST /".
    void load_places(std::map<std::string, Answer> places, const std::string& most = "5") {
        const auto answer = [places = std::move(places)](std::string_view chunk) {
            const Request request = read_request(chunk);
            const auto place = places.find(request.line);
            return place == places.end() ? "HTTP/1.1 400 "s + request.line + "\r\n\r\n"
                                         : place->second(request.body);
        };
        load([&] { return Script{.answer = answer}; }, {"--redirects", most});
    }
    // Each message leads there once, and is then refused.
    void expect_refused(const std::string& kind, std::uint64_t status) {
        SCOPED_TRACE(run->story());
        expect_not_passed();
        EXPECT_EQ(run->faults(), (Faults{{"corrupted", kAll}}));
        EXPECT_EQ(run->losses(), Faults{});
        expect_bad_answers(kind, kAll);
        EXPECT_EQ(run->count("messages/http_bad_answers/0/status"), status);
        EXPECT_EQ(run->count("first_faults/0/http_status"), status);
    }
};

Answer leads(const std::string& status, const std::string& location, const std::string& more = {}) {
    return [=](const std::string&) { return redirect(status, location, more); };
}

TEST_F(HttpRedirectsTest, TheMessageIsSentAgainWhereItsMethodIsKept) {
    for (const char* status : {"307", "308"}) {
        load_places({{"POST /", leads(status, "a/b?c")},
                     {"POST /a/b?c", leads(status, "../d")},
                     {"POST /d", ok}});
        expect_passed();
        EXPECT_EQ(run->count("messages/http_redirects"), 2 * kAll);
        EXPECT_THAT(run->text(), HasSubstr("redirections followed: 40\n"));
    }
}

// The server keeps what was posted, and tells where it is.
TEST_F(HttpRedirectsTest, TheMessageIsFetchedWhereItsMethodIsNot) {
    for (const char* status : {"302", "303"}) {
        const auto store = [status, kept = std::vector<std::string>()](
                               std::string_view chunk) mutable -> std::string {
            const Request request = read_request(chunk);
            if (request.line == "POST /") {
                kept.push_back(request.body);
                return redirect(status, "/kept/" + std::to_string(kept.size() - 1));
            }
            constexpr std::string_view kGet = "GET /kept/";
            const bool bare =
                request.body.empty() && request.head.find("\r\nContent-") == kGet.npos;
            if (!request.line.starts_with(kGet) || !bare) return "HTTP/1.1 400 No\r\n\r\n";
            return ok(kept.at(std::stoul(request.line.substr(kGet.size()))));
        };
        load([&] { return Script{.answer = store}; }, {"--redirects", "1", "--header", "A: b"});
        expect_passed();
        EXPECT_EQ(run->count("messages/http_redirects"), kAll);
    }
}

TEST_F(HttpRedirectsTest, InAClosedLoopToo) {
    pace = {"--in-flight", "1"};
    load_places({{"POST /", leads("307", "/a")}, {"POST /a", ok}});
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 0);
    EXPECT_GT(run->count("messages/ok"), kAll);
    EXPECT_EQ(run->count("messages/ok"), run->count("messages/sent"));
    EXPECT_EQ(run->count("messages/http_redirects"), run->count("messages/sent"));
}

TEST_F(HttpRedirectsTest, TheAnswerIsCheckedWhereverItComesFrom) {
    load_places({{"POST /", leads("303", "/page")},
                 {"GET /page", [](const std::string&) { return ok("thank you"); }}});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->faults(), (Faults{{"corrupted", kAll}}));
    EXPECT_EQ(run->count("first_faults/0/got_byte"), std::uint64_t{'t'});
    EXPECT_EQ(run->value("messages/http_bad_answers"), nlohmann::json::array());
}

TEST_F(HttpRedirectsTest, ACircleEndsAsARefusal) {
    load_places({{"POST /", leads("307", "/b")}, {"POST /b", leads("308", "/")}}, "4");
    expect_refused("redirect_too_many", 307);
    EXPECT_EQ(run->count("messages/http_redirects"), 4 * kAll);
    EXPECT_THAT(run->text(), HasSubstr("307 (Temporary Redirect) that redirect once more"));
}

TEST_F(HttpRedirectsTest, AnotherOriginIsRefusedByName) {
    load_places({{"POST /", leads("308", "http://elsewhere.invalid/")}});
    expect_refused("redirect_elsewhere", 308);
    EXPECT_EQ(run->count("messages/http_redirects"), 0u);
    EXPECT_THAT(run->text(), HasSubstr("redirect to another origin"));
}

TEST_F(HttpRedirectsTest, TheSameOriginMayBeNamed) {
    const auto named = [](std::string_view chunk) {
        const Request request = read_request(chunk);
        const std::size_t host = request.head.find("\r\nHost: ") + 8;
        const std::string name = request.head.substr(host, request.head.find('\r', host) - host);
        return request.line == "POST /" ? redirect("307", "http://" + name + "/a")
                                        : ok(request.body);
    };
    load([&] { return Script{.answer = named}; }, {"--redirects", "1"});
    expect_passed();
}

TEST_F(HttpRedirectsTest, APlaceThatIsNoneIsRefusedByName) {
    load_places({{"POST /", leads("302", "http://user:word@127.0.0.1/")}});
    expect_refused("redirect_malformed", 302);
    load_places({{"POST /", [](const std::string&) { return response("302 There", ""); }}});
    expect_refused("redirect_malformed", 302);
}

TEST_F(HttpRedirectsTest, OtherStatusesAreToldAsTheyAre) {
    load_places({{"POST /", leads("307", "/a")},
                 {"POST /a", [](const std::string&) { return response("503 No", ""); }}});
    expect_refused("status", 503);
    EXPECT_EQ(run->count("messages/http_redirects"), kAll);
}

TEST_F(HttpRedirectsTest, AServerThatClosesBehindARedirectionIsALoss) {
    load_places({{"POST /", leads("307", "/a", "Connection: close\r\n")}, {"POST /a", ok}});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/lost"), kConnections);
    EXPECT_EQ(run->losses(), (Faults{{"load: ended_by_peer", kConnections}}));
    EXPECT_EQ(run->count("messages/http_redirects"), 0u);
}

TEST_F(HttpRedirectsTest, WhatStandsBehindARedirectionIsUnasked) {
    load_places(
        {{"POST /", [](const std::string& body) { return redirect("307", "/") + ok(body); }}});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/ok"), 0u);
    EXPECT_EQ(run->count("messages/foreign"), kConnections);
    expect_bad_answers("unasked", kConnections);
}

TEST_F(HttpRedirectsTest, ARedirectionThatIsCutOffLosesItsMessage) {
    load(
        [] {
            return Script{.answer = http([](const std::string&) {
                              const std::string whole = redirect("307", "/");
                              return whole.substr(0, whole.size() - 3);
                          }),
                          .last_word = "POST "};
        },
        {"--redirects", "3"});
    SCOPED_TRACE(run->story());
    expect_not_passed();
    EXPECT_EQ(run->count("messages/lost"), kConnections);
    EXPECT_EQ(run->losses(), (Faults{{"load: truncated_message", kConnections}}));
    expect_bad_answers("cut_off", kConnections);
}

}  // namespace
}  // namespace potok::testing
