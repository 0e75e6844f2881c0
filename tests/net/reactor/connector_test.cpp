#include "reactor/connector.hpp"

#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

using std::chrono::milliseconds;

class ConnectorTest : public ::testing::Test {
  protected:
    SessionLog& connect(std::vector<Address> addresses,
                        Duration timeout = std::chrono::seconds(5)) {
        SessionLog& log = net.new_log();
        Connector::start(net.loop(),
                         {.addresses = std::move(addresses), .timeout = timeout, .limits = &limits},
                         std::make_unique<ScriptedSession>(client, log));
        EXPECT_EQ(log.opened + log.closed, 0) << "never before start() returns";
        return log;
    }

    [[nodiscard]] Address listening() const { return Address::ipv4({127, 0, 0, 1}, net.port()); }

    // A port that nobody listens on: bound a moment ago, and closed again.
    [[nodiscard]] static Address refusing() {
        const Socket once = std::move(Socket::listen(Address::ipv4({127, 0, 0, 1}, 0), {})).value();
        return *once.local_address();
    }

    LoopHarness net;
    ScriptedSession::Script client;
    ConnectionLimits limits;
};

TEST_F(ConnectorTest, OpensTheSessionOnceConnected) {
    net.script.on_data = [](Stream& stream, MutableBytes data) {
        EXPECT_NE(stream.send(data), SendStatus::rejected);
        return Consumed{data.size()};
    };
    client.on_open = [](Stream& stream) {
        EXPECT_EQ(stream.send(bytes_of("ping")), SendStatus::queued);
    };
    SessionLog& log = connect({listening()});
    net.until([&] { return log.data == "ping"; });
    EXPECT_EQ(log.opened, 1);
}

TEST_F(ConnectorTest, ARefusalIsNamed) {
    SessionLog& log = connect({refusing()});
    net.until([&] { return log.closed == 1; });
    EXPECT_EQ(log.reason, CloseReason::connect_refused);
    EXPECT_EQ(log.opened, 0);
}

TEST_F(ConnectorTest, TheNextAddressIsTriedAfterARefusal) {
    SessionLog& log = connect({refusing(), refusing(), listening()});
    net.until([&] { return log.opened == 1; });
}

TEST_F(ConnectorTest, AnAddressOfAFamilyThatIsMissingOnlyCostsItsTurn) {
    // A source of the other family cannot be bound for the first address.
    SessionLog& log = net.new_log();
    Connector::start(net.loop(),
                     {.addresses = {std::move(Address::parse("[::1]:9")).value(), listening()},
                      .source = Address::ipv4({127, 0, 0, 1}, 0),
                      .limits = &limits},
                     std::make_unique<ScriptedSession>(client, log));
    net.until([&] { return log.opened == 1; });
}

// Fills a listener's backlog, after which the system drops further attempts without an answer.
class SilentAddress {
  public:
    SilentAddress() : listener_(std::move(Socket::listen(any_port(), {.backlog = 0})).value()) {
        for (int i = 0; i < 4; ++i) {
            waiting_.push_back(std::move(Socket::connect(address(), std::nullopt)).value());
        }
    }
    [[nodiscard]] Address address() const { return *listener_.local_address(); }

  private:
    static Address any_port() { return Address::ipv4({127, 0, 0, 1}, 0); }
    Socket listener_;
    std::vector<Socket> waiting_;
};

TEST_F(ConnectorTest, AnAddressThatDoesNotAnswerEndsInATimeout) {
    const SilentAddress silent;
    SessionLog& log = connect({silent.address()}, milliseconds(80));
    net.until([&] { return log.closed == 1; });
    EXPECT_EQ(log.reason, CloseReason::connect_timeout);
}

TEST_F(ConnectorTest, ASilentAddressLeavesTimeForTheNext) {
    const SilentAddress silent;
    SessionLog& log = connect({silent.address(), listening()}, milliseconds(400));
    net.until([&] { return log.opened == 1; });
}

TEST_F(ConnectorTest, ConnectsFromTheSourceAddress) {
    SessionLog& log = net.new_log();
    Connector::start(
        net.loop(),
        {.addresses = {listening()}, .source = Address::ipv4({127, 0, 0, 9}, 0), .limits = &limits},
        std::make_unique<ScriptedSession>(client, log));
    net.until([&] { return log.opened == 1 && net.last_peer().has_value(); });
    EXPECT_EQ(net.last_peer()->host_to_string(), "127.0.0.9");
}

TEST_F(ConnectorTest, ASourceOfAnotherMachineIsNoLackOfPorts) {
    const Address foreign = Address::ipv4({192, 0, 2, 1}, 0);  // RFC 5737: nobody's
    SessionLog& log = net.new_log();
    Connector::start(net.loop(), {.addresses = {listening()}, .source = foreign, .limits = &limits},
                     std::make_unique<ScriptedSession>(client, log));
    net.until([&] { return log.closed == 1; });
    EXPECT_EQ(log.reason, CloseReason::connect_failed);
    const auto fault = Connector::source_fault(foreign);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->cause, SystemCause::address_not_local);
    EXPECT_EQ(Connector::source_fault(Address::ipv4({127, 0, 0, 9}, 0)), std::nullopt);
}

TEST_F(ConnectorTest, AFullTableIsNamedToo) {
    LoopHarness full(1);
    SessionLog& log = full.new_log();
    full.add_peer();
    Connector::start(full.loop(), {.addresses = {listening()}, .limits = &limits},
                     std::make_unique<ScriptedSession>(client, log));
    full.until([&] { return log.closed == 1; });
    EXPECT_EQ(log.reason, CloseReason::too_many_connections);
}

}  // namespace
}  // namespace potok::testing
