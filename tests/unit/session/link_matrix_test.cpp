// Every callback of a session may do everything: send, answer, pause, finish, abort, hand over.
//
// For each pair of a callback and an action the same traffic runs, in which every callback comes;
// the action is done in the first of its kind. Whatever it is, the session is told its end exactly
// once and nothing behind it, and a client reads nothing behind a close frame. What is used after
// it is gone, the sanitizers see.
#include "protocol/session/websocket_link.hpp"
#include "tests/support/websocket_bytes.hpp"
#include "tests/unit/session/http_link_fixture.hpp"

namespace potok::test {
namespace {

using testing::close_body;
using testing::kCloseFrame;
using testing::kPingFrame;
using testing::kTextFrame;
using testing::ReadFrame;
using testing::take_frames;

enum class Action { nothing, send, answer, pause, blink, finish, abort, hand_over };
constexpr Action kActions[] = {Action::nothing, Action::send,   Action::answer, Action::pause,
                               Action::blink,   Action::finish, Action::abort,  Action::hand_over};
constexpr const char* kActionNames[] = {"nothing", "send",   "answer", "pause",
                                        "blink",   "finish", "abort",  "hand over"};

// A session on a link, which does one action in the first callback of one name.
class ActingSession : public Session {
  public:
    std::string callback;  // to act in
    Action action = Action::nothing;
    bool acted = false;
    int closes = 0;
    bool gone = false;  // nothing more may be told

    void on_open(Stream& stream) final {
        stream_ = &stream;
        open();
        in("on_open");
    }
    void on_close(CloseReason) final {
        ++closes;
        gone = true;
    }

  protected:
    void in(std::string_view name) {
        EXPECT_FALSE(gone) << name << " behind the end";
        if (name != callback || std::exchange(acted, true)) return;
        act();
    }
    virtual void open() = 0;
    virtual void act() = 0;

    Stream* stream_ = nullptr;
};

// ---- HTTP

const std::array<HttpField, 1> kUpgrade = {{{"Upgrade", "echo"}}};

class ActingHttp final : public ActingSession {
  public:
    ActingHttp(const HttpServerSettings& settings, MemoryBudget& budget, HttpSeen& successor)
        : link(settings, budget), successor_(successor) {}

    Consumed on_data(MutableBytes data) override { return link.feed(data, *this); }
    void on_drained() override {
        link.go_on();
        in("on_drained");
    }
    void on_end() override {
        link.end();
        in("on_end");
    }
    void on_alarm() override {
        link.alarm();
        in("on_alarm");
    }
    void on_drain(Stream&) override {
        link.drain();
        in("on_drain");
    }
    void on_request(const HttpRequestHead&) {
        due = true;
        in("on_request");
    }
    void on_body(Bytes) { in("on_body"); }
    void on_request_end() { in("on_request_end"); }

    void answer() {
        if (!std::exchange(due, false)) return;
        EXPECT_EQ(link.respond({}, bytes_of(std::string(100, 'a'))), std::nullopt);
    }

    HttpServerLink link;
    bool due = false;  // a request is there, and not answered yet

  private:
    void open() override { link.open(*stream_); }
    void act() override {
        switch (action) {
            case Action::nothing:
                return;
            case Action::send:
                if (!due || link.begin_response({.body_bytes = std::nullopt})) return;
                due = false;
                static_cast<void>(link.send_body(bytes_of("part")));
                EXPECT_EQ(link.end_response(), std::nullopt);
                return;
            case Action::answer:
                return answer();
            case Action::pause:
                return link.pause_reading();
            case Action::blink:
                link.pause_reading();
                return link.resume_reading();
            case Action::finish:
                return link.stream().finish(CloseReason::stopped);
            case Action::abort:
                return link.stream().abort(CloseReason::stopped);
            case Action::hand_over:
                if (!due || link.upgrade(kUpgrade, std::make_unique<UpgradedSession>(successor_)))
                    return;
                due = false;
                gone = link.stream().is_open();  // the successor is told from here on
                return;
        }
    }

    HttpSeen& successor_;
};

void run_http(std::string_view callback, Action action) {
    const std::string upgrade = "Connection: upgrade\r\nUpgrade: echo\r\n";
    const std::string get = "GET / HTTP/1.1\r\nHost: h\r\n" + upgrade + "\r\n";
    const std::string post =
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n" + upgrade +
        "\r\nbody";
    HttpServerSettings settings;
    MemoryBudget budget;
    HttpSeen successor;
    ActingHttp session(settings, budget, successor);
    session.callback = callback;
    session.action = action;
    ScriptedStream stream(session);
    stream.queued_bytes_max = 150;
    stream.peer_reads = false;
    stream.open();
    const auto go_on = [&] {
        for (int i = 0; i < 4; ++i) {
            if (!session.gone) session.answer();
            if (!session.gone && stream.is_open()) session.link.resume_reading();
            stream.step();
        }
    };
    stream.peer_sends(post + get + post + get + post);
    stream.step();
    go_on();
    stream.peer_reads = true;
    go_on();
    stream.peer_sends(get);
    go_on();
    if (stream.alarm && callback == "on_alarm") stream.ring();
    if (stream.is_open() && callback == "on_drain") stream.drain();
    stream.peer_ends();
    go_on();
    EXPECT_TRUE(stream.closed);
    const bool handed_over = session.closes == 0;
    EXPECT_EQ(session.closes + (handed_over && successor.closed ? 1 : 0), 1);
    EXPECT_TRUE(session.acted);
}

TEST(LinkMatrix, EveryHttpCallbackMayDoEverything) {
    for (const std::string_view callback : {"on_open", "on_request", "on_body", "on_request_end",
                                            "on_drained", "on_end", "on_alarm", "on_drain"}) {
        for (const Action action : kActions) {
            SCOPED_TRACE(std::string(callback) + " × " + kActionNames[static_cast<int>(action)]);
            run_http(callback, action);
        }
    }
}

// ---- WebSocket

class ActingWebSocket final : public ActingSession {
  public:
    ActingWebSocket(const WebSocketSettings& settings, MemoryBudget& budget, HttpSeen& successor)
        : link(settings, budget), successor_(successor) {}

