// Handshakes that stall in numbers: each ends by its deadline, those that are under way or over
// notice nothing of them, and nothing of them stays.
#include <algorithm>
#include <chrono>

#include "tests/net/echo/echo_tls_fixture.hpp"

namespace potok::testing {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t kStalled = kWithSanitizer ? 500 : 5000;
// OpenSSL's buffers of a handshake: two of a record's size, of who has begun to say something.
constexpr std::size_t kBytesEach = 48 * 1024;

class EchoTlsStall : public EchoTls {
  protected:
    void start_with_limit(std::chrono::milliseconds of_a_handshake) {
        limit = of_a_handshake;
        start({"--listen", "tls://127.0.0.1:0", "--self-signed", "--handshake-timeout",
               std::to_string(of_a_handshake.count()) + "ms"});
    }

    // What a client says first.
    static std::string client_hello() {
        TlsPeer shy(false);
        static_cast<void>(shy.handshake());
        return shy.take();
    }

    // Half of them say nothing, the others a part of their first words: each another part.
    void connect_stalled(std::size_t count) {
        const std::string hello = client_hello();
        connected_at.clear();
        for (std::size_t i = 0; i < count; ++i) {
            Peer& stalled = connect();
            if (i % 2 == 1) stalled.send(std::string_view(hello).substr(0, i % hello.size()));
            stalled.pump();
            connected_at.push_back(SteadyClock::now());
        }
    }

    // One message of the established client is under way at any time, and one newcomer shakes
    // hands: what they are kept waiting is what this machine and the stalled ones cost.
    void go_on_echoing(TlsClient& established) {
        if (established.received.size() == kMessage.size()) {
            longest_echo =
                std::max(longest_echo, Seconds(SteadyClock::now() - std::exchange(said_at, {})));
            established.received.clear();
            ++echoes;
        }
        if (said_at == SteadyClock::time_point()) {
            said_at = SteadyClock::now();
            established.say(kMessage);
        }
        if (clients.size() > 1 && clients.back()->received == kMessage) {
            clients.pop_back();
            ++newcomers;
        }
        if (clients.size() == 1) call(port).say(kMessage);
    }

    // Until all stalled ones are gone; how much longer than the limit the last of them was there.
    Seconds latest_end(TlsClient& established) {
        Seconds latest{};
        std::vector<bool> over(peers.size());
        std::size_t left = peers.size();
        until_clients([&] {
            go_on_echoing(established);
            for (std::size_t i = 0; i < over.size(); ++i) {
                if (over[i] || !peers[i]->gone()) continue;
                over[i] = true;
                --left;
                latest = std::max(latest, Seconds(SteadyClock::now() - connected_at[i]) - limit);
            }
            return left == 0;
        });
        return latest;
    }

    inline static const std::string kMessage = "how are you";
    Seconds limit{};
    std::vector<SteadyClock::time_point> connected_at;
    SteadyClock::time_point said_at;
    Seconds longest_echo{};
    int echoes = 0;
    int newcomers = 0;
};

TEST_F(EchoTlsStall, ThousandsAreClosedInTimeAndOthersNoticeNothingOfThem) {
    if (!may_open(6000)) GTEST_SKIP() << "the limit of descriptors here is too low";
    start_with_limit(std::chrono::milliseconds(2000));
    TlsClient& established = call(port);
    expect_echo(established, kMessage);
    const std::size_t before = server->peak_memory_bytes();
    connect_stalled(kStalled);
    const Seconds late = latest_end(established);
    // Whatever held up the echo held up both the accepting and the closing.
    EXPECT_LT(late.count(), 1 + 2 * longest_echo.count());
    EXPECT_GT(echoes, 1);
    // Who came while they were there gets in, however slow this machine is.
    until_clients([&] { return newcomers > 0 || clients.back()->received == kMessage; });
    expect_peak_within(before, kStalled * kBytesEach);
    RecordProperty("seconds_behind_the_limit", std::to_string(late.count()));
    RecordProperty("seconds_of_the_longest_echo", std::to_string(longest_echo.count()));
}

// What the first ones took is free for the next.
TEST_F(EchoTlsStall, NothingOfThemStays) {
    constexpr std::size_t kEachTime = kStalled / 5;
    start_with_limit(std::chrono::milliseconds(500));
    TlsClient& established = call(port);
    expect_echo(established, kMessage);
    const std::size_t before = server->peak_memory_bytes();
    for (int round = 0; round < 3; ++round) {
        connect_stalled(kEachTime);
        static_cast<void>(latest_end(established));
        peers.clear();
    }
    expect_peak_within(before, 2 * kEachTime * kBytesEach);
}

TEST_F(EchoTlsStall, EndsByItsDeadlineWhateverWasSaid) {
    start({"--listen", "tls://127.0.0.1:0", "--self-signed", "--handshake-timeout", "200ms"});
    Peer& silent = connect();
    Peer& half = connect();
    half.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
    until([&] { return silent.gone() && half.gone(); });
    expect_closed_for("handshake_timeout");
    expect_echo(call(port), "still there");
}

// A byte now and then is no progress: the deadline is that of the whole handshake.
TEST_F(EchoTlsStall, ADribbleDoesNotMoveTheDeadline) {
    start({"--listen", "tls://127.0.0.1:0", "--self-signed", "--handshake-timeout", "300ms"});
    const std::string hello = client_hello();
    Peer& slow = connect();
    std::size_t said = 0;
    auto next = SteadyClock::now();
    until([&] {
        if (SteadyClock::now() >= next && said < hello.size() - 1) {
            slow.send(std::string_view(hello).substr(said++, 1));
            next += std::chrono::milliseconds(10);
        }
        return slow.gone();
    });
    EXPECT_GT(said, 1u);
    expect_closed_for("handshake_timeout");
}

// An established client's record that comes byte by byte is a record all the same, and holds up
// nobody.
TEST_F(EchoTlsStall, ADribblingRecordOfAnEstablishedClientArrives) {
    start({"--listen", "tls://127.0.0.1:0", "--self-signed"});
    TlsClient& slow = call(port);
    expect_echo(slow, "hello");
    slow.tls().write("byte by byte");
    for (const char byte : slow.tls().take()) {
        slow.socket.send({&byte, 1});
        expect_echo(call(port), "meanwhile");
        clients.pop_back();
    }
    until_clients([&] { return slow.received == "byte by byte"; });
}

}  // namespace
}  // namespace potok::testing
