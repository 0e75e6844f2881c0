// HttpServerRun: the server engine behind one row of the table, every request answered 200; or as a
// fuzz target wants.
//
// Also used by the fuzz targets: no test framework.
#pragma once

#include <string>
#include <vector>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "protocol/http_server.hpp"
#include "tests/conformance/exact_input.hpp"
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {

// Who answers: here 200 and an empty body, once the request is over.
class HttpAnswers {
  public:
    virtual ~HttpAnswers() = default;
    // Behind each head; need not answer.
    virtual void at_head(HttpServerEngine&, const HttpRequestHead&, std::string&) {}
    // Nothing is pulled before the response is complete. 200 to CONNECT would be a tunnel.
    virtual void at_end(HttpServerEngine& engine, std::string& sent) {
        if (!engine.respond({}, {}, sent)) return;
        const bool refused = engine.respond({.status = 501}, {}, sent).has_value();
        ASSERT(!refused);
    }
};

class HttpServerRun {
  public:
    // Both outlive the run.
    explicit HttpServerRun(const HttpLimits& limits, HttpAnswers& answers = default_answers())
        : engine_(limits), answers_(&answers) {}
    explicit HttpServerRun(const HttpRow&) : HttpServerRun(kDefaultLimits) {}

    void feed(Bytes piece) {
        input_.feed(piece, [this](Bytes& cursor) { return act(next(cursor)); });
    }

    void end() {
        while (after_ == "waits" && act(engine_.at_end_of_input())) {
        }
    }
    void time_out() {
        while (after_ == "waits" && act(engine_.at_deadline())) {
        }
    }

    [[nodiscard]] const HttpServerEngine& engine() const { return engine_; }
    // "GET /; POST / body; closes"
    [[nodiscard]] std::string transcript() const { return taken_ + after_; }
    // What an application was shown of each whole request, trailers and all.
    [[nodiscard]] const std::string& shown() const { return shown_; }
    // The whole requests as a sender that is given what was shown would write them.
    [[nodiscard]] const std::string& rewritten() const { return rewritten_; }
    // What the peer was sent.
    [[nodiscard]] const std::string& sent() const { return sent_; }
    [[nodiscard]] bool failed() const { return after_.starts_with("refuses"); }

  private:
    using Event = HttpServerEngine::Event;
    using Kind = Event::Kind;
    static constexpr HttpLimits kDefaultLimits{};

    static HttpAnswers& default_answers() {
        static HttpAnswers answers;
        return answers;
    }

    // What the engine says of itself holds at each step.
    Event next(Bytes& cursor) {
        const bool may_wait = engine_.needs_input();
        const bool was_finished = engine_.is_finished();
        const Event event = engine_.next(cursor, head_);
        ASSERT(may_wait || event.kind != Kind::need_more);
        ASSERT(!was_finished || event.kind == Kind::finished);
        return event;
    }

    // False when there is nothing more to pull for now.
    bool act(const Event& event) {
        switch (event.kind) {
            case Kind::need_more:
                return false;
            case Kind::request:
                begin_request();
                answers_->at_head(engine_, head_, sent_);
                return true;
            case Kind::body:
                body_ += text_of(event.bytes);
                return true;
            case Kind::trailers:
                for (const HttpField& field : head_.fields)
                    trailers_ += line_of(field);
                return true;
            case Kind::end_of_request:
                end_request();
                return true;
            case Kind::response_due:
                answers_->at_end(engine_, sent_);
                return true;
            case Kind::handed_over:
            case Kind::finished:
                after_ = "closes";
                return false;
            case Kind::failure:
                break;
        }
        if (!failed()) static_cast<void>(engine_.refuse({}, sent_));
        after_ = "refuses " + std::to_string(status_of(event.failure));
        return false;
    }

    void begin_request() {
        current_ = std::string(head_.method) + " " + std::string(head_.target);
        derived_ = " host=" + std::string(head_.host.text) + " path=" + std::string(head_.path) +
                   " query=" + std::string(head_.query) + "\n";
        version_ = head_.version == HttpVersion::http_1_0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n";
        chunked_ = head_.framing.kind == HttpFraming::Kind::chunked;
        fields_.clear();
        body_.clear();
        trailers_.clear();
        for (const HttpField& field : head_.fields)
            fields_ += line_of(field);
    }

    void end_request() {
        taken_ += current_ + (body_.empty() ? "" : " " + body_) + "; ";
        shown_ += current_ + derived_ + fields_ + body_ + "\n" + trailers_;
        rewritten_ += current_ + version_ + fields_ + "\r\n";
        HttpBodyWriter writer;
        writer.restart(
            {chunked_ ? HttpFraming::Kind::chunked : HttpFraming::Kind::length, body_.size()});
        static_cast<void>(writer.write(bytes_of(body_), rewritten_));
        if (chunked_) rewritten_ += "0\r\n" + trailers_ + "\r\n";
    }

    // No longer than what was received.
    static std::string line_of(const HttpField& field) {
        return std::string(field.name) + ":" + std::string(field.value) + "\r\n";
    }

    HttpServerEngine engine_;
    HttpAnswers* answers_;
    HttpRequestHead head_;
    ExactInput input_;
    // Of the request under way.
    std::string current_, derived_, version_, fields_, body_, trailers_;
    bool chunked_ = false;
    std::string taken_, shown_, rewritten_, sent_;
    std::string after_ = "waits";
};

}  // namespace potok::conformance