    Consumed on_data(MutableBytes data) override { return link.feed(data, *this); }
    void on_drained() override {
        link.go_on(*this);
        if (!gone) in("on_drained");  // it may have handed over in there
    }
    void on_end() override {
        link.end();
        in("on_end");
    }
    void on_alarm() override {
        link.alarm();
        in("on_alarm");
    }
    void on_drain(Stream&) override {
        link.close(close_code::kGoingAway, {}, CloseReason::drained);
        in("on_drain");
    }
    MutableBytes receive_target() override { return link.receive_target(); }

    bool on_message(MessageType type, MutableBytes payload) {
        EXPECT_FALSE(silent) << "a message while the app paused";
        in("on_message");
        return ended() || link.send_in_place(type, payload) != SendStatus::rejected;
    }
    bool on_message_block(MessageType type, const BlockRef& block) {
        in("on_message_block");
        return ended() || link.send_block(type, block) != SendStatus::rejected;
    }
    CloseReason on_peer_close(std::uint16_t, Bytes) {
        EXPECT_FALSE(silent) << "a close frame while the app paused";
        in("on_peer_close");
        return CloseReason::finished;
    }

    WebSocketLink link;
    bool silent = false;  // paused: no message may come

  private:
    // What comes when nothing can be sent any more has no echo.
    [[nodiscard]] bool ended() const { return !link.is_open(); }
    void open() override { link.open(*stream_); }
    void act() override {
        switch (action) {
            case Action::nothing:
                return;
            case Action::send:
            case Action::answer:
                static_cast<void>(link.send(MessageType::binary, bytes_of("sent")));
                return;
            case Action::pause:
                silent = true;
                return link.pause_reading();
            case Action::blink:
                link.pause_reading();
                return link.resume_reading();
            case Action::finish:
                return link.close(close_code::kNormal, "enough", CloseReason::stopped);
            case Action::abort:
                gone = true;
                return link.abort(CloseReason::stopped);
            case Action::hand_over:
                gone = stream_->is_open();  // the successor is told from here on
                return link.hand_over(std::make_unique<UpgradedSession>(successor_));
        }
    }

    HttpSeen& successor_;
};

void expect_nothing_behind_a_close_frame(std::string bytes) {
    const std::vector<ReadFrame> frames = take_frames(bytes);
    EXPECT_EQ(bytes, "") << "half a frame";
    for (std::size_t i = 0; i + 1 < frames.size(); ++i)
        EXPECT_NE(frames[i].opcode, kCloseFrame);
}

void run_websocket(std::string_view callback, Action action, WebSocketRole role) {
    const testing::FrameOptions mask{.masked = role == WebSocketRole::server};
    const testing::FrameOptions part{.fin = false, .masked = mask.masked};
    WebSocketSettings settings;
    settings.role = role;
    MemoryBudget budget;
    HttpSeen successor;
    std::unique_ptr<ScriptedStream> stream;
    ActingWebSocket session(settings, budget, successor);
    session.callback = callback;
    session.action = action;
    stream = std::make_unique<ScriptedStream>(session);
    stream->queued_bytes_max = 150;
    stream->peer_reads = false;
    stream->open();
    const auto go_on = [&] {
        for (int i = 0; i < 4; ++i) {
            session.silent = false;
            if (!session.gone && stream->is_open()) session.link.resume_reading();
            stream->step();
        }
    };
    const std::string message = testing::frame(kTextFrame, std::string(40, 'm'), mask);
    const std::string ping = testing::frame(kPingFrame, std::string(40, 'p'), mask);
    const std::string fragments =
        testing::frame(kTextFrame, "one", part) + testing::frame(0, "two", mask);
    stream->peer_sends(message + ping + fragments + message + message + ping + message + fragments);
    stream->step();
    go_on();
    if (stream->alarm && callback == "on_alarm") stream->ring();
    stream->peer_reads = true;
    go_on();
    if (stream->alarm && callback == "on_alarm") stream->ring();
    if (stream->is_open() && callback == "on_drain") stream->drain();
    if (callback != "on_end")
        stream->peer_sends(testing::frame(kCloseFrame, close_body(4000), mask));
    go_on();
    stream->peer_ends();
    go_on();
    EXPECT_TRUE(stream->closed);
    const bool handed_over = session.closes == 0;
    EXPECT_EQ(session.closes + (handed_over && successor.closed ? 1 : 0), 1);
    EXPECT_TRUE(session.acted);
    if (!handed_over) expect_nothing_behind_a_close_frame(stream->received);
}

TEST(LinkMatrix, EveryWebSocketCallbackMayDoEverything) {
    for (const WebSocketRole role : {WebSocketRole::server, WebSocketRole::client}) {
        for (const std::string_view callback :
             {"on_open", "on_message", "on_message_block", "on_peer_close", "on_drained", "on_end",
              "on_alarm", "on_drain"}) {
            for (const Action action : kActions) {
                SCOPED_TRACE(std::string(callback) + " × " +
                             kActionNames[static_cast<int>(action)] +
                             (role == WebSocketRole::server ? ", server" : ", client"));
                run_websocket(callback, action, role);
            }
        }
    }
}

}  // namespace
}  // namespace potok::test
