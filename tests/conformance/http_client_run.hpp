// HttpClientRun: the client engine behind one row of the table, its requests sent one by one.
//
// Also used by the fuzz target: no test framework.
#pragma once

#include <string>
#include <vector>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "protocol/http_client.hpp"
#include "tests/conformance/exact_input.hpp"
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {

// Who asks: here a request of each of the methods, without a body, as soon as one may begin.
class HttpAsks {
  public:
    explicit HttpAsks(std::vector<std::string> methods) : methods_(std::move(methods)) {}
    virtual ~HttpAsks() = default;

    // Precondition: the engine is idle.
    virtual void ask(HttpClientEngine& engine, std::string& sent) {
        if (asked_ == methods_.size()) return;
        static_cast<void>(engine.send(request_of(methods_[asked_++]), {}, sent));
    }
    // A final response has begun.
    virtual void at_response(HttpClientEngine&, std::string&) {}

  protected:
    // One that asks for another protocol where its method says so.
    static HttpRequest request_of(std::string_view method) {
        static constexpr HttpField kUpgrade{"Upgrade", "x"};
        HttpRequest request{.host = "a"};
        request.method = method;
        if (method == "CONNECT") request.target = "a:80";
        if (method == "UPGRADE") request.fields = {&kUpgrade, 1};
        return request;
    }

  private:
    std::vector<std::string> methods_;
    std::size_t asked_ = 0;
};

class HttpClientRun {
  public:
    HttpClientRun(std::unique_ptr<HttpAsks> asks, const HttpLimits& limits)
        : engine_(limits), asks_(std::move(asks)) {
        ask();
    }
    explicit HttpClientRun(const HttpRow& row)
        : HttpClientRun(std::make_unique<HttpAsks>(row.asked), kDefaultLimits) {}

    void feed(Bytes piece) {
        input_.feed(piece, [this](Bytes& cursor) { return act(next(cursor)); });
    }

    void end() {
        while (after_ == "waits" && act(engine_.at_end_of_input())) {
        }
    }

    // "200 hello; 204; waits"
    [[nodiscard]] std::string transcript() const { return taken_ + after_; }
    // What an application was shown.
    [[nodiscard]] const std::string& shown() const { return shown_; }
    // What the peer was sent.
    [[nodiscard]] const std::string& sent() const { return sent_; }
    [[nodiscard]] bool failed() const { return after_.starts_with("refuses"); }

  private:
    using Event = HttpClientEngine::Event;
    using Kind = Event::Kind;
    static constexpr HttpLimits kDefaultLimits{};

    // What the engine says of itself holds at each step.
    Event next(Bytes& cursor) {
        const bool may_wait = engine_.needs_input();
        const Event event = engine_.next(cursor, head_);
        ASSERT(may_wait || event.kind != Kind::need_more);
        return event;
    }

    // False when there is nothing more to pull for now.
    bool act(const Event& event) {
        switch (event.kind) {
            case Kind::need_more:
                return false;
            case Kind::informational:
                show_head();
                return true;
            case Kind::response:
                current_ = std::to_string(head_.status);
                body_.clear();
                show_head();
                asks_->at_response(engine_, sent_);
                return true;
            case Kind::body:
                body_ += text_of(event.bytes);
                return true;
            case Kind::trailers:
                show_fields();
                return true;
            case Kind::end_of_response:
                taken_ += current_ + (body_.empty() ? "" : " " + body_) + "; ";
                ask();
                return true;
            case Kind::handed_over:
            case Kind::finished:
                after_ = "closes";
                return false;
            case Kind::failure:
                break;
        }
        after_ = "refuses 0";
        return false;
    }

    void ask() {
        if (engine_.idle()) asks_->ask(engine_, sent_);
    }

    void show_head() {
        shown_ += std::to_string(head_.status) + " " + std::string(head_.reason) + "\n";
        show_fields();
    }

    void show_fields() {
        for (const HttpField& field : head_.fields)
            shown_ += std::string(field.name) + ":" + std::string(field.value) + "\n";
    }

    HttpClientEngine engine_;
    HttpResponseHead head_;
    ExactInput input_;
    std::unique_ptr<HttpAsks> asks_;
    std::string current_, body_, taken_, shown_, sent_;
    std::string after_ = "waits";
};

}  // namespace potok::conformance
