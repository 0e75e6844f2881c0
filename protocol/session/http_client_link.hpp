// HttpClientLink: HTTP/1.1 on a stream, a client's side: one request at a time, its answer to a
// sink. A Session owns one, by value.
//
// The counterpart of HttpServerLink. A body that the server compressed comes to the sink as it was,
// within the limit of a body. An answer is whole only if on_response_end() comes; whatever else
// happens is on_response_failure(), once, or the session's on_close().
//
//   Consumed on_data(MutableBytes data) override { return link_.feed(data, *this); }
//   void on_drained() override { link_.go_on(); }
//   void on_end() override { link_.end(*this); }
//   void on_alarm() override { link_.alarm(); }
//
// Loop thread only.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.hpp"
#include "protocol/http_client.hpp"
#include "protocol/http_content.hpp"
#include "protocol/session/frame_assembly.hpp"
#include "reactor/clock.hpp"
#include "reactor/stream.hpp"

namespace potok {

// What all connections of a client have in common; outlives them.
struct HttpClientSettings {
    HttpLimits limits;
    // The longest time in which nothing of an awaited answer comes, once the request has left; as
    // much again may pass until it is noticed. Zero is for ever.
    Duration answer_timeout = std::chrono::seconds(30);
    // The longest time from then to the end of an answer, whatever comes meanwhile: a server may
    // send a byte every few seconds and never be silent. While we do not read it stands still. Zero
    // is for ever.
    Duration exchange_timeout = std::chrono::minutes(10);
};

using HttpAnswerFailure = std::variant<HttpFailure, HttpContentFailure>;

// on_response(head): the final one; views good until it returns. on_body(bytes): a piece, decoded.
// on_response_end(): all of the answer was there; not held back by a pause, which is for bytes.
template <class T>
concept HttpResponseSink = requires(T& sink, const HttpResponseHead& head, Bytes bytes,
                                    HttpAnswerFailure failure) {
    sink.on_response(head);
    sink.on_body(bytes);
    sink.on_response_end();
    sink.on_response_failure(failure);
};

class HttpClientLink {
  public:
    // Both outlive the link.
    HttpClientLink(const HttpClientSettings& settings, MemoryBudget& budget) noexcept
        : settings_(settings), engine_(settings.limits), kept_(budget) {}
    HttpClientLink(const HttpClientLink&) = delete;
    HttpClientLink& operator=(const HttpClientLink&) = delete;

    void open(Stream& stream) noexcept { stream_ = &stream; }

    // ---- From the session's callbacks

    template <HttpResponseSink Sink>
    [[nodiscard]] Consumed feed(MutableBytes data, Sink& sink);
    template <HttpResponseSink Sink>
    void end(Sink& sink);
    void go_on();
    void alarm();
    [[nodiscard]] std::size_t held_bytes() const noexcept { return kept_.held_bytes(); }

    // ---- For the app

    // A request may be sent: none is under way, and the connection can carry one.
    [[nodiscard]] bool idle() const noexcept { return engine_.idle() && stream_->is_open(); }

    // Sends a request, all at once. A refusal: nothing was sent. CONNECT and Upgrade are refused:
    // they are for proxy_tunnel.hpp and websocket_opening.hpp. Precondition: idle().
    [[nodiscard]] std::optional<HttpRefusal> send(const HttpRequest& request, Bytes body);

    void pause_reading();
    void resume_reading();
    [[nodiscard]] Stream& stream() noexcept { return *stream_; }

  private:
    enum Flag : std::uint8_t {
        kHeard = 1 << 0,
        kHeldUp = 1 << 1,  // a request waits for room
        kAppPaused = 1 << 2,
    };

    [[nodiscard]] bool has(Flag flag) const noexcept { return (flags_ & flag) != 0; }
    void set(Flag flag) noexcept { flags_ = static_cast<std::uint8_t>(flags_ | flag); }
    void clear(Flag flag) noexcept { flags_ = static_cast<std::uint8_t>(flags_ & ~flag); }

