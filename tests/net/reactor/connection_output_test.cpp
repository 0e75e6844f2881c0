// What a session sends through a real socket: order, limits, back-pressure.
#include <numeric>

#include "reactor/shared_block.hpp"
#include "tests/support/loop_harness.hpp"

namespace potok::testing {
namespace {

constexpr int kSmallReceiveBuffer = 4096;

std::string numbered_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<char>('a' + i * 7 % 26);
    return bytes;
}

// Sends 64 KiB messages until one is rejected; returns how many bytes were taken.
std::size_t fill(Stream& stream) {
    const std::string message = numbered_bytes(64 * 1024);
    std::size_t taken = 0;
    while (stream.send(bytes_of(message)) != SendStatus::rejected) {
        taken += message.size();
        stream.loop().run_once(Duration::zero());
    }
    return taken;
}

TEST(ConnectionOutput, SendsTheRepliesOfOneBatchTogetherAndInOrder) {
    LoopHarness net;
    net.script.on_data = [](Stream& stream, MutableBytes data) {
        for (const char* reply : {"one,", "two,", "three"}) {
            EXPECT_EQ(stream.send(bytes_of(reply)), SendStatus::sent);
        }
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer();
    peer.send("?");
    net.until([&] { return peer.received() == "one,two,three"; });
}

TEST(ConnectionOutput, MixesCorkedInPlaceSharedAndLargeSendsInOrder) {
    LoopHarness net;
    const std::string large = numbered_bytes(300'000);
    const BlockRef block = BlockRef::copy_of(net.loop().budget(), bytes_of("skip:shared"));
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        EXPECT_EQ(stream.send_in_place(data.first(2)), SendStatus::sent);
        EXPECT_EQ(stream.send_in_place(data.subspan(2, 2)), SendStatus::sent);
        EXPECT_EQ(stream.send(bytes_of("|corked|")), SendStatus::sent);
        EXPECT_EQ(stream.send_in_place(data.subspan(4, 2)), SendStatus::sent);
        EXPECT_NE(stream.send_shared(*block, 5), SendStatus::rejected);
        EXPECT_NE(stream.send(bytes_of(large)), SendStatus::rejected);
        EXPECT_NE(stream.send(bytes_of("end")), SendStatus::rejected);
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer();
    peer.send("abcdef");
    const std::string expected = "abcd|corked|efshared" + large + "end";
    net.until([&] { return peer.received().size() >= expected.size(); });
    EXPECT_EQ(peer.received(), expected);
}

TEST(ConnectionOutput, AMessageOfManyPartsArrivesWhole) {
    LoopHarness net;
    net.script.on_open = [](Stream& stream) {
        const std::array<Bytes, 4> parts{bytes_of("a"), bytes_of(""), bytes_of("bc"),
                                         bytes_of("d")};
        EXPECT_EQ(stream.send(parts), SendStatus::queued);
    };
    Peer& peer = net.add_peer();
    net.until([&] { return peer.received() == "abcd"; });
}

TEST(ConnectionOutput, SendsOutsideOnDataLeaveInTheSameIteration) {
    LoopHarness net;
    Peer& peer = net.add_peer();
    EXPECT_EQ(net.log(0).stream->send(bytes_of("from a timer")), SendStatus::queued);
    net.loop().run_once(Duration::zero());
    peer.pump();
    EXPECT_EQ(peer.received(), "from a timer");
}

TEST(ConnectionOutput, AReaderThatStopsIsFeltAsRejectionAndNothingIsLost) {
    LoopHarness net;
    Peer& peer = net.add_peer(kSmallReceiveBuffer);
    peer.stop_reading();
    Stream& stream = *net.log(0).stream;
    const std::size_t taken = fill(stream);
    EXPECT_LE(stream.queued_bytes(), net.limits.queued_bytes_max);
    EXPECT_EQ(net.log(0).drained, 0);
    peer.start_reading();
    net.until([&] { return peer.received().size() == taken; });
    net.until([&] { return net.log(0).drained == 1; });
    EXPECT_EQ(stream.queued_bytes(), 0u);
    EXPECT_EQ(net.loop().budget().used(), 0u) << "an empty queue owns nothing";
}

TEST(ConnectionOutput, AnEmptyQueueTakesAMessageOfAnySizeAndTheNextIsRejected) {
    LoopHarness net;
    net.limits.queued_bytes_max = 1000;
    Peer& peer = net.add_peer(kSmallReceiveBuffer);
    peer.stop_reading();
    Stream& stream = *net.log(0).stream;
    const std::string huge = numbered_bytes(20'000'000);
    EXPECT_EQ(stream.send(bytes_of(huge)), SendStatus::queued);
    EXPECT_EQ(stream.send(bytes_of("x")), SendStatus::rejected);
    peer.start_reading();
    net.until([&] { return net.log(0).drained == 1; });
    EXPECT_NE(stream.send(bytes_of("x")), SendStatus::rejected);
    net.until([&] { return peer.received().size() == huge.size() + 1; });
    EXPECT_EQ(peer.received(), huge + "x");
}

TEST(ConnectionOutput, WhatOnlyWaitsForItsTurnIsNotHeldAgainstThePeer) {
    LoopHarness net;
    net.limits.queued_bytes_max = 1000;
    Peer& peer = net.add_peer();
    Stream& stream = *net.log(0).stream;
    const std::string message = numbered_bytes(900);
    // Each fits only once the one before has been written, which nothing but the turn delays.
    for (int i = 0; i < 10; ++i)
        EXPECT_NE(stream.send(bytes_of(message)), SendStatus::rejected);
    net.until([&] { return peer.received().size() == 9000; });
}

TEST(ConnectionOutput, DrainedComesOnlyWhenTheRejectedMessageWouldFit) {
    LoopHarness net;
    net.limits.queued_bytes_max = 1'000'000;
    std::size_t queued_at_drained = 0;
    net.script.on_drained = [&](Stream& stream) { queued_at_drained = stream.queued_bytes(); };
    Peer& peer = net.add_peer(kSmallReceiveBuffer);
    peer.stop_reading();
    Stream& stream = *net.log(0).stream;
    fill(stream);
    EXPECT_EQ(stream.send(bytes_of(numbered_bytes(900'000))), SendStatus::rejected);
    peer.start_reading();
    net.until([&] { return net.log(0).drained == 1; });
    EXPECT_LE(queued_at_drained + 900'000, net.limits.queued_bytes_max);
}

TEST(ConnectionOutput, OneBlockServesManyStreamsAndIsFreedWithTheLast) {
    LoopHarness net;
    std::vector<Peer*> peers;
    for (int i = 0; i < 20; ++i)
        peers.push_back(&net.add_peer());
    const std::string message = numbered_bytes(5000);
    {
        const BlockRef block = BlockRef::copy_of(net.loop().budget(), bytes_of(message));
        for (std::size_t i = 0; i < peers.size(); ++i) {
            EXPECT_EQ(net.log(i).stream->send_shared(*block, 0), SendStatus::queued);
        }
    }
    net.until([&] {
        return std::all_of(peers.begin(), peers.end(),
                           [&](Peer* peer) { return peer->received() == message; });
    });
    EXPECT_EQ(net.loop().budget().used(), 0u);
}

TEST(ConnectionOutput, AfterFinishNothingIsTaken) {
    LoopHarness net;
    net.add_peer();
    Stream& stream = *net.log(0).stream;
    stream.finish(CloseReason::finished);
    EXPECT_EQ(stream.send(bytes_of("late")), SendStatus::rejected);
}

TEST(ConnectionOutput, EveryByteSurvivesAPeerThatReadsInFitsAndStarts) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    LoopHarness net;
    Peer& peer = net.add_peer(kSmallReceiveBuffer);
    Stream& stream = *net.log(0).stream;
    std::string expected;
    while (expected.size() < 4'000'000) {
        const std::string message = numbered_bytes(random() % 100'000);
        if (stream.send(bytes_of(message)) != SendStatus::rejected) expected += message;
        random() % 2 == 0 ? peer.stop_reading() : peer.start_reading();
        net.step();
    }
    peer.start_reading();
    net.until([&] { return peer.received().size() == expected.size(); });
    EXPECT_TRUE(peer.received() == expected);
}

// -- A message in pieces

TEST(ConnectionOutput, PiecesOfOneBatchLeaveInOrderWithWhatWasSentBefore) {
    LoopHarness net;
    const std::string large = numbered_bytes(200'000);
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        EXPECT_EQ(stream.send(bytes_of("before|")), SendStatus::sent);
        EXPECT_TRUE(stream.takes(large.size()));
        for (std::size_t from = 0; from < large.size(); from += 1400) {
            const std::string_view piece = std::string_view(large).substr(from, 1400);
            EXPECT_NE(stream.send_piece(bytes_of(piece)), SendStatus::rejected);
        }
        EXPECT_NE(stream.send(bytes_of("|behind")), SendStatus::rejected);
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer();
    peer.send("?");
    const std::string expected = "before|" + large + "|behind";
    net.until([&] { return peer.received().size() >= expected.size(); });
    EXPECT_EQ(peer.received(), expected);
}

TEST(ConnectionOutput, WhatIsGrantedIsTakenBeyondTheLimitAndTheNextIsNot) {
    LoopHarness net;
    net.limits.queued_bytes_max = 1000;
    Peer& peer = net.add_peer(kSmallReceiveBuffer);
    peer.stop_reading();
    Stream& stream = *net.log(0).stream;
    const std::string piece = numbered_bytes(1'000'000);
    EXPECT_TRUE(stream.takes(20 * piece.size())) << "an empty queue takes a message of any size";
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(stream.send_piece(bytes_of(piece)), SendStatus::queued);
    EXPECT_FALSE(stream.takes(1));
    EXPECT_EQ(net.log(0).drained, 0);
    peer.start_reading();
    net.until([&] { return net.log(0).drained == 1; });
    EXPECT_TRUE(stream.takes(1));
    net.until([&] { return peer.received().size() == 20 * piece.size(); });
}

TEST(ConnectionOutput, ARefusedGrantIsAnsweredWhenAMessageOfItsSizeWouldFit) {
    LoopHarness net;
    net.limits.queued_bytes_max = 1'000'000;
    std::size_t queued_at_drained = 0;
    net.script.on_drained = [&](Stream& stream) { queued_at_drained = stream.queued_bytes(); };
    Peer& peer = net.add_peer(kSmallReceiveBuffer);
    peer.stop_reading();
    Stream& stream = *net.log(0).stream;
    fill(stream);
    EXPECT_FALSE(stream.takes(900'000));
    peer.start_reading();
    net.until([&] { return net.log(0).drained == 1; });
    EXPECT_LE(queued_at_drained + 900'000, net.limits.queued_bytes_max);
}

TEST(ConnectionOutput, ACorkGrantsWhatItsOverflowFindsNoLimitFor) {
    LoopHarness net;
    net.limits.queued_bytes_max = 1000;
    const std::string piece = numbered_bytes(16 * 1024);
    std::size_t taken = 0;
    net.script.on_data = [&](Stream& stream, MutableBytes data) {
        while (stream.takes(piece.size()) && taken < 100'000'000) {
            if (stream.send_piece(bytes_of(piece)) == SendStatus::rejected) break;
            taken += piece.size();
        }
        return Consumed{data.size()};
    };
    Peer& peer = net.add_peer(kSmallReceiveBuffer);
    peer.stop_reading();
    peer.send("?");
    net.until([&] { return taken != 0; });
    EXPECT_LT(taken, 100'000'000u) << "the limit holds as soon as something waits";
    EXPECT_LE(net.log(0).stream->queued_bytes(), Cork::kCapacity + piece.size());
    peer.start_reading();
    net.until([&] { return peer.received().size() == taken; });
}

TEST(ConnectionOutput, AfterFinishNoPieceIsTaken) {
    LoopHarness net;
    net.add_peer();
    Stream& stream = *net.log(0).stream;
    EXPECT_TRUE(stream.takes(4));
    stream.finish(CloseReason::finished);
    EXPECT_EQ(stream.send_piece(bytes_of("late")), SendStatus::rejected);
    EXPECT_FALSE(stream.takes(4));
}

}  // namespace
}  // namespace potok::testing
