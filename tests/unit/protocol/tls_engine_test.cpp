#include "protocol/tls_engine.hpp"

#include "tests/unit/protocol/tls_engine_side.hpp"

namespace potok {
namespace {

using test::shake_hands;
using test::Side;
using testing::TlsOptions;
using testing::TlsPeer;
using State = TlsEngine::State;

constexpr std::string_view kAlertHandshakeFailure("\x15\x03\x03\x00\x02\x02\x28", 7);

class TlsEngineTest : public test::TlsVersions {};

INSTANTIATE_TEST_SUITE_P(Versions, TlsEngineTest, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         test::version_name);

// -- Handshakes

TEST_P(TlsEngineTest, EitherRoleCarriesBytesBothWays) {
    for (const bool server : {true, false}) {
        Side side(server, options);
        TlsPeer peer(!server, options);
        shake_hands(side, peer);
        peer.write("to the engine");
        EXPECT_EQ(side.read(peer.take()), "to the engine");
        EXPECT_TRUE(side.write("from the engine"));
        peer.feed(side.sink.all());
        EXPECT_EQ(peer.read(), "from the engine");
    }
}

TEST_P(TlsEngineTest, AHandshakeMayComeByteByByte) {
    for (const bool server : {true, false}) {
        Side side(server, options);
        TlsPeer peer(!server, options);
        if (!server) side.handshake({});
        for (int i = 0; i < 5; ++i) {
            static_cast<void>(peer.handshake());
            for (const char byte : peer.take())
                EXPECT_EQ(side.feed({&byte, 1}), "");
            peer.feed(side.sink.all());
        }
        EXPECT_EQ(side.engine.state(), State::established);
        EXPECT_TRUE(peer.established());
    }
}

TEST_P(TlsEngineTest, EveryFlightMayBeSplitAnywhere) {
    for (const bool server : {true, false}) {
        bool split_somewhere = true;
        for (std::size_t at = 1; split_somewhere; ++at) {
            split_somewhere = false;
            Side side(server, options);
            TlsPeer peer(!server, options);
            if (!server) side.handshake({});
            for (int i = 0; i < 4; ++i) {
                static_cast<void>(peer.handshake());
                const std::string flight = peer.take();
                EXPECT_EQ(side.feed(flight.substr(0, at)), "");
                if (at < flight.size()) {
                    EXPECT_EQ(side.feed(flight.substr(at)), "");
                    split_somewhere = true;
                }
                peer.feed(side.sink.all());
            }
            ASSERT_EQ(side.engine.state(), State::established) << at;
        }
    }
}

TEST_P(TlsEngineTest, ATruncatedHandshakeOnlyWaits) {
    TlsPeer once(false, options);
    static_cast<void>(once.handshake());
    const std::string hello = once.take();
    for (std::size_t size = 0; size < hello.size(); ++size) {
        Side side(true, options);
        side.handshake(std::string_view(hello).substr(0, size));
        ASSERT_EQ(side.engine.state(), State::handshaking) << size;
        EXPECT_EQ(side.sink.all(), "");
        EXPECT_EQ(side.unread, "") << "a part of a record is kept by OpenSSL";
    }
}

TEST_P(TlsEngineTest, DataBehindTheLastFlightIsLeftForRead) {
    Side side(true, options);
    TlsPeer peer(false, options);
    static_cast<void>(peer.handshake());
    static_cast<void>(side.feed(peer.take()));
    peer.feed(side.sink.all());
    static_cast<void>(peer.handshake());
    if (!peer.established()) {
        EXPECT_EQ(side.feed(peer.take()), "");
        peer.feed(side.sink.all());
        EXPECT_TRUE(peer.handshake());
    }
    peer.write("early bird");
    EXPECT_EQ(side.feed(peer.take()), "early bird");
}

TEST_P(TlsEngineTest, AnAlertAtAnyStepOfTheHandshakeEndsIt) {
    for (const bool server : {true, false}) {
        for (int step = 0; step < 3; ++step) {
            Side side(server, options);
            TlsPeer peer(!server, options);
            if (!server) side.handshake({});
            for (int i = 0; i < step; ++i) {
                static_cast<void>(peer.handshake());
                static_cast<void>(side.feed(peer.take()));
                peer.feed(side.sink.all());
            }
            static_cast<void>(side.feed(kAlertHandshakeFailure));
            EXPECT_EQ(side.engine.state(), State::failed) << server << step;
            EXPECT_NE(side.engine.reason(), 0u);
            EXPECT_FALSE(side.write("x"));
        }
    }
}

TEST_P(TlsEngineTest, AnAlertIsToldByItsNumber) {
    Side side(false, options);
    side.handshake({});
    side.handshake(kAlertHandshakeFailure);
    EXPECT_EQ(side.engine.state(), State::failed);
    EXPECT_EQ(side.engine.reason(), 1000u + 40u);
}

TEST_P(TlsEngineTest, AFailureIsToldAsValues) {
    Side side(false, options);
    side.handshake({});
    side.handshake(kAlertHandshakeFailure);
    const TlsFailure failure = side.engine.take_failure();
    EXPECT_EQ(failure.kind, TlsFailure::Kind::alert);
    EXPECT_EQ(failure.alert, 40);
    EXPECT_EQ(ERR_peek_error(), 0u);
    Side http(true, options);
    http.handshake("GET / HTTP/1.1\r\n");
    EXPECT_EQ(http.engine.take_failure().kind, TlsFailure::Kind::plain_http);
    Side ssh(true, options);
    ssh.handshake("SSH-2.0-OpenSSH_9.2\r\n");
    EXPECT_EQ(ssh.engine.take_failure().kind, TlsFailure::Kind::not_tls);
}

TEST_P(TlsEngineTest, ACloseWithinTheHandshakeIsAFailure) {
    Side side(true, options);
    side.handshake(std::string_view("\x15\x03\x01\x00\x02\x01\x00", 7));
    EXPECT_EQ(side.engine.state(), State::failed);
}

TEST_P(TlsEngineTest, AVersionThatWeDoNotSpeakIsRefusedByAnAlert) {
    Side side(true, options);
    TlsPeer peer(false,
                 {.version = GetParam() == TLS1_2_VERSION ? TLS1_3_VERSION : TLS1_2_VERSION});
    static_cast<void>(peer.handshake());
    side.handshake(peer.take());
    EXPECT_EQ(side.engine.state(), State::failed);
    peer.feed(side.sink.all());
    static_cast<void>(peer.handshake());
    EXPECT_EQ(peer.failure(), SSL_AD_REASON_OFFSET + SSL_AD_PROTOCOL_VERSION);
}

// -- What is no TLS

TEST(TlsEngine, AHelloThatAnnouncesTooMuchIsRefusedBeforeThereIsRoomForIt) {
    Side side(true);
    const std::string announced("\x16\x03\x01\x00\x04\x01\x02\x01\x00", 9);
    side.handshake(announced);
    ASSERT_EQ(side.engine.state(), State::failed);
    EXPECT_EQ(side.sink.all(), std::string("\x15\x03\x01\x00\x02\x02\x2f", 7));
    EXPECT_EQ(side.engine.take_failure().kind, TlsFailure::Kind::record_too_long);
}

TEST(TlsEngine, PlainHttpIsRecognised) {
    for (const std::string_view request : {"GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\n",
                                           "HEAD / HTTP/1.0\r\n", "PUT /a HTTP/1.1\r\n"}) {
        Side side(true);
        for (const char byte : request)
            side.handshake({&byte, 1});
        EXPECT_TRUE(side.engine.met_plain_http()) << request;
        EXPECT_EQ(side.sink.all(), "") << "no alert for who speaks no TLS";
    }
}

TEST(TlsEngine, PlainHttpIsRecognisedByItsOtherMethodsToo) {
    for (const std::string_view request :
         {"OPTIONS * HTTP/1.1\r\n", "DELETE /a HTTP/1.1\r\n", "PATCH /a HTTP/1.1\r\n",
          "TRACE / HTTP/1.1\r\n", "CONNECT a.example:443 HTTP/1.1\r\n"}) {
        Side side(true);
        side.handshake(request);
        EXPECT_TRUE(side.engine.met_plain_http()) << request;
        EXPECT_EQ(side.sink.all(), "") << "no alert for who speaks no TLS";
        EXPECT_EQ(side.engine.take_failure().kind, TlsFailure::Kind::plain_http) << request;
    }
    for (const std::string_view other : {"OPTION", "DELETED /", "TRACER", "PATCH"}) {
        Side side(true);
        side.handshake(other);
        EXPECT_FALSE(side.engine.met_plain_http()) << other;
    }
}

TEST(TlsEngine, GarbageFailsWithItsFirstRecordHeader) {
    for (const std::string_view garbage : {"SSH-2.0-OpenSSH_9.2\r\n", "\xff\xff\xff\xff\xff\xff"}) {
        Side side(true);
        side.handshake(garbage);
        EXPECT_EQ(side.engine.state(), State::failed);
        EXPECT_FALSE(side.engine.met_plain_http());
    }
}

TEST(TlsEngine, RandomBytesNeverDoMoreThanFail) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int i = 0; i < 300; ++i) {
        Side side(i % 2 == 0);
        if (i % 2 != 0) side.handshake({});
        std::string bytes(random() % 500, '\0');
        for (char& byte : bytes)
            byte = static_cast<char>(random());
        if (i % 3 == 0) bytes.insert(0, "\x16\x03\x01");
        static_cast<void>(side.feed(bytes));
        EXPECT_NE(side.engine.state(), State::established);
    }
}

}  // namespace
}  // namespace potok
