// Socket on BSD sockets: every call non-blocking, SIGPIPE never raised, errno turned into our own
// words.

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <limits>

#include "base/assert.hpp"
#include "reactor/socket.hpp"
#include "reactor/system_cause_posix.hpp"

namespace potok {
namespace {

// Keepalive finds a peer that vanished from an idle connection in about two minutes.
constexpr int kKeepaliveIdleSeconds = 60;
constexpr int kKeepaliveIntervalSeconds = 15;
constexpr int kKeepaliveProbes = 4;
int descriptor(SocketHandle handle) noexcept {
    return static_cast<int>(handle);
}

int whole_milliseconds(Duration duration) noexcept {
    constexpr std::chrono::milliseconds kMost(std::numeric_limits<int>::max());
    const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(duration);
    return static_cast<int>(std::min(rounded, kMost).count());
}

template <class Value>
void set_option(SocketHandle handle, int level, int name, Value value) noexcept {
    // Tuning: a kernel that does not know an option still carries bytes.
    static_cast<void>(::setsockopt(descriptor(handle), level, name, &value, sizeof value));
}

void tune(SocketHandle handle) noexcept {
    set_option(handle, IPPROTO_TCP, TCP_NODELAY, 1);
    set_option(handle, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(handle, IPPROTO_TCP, TCP_KEEPIDLE, kKeepaliveIdleSeconds);
    set_option(handle, IPPROTO_TCP, TCP_KEEPINTVL, kKeepaliveIntervalSeconds);
    set_option(handle, IPPROTO_TCP, TCP_KEEPCNT, kKeepaliveProbes);
    set_option(handle, IPPROTO_TCP, TCP_USER_TIMEOUT, whole_milliseconds(Socket::kPeerSilenceMax));
}

struct NativeAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;

    [[nodiscard]] sockaddr* any() noexcept { return reinterpret_cast<sockaddr*>(&storage); }
};

NativeAddress to_native(const Address& address) noexcept {
    NativeAddress native;
    if (address.family() == AddressFamily::ipv4) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(address.port());
        const auto octets = address.ipv4_octets();
        std::memcpy(&in.sin_addr, octets.data(), octets.size());
        std::memcpy(&native.storage, &in, sizeof in);
        native.length = sizeof in;
    } else {
        sockaddr_in6 in{};
        in.sin6_family = AF_INET6;
        in.sin6_port = htons(address.port());
        in.sin6_scope_id = address.scope_id();
        const Address::Ipv6Octets& octets = address.ipv6_octets();
        std::memcpy(&in.sin6_addr, octets.data(), octets.size());
        std::memcpy(&native.storage, &in, sizeof in);
        native.length = sizeof in;
    }
    return native;
}

Address from_native(const sockaddr_storage& storage) noexcept {
    if (storage.ss_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &storage, sizeof in);
        return Address::ipv4(std::bit_cast<Address::Ipv4Octets>(in.sin_addr), ntohs(in.sin_port));
    }
    sockaddr_in6 in{};
    std::memcpy(&in, &storage, sizeof in);
    return Address::ipv6(std::bit_cast<Address::Ipv6Octets>(in.sin6_addr), ntohs(in.sin6_port),
                         in.sin6_scope_id);
}

// close() changes errno, so the error is read before the socket is dropped.
SystemError failed(Socket& socket, SystemCall call) noexcept {
    const SystemError error = last_system_error(call);
    socket.close();
    return error;
}

