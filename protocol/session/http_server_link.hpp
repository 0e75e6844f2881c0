// HttpServerLink: HTTP/1.1 on a stream, a server's side: requests to a sink, its answers back, in
// order. A Session owns one, by value.
//
// The engine says what came (protocol/http_server.hpp); this adds what takes a stream and time:
// back-pressure both ways, deadlines, a refusal that arrives before the end, the hand-over to
// another protocol, and the end of a program that drains. A sink answers inside its callback or any
// time later; until then nothing behind the request is looked at.
//
//   Consumed on_data(MutableBytes data) override { return link_.feed(data, *this); }
//   void on_drained() override { link_.go_on(); }
//   void on_end() override { link_.end(); }
//   void on_alarm() override { link_.alarm(); }
//   void on_drain(Stream&) override { link_.drain(); }
//
// Loop thread only.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "protocol/http_server.hpp"
#include "protocol/session/frame_assembly.hpp"
#include "protocol/session/rate_watch.hpp"
#include "reactor/clock.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/stream.hpp"

namespace potok {

// What all connections of a listener have in common; outlives them.
struct HttpServerSettings {
    // For the listener's linger_bytes_max: a refusal arrives though a long body is on its way,
    // whose sender reads nothing before it has sent all.
    static constexpr std::size_t kLingerBytes = 16u << 20;

    HttpLimits limits;
    // From a head's first byte to its last; of a connection's first head, from its opening. 408.
    Duration head_timeout = std::chrono::seconds(5);
    // The longest time in which nothing of a body comes; as much again may pass until it is
    // noticed. 408.
    Duration body_timeout = std::chrono::seconds(10);
    // What a body has to come at on average: a byte now and then would hold a connection for ever.
    // 408.
    MinimumRate body_rate{.bytes_per_second = 500, .grace = std::chrono::seconds(20)};
    // Between two requests.
    Duration idle_timeout = std::chrono::seconds(60);
};

// on_request(head): views good until it returns. on_body(bytes): a piece, as it comes.
// on_request_end(): all of the body was there; not called where the request is refused in its
// middle, and not held back by a pause, which is for bytes. Each may answer, pause reading, or end
// the stream.
template <class T>
concept HttpRequestSink = requires(T& sink, const HttpRequestHead& head, Bytes bytes) {
    sink.on_request(head);
    sink.on_body(bytes);
    sink.on_request_end();
};

class HttpServerLink {
  public:
    // Both outlive the link.
    HttpServerLink(const HttpServerSettings& settings, MemoryBudget& budget) noexcept
        : settings_(settings),
          engine_(settings.limits),
          body_rate_(settings.body_rate),
          kept_(budget) {}
    HttpServerLink(const HttpServerLink&) = delete;
    HttpServerLink& operator=(const HttpServerLink&) = delete;

    void open(Stream& stream);

    // ---- From the session's callbacks

    template <HttpRequestSink Sink>
    [[nodiscard]] Consumed feed(MutableBytes data, Sink& sink);
    void go_on();
    void end();
    void alarm();
    void drain();
    [[nodiscard]] std::size_t held_bytes() const noexcept { return kept_.held_bytes(); }
    // For may_end_here(): no request is under way, and none waits for its answer.
    [[nodiscard]] bool between_requests() const noexcept { return engine_.between_requests(); }

    // ---- Answers to the current request. A refusal: nothing was sent, and nothing has changed.
    //      Precondition of the first three: a request is there, and is not answered yet. Where the
    //      link has ended meanwhile (refused, timed out) they do nothing: on_close() will tell.

    // All of a response at once.
    [[nodiscard]] std::optional<HttpRefusal> respond(HttpResponse response, Bytes body);
    // The same, its body in a block from `offset` on, by reference.
    [[nodiscard]] std::optional<HttpRefusal> respond_block(HttpResponse response,
                                                           const BlockRef& block,
                                                           std::size_t offset);
    // A response in parts: begin, any number of parts, end.
    [[nodiscard]] std::optional<HttpRefusal> begin_response(HttpResponse response);
    // rejected: the client reads too slowly, nothing was taken; on_drained() tells of room. Or more
    // than the Content-Length: is_open() of the stream tells them apart.
    [[nodiscard]] SendStatus send_body(Bytes part);
    [[nodiscard]] std::optional<HttpRefusal> end_response(HttpFieldList trailers = {});

