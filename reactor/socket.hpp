// Socket: one non-blocking TCP socket, owned. The platform seam's other half, private to reactor/.
//
// Every call returns at once. Data-path calls answer with an IoResult, set-up calls with a Result.
// Never raises SIGPIPE. Sources: socket_posix.cpp, socket_winsock.cpp, the simulator's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "reactor/address.hpp"
#include "reactor/clock.hpp"
#include "reactor/system_error.hpp"

namespace potok {

// The system's own number for a socket; -1 is none.
using SocketHandle = std::intptr_t;
inline constexpr SocketHandle kNoSocket = -1;

// done: `bytes` were moved (sends may be partial). would_block: none now. end: the peer sends no
// more. failed: the connection is lost; `cause` says how.
struct IoResult {
    enum class Status : std::uint8_t { done, would_block, end, failed };

    Status status;
    SystemCause cause = SystemCause::other;
    std::size_t bytes = 0;
};

struct ListenOptions {
    bool reuse_port = false;  // several sockets share the port, the system spreads connections
    int backlog = 4096;
};

class Socket {
  public:
    // The most vectors one send() takes; the rest waits for the next.
    static constexpr std::size_t kVectorsMax = 64;

    // How long sent data may stay unacknowledged, or the peer have no room for more, until the
    // system gives the connection up (SystemCause::timed_out), unless it is told otherwise.
    static constexpr Duration kPeerSilenceMax = std::chrono::seconds(60);

    Socket() = default;
    explicit Socket(SocketHandle handle) noexcept : handle_(handle) {}
    Socket(Socket&& other) noexcept : handle_(std::exchange(other.handle_, kNoSocket)) {}
    Socket& operator=(Socket&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Socket() { close(); }

    // A listening socket. What accepted sockets inherit is set here, once, and not on each of them:
    // no delay, keepalive, and kPeerSilenceMax.
    [[nodiscard]] static Result<Socket, SystemError> listen(const Address& address,
                                                            const ListenOptions& options);

    // A socket on its way to `to`, from `source` if given: writable (or failed) means decided, and
    // connect_result() says how.
    [[nodiscard]] static Result<Socket, SystemError> connect(const Address& to,
                                                             const std::optional<Address>& source);
    [[nodiscard]] std::optional<SystemError> connect_result() noexcept;

    struct Accepted;
    // would_block where nobody waits; failed with no_descriptors or no_memory where the system
    // lacks them, with connection_reset where the peer has already gone.
    [[nodiscard]] Accepted accept() noexcept;

    [[nodiscard]] IoResult receive(MutableBytes into) noexcept;
    [[nodiscard]] IoResult send(Bytes from) noexcept;
    [[nodiscard]] IoResult send(std::span<const Bytes> from) noexcept;

    // Sends our end after what was sent. The peer may be gone: nothing to report.
    void shutdown_write() noexcept;
    // Instead of kPeerSilenceMax; zero: the system never gives up a peer that still answers.
    void bear_silence_for(Duration longest) noexcept;
    // From now on close() resets the peer and frees what the system still holds for it.
    void reset_on_close() noexcept;
    void close() noexcept;

    [[nodiscard]] std::optional<Address> local_address() const noexcept;
    [[nodiscard]] std::optional<Address> peer_address() const noexcept;
    [[nodiscard]] bool is_open() const noexcept { return handle_ != kNoSocket; }
    [[nodiscard]] SocketHandle handle() const noexcept { return handle_; }

  private:
    SocketHandle handle_ = kNoSocket;
};

struct Socket::Accepted {
    IoResult::Status status;
    SystemCause cause = SystemCause::other;
    Socket socket;
    Address peer;
};

// A descriptor kept back so that, when the process has none left, one waiting connection can still
// be accepted and refused instead of waking the listener for ever.
class ReserveDescriptor {
  public:
    ReserveDescriptor() noexcept { take(); }
    ~ReserveDescriptor() { release(); }
    ReserveDescriptor(const ReserveDescriptor&) = delete;
    ReserveDescriptor& operator=(const ReserveDescriptor&) = delete;

    void take() noexcept;
    void release() noexcept;

  private:
    SocketHandle handle_ = kNoSocket;
};

}  // namespace potok
