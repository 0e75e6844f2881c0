// TlsDialer: the client's side of TLS for the generator: TLS 1.3 with one suite and one group, so
// that all servers do the same, and each full handshake verified against the run's certificate.
//
// It shares nothing with what it measures but OpenSSL. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

// OpenSSL's.
struct ssl_st;
struct ssl_ctx_st;
struct ssl_session_st;

namespace potok::bench {

enum class Security : std::uint8_t { none, tls, tls_resumed };

class TlsDialer {
  public:
    // `certificate`: the one to trust, in a PEM file. Of tls_resumed each connection goes on with a
    // session that another was given, once; only while there is none it begins anew.
    TlsDialer(const std::string& certificate, Security security);
    ~TlsDialer();
    TlsDialer(const TlsDialer&) = delete;
    TlsDialer& operator=(const TlsDialer&) = delete;

    // On a connected socket; nothing is sent yet. The caller owns it.
    [[nodiscard]] ssl_st* dial(int socket);

    // Ends this program if the handshake, which succeeded, was not of the kind that was asked for.
    static void check(ssl_st* ssl);

    // A client's first flight. It may be sent on any number of connections: whoever receives it
    // works for it as for any other's.
    [[nodiscard]] std::string hello();

  private:
    static int keep_session(ssl_st* ssl, ssl_session_st* session);

    ssl_ctx_st* context_;
    std::vector<ssl_session_st*> sessions_;
};

}  // namespace potok::bench
