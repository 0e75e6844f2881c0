// What every socket is told when it is made, asked back from the system: nothing but a slower
// or a sooner network would show it otherwise.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "reactor/socket.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/peer.hpp"

namespace potok::testing {
namespace {

const Address kAnyPort = Address::ipv4({127, 0, 0, 1}, 0);

int option(const Socket& socket, int level, int name) {
    int value = -1;
    socklen_t length = sizeof value;
    EXPECT_EQ(::getsockopt(static_cast<int>(socket.handle()), level, name, &value, &length), 0);
    return value;
}

void expect_tuned(const Socket& socket) {
    EXPECT_EQ(option(socket, IPPROTO_TCP, TCP_NODELAY), 1);
    EXPECT_EQ(option(socket, SOL_SOCKET, SO_KEEPALIVE), 1);
    const int found_dead_after =
        option(socket, IPPROTO_TCP, TCP_KEEPIDLE) +
        option(socket, IPPROTO_TCP, TCP_KEEPINTVL) * option(socket, IPPROTO_TCP, TCP_KEEPCNT);
    EXPECT_LE(std::chrono::seconds(found_dead_after), std::chrono::minutes(2));
    EXPECT_EQ(std::chrono::milliseconds(option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT)),
              Socket::kPeerSilenceMax);
}

class SocketOptions : public ::testing::Test {
  protected:
    Socket listener = std::move(Socket::listen(kAnyPort, {})).value();
    Address address = *listener.local_address();
};

TEST_F(SocketOptions, AnAcceptedSocketInheritsWhatItsListenerWasTold) {
    const Peer peer(address.port());
    const Socket::Accepted accepted = listener.accept();
    ASSERT_EQ(accepted.status, IoResult::Status::done);
    expect_tuned(accepted.socket);
}

TEST_F(SocketOptions, AConnectedSocketIsToldTheSame) {
    expect_tuned(std::move(Socket::connect(address, std::nullopt)).value());
}

// Otherwise one source address has 28 000 connections in all, not to each destination.
TEST_F(SocketOptions, APortOfASourceIsChosenForItsDestination) {
    const Socket bound = std::move(Socket::connect(address, kAnyPort)).value();
    EXPECT_EQ(option(bound, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT), 1);
}

// What its last connections left behind does not keep a server from starting again.
TEST_F(SocketOptions, AListenersPortCanBeTakenAgainAtOnce) {
    EXPECT_EQ(option(listener, SOL_SOCKET, SO_REUSEADDR), 1);
}

}  // namespace
}  // namespace potok::testing
