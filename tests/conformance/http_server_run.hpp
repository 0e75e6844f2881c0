// HttpServerRun: the server engine behind one row of the table, every request answered 200.
//
// Input is fed as a stream would feed it: what the engine leaves comes again in front of the next
// piece, in memory of exactly its size, so that a sanitizer sees a read beyond it. Also used by the
// fuzz targets: no test framework.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "protocol/http_server.hpp"
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {

class HttpServerRun {
  public:
    explicit HttpServerRun(const HttpLimits& limits) : engine_(limits) {}
    explicit HttpServerRun(const HttpRow&) : HttpServerRun(kDefaultLimits) {}

    void feed(Bytes piece) {
        const std::size_t size = tail_.size() + piece.size();
        const std::unique_ptr<std::byte[]> exact(new std::byte[size]);
        std::copy(tail_.begin(), tail_.end(), exact.get());
        std::copy(piece.begin(), piece.end(), exact.get() + tail_.size());
        Bytes cursor(exact.get(), size);
        while (act(engine_.next(cursor, head_))) {
        }
        tail_.assign(cursor.begin(), cursor.end());
    }

    void end() {
        while (after_ == "waits" && act(engine_.at_end_of_input())) {
        }
    }

    // "GET /; POST / body; closes"
    [[nodiscard]] std::string transcript() const { return taken_ + after_; }
    // What the application was shown.
    [[nodiscard]] const std::string& shown() const { return shown_; }
    // What the peer was sent.
    [[nodiscard]] const std::string& sent() const { return sent_; }
    [[nodiscard]] bool failed() const { return after_.starts_with("refuses"); }

  private:
    using Event = HttpServerEngine::Event;
    using Kind = Event::Kind;
    static constexpr HttpLimits kDefaultLimits{};

    // False when there is nothing more to pull for now.
    bool act(const Event& event) {
        switch (event.kind) {
            case Kind::need_more:
                return false;
            case Kind::request:
                current_ = std::string(head_.method) + " " + std::string(head_.target);
                body_.clear();
                show_head();
                return true;
            case Kind::body:
                body_ += text_of(event.bytes);
                return true;
            case Kind::trailers:
                for (const HttpField& field : head_.fields)
                    show(field);
                return true;
            case Kind::end_of_request:
                taken_ += current_ + (body_.empty() ? "" : " " + body_) + "; ";
                shown_ += body_ + "\n";
                return true;
            case Kind::response_due:
                // 200 to CONNECT would be a tunnel.
                return !engine_.respond({}, {}, sent_) ||
                       !engine_.respond({.status = 501}, {}, sent_);
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

    void show_head() {
        shown_ += current_ + " host=" + std::string(head_.host.text) +
                  " path=" + std::string(head_.path) + " query=" + std::string(head_.query) + "\n";
        for (const HttpField& field : head_.fields)
            show(field);
    }

    void show(const HttpField& field) {
        shown_ += std::string(field.name) + ":" + std::string(field.value) + "\n";
    }

    HttpServerEngine engine_;
    HttpRequestHead head_;
    std::vector<std::byte> tail_;
    std::string current_, body_, taken_, shown_, sent_;
    std::string after_ = "waits";
};

}  // namespace potok::conformance
