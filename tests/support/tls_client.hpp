// TlsClient: a socket and the TLS on it: OpenSSL and nothing of ours. pump() moves what can be
// moved; nothing here waits. Test thread only.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "tests/support/peer.hpp"
#include "tests/support/tls_peer.hpp"

namespace potok::testing {

class TlsClient {
  public:
    explicit TlsClient(std::uint16_t port, int receive_buffer_bytes = 0,
                       const TlsOptions& options = {})
        : socket(port, receive_buffer_bytes), tls_(false, options) {}

    Peer socket;
    std::string received;
    bool closes = false;  // with close_notify, behind what it says

    void say(std::string_view plaintext) { unsaid_ += plaintext; }
    [[nodiscard]] bool was_closed() { return tls_.was_closed(); }
    [[nodiscard]] TlsPeer& tls() { return tls_; }

    void pump() {
        socket.pump();
        tls_.feed(socket.take_received());
        if (tls_.handshake()) {
            if (!unsaid_.empty()) tls_.write(std::exchange(unsaid_, {}));
            if (std::exchange(closes, false)) tls_.close();
            received += tls_.read();
        }
        socket.send(tls_.take());
    }

  private:
    TlsPeer tls_;
    std::string unsaid_;
};

}  // namespace potok::testing
