// The faulty server over real sockets: between its faults it is a good echo, each fault is done as
// it is described, and what is counted is what was done.
#include "loadtest/faulty/faulty_server.hpp"

#include <bit>

#include "tests/net/loadtest/faulty_server_fixture.hpp"

namespace potok::testing {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = loadtest::FaultKind;
using loadtest::FaultPlan;

constexpr int kSmallReceiveBuffer = 64 * 1024;

std::string name_of(const ::testing::TestParamInfo<EndpointScheme>& scheme) {
    return std::string(scheme_name(scheme.param, false));
}

INSTANTIATE_TEST_SUITE_P(Scheme, FaultyServerSchemeTest,
                         ::testing::Values(EndpointScheme::tcp, EndpointScheme::lp,
                                           EndpointScheme::line),
                         name_of);

// ---- The good part

TEST_P(FaultyServerSchemeTest, WithoutFaultsEverythingComesBackInOrderOnEveryConnection) {
    start({}, 2);
    const Texts texts = numbered(500);
    for (int i = 0; i < 8; ++i)
        send(add_peer(), texts);
    for (const auto& peer : peers)
        EXPECT_EQ(everything(*peer), texts);
    server->stop();
    EXPECT_EQ(server->counts().messages, 4000u);
    EXPECT_EQ(server->counts().committed, decltype(server->counts().committed){});
}

// What a second peer is answered meanwhile is the clock: each answer is a turn of the loop in which
// the first peer could have been read.
TEST_P(FaultyServerSchemeTest, APeerThatDoesNotReadIsNotReadEitherAndLosesNothing) {
    for (const loadtest::FaultPlan& plan :
         {FaultPlan{.tcp_message_bytes = 500}, FaultPlan{.late = 1ms, .tcp_message_bytes = 500}}) {
        peers.clear();
        start(plan);
        const Texts texts(40'000, std::string(500, 'x'));
        const std::string all = wire(GetParam(), texts);
        Peer& peer = add_peer(0, kSmallReceiveBuffer);
        Peer& clock = add_peer();
        peer.stop_reading();
        peer.send(all);
        for (int turns = 0; turns < 500; ++turns) {
            clock.send(wire(GetParam(), texts.front()));
            until([&] { return !clock.take_received().empty(); });
        }
        EXPECT_GT(peer.unsent(), 0u);
        peer.start_reading();
        until([&] { return peer.received().size() == all.size(); });
        EXPECT_TRUE(peer.received() == all);
    }
}

TEST_P(FaultyServerSchemeTest, APeersEndIsAnsweredWhenEverythingElseIs) {
    for (const FaultPlan& plan : {FaultPlan{}, FaultPlan{.late = 20ms}}) {
        peers.clear();
        start(plan);
        Peer& peer = add_peer();
        send(peer, numbered(100));
        EXPECT_EQ(everything(peer), numbered(100));
    }
}

TEST_F(FaultyServerTest, BytesThatAreNoWholeMessageComeBackAtTheEnd) {
    start({"tcp://127.0.0.1:0", "line://127.0.0.1:0"}, {});
    for (const std::size_t listener : {0u, 1u}) {
        Peer& peer = add_peer(listener);
        peer.send("12345");
        until([&] { return peer.all_sent(); });
        peer.half_close();
        until([&] { return peer.gone(); });
        EXPECT_EQ(peer.received(), "12345");
    }
}

TEST_F(FaultyServerTest, WhatBreaksTheProtocolIsClosedBehindTheGoodAnswers) {
    start({"lp://127.0.0.1:0?max=4", "line://127.0.0.1:0?max=4"}, {.late = 20ms});
    for (const auto& [listener, scheme] :
         {std::pair{0u, EndpointScheme::lp}, std::pair{1u, EndpointScheme::line}}) {
        Peer& peer = add_peer(listener);
        peer.send(wire(scheme, Texts{"good", "too long", "more"}));
        until([&] { return peer.gone(); });
        EXPECT_EQ(answers(scheme, peer), Texts{"good"});
    }
    EXPECT_EQ(server->counts().messages, 2u);
}

// ---- Faults of messages

TEST_P(FaultyServerSchemeTest, DroppedMessagesAreThoseThatAreMissing) {
    start({.drop_percent = 30});
    Peer& peer = add_peer();
    const Texts sent = numbered(1000);
    send(peer, sent);
    const Texts got = everything(peer);
    EXPECT_EQ(got.size() + count(Kind::drop), sent.size());
    EXPECT_TRUE(std::includes(sent.begin(), sent.end(), got.begin(), got.end()));
    EXPECT_NEAR(static_cast<double>(count(Kind::drop)), 300, 75) << "seed " << kFaultSeed;
}

TEST_P(FaultyServerSchemeTest, TheSeedChoosesTheMessages) {
    std::vector<Texts> got;
    for (const std::uint64_t seed : {1u, 1u, 2u}) {
        peers.clear();
        start({.drop_percent = 30}, 1, seed);
        send(add_peer(), numbered(200));
        got.push_back(everything(*peers.front()));
    }
    EXPECT_EQ(got[0], got[1]);
    EXPECT_NE(got[0], got[2]);
}

TEST_P(FaultyServerSchemeTest, AFlippedMessageDiffersInOneBitAndKeepsItsFrame) {
    start({.flip_percent = 50});
    Peer& peer = add_peer();
    const Texts sent = numbered(1000);
    const Texts got = ask(peer, sent, sent.size());
    ASSERT_EQ(got.size(), sent.size());
    std::uint64_t flipped = 0;
    for (std::size_t i = 0; i < sent.size(); ++i) {
        ASSERT_EQ(got[i].size(), sent[i].size());
        int bits = 0;
        for (std::size_t at = 0; at < sent[i].size(); ++at)
            bits += std::popcount(static_cast<unsigned char>(sent[i][at] ^ got[i][at]));
        ASSERT_LE(bits, 1);
        flipped += static_cast<std::uint64_t>(bits);
    }
    EXPECT_EQ(flipped, count(Kind::flip));
    EXPECT_NEAR(static_cast<double>(flipped), 500, 80) << "seed " << kFaultSeed;
}

// LF and CR are one bit away from these.
TEST_F(FaultyServerTest, AFlipMakesNoLineEnd) {
    start(EndpointScheme::line, {.flip_percent = 100});
    Peer& peer = add_peer();
    const Texts texts(2000, "\x0B\x08\x0F\x0C\x2A\x4A\x2D");
    peer.send(wire(EndpointScheme::line, texts));
    const std::size_t bytes = wire(EndpointScheme::line, texts).size();
    until([&] { return peer.received().size() == bytes; });
    EXPECT_EQ(answers(EndpointScheme::line, peer).size(), texts.size());
    EXPECT_EQ(peer.received().find('\r'), std::string::npos);
    EXPECT_EQ(count(Kind::flip), texts.size());
}

TEST_F(FaultyServerTest, AnEmptyMessageHasNoByteToFlipAndIsNotCounted) {
    start(EndpointScheme::lp, {.flip_percent = 100});
    Peer& peer = add_peer();
    peer.send(wire(EndpointScheme::lp, Texts{"", ""}));
    until([&] { return answers(EndpointScheme::lp, peer) == Texts{"", ""}; });
    EXPECT_EQ(count(Kind::flip), 0u);
}

TEST_P(FaultyServerSchemeTest, ADuplicateComesTwiceInARow) {
    start({.duplicate_percent = 100});
    Peer& peer = add_peer();
    EXPECT_THAT(ask(peer, {"aaaa", "bbbb"}, 4), ElementsAre("aaaa", "aaaa", "bbbb", "bbbb"));
    EXPECT_EQ(count(Kind::duplicate), 2u);
}

TEST_P(FaultyServerSchemeTest, ASwappedMessageComesBehindItsNeighbour) {
    start({.swap_percent = 100});
    Peer& peer = add_peer();
    EXPECT_THAT(ask(peer, {"aaaa", "bbbb", "cccc", "dddd"}, 4),
                ElementsAre("bbbb", "aaaa", "dddd", "cccc"));
    EXPECT_EQ(count(Kind::swap), 2u) << "one for each pair";
}

TEST_F(FaultyServerTest, WithoutANeighbourAMessageIsAnsweredAfterAllAndNotCounted) {
    start(EndpointScheme::line, {.swap_percent = 100});
    Peer& waits = add_peer();
    Peer& ends = add_peer();
    for (const auto& peer : peers) {
        peer->send("alone\n");
        peer->pump();
    }
    ends.half_close();
    until([&] { return ends.gone(); });
    EXPECT_EQ(ends.received(), "alone\n");
    until([&] { return waits.received() == "alone\n"; });
    EXPECT_EQ(count(Kind::swap), 0u);
}

TEST_P(FaultyServerSchemeTest, AMisdeliveredMessageComesToSomebodyElse) {
    start({.misdeliver_percent = 100});
    Peer& first = add_peer();
    Peer& second = add_peer();
    send(first, {"aaaa", "bbbb"});
    until([&] { return answers(second).size() == 2; });
    EXPECT_THAT(answers(second), ElementsAre("aaaa", "bbbb"));
    EXPECT_THAT(answers(first), IsEmpty());
    EXPECT_EQ(count(Kind::misdeliver), 2u);
}

TEST_P(FaultyServerSchemeTest, MisdeliveriesAreSharedByAll) {
    start({.misdeliver_percent = 50});
    for (int i = 0; i < 10; ++i)
        add_peer();
    for (const auto& peer : peers)
        send(*peer, numbered(100));
    std::size_t got = 0;
    until([&] {
        got = 0;
        for (const auto& peer : peers)
            got += answers(*peer).size();
        return got == 1000;
    });
    for (const auto& peer : peers) {
        EXPECT_GT(answers(*peer).size(), 60u);
        EXPECT_LT(answers(*peer).size(), 140u);
    }
    EXPECT_NEAR(static_cast<double>(count(Kind::misdeliver)), 500, 80) << "seed " << kFaultSeed;
}

TEST_F(FaultyServerTest, WithNobodyElseOnTheListenerAMessageIsNotMisdelivered) {
    start({"lp://127.0.0.1:0", "line://127.0.0.1:0"}, {.misdeliver_percent = 100});
    Peer& frames = add_peer(0);
    Peer& lines = add_peer(1);
    frames.send(wire(EndpointScheme::lp, "frame"));
    lines.send(wire(EndpointScheme::line, "line"));
    until([&] { return answers(EndpointScheme::lp, frames) == Texts{"frame"}; });
    until([&] { return answers(EndpointScheme::line, lines) == Texts{"line"}; });
    EXPECT_EQ(count(Kind::misdeliver), 0u);
}

TEST_P(FaultyServerSchemeTest, ATruncatedMessageIsHalfAndTheLast) {
    start({.truncate_percent = 100});
    Peer& peer = add_peer();
    const std::string whole = wire(GetParam(), "abcd");
    peer.send(whole + wire(GetParam(), "efgh"));
    until([&] { return peer.gone(); });
    EXPECT_FALSE(peer.was_reset());
    EXPECT_EQ(peer.received(), whole.substr(0, whole.size() / 2));
    EXPECT_EQ(count(Kind::truncate), 1u);
    EXPECT_EQ(server->counts().messages, 1u);
}

// ---- Faults of connections

TEST_P(FaultyServerSchemeTest, ARefusedConnectionEndsWithoutAByte) {
    start({.refuse_percent = 100});
    Peer& peer = add_peer();
    send(peer, {"abcd"});
    until([&] { return peer.gone(); });
    EXPECT_EQ(peer.received(), "");
    EXPECT_EQ(count(Kind::refuse), 1u);
    EXPECT_EQ(server->counts().messages, 0u);
}

TEST_P(FaultyServerSchemeTest, WhoIsNotRefusedIsServed) {
    start({.refuse_percent = 50}, 2);
    for (int i = 0; i < 40; ++i)
        send(add_peer(), {"abcd"});
    until([&] {
        return std::all_of(peers.begin(), peers.end(), [&](const auto& peer) {
            return peer->gone() || answers(*peer).size() == 1;
        });
    });
    const auto gone =
        std::count_if(peers.begin(), peers.end(), [](const auto& peer) { return peer->gone(); });
    EXPECT_EQ(static_cast<std::uint64_t>(gone), count(Kind::refuse));
    EXPECT_GT(gone, 5) << "seed " << kFaultSeed;
    EXPECT_LT(gone, 35) << "seed " << kFaultSeed;
}

TEST_P(FaultyServerSchemeTest, AConnectionIsClosedInOrderBehindItsLastAnswer) {
    for (const FaultPlan& plan :
         {FaultPlan{.close_percent = 100, .close_after = 3},
          FaultPlan{.close_percent = 100, .close_after = 3, .late = 20ms}}) {
        peers.clear();
        start(plan);
        Peer& peer = add_peer();
        send(peer, numbered(5));
        until([&] { return peer.gone(); });
        EXPECT_FALSE(peer.was_reset());
        EXPECT_EQ(answers(peer), numbered(3));
        EXPECT_EQ(count(Kind::close), 1u);
        EXPECT_EQ(server->counts().messages, 3u);
    }
}

TEST_P(FaultyServerSchemeTest, AMessageHeldBackForItsNeighbourIsAnsweredBeforeTheClose) {
    start({.swap_percent = 100, .close_percent = 100, .close_after = 3});
    Peer& peer = add_peer();
    send(peer, {"aaaa", "bbbb", "cccc", "dddd"});
    until([&] { return peer.gone(); });
    EXPECT_THAT(answers(peer), ElementsAre("bbbb", "aaaa", "cccc"));
}

TEST_P(FaultyServerSchemeTest, AResetTakesEveryoneOnceTheClockHasStarted) {
    start({.reset_at = 0s}, 2);
    for (int i = 0; i < 6; ++i)
        add_peer();
    EXPECT_FALSE(peers.back()->gone()) << "nobody has sent anything";
    send(*peers.front(), {"abcd"});
    until([&] {
        return std::all_of(peers.begin(), peers.end(),
                           [](const auto& peer) { return peer->was_reset(); });
    });
    EXPECT_EQ(count(Kind::reset), 6u);
    EXPECT_EQ(ask(add_peer(), {"abcd"}, 1), Texts{"abcd"}) << "and happens once";
}

// ---- Faults of the server

TEST_P(FaultyServerSchemeTest, ASilentServerReadsEverythingAndAnswersNothing) {
    start({.silent = true});
    Peer& peer = add_peer();
    send(peer, numbered(1000));
    EXPECT_THAT(everything(peer), IsEmpty());
    EXPECT_EQ(count(Kind::silent), 1000u);
    EXPECT_EQ(server->counts().messages, 1000u);
}

TEST_P(FaultyServerSchemeTest, ALateAnswerIsGoodAndNeverEarly) {
    start({.late = 30ms});
    Peer& peer = add_peer();
    const Instant asked = Clock::now();
    EXPECT_EQ(ask(peer, numbered(50), 50), numbered(50));
    EXPECT_GE(Clock::now() - asked, 30ms);
    EXPECT_EQ(count(Kind::late), 50u);
}

// The first message starts the clock and is answered; what comes once it has begun waits until
// it is over.
TEST_P(FaultyServerSchemeTest, AFrozenServerAnswersNobodyUntilItIsOver) {
    start({.freeze = FaultPlan::Freeze{200ms, 0s}});
    Peer& first = add_peer();
    Peer& second = add_peer();
    const Instant begin = Clock::now();
    EXPECT_EQ(ask(first, {"abcd"}, 1), Texts{"abcd"});
    until([&] { return count(Kind::freeze) == 1; });
    EXPECT_EQ(ask(second, {"efgh"}, 1), Texts{"efgh"});
    EXPECT_GE(Clock::now() - begin, 200ms);
    EXPECT_EQ(count(Kind::freeze), 1u);
    EXPECT_EQ(ask(first, {"ijkl"}, 1), Texts{"ijkl"});
}

TEST_P(FaultyServerSchemeTest, AFrozenServerCanBeStopped) {
    start({.freeze = FaultPlan::Freeze{1h, 0s}}, 2);
    Peer& peer = add_peer();
    send(peer, {"abcd"});
    until([&] { return count(Kind::freeze) == 1; });
    server->stop();
    until([&] { return peer.gone(); });
}

// ---- Starting and stopping

TEST_F(FaultyServerTest, TheRealPortsAreTold) {
    start({"tcp://127.0.0.1:0", "lp://127.0.0.1:0", "line://127.0.0.1:0"}, {});
    ASSERT_EQ(server->addresses().size(), 3u);
    for (const EndpointAddress& address : server->addresses())
        EXPECT_NE(address.port, 0u);
}

TEST_F(FaultyServerTest, APortInUseIsToldWithItsAddress) {
    start({"tcp://127.0.0.1:0"}, {});
    const auto second = loadtest::FaultyServer::start(server->addresses(), {}, kFaultSeed);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().error.cause, SystemCause::address_in_use);
    EXPECT_EQ(second.error().address, to_string(server->addresses().front()));
}

TEST_F(FaultyServerTest, AServerCanFollowAnotherOnItsPort) {
    start({"tcp://127.0.0.1:0"}, {});
    Peer& peer = add_peer();
    const std::vector<EndpointAddress> addresses = server->addresses();
    server->stop();
    until([&] { return peer.gone(); });
    EXPECT_TRUE(loadtest::FaultyServer::start(addresses, {}, kFaultSeed).ok());
}

TEST_F(FaultyServerTest, StoppingTwiceIsStoppingOnce) {
    start({"tcp://127.0.0.1:0"}, {}, 2);
    server->stop();
    server->stop();
}

}  // namespace
}  // namespace potok::testing
