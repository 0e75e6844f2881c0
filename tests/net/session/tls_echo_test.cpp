// TLS over real sockets: the echo's own session above it, clients that are OpenSSL and nothing of
// ours, and what only a real connection shows: many at once, slow readers, stalled handshakes.
#include "protocol/session/frame_reader.hpp"
#include "protocol/session/tls_session.hpp"
#include "server/echo/echo_session.hpp"
#include "server/echo/outlet.hpp"
#include "tests/support/loop_harness.hpp"
#include "tests/support/tls_client.hpp"
#include "tests/support/tls_peer.hpp"

namespace potok::testing {
namespace {

using echo::CloseLog;
using echo::EchoOutlet;
using echo::EchoSession;

class Heard final : public TlsObserver {
  public:
    int established = 0;
    int failed = 0;

    void on_tls_established(Stream&, TlsEngine&, Duration) override { ++established; }
    void on_tls_failed(Stream&, TlsEngine&) override { ++failed; }
};

class TlsEcho : private SessionFactory, private Placement {
  public:
    ConnectionLimits limits;
    Heard heard;

    TlsEcho()
        : log_(std::move(Log::open({.level = LogLevel::off})).value()),
          close_log_(*log_),
          loop_(std::move(EventLoop::create({.budget = &budget_})).value()) {
        Socket socket = std::move(Socket::listen(Address::ipv4({127, 0, 0, 1}, 0), {})).value();
        port_ = socket.local_address()->port();
        Listener::open(*loop_, std::move(socket), {this, &limits, this});
    }

    [[nodiscard]] EventLoop& loop() { return *loop_; }
    [[nodiscard]] MemoryBudget& budget() { return budget_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }

  private:
    std::unique_ptr<Session> make_session(EventLoop& loop, const Address& peer) override {
        auto echo = std::make_unique<EchoSession<LengthPrefixedReader, EchoOutlet>>(
            format_, loop, nullptr, close_log_, peer);
        return std::make_unique<TlsSession>(make_ssl(true), std::move(echo), room_, heard);
    }
    EventLoop* place() override { return loop_.get(); }

    const LengthPrefix format_;
    MemoryBudget budget_;
    TlsRoom room_;
    std::unique_ptr<Log> log_;
    CloseLog close_log_;
    std::unique_ptr<EventLoop> loop_;
    std::uint16_t port_ = 0;
};

class TlsEchoTest : public ::testing::Test {
  protected:
    TlsEcho server;
    std::vector<std::unique_ptr<TlsClient>> clients;

    TlsClient& add_client(int receive_buffer_bytes = 0) {
        clients.push_back(std::make_unique<TlsClient>(server.port(), receive_buffer_bytes));
        return *clients.back();
    }

    void until(const std::function<bool()>& condition) {
        const Instant give_up = Clock::now() + std::chrono::seconds(30);
        while (!condition()) {
            ASSERT_LT(Clock::now(), give_up) << "waited in vain";
            for (const auto& client : clients)
                client->pump();
            server.loop().run_once(std::chrono::milliseconds(1));
        }
    }
    void until_all(const std::function<bool(TlsClient&)>& holds) {
        until([&] {
            return std::all_of(clients.begin(), clients.end(),
                               [&](const auto& client) { return holds(*client); });
        });
    }
};

std::string frames(std::size_t count, std::size_t payload_bytes, char fill) {
    std::array<std::byte, kLengthHeaderMax> header{};
    const std::size_t size = encode_header({}, payload_bytes, header);
    std::string all;
    for (std::size_t i = 0; i < count; ++i) {
        all += text_of(Bytes(header).first(size));
        all.append(payload_bytes, fill);
    }
    return all;
}

TEST_F(TlsEchoTest, EverythingComesBackAndThenTheEndOfTls) {
    std::vector<std::string> said;
    for (char fill = 'a'; fill < 'a' + 20; ++fill) {
        said.push_back(frames(20, 100, fill) + frames(1, 300'000, fill) + frames(5, 0, fill));
        TlsClient& client = add_client();
        client.say(said.back());
        client.closes = true;
    }
    until_all([](TlsClient& client) { return client.socket.gone(); });
    for (std::size_t i = 0; i < clients.size(); ++i) {
        EXPECT_TRUE(clients[i]->received == said[i]) << i;
        EXPECT_TRUE(clients[i]->was_closed());
        EXPECT_FALSE(clients[i]->socket.was_reset());
    }
    EXPECT_EQ(server.heard.established, 20);
    for (const auto& client : clients)
        client->socket.close();
    until([&] { return server.loop().load() == 0; });
    EXPECT_EQ(server.budget().used(), 0u);
    EXPECT_EQ(server.loop().counters().closed_for(CloseReason::finished).value(), 20u);
}

TEST_F(TlsEchoTest, WhoDoesNotReadIsPausedAndLosesNothing) {
    server.limits.queued_bytes_max = 64 * 1024;
    TlsClient& slow = add_client(4096);
    const std::string said = frames(300, 20'000, 's');
    slow.say(said);
    until([&] { return server.heard.established == 1; });
    slow.socket.stop_reading();
    // Until nothing more goes in: the server reads no more of it.
    std::size_t unsent = SIZE_MAX;
    for (int still = 0; still < 50; ++still) {
        if (std::exchange(unsent, slow.socket.unsent()) != slow.socket.unsent()) still = 0;
        slow.pump();
        server.loop().run_once(std::chrono::milliseconds(1));
    }
    slow.socket.start_reading();
    until([&] { return slow.received.size() == said.size(); });
    EXPECT_TRUE(slow.received == said);
}

TEST_F(TlsEchoTest, ACutOffConnectionIsATruncation) {
    TlsClient& client = add_client();
    client.say(frames(1, 10, 'x'));
    until([&] { return client.received.size() == frames(1, 10, 'x').size(); });
    client.socket.half_close();
    until([&] { return client.socket.gone(); });
    client.socket.close();
    until([&] { return server.loop().load() == 0; });
    EXPECT_EQ(server.loop().counters().closed_for(CloseReason::tls_truncated).value(), 1u);
}

TEST_F(TlsEchoTest, StalledHandshakesAreClosedAndTheOthersUnaffected) {
    server.limits.handshake_timeout = std::chrono::milliseconds(300);
    std::vector<std::unique_ptr<Peer>> stalled;
    TlsPeer shy(false);
    static_cast<void>(shy.handshake());
    const std::string hello = shy.take();
    for (std::size_t i = 0; i < 200; ++i) {
        stalled.push_back(std::make_unique<Peer>(server.port()));
        stalled.back()->send(std::string_view(hello).substr(0, i % hello.size()));
        stalled.back()->pump();
    }
    TlsClient& client = add_client();
    const std::string said = frames(10, 1000, 'c');
    client.say(said);
    until([&] { return client.received == said; });
    until([&] {
        return std::all_of(stalled.begin(), stalled.end(), [](const auto& peer) {
            peer->pump();
            return peer->gone();
        });
    });
    EXPECT_EQ(server.loop().counters().closed_for(CloseReason::handshake_timeout).value(), 200u);
    client.say(said);
    until([&] { return client.received == said + said; });
}

}  // namespace
}  // namespace potok::testing
