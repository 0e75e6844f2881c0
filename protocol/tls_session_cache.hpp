// TlsSessionCache: what a client resumes its sessions with, by server.
//
// A ticket of TLS 1.3 is taken out when it is used, since a second use would let an observer
// connect the two (RFC 8446 §C.4); a session of TLS 1.2 stays. The server that was asked for
// longest ago is forgotten first. One thread: the loop's that the connections belong to.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct ssl_session_st;

namespace potok {

struct FreeTlsSession {
    void operator()(ssl_session_st* session) const noexcept;
};
using OwnedTlsSession = std::unique_ptr<ssl_session_st, FreeTlsSession>;

class TlsSessionCache {
  public:
    // Each is some 4 KiB with the server's certificates in it: 4 MiB in all, for each loop.
    static constexpr std::size_t kSessionsMax = 1024;

    // For one server: as many connections as a pool opens to it at once.
    static constexpr std::size_t kSessionsOfServerMax = 256;

    void put(std::string_view server, OwnedTlsSession session);

    // The youngest; none: a full handshake.
    [[nodiscard]] OwnedTlsSession take(std::string_view server);

    [[nodiscard]] std::size_t size() const noexcept { return sessions_; }

  private:
    struct Server {
        std::string name;
        std::vector<OwnedTlsSession> sessions;  // the youngest is the last; never empty
    };
    using Servers = std::list<Server>;  // the one asked for last is the first

    void forget(Servers::iterator server) noexcept;
    [[nodiscard]] Server& find_or_add(std::string_view name);

    Servers servers_;
    std::map<std::string_view, Servers::iterator> by_name_;  // views of Server::name
    std::size_t sessions_ = 0;
};

}  // namespace potok
