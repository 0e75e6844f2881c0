#include "cli/service.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace potok::cli {
namespace {

struct UnixAddress {
    sockaddr_un name{};
    socklen_t size = 0;
};

// A path, or a name of the abstract space behind "@", which the system writes as a zero byte.
std::optional<UnixAddress> address_of(std::string_view text) noexcept {
    UnixAddress address;
    const bool is_abstract = text.starts_with('@');
    const std::size_t room = sizeof(address.name.sun_path) - (is_abstract ? 0 : 1);
    if (text.size() < 2 || text.size() > room) return std::nullopt;
    if (!is_abstract && !text.starts_with('/')) return std::nullopt;

    address.name.sun_family = AF_UNIX;
    std::memcpy(address.name.sun_path, text.data(), text.size());
    if (is_abstract) address.name.sun_path[0] = '\0';
    const std::size_t end = text.size() + (is_abstract ? 0 : 1);
    address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + end);
    return address;
}

// A reload carries its time: the manager tells an answer to this one from an older one by it.
std::string reloading_message() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const auto microseconds = std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
    return "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds);
}

std::string message_of(ServiceState state) {
    switch (state) {
        case ServiceState::ready:
            return "READY=1";
        case ServiceState::reloading:
            return reloading_message();
        case ServiceState::stopping:
            return "STOPPING=1";
    }
    return {};
}

bool send_datagram(const UnixAddress& to, std::string_view message) noexcept {
    const int socket_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_fd < 0) return false;
    const ssize_t sent = sendto(socket_fd, message.data(), message.size(), MSG_NOSIGNAL,
                                reinterpret_cast<const sockaddr*>(&to.name), to.size);
    close(socket_fd);
    return sent == static_cast<ssize_t>(message.size());
}

}  // namespace

ServiceNotice notify_service_manager(ServiceState state) noexcept {
    const char* const socket_name = std::getenv("NOTIFY_SOCKET");
    if (socket_name == nullptr || *socket_name == '\0') return ServiceNotice::no_manager;
    const std::optional<UnixAddress> address = address_of(socket_name);
    if (!address) return ServiceNotice::bad_address;
    return send_datagram(*address, message_of(state)) ? ServiceNotice::sent
                                                      : ServiceNotice::refused;
}

}  // namespace potok::cli