    using Event = HttpClientEngine::Event;

    // Of a compressed body the engine gets no more at once: what a pause finds there still comes,
    // and deflate makes a thousand bytes of one.
    static constexpr std::size_t kCompressedPart = 128;

    [[nodiscard]] Event next(Bytes& rest, HttpResponseHead& head);
    // False: nothing more is to be looked at.
    template <class Sink>
    [[nodiscard]] bool take(const Event& event, const HttpResponseHead& head, Sink& sink);
    template <class Sink>
    void pass_on(Bytes bytes, Sink& sink);
    template <class Sink>
    void fail(HttpAnswerFailure failure, Sink& sink);
    [[nodiscard]] std::optional<HttpContentFailure> begin_content(const HttpResponseHead& head);
    [[nodiscard]] std::optional<HttpContentFailure> end_content() noexcept;
    void end_exchange();
    [[nodiscard]] Duration next_look() const noexcept;

    const HttpClientSettings& settings_;
    Stream* stream_ = nullptr;
    HttpClientEngine engine_;
    std::optional<HttpContentDecoder> content_;  // while a compressed body comes
    FrameAssembly kept_;                         // a request that there was no room for
    Duration waited_{};                          // for the answer under way, up to the last look
    std::uint8_t flags_ = 0;
};

template <HttpResponseSink Sink>
Consumed HttpClientLink::feed(MutableBytes data, Sink& sink) {
    Bytes rest = data;
    HttpResponseHead head;
    const auto taken = [&] { return data.size() - rest.size(); };
    set(kHeard);
    while (!has(kAppPaused) || !engine_.needs_input()) {
        const Event event = next(rest, head);
        if (event.kind == Event::Kind::need_more) return {taken(), Consumed::Next::more};
        const bool goes_on = take(event, head, sink);
        if (!goes_on || !stream_->is_open()) return {data.size(), Consumed::Next::more};
    }
    return {taken(), Consumed::Next::paused};
}

template <HttpResponseSink Sink>
void HttpClientLink::end(Sink& sink) {
    const HttpResponseHead none;
    for (;;) {
        const Event event = engine_.at_end_of_input();
        if (event.kind == Event::Kind::finished || !take(event, none, sink)) break;
    }
    stream_->finish(CloseReason::ended_by_peer);
}

template <class Sink>
bool HttpClientLink::take(const Event& event, const HttpResponseHead& head, Sink& sink) {
    switch (event.kind) {
        case Event::Kind::response:
            if (const auto failure = begin_content(head)) {
                fail(*failure, sink);
                return false;
            }
            sink.on_response(head);
            return true;
        case Event::Kind::body:
            pass_on(event.bytes, sink);
            return true;
        case Event::Kind::end_of_response: {
            const auto failure = end_content();
            if (failure) fail(*failure, sink);
            if (failure) return false;
            end_exchange();
            sink.on_response_end();
            return true;
        }
        case Event::Kind::informational:
        case Event::Kind::trailers:
            return true;
        case Event::Kind::failure:
            fail(event.failure, sink);
            return false;
        case Event::Kind::finished:
            stream_->finish(CloseReason::finished);
            return false;
        case Event::Kind::handed_over:  // send() refuses what asks for it
        case Event::Kind::need_more:
            break;
    }
    return false;
}

template <class Sink>
void HttpClientLink::pass_on(Bytes bytes, Sink& sink) {
    if (!content_) return sink.on_body(bytes);
    const auto failure = content_->decode(bytes, [&](Bytes piece) {
        if (stream_->is_open()) sink.on_body(piece);
    });
    if (failure && stream_->is_open()) fail(*failure, sink);
}

template <class Sink>
void HttpClientLink::fail(HttpAnswerFailure failure, Sink& sink) {
    content_.reset();
    sink.on_response_failure(failure);
    stream_->abort(CloseReason::protocol_error);
}

}  // namespace potok