Result<Socket, SystemError> open_stream(const Address& address) {
    Socket socket(::socket(address.family() == AddressFamily::ipv4 ? AF_INET : AF_INET6,
                           SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
    if (!socket.is_open()) return last_system_error(SystemCall::create_socket);
    return socket;
}

IoResult io_result(ssize_t moved) noexcept {
    if (moved >= 0) {
        return {IoResult::Status::done, SystemCause::other, static_cast<std::size_t>(moved)};
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ENOBUFS) {
        return {IoResult::Status::would_block};
    }
    return {IoResult::Status::failed, system_cause_of(errno)};
}

}  // namespace

Result<Socket, SystemError> Socket::listen(const Address& address, const ListenOptions& options) {
    auto opened = open_stream(address);
    if (!opened) return opened;
    Socket socket = std::move(opened).value();
    set_option(socket.handle(), SOL_SOCKET, SO_REUSEADDR, 1);
    if (options.reuse_port) set_option(socket.handle(), SOL_SOCKET, SO_REUSEPORT, 1);
    if (address.family() == AddressFamily::ipv6) {
        set_option(socket.handle(), IPPROTO_IPV6, IPV6_V6ONLY, address.dual_stack() ? 0 : 1);
    }
    tune(socket.handle());
    NativeAddress native = to_native(address);
    if (::bind(descriptor(socket.handle()), native.any(), native.length) != 0) {
        return failed(socket, SystemCall::bind);
    }
    if (::listen(descriptor(socket.handle()), options.backlog) != 0) {
        return failed(socket, SystemCall::listen);
    }
    return socket;
}

Result<Socket, SystemError> Socket::connect(const Address& to,
                                            const std::optional<Address>& source) {
    auto opened = open_stream(to);
    if (!opened) return opened;
    Socket socket = std::move(opened).value();
    tune(socket.handle());
    if (source) {
        // The port is chosen when the destination is known, so that one source address can have as
        // many connections as there are (source port, destination) pairs.
        set_option(socket.handle(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
        NativeAddress native = to_native(*source);
        if (::bind(descriptor(socket.handle()), native.any(), native.length) != 0) {
            return failed(socket, SystemCall::bind);
        }
    }
    NativeAddress native = to_native(to);
    if (::connect(descriptor(socket.handle()), native.any(), native.length) != 0 &&
        errno != EINPROGRESS) {
        return failed(socket, SystemCall::connect);
    }
    return socket;
}

std::optional<SystemError> Socket::connect_result() noexcept {
    int code = 0;
    socklen_t length = sizeof code;
    if (::getsockopt(descriptor(handle_), SOL_SOCKET, SO_ERROR, &code, &length) != 0) code = errno;
    if (code == 0) return std::nullopt;
    return system_error(SystemCall::connect, code);
}

Socket::Accepted Socket::accept() noexcept {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    const int accepted = ::accept4(descriptor(handle_), reinterpret_cast<sockaddr*>(&storage),
                                   &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted >= 0) {
        return {IoResult::Status::done, SystemCause::other, Socket(accepted), from_native(storage)};
    }
    // ENOBUFS is for later on a send, but would wake a listener without end: here it is a failure.
    const bool nobody = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return {nobody ? IoResult::Status::would_block : IoResult::Status::failed,
            system_cause_of(errno), Socket(), Address()};
}

IoResult Socket::receive(MutableBytes into) noexcept {
    const IoResult result = io_result(::recv(descriptor(handle_), into.data(), into.size(), 0));
    const bool ended = result.status == IoResult::Status::done && result.bytes == 0;
    return ended ? IoResult{IoResult::Status::end} : result;
}

IoResult Socket::send(Bytes from) noexcept {
    return io_result(::send(descriptor(handle_), from.data(), from.size(), MSG_NOSIGNAL));
}

IoResult Socket::send(std::span<const Bytes> from) noexcept {
    ASSERT(from.size() <= kVectorsMax);
    std::array<iovec, kVectorsMax> vectors;
    std::transform(from.begin(), from.end(), vectors.begin(), [](Bytes part) {
        return iovec{const_cast<std::byte*>(part.data()), part.size()};
    });
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = from.size();
    return io_result(::sendmsg(descriptor(handle_), &message, MSG_NOSIGNAL));
}

void Socket::shutdown_write() noexcept {
    static_cast<void>(::shutdown(descriptor(handle_), SHUT_WR));
}

void Socket::bear_silence_for(Duration longest) noexcept {
    // The option counts a window that stays closed, although its probes are answered.
    set_option(handle_, IPPROTO_TCP, TCP_USER_TIMEOUT, whole_milliseconds(longest));
}

void Socket::reset_on_close() noexcept {
    set_option(handle_, SOL_SOCKET, SO_LINGER, linger{1, 0});
}

void Socket::close() noexcept {
    if (handle_ == kNoSocket) return;
    // Linux frees the descriptor even when close() is interrupted: never twice.
    ::close(descriptor(std::exchange(handle_, kNoSocket)));
}

std::optional<Address> Socket::local_address() const noexcept {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    auto* any = reinterpret_cast<sockaddr*>(&storage);
    if (::getsockname(descriptor(handle_), any, &length) != 0) return std::nullopt;
    return from_native(storage);
}

std::optional<Address> Socket::peer_address() const noexcept {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    auto* any = reinterpret_cast<sockaddr*>(&storage);
    if (::getpeername(descriptor(handle_), any, &length) != 0) return std::nullopt;
    return from_native(storage);
}

void ReserveDescriptor::take() noexcept {
    if (handle_ == kNoSocket) handle_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

void ReserveDescriptor::release() noexcept {
    if (handle_ != kNoSocket) ::close(descriptor(std::exchange(handle_, kNoSocket)));
}

}  // namespace potok
