// TlsClientSession: TLS below a connection of the run; tells its client how the handshake went.
//
// Loop thread only.
#pragma once

#include <memory>
#include <utility>

#include "loadtest/client.hpp"
#include "protocol/session/tls_session.hpp"
#include "protocol/tls_facts.hpp"

namespace potok::loadtest {

class TlsClientSession final : private TlsObserver, public TlsSession {
  public:
    // The client and the room outlive it.
    TlsClientSession(Client& client, OwnedSsl ssl, TlsRoom& room, std::unique_ptr<Session> upper)
        : TlsSession(std::move(ssl), std::move(upper), room, static_cast<TlsObserver&>(*this)),
          client_(client) {}

  private:
    void on_tls_established(Stream&, TlsEngine& engine, Duration took) override {
        client_.on_tls_established(read_facts(engine.ssl()), took);
    }
    void on_tls_failed(Stream&, TlsEngine& engine) override {
        client_.on_tls_failed(engine.take_failure());
    }

    Client& client_;
};

}  // namespace potok::loadtest
