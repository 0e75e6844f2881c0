// NetworkNamespace on Linux: unshare(2), and nftables for the rules.
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "tests/net/namespace/network_namespace.hpp"

namespace potok::testing {
namespace {

bool run(const std::string& command) {
    return std::system((command + " > /dev/null 2>&1").c_str()) == 0;
}

bool nft(const std::string& words) {
    return run("PATH=\"$PATH:/usr/sbin:/sbin\" nft '" + words + "'");
}

// Root may have a network of its own for the asking. Another user becomes root of a user namespace
// first, and may do there to its own network what only root may elsewhere.
bool become_root_of_own_network() {
    if (::unshare(CLONE_NEWNET) == 0) return true;
    const auto user = ::getuid();
    const auto group = ::getgid();
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
    std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
    return ::getuid() == 0;
}

bool raise_loopback() {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    const bool raised = socket >= 0 && ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
    ::close(socket);
    return raised;
}

std::string try_to_enter() {
    if (!become_root_of_own_network()) {
        return std::string("this user may not make a network of its own: ") + std::strerror(errno);
    }
    if (!raise_loopback()) return "the loopback interface of the new network stays down";
    if (!nft("add table inet test") ||
        !nft("add chain inet test input { type filter hook input priority 0; }")) {
        return "there is no nft, or the kernel does not know its tables";
    }
    return {};
}

}  // namespace

std::string NetworkNamespace::enter() {
    static const std::string obstacle = try_to_enter();
    return obstacle;
}

bool NetworkNamespace::add_rule(const std::string& rule) {
    return nft("add rule inet test input " + rule);
}

void NetworkNamespace::clear_rules() {
    nft("flush chain inet test input");
}

}  // namespace potok::testing
