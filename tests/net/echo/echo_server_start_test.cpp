// How potok-echo starts: what it prints, where it listens, and what keeps it from starting.
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "tests/net/echo/echo_fixture.hpp"

namespace potok::testing {
namespace {

class EchoStart : public EchoTest {
  protected:
    // It does not start: one line on stderr that names `what`, nothing on stdout.
    void expect_refusal(const std::vector<std::string>& arguments, int code,
                        std::string_view what) {
        SCOPED_TRACE(::testing::PrintToString(arguments));
        server = std::make_unique<EchoProcess>(arguments);
        expect_exit(code);
        EXPECT_EQ(server->out(), "");
        EXPECT_EQ(std::count(server->err().begin(), server->err().end(), '\n'), 1) << server->err();
        EXPECT_TRUE(server->err().starts_with("potok-echo: ")) << server->err();
        EXPECT_NE(server->err().find(what), std::string::npos) << server->err();
    }

    static std::string write_configuration(std::string_view text) {
        std::string path = ::testing::TempDir() + "potok_echo_start_test.toml";
        std::ofstream(path) << text;
        return path;
    }
};

TEST_F(EchoStart, PrintsEachAddressWithItsRealPortThenReady) {
    start({"--listen", "lp://127.0.0.1:0", "--listen", "tcp://127.0.0.1:0", "--listen",
           "line://127.0.0.1:0"});
    const auto addresses = listening();
    ASSERT_EQ(addresses.size(), 3u) << server->out();
    EXPECT_TRUE(addresses[0].starts_with("lp://127.0.0.1:"));
    EXPECT_TRUE(addresses[1].starts_with("tcp://127.0.0.1:"));
    EXPECT_TRUE(addresses[2].starts_with("line://127.0.0.1:"));
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        ASSERT_GT(port_of(i), 0);
        const std::string message = i == 0 ? frame("to each") : "to each\n";
        peers.push_back(std::make_unique<Peer>(port_of(i)));
        peers.back()->send(message);
        expect_received(*peers.back(), message);
    }
}

// Not started: the ports of the default may be in use where the tests run.
TEST_F(EchoStart, WithoutAnAddressItListensOnLoopbackOnly) {
    server = std::make_unique<EchoProcess>(std::vector<std::string>{"--dump-config"});
    expect_exit(0);
    EXPECT_NE(server->out().find("ws://127.0.0.1:9001"), std::string::npos) << server->out();
    EXPECT_NE(server->out().find("lp://127.0.0.1:9002"), std::string::npos) << server->out();
    EXPECT_NE(server->out().find("tcp://127.0.0.1:9003"), std::string::npos) << server->out();
}

TEST_F(EchoStart, ListensOnIpv6) {
    start({"--listen", "lp://[::1]:0"});
    EXPECT_TRUE(listening().at(0).starts_with("lp://[::1]:"));
    peers.push_back(std::make_unique<Peer>(port, 0, Loopback::ipv6));
    peers.back()->send(frame("six"));
    expect_received(*peers.back(), frame("six"));
}

TEST_F(EchoStart, AStarListensOnBothFamiliesAndWarns) {
    start({"--listen", "lp://*:0"});
    peers.push_back(std::make_unique<Peer>(port, 0, Loopback::ipv4));
    peers.push_back(std::make_unique<Peer>(port, 0, Loopback::ipv6));
    for (const auto& peer : peers) {
        peer->send(frame("both"));
        expect_received(*peer, frame("both"));
    }
    EXPECT_NE(server->err().find("all interfaces"), std::string::npos) << server->err();
}

TEST_F(EchoStart, ListensOnAName) {
    start({"--listen", "lp://localhost:0"});
    EXPECT_TRUE(listening().at(0).starts_with("lp://localhost:"));
    EXPECT_GT(port, 0);
}

TEST_F(EchoStart, WithReusePortEveryThreadAccepts) {
    start({"--listen", "lp://127.0.0.1:0", "--reuse-port", "--threads", "2"});
    for (int i = 0; i < 20; ++i)
        expect_served();
}

TEST_F(EchoStart, APortInUseIsNamed) {
    start({"--listen", "lp://127.0.0.1:0"});
    const std::unique_ptr<EchoProcess> first = std::move(server);
    expect_refusal({"--listen", "lp://127.0.0.1:" + std::to_string(port)}, 3, std::to_string(port));
}

TEST_F(EchoStart, AnAddressThatIsNotOfThisMachineIsNamed) {
    expect_refusal({"--listen", "lp://192.0.2.1:0"}, 3, "192.0.2.1");
}

TEST_F(EchoStart, ANameThatDoesNotExistIsNamed) {
    expect_refusal({"--listen", "lp://no-such-host.invalid:0"}, 3, "no-such-host.invalid");
}

TEST_F(EchoStart, APrivilegedPortNeedsTheRight) {
    if (may_bind_any_port()) GTEST_SKIP() << "this user may listen on any port";
    expect_refusal({"--listen", "lp://127.0.0.1:1"}, 3, "127.0.0.1:1");
}

// From too few for anything to enough: never ready without serving.
TEST_F(EchoStart, WithTooFewDescriptorsToServeAnybodyItDoesNotStart) {
    if (kWithAddressSanitizer) {
        GTEST_SKIP() << "the sanitizer's own check of an object's type needs a descriptor";
    }
    bool has_served = false;
    for (unsigned descriptors = 6; !has_served && descriptors < 32; ++descriptors) {
        SCOPED_TRACE(descriptors);
        server = std::make_unique<EchoProcess>(
            std::vector<std::string>{"--listen", "lp://127.0.0.1:0", "--threads", "2"},
            descriptors);
        until([&] { return is_ready() || server->exit_code(); });
        if (is_ready()) {
            port = port_of(0);
            expect_served();
            has_served = true;
        } else {
            EXPECT_EQ(server->exit_code(), 3) << server->err();
            EXPECT_NE(server->err().find("descriptors"), std::string::npos) << server->err();
        }
    }
    EXPECT_TRUE(has_served);
}

TEST_F(EchoStart, AnAddressGivenTwiceIsAUsageFault) {
    expect_refusal({"--listen", "lp://127.0.0.1:9", "--listen", "tcp://127.0.0.1:9"}, 2, "twice");
}

TEST_F(EchoStart, UsageFaultsAreOneLineAndCodeTwo) {
    expect_refusal({"--lisen", "lp://127.0.0.1:0"}, 2, "--listen");
    expect_refusal({"--listen"}, 2, "--listen");
    expect_refusal({"--listen", "lp://127.0.0.1:65536"}, 2, "65536");
    expect_refusal({"--listen", "lp://127.0.0.1"}, 2, "127.0.0.1");
    expect_refusal({"--listen", "pl://127.0.0.1:0"}, 2, "pl");
    expect_refusal({"--listen", "lp://127.0.0.1:0?prefix=u24"}, 2, "u24");
    expect_refusal({"--listen", "wss://127.0.0.1:0"}, 2, "--cert");
    expect_refusal({"--cert", "/no/such.crt"}, 2, "/no/such.crt");
    expect_refusal({"--threads", "0"}, 2, "threads");
    expect_refusal({"--max-message", "16MB!"}, 2, "max-message");
    expect_refusal({"--log-format", "xml"}, 2, "xml");
}

TEST_F(EchoStart, AConfigurationThatIsNotThereIsNamed) {
    expect_refusal({"--config", "/no/such/potok.toml"}, 2, "/no/such/potok.toml");
}

TEST_F(EchoStart, AConfigurationThatIsNoFileIsNamed) {
    expect_refusal({"--config", "/"}, 2, "/");
}

TEST_F(EchoStart, AMisspeltKeyIsNamedWithWhatWasMeant) {
    expect_refusal({"--config", write_configuration("max-mesage = \"1MiB\"\n")}, 2, "max-message");
}

TEST_F(EchoStart, AConfigurationIsObeyed) {
    const std::string path = write_configuration("listen = [\"line://127.0.0.1:0\"]\n");
    start({"--config", path});
    ASSERT_EQ(listening().size(), 1u);
    EXPECT_TRUE(listening()[0].starts_with("line://127.0.0.1:"));
}

TEST_F(EchoStart, ALogFileThatCannotBeWrittenIsAFaultOfTheMachine) {
    expect_refusal({"--listen", "lp://127.0.0.1:0", "--log-file", "/no/such/folder/log"}, 3,
                   "/no/such/folder/log");
}

TEST_F(EchoStart, ALogFileThatIsAPipeWithoutAReaderIsAFaultOfTheMachine) {
    const std::string pipe = ::testing::TempDir() + "potok_echo_start_test.fifo";
    std::remove(pipe.c_str());
    ASSERT_EQ(std::system(("mkfifo '" + pipe + "'").c_str()), 0);
    expect_refusal({"--listen", "lp://127.0.0.1:0", "--log-file", pipe}, 3, "nobody reads");
    std::remove(pipe.c_str());
}

}  // namespace
}  // namespace potok::testing
