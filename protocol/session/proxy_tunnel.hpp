// ProxyTunnel: a client's way through an HTTP proxy (CONNECT, RFC 9110 §9.3.6), and then the
// session that it is the way for.
//
//   on_open ──► CONNECT ──► 2xx ──► next takes the stream, and what came behind
//                      └──► anything else ──► on_tunnel_refused ──► the end ──► next->on_close
//
// It is as WebSocketOpening is, one step earlier; either can be the other's next. Basic is the only
// authentication. Loop thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "protocol/session/endpoint_address.hpp"
#include "protocol/session/response_head_reader.hpp"
#include "reactor/stream.hpp"

namespace potok {

// What is asked of a proxy: good for any number of tunnels, which it outlives unchanged.
struct ProxyAsk {
    std::string authority;      // host:port of the target
    std::string authorization;  // of Proxy-Authorization; empty: none is sent
    friend bool operator==(const ProxyAsk&, const ProxyAsk&) = default;
};

// For a target through a proxy; the proxy's user and password as Basic authentication.
[[nodiscard]] ProxyAsk proxy_ask_of(const EndpointAddress& target, const EndpointAddress& proxy);

// Why the proxy made no tunnel.
struct TunnelFailure {
    enum class Kind : std::uint8_t {
        not_http,                 // what came is no beginning of an HTTP response
        http,                     // the response is malformed, too large, or never the final one
        status,                   // not 2xx
        ntlm_not_supported,       // 407, and NTLM is all that it takes, perhaps with Negotiate
        negotiate_not_supported,  // 407, and Negotiate is all that it takes
        ended_early,              // the proxy ended before its response did
    };

    Kind kind{};
    HttpFailure http{};        // of Kind::http
    std::uint16_t status = 0;  // of the last four; 0 where there was none
    friend bool operator==(const TunnelFailure&, const TunnelFailure&) = default;
};

class ProxyTunnel final : public Session {
  public:
    // Told before `next` is; may not close the stream.
    class Observer {
      public:
        virtual void on_tunnel_refused(const TunnelFailure& failure) = 0;

      protected:
        ~Observer() = default;
    };

    // Ask, limits and observer outlive the tunnel; the observer may be `next`.
    // Precondition: the authority is one, and a head of limits fits kTailMax.
    ProxyTunnel(const ProxyAsk& ask, const HttpLimits& limits, Observer& observer,
                std::unique_ptr<Session> next) noexcept;

    void on_open(Stream& stream) override;
    [[nodiscard]] Consumed on_data(MutableBytes data) override;
    void on_end() override { refuse({.kind = TunnelFailure::Kind::ended_early}); }
    void on_close(CloseReason reason) override { next_->on_close(reason); }

    // Nobody knows this connection yet, and nothing may stand in front of the answer.
    void on_posted(Stream&, Bytes) override {}

  private:
    void judge(const HttpResponseHead& head);
    void refuse(const TunnelFailure& failure);

    const ProxyAsk& ask_;
    Observer& observer_;
    ResponseHeadReader reader_;
    std::unique_ptr<Session> next_;
    Stream* stream_ = nullptr;
};

static_assert(sizeof(ProxyTunnel) <= 128);

}  // namespace potok
