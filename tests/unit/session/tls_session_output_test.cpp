// What a TLS session sends: records, back-pressure, pieces.
#include "tests/unit/session/tls_stack.hpp"

namespace potok {
namespace {

using test::TlsStack;
using ::testing::ElementsAre;

std::size_t records_in(std::string_view ciphertext) {
    std::size_t records = 0;
    while (ciphertext.size() >= 5) {
        const auto high = static_cast<unsigned char>(ciphertext[3]);
        const auto low = static_cast<unsigned char>(ciphertext[4]);
        ciphertext.remove_prefix(std::min<std::size_t>(ciphertext.size(), 5u + high * 256u + low));
        ++records;
    }
    EXPECT_TRUE(ciphertext.empty());
    return records;
}

TEST(TlsSessionOutput, RepliesToOneDeliveryAreOneRecord) {
    TlsStack stack;
    stack.upper.reads = [&](MutableBytes data) {
        Stream& stream = *stack.upper.stream;
        EXPECT_EQ(stream.send_in_place(data.first(2)), SendStatus::sent);
        EXPECT_EQ(stream.send_in_place(data.subspan(2)), SendStatus::sent);
        EXPECT_EQ(stream.send(bytes_of(" and ")), SendStatus::sent);
        EXPECT_EQ(stream.queued_bytes(), 9u);
        EXPECT_TRUE(stream.takes(6));
        EXPECT_EQ(stream.send_piece(bytes_of("pie")), SendStatus::sent);
        EXPECT_EQ(stream.send_piece(bytes_of("ces")), SendStatus::sent);
        EXPECT_EQ(stack.lower.received, "");
        return Consumed{data.size()};
    };
    stack.open();
    stack.peer_says("echo");
    stack.step();
    EXPECT_EQ(records_in(stack.lower.received), 1u);
    EXPECT_EQ(stack.said(), "echo and pieces");
}

TEST(TlsSessionOutput, APartIsNoRecordOfItsOwn) {
    TlsStack stack;
    stack.open();
    const std::array<Bytes, 3> parts{bytes_of("header"), bytes_of(""), bytes_of("payload")};
    EXPECT_EQ(stack.upper.call([&](Stream& below) { return below.send(parts); }), SendStatus::sent);
    EXPECT_EQ(records_in(stack.lower.received), 1u);
    EXPECT_EQ(stack.said(), "headerpayload");
}

TEST(TlsSessionOutput, PartsOfAnySizeArriveInOrder) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    TlsStack stack;
    stack.open();
    std::string expected;
    for (int i = 0; i < 200; ++i) {
        std::vector<std::string> texts;
        std::vector<Bytes> parts;
        for (unsigned n = 1 + random() % 4; n != 0; --n) {
            texts.emplace_back(random() % (n == 1 ? 40'000 : 3000),
                               static_cast<char>('a' + random() % 26));
        }
        for (const std::string& text : texts) {
            parts.push_back(bytes_of(text));
            expected += text;
        }
        EXPECT_NE(stack.upper.call([&](Stream& below) { return below.send(parts); }),
                  SendStatus::rejected);
    }
    EXPECT_TRUE(stack.said() == expected);
}

TEST(TlsSessionOutput, RecordsAreSmallAtFirstAndThenLarge) {
    TlsStack stack;
    stack.open();
    const std::string first(TlsSession::kSmallRecordsBytes, 'x');
    EXPECT_EQ(stack.upper.send(first), SendStatus::sent);
    EXPECT_EQ(records_in(stack.lower.received),
              TlsSession::kSmallRecordsBytes / TlsSession::kSmallRecordBytes + 1);
    EXPECT_EQ(stack.said(), first);
    const std::string then(4 * TlsEngine::kRecordBytesMax, 'y');
    EXPECT_EQ(stack.upper.send(then), SendStatus::sent);
    EXPECT_EQ(records_in(stack.lower.received), 4u);
    EXPECT_EQ(stack.said(), then);
}

TEST(TlsSessionOutput, BackPressureIsThatOfTheStreamBelow) {
    TlsStack stack;
    stack.open();
    stack.lower.queued_bytes_max = 1000;
    stack.lower.peer_reads = false;
    EXPECT_EQ(stack.upper.send(std::string(5000, 'a')), SendStatus::queued)
        << "an empty queue takes a message of any size";
    EXPECT_GT(stack.session.queued_bytes(), 5000u);
    EXPECT_EQ(stack.upper.send("b"), SendStatus::rejected);
    EXPECT_EQ(stack.upper.call([](Stream& below) { return below.takes(1); }), false);
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    stack.lower.peer_takes(1 << 20);
    stack.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drained"));
    EXPECT_EQ(stack.upper.send("b"), SendStatus::queued);
    stack.lower.peer_reads = true;
    stack.step();
    EXPECT_EQ(stack.said(), std::string(5000, 'a') + "b");
}

TEST(TlsSessionOutput, ASuccessorIsNotToldOfRoomThatItDidNotAskFor) {
    TlsStack stack;
    stack.open();
    stack.lower.queued_bytes_max = 100;
    stack.lower.peer_reads = false;
    EXPECT_EQ(stack.upper.send("a"), SendStatus::queued);
    EXPECT_EQ(stack.upper.send(std::string(200, 'b')), SendStatus::rejected);
    auto next = std::make_unique<test::UpperSession>();
    test::UpperSession& successor = *next;
    stack.upper.call([&](Stream& below) { below.hand_over(std::move(next)); });
    stack.lower.peer_takes(1 << 20);
    stack.steps(2);
    EXPECT_THAT(successor.told, ElementsAre("open"));
}

TEST(TlsSessionOutput, WhatIsCorkedCountsAgainstTheLimitBelow) {
    TlsStack stack;
    bool refused = false;
    stack.upper.reads = [&](MutableBytes data) {
        const std::string message(1000, 'm');
        for (int i = 0; i < 40 && !refused; ++i) {
            refused = stack.upper.stream->send(bytes_of(message)) == SendStatus::rejected;
        }
        return Consumed{data.size()};
    };
    stack.open();
    stack.lower.queued_bytes_max = 10'000;
    stack.lower.peer_reads = false;
    EXPECT_EQ(stack.upper.send("waits"), SendStatus::queued);
    stack.peer_says("?");
    stack.step();
    EXPECT_TRUE(refused);
    EXPECT_LE(stack.lower.queued_bytes(), 10'000u);
}

TEST(TlsSessionOutput, SendsASharedBlockFromItsOffset) {
    TlsStack stack;
    stack.open();
    const BlockRef block = BlockRef::copy_of(stack.budget, bytes_of("header+payload"));
    EXPECT_EQ(stack.upper.call([&](Stream& below) { return below.send_shared(*block, 7); }),
              SendStatus::sent);
    EXPECT_EQ(stack.said(), "payload");
    EXPECT_TRUE(block.unique());
}

TEST(TlsSessionOutput, MessagesLargerThanTheCorkKeepTheirOrder) {
    TlsStack stack;
    const std::string large(200'000, 'l');
    stack.upper.reads = [&](MutableBytes data) {
        Stream& stream = *stack.upper.stream;
        EXPECT_EQ(stream.send(bytes_of("before ")), SendStatus::sent);
        EXPECT_EQ(stream.send(bytes_of(large)), SendStatus::sent);
        EXPECT_EQ(stream.send(bytes_of(" behind")), SendStatus::sent);
        return Consumed{data.size()};
    };
    stack.open();
    stack.peer_says("?");
    stack.step();
    EXPECT_EQ(stack.said(), "before " + large + " behind");
}

TEST(TlsSessionOutput, WhoAsksForAnswersWithoutReadingThemIsClosed) {
    TlsStack stack;
    stack.open();
    stack.lower.peer_reads = false;
    for (int i = 0; i < 2000 && !stack.lower.closed; ++i) {
        for (int n = 0; n < 10; ++n) {
            stack.peer.update_keys(true);
            stack.peer.write("x");
        }
        stack.deliver();
        stack.step();
    }
    EXPECT_EQ(stack.lower.closed, CloseReason::slow_reader);
}

TEST(TlsSessionOutput, KeyUpdatesOfAReaderAreNotHeldAgainstIt) {
    TlsStack stack;
    stack.open();
    for (int i = 0; i < 2000; ++i) {
        stack.peer.update_keys(true);
        stack.peer_says("x");
        stack.step();
        stack.lower.received.clear();
    }
    EXPECT_FALSE(stack.lower.closed);
    EXPECT_TRUE(stack.session.is_open());
}

}  // namespace
}  // namespace potok
