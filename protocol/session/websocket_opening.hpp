// WebSocketOpening: a client's opening handshake on a stream (RFC 6455 §4.1), and then the session
// that the WebSocket is for.
//
// clang-format off
//   on_open ──► request ──► 1xx … ──► 101, as asked ──► next takes the stream, and what came behind
//                              └────► anything else ──► on_refused ──► the end ──► next->on_close
// clang-format on
//
// Redirections are not followed: they are told as the status they are. `next` is told on_close()
// also where its on_open() never came, so whoever waits for a connection hears of its end in one
// place. Loop thread only.
#pragma once

#include <cstdint>
#include <memory>

#include "protocol/http_failure.hpp"
#include "protocol/session/response_head_reader.hpp"
#include "protocol/session/upgrade_ask.hpp"
#include "protocol/websocket_handshake_client.hpp"
#include "reactor/stream.hpp"

namespace potok {

// Why the other side did not open the WebSocket.
struct OpeningFailure {
    enum class Kind : std::uint8_t {
        not_http,     // what came is no beginning of an HTTP response
        http,         // the response is malformed, too large, or never the final one
        status,       // it is one, and says no: a refusal, a redirection, a page
        upgrade,      // 101, and not as the request asked
        ended_early,  // the peer ended before its response did
    };

    Kind kind{};
    HttpFailure http{};                // of Kind::http
    std::uint16_t status = 0;          // of Kind::status
    UpgradeResponseFailure upgrade{};  // of Kind::upgrade; never status_not_101

    friend bool operator==(const OpeningFailure&, const OpeningFailure&) = default;
};

class WebSocketOpening final : public Session {
  public:
    // Both are told before `next` is: neither may close the stream. One of them comes, once, or
    // none where the stream ends for another reason: a deadline, a reset, this program's end.
    class Observer {
      public:
        // What was agreed on; its views are good until the call returns.
        virtual void on_accepted(const UpgradeAnswer& answer) = 0;
        virtual void on_refused(const OpeningFailure& failure) = 0;

      protected:
        ~Observer() = default;
    };

    // Ask, limits and observer outlive the opening; the observer may be `next`.
    // Precondition: the ask was judged, and a head of limits fits kTailMax.
    WebSocketOpening(const UpgradeAsk& ask, const HttpLimits& limits, Observer& observer,
                     std::unique_ptr<Session> next) noexcept;

    void on_open(Stream& stream) override;
    [[nodiscard]] Consumed on_data(MutableBytes data) override;
    void on_end() override;
    void on_drained() override { send_request(); }
    void on_close(CloseReason reason) override { next_->on_close(reason); }

    // Nobody knows this connection yet, and nothing but the request may be sent before the answer.
    void on_posted(Stream&, Bytes) override {}

  private:
    void send_request();
    void judge(const HttpResponseHead& head);
    void accept(const UpgradeAnswer& answer);
    void refuse(const OpeningFailure& failure);

    const UpgradeAsk& ask_;
    Observer& observer_;
    ResponseHeadReader reader_;
    std::unique_ptr<Session> next_;  // none: it has the stream
    Stream* stream_ = nullptr;
    WebSocketNonce nonce_{};
};

static_assert(sizeof(WebSocketOpening) <= 144, "one a connection, until that is a WebSocket");

}  // namespace potok
