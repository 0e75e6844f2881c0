// HttpLinkTest: an HttpServerLink on a ScriptedStream, and the words that its tests are written in.
//
// What the sink does in each of its callbacks is the test's to say; it says nothing by itself. What
// it was told is in `seen`, pieces of one body joined, so that cuts of the input leave no trace.
// What the client read is compared without its Date lines.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "protocol/session/http_server_link.hpp"
#include "reactor/event_loop.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/session/scripted_stream.hpp"

namespace potok::test {

struct HttpSeen {
    std::vector<std::string> events;  // "GET /", "body:…", "end"
    std::optional<CloseReason> closed;
};

class HttpLinkSession final : public Session {
  public:
    HttpLinkSession(const HttpServerSettings& settings, MemoryBudget& budget, HttpSeen& seen)
        : link(settings, budget), seen_(seen) {}

    void on_open(Stream& stream) override { link.open(stream); }
    Consumed on_data(MutableBytes data) override { return link.feed(data, *this); }
    void on_drained() override { link.go_on(); }
    void on_end() override { link.end(); }
    void on_alarm() override { link.alarm(); }
    void on_drain(Stream&) override { link.drain(); }
    std::size_t held_bytes() const noexcept override { return link.held_bytes(); }
    void on_close(CloseReason reason) override {
        EXPECT_FALSE(seen_.closed) << "on_close() came twice";
        seen_.closed = reason;
    }

    void on_request(const HttpRequestHead& head) {
        told(std::string(head.method) + " " + std::string(head.target));
        if (request) request(head);
    }
    void on_body(Bytes bytes) {
        EXPECT_FALSE(bytes.empty());
        const bool goes_on = !seen_.events.empty() && seen_.events.back().starts_with("body:");
        if (goes_on) {
            seen_.events.back() += text_of(bytes);
        } else {
            told("body:" + std::string(text_of(bytes)));
        }
        if (body) body();
    }
    void on_request_end() {
        told("end");
        if (request_end) request_end();
    }

    HttpServerLink link;
    std::function<void(const HttpRequestHead&)> request;
    std::function<void()> body;
    std::function<void()> request_end;

  private:
    void told(std::string event) {
        EXPECT_FALSE(seen_.closed) << event << " behind on_close()";
        seen_.events.push_back(std::move(event));
    }

    HttpSeen& seen_;
};

// Takes what comes behind a 101, and gives it back.
class UpgradedSession final : public Session {
  public:
    explicit UpgradedSession(HttpSeen& seen) : seen_(seen) {}
    void on_open(Stream& stream) override { stream_ = &stream; }
    Consumed on_data(MutableBytes data) override {
        static_cast<void>(stream_->send(data));
        return {data.size()};
    }
    void on_end() override { stream_->finish(CloseReason::finished); }
    void on_close(CloseReason reason) override { seen_.closed = reason; }

  private:
    Stream* stream_ = nullptr;
    HttpSeen& seen_;
};

class HttpLinkTest : public ::testing::Test {
  protected:
    void start() {
        seen = {};
        stream.reset();
        session = std::make_unique<HttpLinkSession>(settings, budget, seen);
        stream = std::make_unique<ScriptedStream>(*session);
        stream->open();
    }
    // Every request is answered by its target, as soon as it is over.
    void start_answering() {
        start();
        session->request = [this](const HttpRequestHead& head) { target_ = head.target; };
        session->request_end = [this] { answer(target_); };
    }

    HttpServerLink& link() { return session->link; }

    void peer_sends(std::string_view bytes) {
        stream->peer_sends(bytes);
        stream->step();
    }
    // So many turns as the longest of these tests needs.
    void settle() {
        for (int i = 0; i < 8; ++i)
            stream->step();
    }

    static std::string get(std::string_view path, std::string_view more = {}) {
        return "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n" + std::string(more) + "\r\n";
    }
    static std::string post(std::string_view path, std::string_view body,
                            std::string_view more = {}) {
        return "POST " + std::string(path) +
               " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
               std::string(more) + "\r\n" + std::string(body);
    }
    static std::string ok(std::string_view body, std::string_view more = {}) {
        return "HTTP/1.1 200 OK\r\n" + std::string(more) +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
    }
    static std::string refusal(std::string_view status) {
        return "HTTP/1.1 " + std::string(status) +
               "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    }
    inline static const std::string kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

    void answer(std::string_view body) {
        EXPECT_EQ(link().respond({}, bytes_of(body)), std::nullopt);
    }

    [[nodiscard]] std::string received() const {
        std::string text = stream->received;
        for (std::size_t at = 0; (at = text.find("Date: ", at)) != std::string::npos;)
            text.erase(at, text.find("\r\n", at) + 2 - at);
        return text;
    }

    HttpServerSettings settings;
    MemoryBudget budget;
    HttpSeen seen;
    std::unique_ptr<ScriptedStream> stream;  // its loop outlives what the session holds
    std::unique_ptr<HttpLinkSession> session;

  private:
    std::string target_;
};

}  // namespace potok::test
