// HttpServerTest: runs of potok-loadtest against an HTTP server whose every answer is the test's.
#pragma once

#include "tests/net/loadtest/scripted_load.hpp"

namespace potok::testing {

using Answer = std::function<std::string(const std::string& body)>;

inline constexpr std::uint64_t kMessages = 4;  // of each

inline std::string response(const std::string& status, const std::string& body,
                            const std::string& more = {}) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           more + "\r\n" + body;
}
inline std::string ok(const std::string& body) {
    return response("200 Yes", body);
}

// Requests are small and come one at a time: a chunk is one.
inline std::function<std::string(std::string_view)> http(Answer answer) {
    return [answer = std::move(answer)](std::string_view chunk) {
        const std::size_t head = chunk.find("\r\n\r\n");
        if (!chunk.starts_with("POST ") || head == chunk.npos)
            return std::string("HTTP/1.1 400 No\r\n\r\n");
        return answer(std::string(chunk.substr(head + 4)));
    };
}

// Good, but for the n-th answer of all.
inline Answer but_once(std::uint64_t n, Answer bad) {
    return [n, bad = std::move(bad), count = std::uint64_t{0}](const std::string& body) mutable {
        return ++count == n ? bad(body) : ok(body);
    };
}

class HttpServerTest : public ScriptedLoadTest {
  protected:
    // What makes the script of each attempt: some count.
    void load(const std::function<Script()>& script, const std::vector<std::string>& more = {}) {
        LoadGenerator::finish_unstarved(run, [&] {
            server = std::make_unique<ScriptedServer>(script());
            start_attempt(server->address("http") + path, more);
        });
    }
    void load_answers(const Answer& answer, const std::vector<std::string>& more = {}) {
        load([&] { return Script{.answer = http(answer)}; }, more);
    }
    void start_attempt(const std::string& target, const std::vector<std::string>& more) {
        start(target, LoadGenerator::with({"-d", "200ms", "--grace", "200ms"}, pace), more);
    }

    void expect_passed() const {
        expect_all_good(kMessages);
        EXPECT_EQ(run->value("messages/http_bad_answers"), nlohmann::json::array());
    }
    void expect_bad_answers(const std::string& kind, std::uint64_t count) const {
        EXPECT_EQ(run->word("messages/http_bad_answers/0/kind"), kind);
        EXPECT_EQ(run->count("messages/http_bad_answers/0/count"), count);
        EXPECT_EQ(run->value("messages/http_bad_answers/1"), nullptr);
    }

    std::string path;
    std::vector<std::string> pace{"-r", "20/s"};
};

}  // namespace potok::testing
