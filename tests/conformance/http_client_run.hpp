// HttpClientRun: the client engine behind one row of the table, its requests sent one by one.
//
// Also used by the fuzz target: no test framework.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "protocol/http_client.hpp"
#include "tests/conformance/exact_input.hpp"
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {

class HttpClientRun {
  public:
    HttpClientRun(std::vector<std::string> asked, const HttpLimits& limits)
        : engine_(limits), asked_(std::move(asked)) {
        ask();
    }
    explicit HttpClientRun(const HttpRow& row) : HttpClientRun(row.asked, kDefaultLimits) {}

    void feed(Bytes piece) {
        input_.feed(piece, [this](Bytes& cursor) { return act(engine_.next(cursor, head_)); });
    }

    void end() {
        while (after_ == "waits" && act(engine_.at_end_of_input())) {
        }
    }

    // "200 hello; 204; waits"
    [[nodiscard]] std::string transcript() const { return taken_ + after_; }
    // What an application was shown.
    [[nodiscard]] const std::string& shown() const { return shown_; }
    [[nodiscard]] bool failed() const { return after_.starts_with("refuses"); }

  private:
    using Event = HttpClientEngine::Event;
    using Kind = Event::Kind;
    static constexpr HttpLimits kDefaultLimits{};

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
        if (!engine_.idle() || asked_count_ == asked_.size()) return;
        HttpRequest request{.host = "a"};
        request.method = asked_[asked_count_++];
        if (request.method == "CONNECT") request.target = "a:80";
        const HttpField upgrade{"Upgrade", "x"};
        if (request.method == "UPGRADE") request.fields = {&upgrade, 1};
        std::string sent;
        static_cast<void>(engine_.send(request, {}, sent));
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
    std::vector<std::string> asked_;
    std::size_t asked_count_ = 0;
    std::string current_, body_, taken_, shown_;
    std::string after_ = "waits";
};

}  // namespace potok::conformance
