// An engine and what it said, and a handshake with the other side of TLS.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/tls_engine.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/tls_peer.hpp"

namespace potok::test {

class Collected final : public RecordSink {
  public:
    std::vector<std::string> records;

    void take(Bytes record) override { records.emplace_back(text_of(record)); }
    [[nodiscard]] std::string all() {
        std::string bytes;
        for (const std::string& record : std::exchange(records, {}))
            bytes += record;
        return bytes;
    }
};

// An engine, and what it said; every call leaves OpenSSL's queue of errors empty.
class Side {
  public:
    explicit Side(bool server, const testing::TlsOptions& options = {})
        : engine(testing::make_ssl(server, options)) {}

    void handshake(std::string_view ciphertext) {
        const std::size_t consumed = engine.handshake(bytes_of(ciphertext), sink);
        EXPECT_EQ(ERR_peek_error(), 0u);
        unread += ciphertext.substr(consumed);
    }

    std::string read(std::string_view ciphertext) {
        unread += ciphertext;
        std::string plaintext;
        std::string room(64 * 1024, '\0');
        for (bool more = true; more;) {
            const auto progress =
                engine.read(bytes_of(unread),
                            std::as_writable_bytes(std::span(room.data(), room.size())), sink);
            EXPECT_EQ(ERR_peek_error(), 0u);
            unread.erase(0, progress.consumed);
            plaintext.append(room, 0, progress.produced);
            more = progress.more;
        }
        return plaintext;
    }

    // As a stream would give it: to the handshake, then to read().
    std::string feed(std::string_view ciphertext) {
        if (engine.state() == TlsEngine::State::handshaking) {
            handshake(ciphertext);
            if (engine.state() != TlsEngine::State::established) return {};
            return read(std::exchange(unread, {}));
        }
        return read(ciphertext);
    }

    bool write(std::string_view plaintext, std::size_t record = TlsEngine::kRecordBytesMax) {
        const bool done = engine.write(bytes_of(plaintext), record, sink);
        EXPECT_EQ(ERR_peek_error(), 0u);
        return done;
    }
    void close() {
        engine.close(sink);
        EXPECT_EQ(ERR_peek_error(), 0u);
    }

    TlsEngine engine;
    Collected sink;
    std::string unread;
};

inline void shake_hands(Side& side, testing::TlsPeer& peer) {
    if (!side.engine.is_server()) side.handshake({});
    for (int i = 0; i < 4; ++i) {
        static_cast<void>(peer.handshake());
        static_cast<void>(side.feed(peer.take()));
        peer.feed(side.sink.all());
    }
    ASSERT_EQ(side.engine.state(), TlsEngine::State::established);
    ASSERT_TRUE(peer.handshake());
    static_cast<void>(side.feed(peer.take()));
    EXPECT_EQ(peer.read(), "");  // takes the tickets
}

// Each test runs with either version.
class TlsVersions : public ::testing::TestWithParam<int> {
  protected:
    const testing::TlsOptions options{.version = GetParam()};
};

inline std::string version_name(const ::testing::TestParamInfo<int>& info) {
    return info.param == TLS1_2_VERSION ? "Tls12" : "Tls13";
}

}  // namespace potok::test
