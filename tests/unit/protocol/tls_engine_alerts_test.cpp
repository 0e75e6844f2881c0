// Alerts that a peer sends before anything is encrypted: every number, at every step of a
// handshake, to either role. And records without use, in numbers: each kind has its limit.
#include "tests/support/sanitizer.hpp"
#include "tests/unit/protocol/tls_engine_side.hpp"

namespace potok {
namespace {

using test::Side;
using testing::TlsPeer;
using Kind = TlsFailure::Kind;
using State = TlsEngine::State;

constexpr int kWarning = 1;
constexpr int kFatal = 2;
constexpr int kCloseNotify = 0;

std::string record(int type, std::string_view contents) {
    std::string bytes{static_cast<char>(type), '\x03', '\x03'};
    bytes += static_cast<char>(contents.size() >> 8);
    bytes += static_cast<char>(contents.size() & 0xff);
    return bytes.append(contents);
}

std::string alert(int level, int number) {
    return record(SSL3_RT_ALERT, std::string{static_cast<char>(level), static_cast<char>(number)});
}

class TlsAlertsTest : public test::TlsVersions {
  protected:
    // What each step costs under a sanitizer leaves time for some of the numbers only.
    static constexpr int kEach = testing::kWithSanitizer ? 13 : 1;

    // A side that has taken so many of the peer's flights, none of which ended the handshake.
    struct Half {
        Half(bool server, int flights, const testing::TlsOptions& options)
            : side(server, options), peer(!server, options) {
            if (!server) side.handshake({});
            for (int i = 0; i < flights; ++i) {
                peer.feed(side.sink.all());
                static_cast<void>(peer.handshake());
                side.handshake(peer.take());
            }
        }
        Side side;
        TlsPeer peer;
    };

    // How many flights a side takes before its last.
    [[nodiscard]] int flights_before_last(bool server) const {
        int flights = 0;
        while (Half(server, flights + 1, options).side.engine.state() == State::handshaking)
            ++flights;
        return flights;
    }
};

INSTANTIATE_TEST_SUITE_P(Versions, TlsAlertsTest, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         test::version_name);

TEST_P(TlsAlertsTest, EveryFatalOneEndsTheHandshakeByItsNumberAtEveryStep) {
    for (const bool server : {true, false}) {
        for (int flights = 0; flights <= flights_before_last(server); ++flights) {
            for (int number = 0; number < 256; number += kEach) {
                Half half(server, flights, options);
                half.side.handshake(alert(kFatal, number));
                // RFC 8446 §6.1: a word that close_notify follows, of whatever level.
                const bool tls13 = SSL_version(&half.side.engine.ssl()) == TLS1_3_VERSION;
                if (number == SSL_AD_USER_CANCELLED && tls13 && flights != 0) continue;
                ASSERT_EQ(half.side.engine.state(), State::failed) << server << flights << number;
                const TlsFailure failure = half.side.engine.take_failure();
                // A server has said nothing yet that an alert could be about.
                const bool is_answer = !server || flights != 0;
                if (number == kCloseNotify || !is_answer) continue;
                EXPECT_EQ(failure.kind, Kind::alert)
                    << server << flights << ' ' << number << ' ' << failure.reason;
                EXPECT_EQ(failure.alert, number);
            }
        }
    }
}

TEST_P(TlsAlertsTest, NoWarningCompletesAHandshakeOrIsAnsweredByMoreThanAnAlert) {
    for (const bool server : {true, false}) {
        for (int flights = 0; flights <= flights_before_last(server); ++flights) {
            for (int number = 0; number < 256; number += kEach) {
                Half half(server, flights, options);
                static_cast<void>(half.side.sink.all());
                half.side.handshake(alert(kWarning, number));
                EXPECT_NE(half.side.engine.state(), State::established);
                EXPECT_NE(half.side.engine.state(), State::peer_closed);
                EXPECT_LT(half.side.sink.all().size(), 64u);
                const bool ends = number == kCloseNotify;
                if (ends) {
                    EXPECT_EQ(half.side.engine.state(), State::failed);
                }
            }
        }
    }
}

TEST_P(TlsAlertsTest, OfAnotherLevelOrLengthAreNoAlerts) {
    for (const bool server : {true, false}) {
        for (const std::string& bad :
             {alert(0, 40), alert(3, 40), alert(255, 40), record(SSL3_RT_ALERT, ""),
              record(SSL3_RT_ALERT, "\x02"), record(SSL3_RT_ALERT, "\x02\x28\x02"),
              record(SSL3_RT_ALERT, "\x02\x28\x02\x28")}) {
            Half half(server, 0, options);
            half.side.handshake(bad);
            EXPECT_EQ(half.side.engine.state(), State::failed) << server << ' ' << bad.size();
            EXPECT_NE(half.side.engine.take_failure().kind, Kind::alert);
        }
    }
}

// ---- Records without use

TEST_P(TlsAlertsTest, RecordsWithoutUseAreBorneInSmallNumbersOnly) {
    constexpr int kManyMore = 100;
    struct Row {
        const char* what;
        std::string record;
    };
    const std::array rows{
        Row{"warnings", alert(kWarning, SSL_AD_UNRECOGNIZED_NAME)},
        Row{"empty records of a handshake", record(SSL3_RT_HANDSHAKE, "")},
        Row{"changes of cipher", record(SSL3_RT_CHANGE_CIPHER_SPEC, "\x01")},
        Row{"empty records of data", record(SSL3_RT_APPLICATION_DATA, "")},
    };
    for (const bool server : {true, false}) {
        for (int flights = 0; flights <= flights_before_last(server); ++flights) {
            for (const Row& row : rows) {
                Half half(server, flights, options);
                int borne = 0;
                while (half.side.engine.state() == State::handshaking && borne < kManyMore) {
                    half.side.handshake(row.record);
                    ++borne;
                }
                EXPECT_EQ(half.side.engine.state(), State::failed) << row.what << server << flights;
                EXPECT_LE(borne, 33) << row.what;
                EXPECT_NE(half.side.engine.reason(), 0u);
            }
        }
    }
}

// The length that a header announces is refused before anything of it has come.
TEST_P(TlsAlertsTest, ARecordThatIsTooLongIsRefusedByItsHeader) {
    for (const bool server : {true, false}) {
        for (int flights = 0; flights <= flights_before_last(server); ++flights) {
            Half half(server, flights, options);
            half.side.handshake("\x16\x03\x03\xff\xff");
            ASSERT_EQ(half.side.engine.state(), State::failed) << server << flights;
            // Where everything is encrypted, so is no handshake.
            EXPECT_THAT(half.side.engine.take_failure().kind,
                        ::testing::AnyOf(Kind::record_too_long, Kind::malformed));
        }
    }
}

}  // namespace
}  // namespace potok
