// An established engine: records, the end, and what a peer may ask for in between.
#include "tests/unit/protocol/tls_engine_side.hpp"

namespace potok {
namespace {

using test::shake_hands;
using test::Side;
using testing::TlsOptions;
using testing::TlsPeer;
using State = TlsEngine::State;

class TlsRecordsTest : public test::TlsVersions {};

INSTANTIATE_TEST_SUITE_P(Versions, TlsRecordsTest,
                         ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION), test::version_name);

// -- Records

TEST_P(TlsRecordsTest, RecordsMayBeSplitAnywhere) {
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    bool split = true;
    for (std::size_t at = 1; split; ++at) {
        for (const char* text : {"one", "two", "three"})
            peer.write(text);
        const std::string records = peer.take();
        split = at < records.size();
        std::string plaintext = side.read(std::string_view(records).substr(0, at));
        if (split) plaintext += side.read(std::string_view(records).substr(at));
        ASSERT_EQ(plaintext, "onetwothree") << at;
    }
    peer.write("byte by byte");
    std::string plaintext;
    for (const char byte : peer.take())
        plaintext += side.read({&byte, 1});
    EXPECT_EQ(plaintext, "byte by byte");
}

TEST_P(TlsRecordsTest, LargeMessagesPassBothWays) {
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    std::string large(1'000'000, '\0');
    for (std::size_t i = 0; i < large.size(); ++i)
        large[i] = static_cast<char>(i * 31 / 7);
    peer.write(large);
    EXPECT_TRUE(side.read(peer.take()) == large);
    EXPECT_TRUE(side.write(large));
    peer.feed(side.sink.all());
    EXPECT_TRUE(peer.read() == large);
}

TEST_P(TlsRecordsTest, RecordsAreOfTheSizeAskedForAndOneTakeEach) {
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    const std::string text(5000, 't');
    EXPECT_TRUE(side.write(text, 1369));
    ASSERT_EQ(side.sink.records.size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t plain = i < 3 ? 1369 : 5000 - 3 * 1369;
        EXPECT_GT(side.sink.records[i].size(), plain);
        EXPECT_LE(side.sink.records[i].size(), plain + TlsEngine::kRecordOverheadMax);
    }
    peer.feed(side.sink.all());
    EXPECT_EQ(peer.read(), text);
    EXPECT_TRUE(side.write(text));
    EXPECT_EQ(side.sink.records.size(), 1u);
    side.sink.records.clear();
    EXPECT_TRUE(side.write(""));
    EXPECT_TRUE(side.sink.records.empty());
}

TEST(TlsRecords, NoSuiteTakesMoreThanTheOverheadThatIsSaid) {
    for (const char* suite : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-SHA384",
                              "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES256-CCM8"}) {
        const TlsOptions options{.version = TLS1_2_VERSION, .suites = suite};
        Side side(true, options);
        TlsPeer peer(false, options);
        shake_hands(side, peer);
        for (std::size_t size = 1; size < 40; ++size) {
            EXPECT_TRUE(side.write(std::string(size, 'x')));
            EXPECT_LE(side.sink.all().size(), size + TlsEngine::kRecordOverheadMax) << suite;
        }
    }
}

