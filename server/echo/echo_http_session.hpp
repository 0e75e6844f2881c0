// EchoHttpSession: one HTTP connection of potok-echo, until it becomes a WebSocket.
//
//   GET /          a page to try the WebSocket from a browser
//   POST anything  the body comes back
//   /healthz, /readyz, /metrics   here, or on the --admin address if there is one
//
// A body to be echoed is collected whole, within the limits of a message and of the memory budget:
// many clients send all of theirs before they read.
#pragma once

#include <string>

#include "protocol/session/frame_assembly.hpp"
#include "protocol/session/http_server_link.hpp"
#include "reactor/address.hpp"
#include "server/echo/echo_http_service.hpp"

namespace potok::echo {

class EchoHttpSession final : public Session {
  public:
    // The service outlives the session.
    EchoHttpSession(const EchoHttpService& service, EventLoop& loop, const Address& peer);

    void on_open(Stream& stream) override { link_.open(stream); }
    [[nodiscard]] Consumed on_data(MutableBytes data) override { return link_.feed(data, *this); }
    void on_drained() override { link_.go_on(); }
    void on_end() override { link_.end(); }
    void on_alarm() override { link_.alarm(); }
    void on_drain(Stream&) override {
        draining_ = true;
        link_.drain();
    }
    [[nodiscard]] bool may_end_here() const noexcept override { return link_.between_requests(); }
    void on_close(CloseReason reason) override;
    [[nodiscard]] std::size_t held_bytes() const noexcept override;

    // ---- As the link's sink
    void on_request(const HttpRequestHead& head);
    void on_body(Bytes bytes);
    void on_request_end();

  private:
    void answer(const HttpRequestHead& head);
    void answer_admin(std::string_view path);
    [[nodiscard]] bool try_upgrade(const HttpRequestHead& head);
    void respond(std::uint16_t status, std::string_view type, std::string_view body,
                 HttpFieldList more = {});
    void collect(const HttpRequestHead& head);

    const EchoHttpService& service_;
    HttpServerLink link_;
    FrameAssembly body_;
    std::string body_type_;
    bool draining_ = false;
    bool collects_ = false;       // this request's body is to come back
    bool has_successor_ = false;  // which says how the connection ended
    const Address peer_;
    Address client_;  // the peer, or whom it speaks for
};

}  // namespace potok::echo
