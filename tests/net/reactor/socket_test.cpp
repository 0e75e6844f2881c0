// What a socket answers, call by call.
#include "reactor/socket.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/support/peer.hpp"

namespace potok::testing {
namespace {

const Address kAnyPort = Address::ipv4({127, 0, 0, 1}, 0);

class SocketTest : public ::testing::Test {
  protected:
    Socket accept() {
        Socket::Accepted accepted = listener.accept();
        EXPECT_EQ(accepted.status, IoResult::Status::done);
        return std::move(accepted.socket);
    }

    Socket listener = std::move(Socket::listen(kAnyPort, {})).value();
    std::uint16_t port = listener.local_address()->port();
    std::array<std::byte, 64> room{};
};

TEST_F(SocketTest, WhereNobodyWaitsAcceptWouldBlock) {
    EXPECT_EQ(listener.accept().status, IoResult::Status::would_block);
}

TEST_F(SocketTest, AnAcceptedPeerIsNamed) {
    Peer peer(port);
    const Socket::Accepted accepted = listener.accept();
    ASSERT_EQ(accepted.status, IoResult::Status::done);
    EXPECT_EQ(accepted.peer.host_to_string(), "127.0.0.1");
    EXPECT_EQ(accepted.peer, accepted.socket.peer_address());
    EXPECT_EQ(accepted.socket.local_address()->port(), port);
}

TEST_F(SocketTest, ReceivesWhatCameThenWouldBlock) {
    Peer peer(port);
    Socket socket = accept();
    EXPECT_EQ(socket.receive(room).status, IoResult::Status::would_block);
    peer.send("hello");
    peer.pump();
    const IoResult result = socket.receive(room);
    EXPECT_EQ(result.status, IoResult::Status::done);
    EXPECT_EQ(text_of(Bytes(room).first(result.bytes)), "hello");
    EXPECT_EQ(socket.receive(room).status, IoResult::Status::would_block);
}

TEST_F(SocketTest, ThePeersEndIsAnEnd) {
    Peer peer(port);
    Socket socket = accept();
    peer.half_close();
    EXPECT_EQ(socket.receive(room).status, IoResult::Status::end);
    EXPECT_EQ(socket.receive(room).status, IoResult::Status::end);
}

TEST_F(SocketTest, AResetIsNamed) {
    Peer peer(port);
    Socket socket = accept();
    peer.reset();
    const IoResult result = socket.receive(room);
    EXPECT_EQ(result.status, IoResult::Status::failed);
    EXPECT_EQ(result.cause, SystemCause::connection_reset);
}

// SIGPIPE would end this program.
TEST_F(SocketTest, SendingToAPeerThatIsGoneFailsWithoutASignal) {
    Peer peer(port);
    Socket socket = accept();
    peer.reset();
    EXPECT_EQ(socket.send(bytes_of("x")).status, IoResult::Status::failed);
    EXPECT_EQ(socket.send(bytes_of("x")).status, IoResult::Status::failed);
}

TEST_F(SocketTest, SendsVectorsAsOne) {
    Peer peer(port);
    Socket socket = accept();
    const std::array<Bytes, 3> parts{bytes_of("one "), Bytes{}, bytes_of("two")};
    EXPECT_EQ(socket.send(parts).bytes, 7u);
    peer.pump();
    EXPECT_EQ(peer.received(), "one two");
}

TEST_F(SocketTest, AFullPeerIsSentAPartThenWouldBlock) {
    Peer peer(port, 4096);
    Socket socket = accept();
    const std::string large(32 * 1024 * 1024, 'L');
    IoResult result = socket.send(bytes_of(large));
    EXPECT_EQ(result.status, IoResult::Status::done);
    EXPECT_LT(result.bytes, large.size());
    while (result.status == IoResult::Status::done)
        result = socket.send(bytes_of(large));
    EXPECT_EQ(result.status, IoResult::Status::would_block);
}

TEST_F(SocketTest, ShutdownSendsTheEndBehindWhatWasSent) {
    Peer peer(port);
    Socket socket = accept();
    EXPECT_EQ(socket.send(bytes_of("last")).bytes, 4u);
    socket.shutdown_write();
    peer.pump();
    EXPECT_EQ(peer.received(), "last");
    EXPECT_TRUE(peer.ended());
}

TEST_F(SocketTest, ResetOnCloseResetsThePeer) {
    Peer peer(port);
    Socket socket = accept();
    socket.reset_on_close();
    socket.close();
    EXPECT_FALSE(socket.is_open());
    peer.pump();
    EXPECT_TRUE(peer.was_reset());
}

TEST_F(SocketTest, ClosingTwiceIsOnceAndMovingLeavesNothing) {
    Peer peer(port);
    Socket first = accept();
    Socket second = std::move(first);
    EXPECT_FALSE(first.is_open());
    first.close();
    EXPECT_TRUE(second.is_open());
    second.close();
    second.close();
    EXPECT_FALSE(second.is_open());
}

TEST_F(SocketTest, AConnectionIsDecidedByItsResult) {
    Socket socket = std::move(Socket::connect(*listener.local_address(), std::nullopt)).value();
    EXPECT_EQ(socket.connect_result(), std::nullopt);
    EXPECT_EQ(socket.peer_address()->port(), port);
}

TEST_F(SocketTest, ARefusedConnectionSaysSo) {
    listener.close();
    auto started = Socket::connect(kAnyPort.with_port(port), std::nullopt);
    // Loopback may refuse at once or with the result.
    const SystemError error =
        started ? started.value().connect_result().value_or(SystemError{}) : started.error();
    EXPECT_EQ(error.call, SystemCall::connect);
    EXPECT_EQ(error.cause, SystemCause::connection_refused);
}

TEST_F(SocketTest, APortThatIsTakenIsNamedAlsoOnAllInterfaces) {
    for (const Address& address : {kAnyPort.with_port(port), Address::ipv4({0, 0, 0, 0}, port)}) {
        const auto taken = Socket::listen(address, {});
        ASSERT_FALSE(taken.ok());
        EXPECT_EQ(taken.error().call, SystemCall::bind);
        EXPECT_EQ(taken.error().cause, SystemCause::address_in_use);
    }
}

TEST_F(SocketTest, WithReusePortSeveralShareAPort) {
    const Socket first = std::move(Socket::listen(kAnyPort, {.reuse_port = true})).value();
    const auto second = Socket::listen(*first.local_address(), {.reuse_port = true});
    EXPECT_TRUE(second.ok());
    EXPECT_FALSE(Socket::listen(*first.local_address(), {}).ok());
}

TEST_F(SocketTest, AReserveIsReleasedAndTakenAgain) {
    ReserveDescriptor reserve;
    reserve.take();
    reserve.release();
    reserve.release();
    reserve.take();
}

}  // namespace
}  // namespace potok::testing