TEST_P(TlsRecordsTest, ReadStopsWhereAWholeRecordMayNotFit) {
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    for (int i = 0; i < 3; ++i)
        peer.write(std::string(10'000, static_cast<char>('a' + i)));
    const std::string records = peer.take();
    std::string room(30'000, '\0');
    const MutableBytes span = std::as_writable_bytes(std::span(room.data(), room.size()));
    const auto first = side.engine.read(bytes_of(records), span, side.sink);
    EXPECT_EQ(first.produced, 20'000u) << "in 10 000 bytes a record may not fit";
    EXPECT_TRUE(first.more);
    EXPECT_EQ(side.engine.pending_bytes(), 0u) << "nothing is decrypted before there is room";
    const std::string rest = records.substr(first.consumed);
    const auto second = side.engine.read(bytes_of(rest), span, side.sink);
    EXPECT_EQ(second.produced, 10'000u);
    EXPECT_EQ(second.consumed, rest.size());
    EXPECT_FALSE(second.more);
}

TEST_P(TlsRecordsTest, ASmallTargetIsFilledAndTheRestIsPending) {
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    peer.write("abcdefgh");
    std::string room(5, '\0');
    const MutableBytes span = std::as_writable_bytes(std::span(room.data(), room.size()));
    const std::string record = peer.take();
    const auto first = side.engine.read(bytes_of(record), span, side.sink);
    EXPECT_EQ(room, "abcde");
    EXPECT_TRUE(first.more);
    EXPECT_EQ(side.engine.pending_bytes(), 3u);
    const auto second = side.engine.read({}, span, side.sink);
    EXPECT_EQ(second.produced, 3u);
    EXPECT_FALSE(second.more);
    EXPECT_EQ(room.substr(0, 3), "fgh");
}

TEST_P(TlsRecordsTest, ADamagedRecordFailsBehindWhatCameBeforeIt) {
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    peer.write("good");
    std::string records = peer.take();
    peer.write("damaged");
    std::string damaged = peer.take();
    damaged.back() = static_cast<char>(damaged.back() ^ 1);
    EXPECT_EQ(side.read(records + damaged), "good");
    EXPECT_EQ(side.engine.state(), State::failed);
    peer.feed(side.sink.all());
    EXPECT_EQ(peer.read(), "");
    EXPECT_EQ(peer.failure(), SSL_AD_REASON_OFFSET + SSL_AD_BAD_RECORD_MAC);
    peer.write("more");
    EXPECT_EQ(side.read(peer.take()), "") << "a failure is for good";
    EXPECT_EQ(side.engine.state(), State::failed);
    EXPECT_FALSE(side.write("answer"));
}

TEST_P(TlsRecordsTest, AnOversizedRecordFailsByItsHeader) {
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    EXPECT_EQ(side.read(std::string_view("\x17\x03\x03\xff\xff", 5)), "");
    EXPECT_EQ(side.engine.state(), State::failed);
    peer.feed(side.sink.all());
    EXPECT_EQ(peer.read(), "");
    EXPECT_EQ(peer.failure(), SSL_AD_REASON_OFFSET + SSL_AD_RECORD_OVERFLOW);
}

TEST_P(TlsRecordsTest, ATruncatedRecordIsNothingYet) {
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    peer.write("whole or nothing");
    const std::string record = peer.take();
    EXPECT_EQ(side.read(record.substr(0, record.size() - 1)), "");
    EXPECT_EQ(side.engine.state(), State::established);
}

TEST_P(TlsRecordsTest, ErrorsThatOthersLeftAreNotItsOwn) {
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    peer.write("fine");
    ERR_put_error(ERR_LIB_SSL, 0, SSL_R_BAD_DATA, __FILE__, __LINE__);
    EXPECT_EQ(side.read(peer.take()), "fine");
    ERR_put_error(ERR_LIB_SSL, 0, SSL_R_BAD_DATA, __FILE__, __LINE__);
    EXPECT_EQ(side.read("\x17"), "");
    EXPECT_EQ(side.engine.state(), State::established);
}

// -- The end

TEST_P(TlsRecordsTest, EitherSideMayCloseAndTheOtherGoOnSaying) {
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    peer.write("last words");
    peer.close();
    EXPECT_EQ(side.read(peer.take() + "\x17\x03\x03 and what comes behind an end"), "last words");
    EXPECT_EQ(side.engine.state(), State::peer_closed);
    EXPECT_EQ(side.unread, "") << "it is nobody's";
    EXPECT_TRUE(side.write("the answer to them"));
    EXPECT_FALSE(peer.was_closed());
    side.close();
    side.close();
    peer.feed(side.sink.all());
    EXPECT_EQ(peer.read(), "the answer to them");
    EXPECT_TRUE(peer.was_closed());
}

TEST_P(TlsRecordsTest, AfterOurCloseThePeerMayStillBeRead) {
    Side side(false, options);
    TlsPeer peer(true, options);
    shake_hands(side, peer);
    side.close();
    peer.feed(side.sink.all());
    EXPECT_EQ(peer.read(), "");
    EXPECT_TRUE(peer.was_closed());
    peer.write("what was under way");
    EXPECT_EQ(side.read(peer.take()), "what was under way");
}

TEST(TlsRecords, ACloseBeforeTheHandshakeIsOverSaysNothing) {
    Side side(true);
    side.close();
    EXPECT_EQ(side.sink.all(), "");
}

// -- What a peer may ask for in between

TEST(TlsRecords, KeyUpdatesAreAnsweredAndTheBytesGoOn) {
    Side side(true);
    TlsPeer peer(false);
    shake_hands(side, peer);
    for (int i = 0; i < 1000; ++i) {
        peer.update_keys(i % 2 == 0);
        peer.write("with other keys");
        ASSERT_EQ(side.read(peer.take()), "with other keys") << i;
        ASSERT_TRUE(side.write("and back"));
        peer.feed(side.sink.all());
        ASSERT_EQ(peer.read(), "and back");
    }
}

TEST(TlsRecords, AFloodOfKeyUpdatesEndsIt) {
    for (const bool at_once : {true, false}) {
        Side side(true);
        TlsPeer peer(false);
        shake_hands(side, peer);
        std::string flood;
        for (std::size_t i = 0; i < TlsEngine::kIdleRecordsMax; ++i) {
            peer.update_keys(false);
            flood += peer.take();
            if (at_once) continue;
            EXPECT_EQ(side.read(std::exchange(flood, {})), "");
        }
        EXPECT_EQ(side.read(flood), "");
        EXPECT_EQ(side.engine.state(), State::established) << "as many as that are borne";
        peer.update_keys(false);
        EXPECT_EQ(side.read(peer.take()), "");
        EXPECT_EQ(side.engine.state(), State::failed);
        EXPECT_EQ(side.engine.take_failure().kind, TlsFailure::Kind::record_flood);
    }
}

TEST(TlsRecords, AFloodOfTicketsEndsIt) {
    Side side(false);
    TlsPeer peer(true);
    shake_hands(side, peer);
    std::size_t tickets = 0;
    for (; side.engine.state() == State::established && tickets < 1000; ++tickets) {
        ASSERT_EQ(SSL_new_session_ticket(peer.ssl()), 1);
        ASSERT_EQ(SSL_do_handshake(peer.ssl()), 1);
        EXPECT_EQ(side.read(peer.take()), "");
    }
    EXPECT_EQ(side.engine.take_failure().kind, TlsFailure::Kind::record_flood);
    EXPECT_LE(tickets, TlsEngine::kIdleRecordsMax + 1);
    EXPECT_EQ(side.sink.all(), "") << "a ticket is not answered";
}

TEST(TlsRecords, RenegotiationIsRefusedAndTheBytesGoOn) {
    const TlsOptions options{.version = TLS1_2_VERSION, .may_renegotiate = true};
    Side side(true, options);
    TlsPeer peer(false, options);
    shake_hands(side, peer);
    peer.renegotiate();
    const std::string hello = peer.take();
    ASSERT_NE(hello, "");
    EXPECT_EQ(side.read(hello), "");
    EXPECT_EQ(side.engine.state(), State::established);
    peer.feed(side.sink.all());
    static_cast<void>(peer.handshake());
    EXPECT_EQ(peer.failure(), SSL_R_NO_RENEGOTIATION);
    EXPECT_TRUE(side.write("still here"));
}

TEST(TlsRecords, AClientRefusesToBeginAnewToo) {
    const TlsOptions options{.version = TLS1_2_VERSION, .may_renegotiate = true};
    Side side(false, options);
    TlsPeer peer(true, options);
    shake_hands(side, peer);
    peer.renegotiate();
    EXPECT_EQ(side.read(peer.take()), "");
    EXPECT_EQ(side.engine.state(), State::established);
    EXPECT_TRUE(side.write("still here"));
    peer.feed(side.sink.all());
}

TEST(TlsRecords, AFloodOfRenegotiationsEndsIt) {
    const TlsOptions options{.version = TLS1_2_VERSION, .may_renegotiate = true};
    Side side(false, options);
    TlsPeer peer(true, options);
    shake_hands(side, peer);
    std::size_t asked = 0;
    for (; side.engine.state() == State::established && asked < 1000; ++asked) {
        peer.renegotiate();
        EXPECT_EQ(side.read(peer.take()), "");
    }
    EXPECT_EQ(side.engine.state(), State::failed);
    EXPECT_GE(asked, 2u);
    EXPECT_LE(asked, TlsEngine::kIdleRecordsMax + 1);
}

}  // namespace
}  // namespace potok