    // 101 with these fields, which name Upgrade, and `successor` is the stream's session, reading.
    // Refused unless the request is over. Where the link has ended, or 101 finds no room, the
    // successor is told on_close() at once, and the session when the stream is gone.
    [[nodiscard]] std::optional<HttpRefusal> upgrade(HttpFieldList fields,
                                                     std::unique_ptr<Session> successor);

    // ---- Reading, for a sink that cannot take more of a body now

    void pause_reading();
    void resume_reading();

    [[nodiscard]] Stream& stream() noexcept { return *stream_; }

  private:
    // What the peer is waited for; each has its deadline.
    enum class Wait : std::uint8_t { nothing, head, body, next_request };
    enum Flag : std::uint16_t {
        kHeard = 1 << 0,      // something of the body came since the alarm was set
        kAnswerDue = 1 << 1,  // the sink is waited for …
        kHeldUp = 1 << 2,     // … or room for what is kept
        kAppPaused = 1 << 3,
        kFeeding = 1 << 4,
        kDraining = 1 << 5,
        kEndSeen = 1 << 6,
        kMoreBehind = 1 << 7,  // … and the stream holds input behind the request
        kEnded = 1 << 8,       // by finish(): at once, or when what is kept has left
    };

    [[nodiscard]] bool has(Flag flag) const noexcept { return (flags_ & flag) != 0; }
    void set(Flag flag) noexcept { flags_ = static_cast<std::uint16_t>(flags_ | flag); }
    void clear(Flag flag) noexcept { flags_ = static_cast<std::uint16_t>(flags_ & ~flag); }

    [[nodiscard]] bool goes_on() const noexcept { return !has(kHeldUp) && !has(kAppPaused); }
    [[nodiscard]] bool ended() const noexcept { return has(kEnded) || !stream_->is_open(); }
    void begin_request();
    void continue_if_due();
    [[nodiscard]] Consumed wait_for_answer(std::size_t consumed, std::size_t rest);
    void wait_for_input();
    void refuse(CloseReason why);
    void time_out(Wait over);
    void send(Bytes bytes);
    void keep(Bytes bytes);
    void answered();
    void deliver_again();
    void finish(CloseReason reason);
    void watch_input();
    void watch(Wait wait);
    void watch_body();

    const HttpServerSettings& settings_;
    Stream* stream_ = nullptr;
    HttpServerEngine engine_;
    RateWatch body_rate_;  // of the current request's body
    FrameAssembly kept_;   // output that there was no room for
    std::uint16_t flags_ = 0;
    Wait wait_ = Wait::nothing;
    CloseReason why_ = CloseReason::finished;
};

template <HttpRequestSink Sink>
Consumed HttpServerLink::feed(MutableBytes data, Sink& sink) {
    using Kind = HttpServerEngine::Event::Kind;
    Bytes rest = data;
    HttpRequestHead head;
    const auto taken = [&] { return data.size() - rest.size(); };
    set(kHeard);
    set(kFeeding);
    for (;;) {
        if (ended()) return {data.size(), Consumed::Next::more};
        if (!goes_on() && engine_.needs_input()) break;
        const std::size_t before = rest.size();
        const HttpServerEngine::Event event = engine_.next(rest, head);
        // A body that came with its head is not waited for: all of its grace is left.
        if (wait_ == Wait::body) body_rate_.took(before - rest.size(), stream_->loop().now());
        switch (event.kind) {
            case Kind::request:
                begin_request();
                sink.on_request(head);
                continue_if_due();
                break;
            case Kind::body:
                sink.on_body(event.bytes);
                break;
            case Kind::trailers:
                break;
            case Kind::end_of_request:
                sink.on_request_end();
                break;
            case Kind::response_due:
                return wait_for_answer(taken(), rest.size());
            case Kind::need_more:
                clear(kFeeding);
                wait_for_input();
                return {taken(), Consumed::Next::more};
            case Kind::handed_over:
                clear(kFeeding);
                return {taken(), Consumed::Next::more};
            case Kind::finished:
                finish(why_);
                break;
            case Kind::failure:
                refuse(CloseReason::bad_request);
                break;
        }
    }
    clear(kFeeding);
    watch_input();
    return {taken(), Consumed::Next::paused};
}

}  // namespace potok
