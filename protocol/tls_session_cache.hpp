// TlsSessionCache: what a client resumes its sessions with, by server.
//
// A ticket of TLS 1.3 is taken out when it is used, since a second use would let an observer
// connect the two (RFC 8446 §C.4); a session of TLS 1.2 stays. The server that was asked for
// longest ago is forgotten first. Each is kept as the bytes that it can be written as: so their
// sizes are known, whatever a server put into its ticket, and nothing that a connection does to its
// own reaches ours. One thread: the loop's that the connections belong to.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/certificate_secret.hpp"

struct ssl_session_st;

namespace potok {

struct FreeTlsSession {
    void operator()(ssl_session_st* session) const noexcept;
};
using OwnedTlsSession = std::unique_ptr<ssl_session_st, FreeTlsSession>;

class TlsSessionCache {
  public:
    static constexpr std::size_t kSessionsMax = 1024;

    // For one server: as many connections as a pool opens to it at once.
    static constexpr std::size_t kSessionsOfServerMax = 256;

    // With a ticket and the server's own certificate it is some 3 KiB; one that is larger than this
    // is not worth its place.
    static constexpr std::size_t kSessionBytesMax = 16 * 1024;
    static constexpr std::size_t kBytesMax = 4 * 1024 * 1024;  // in all, for each loop
    static_assert(kSessionsOfServerMax * kSessionBytesMax <= kBytesMax);

    void put(std::string_view server, const ssl_session_st& session);

    // The youngest; none: a full handshake.
    [[nodiscard]] OwnedTlsSession take(std::string_view server);

    [[nodiscard]] std::size_t size() const noexcept { return sessions_; }
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

  private:
    struct Kept {
        Secret written;  // DER; keys are in it
        bool is_for_one_use;
    };
    struct Server {
        std::string name;
        std::vector<Kept> sessions;  // the youngest is the last; never empty
    };
    using Servers = std::list<Server>;  // the one asked for last is the first

    void add(Server& server, Kept session);
    void remove(Server& server, std::size_t index) noexcept;
    void forget(Servers::iterator server) noexcept;
    [[nodiscard]] Server& find_or_add(std::string_view name);

    Servers servers_;
    std::map<std::string_view, Servers::iterator> by_name_;  // views of Server::name
    std::size_t sessions_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace potok
