// A TlsSession between an UpperSession and a ScriptedStream, and the other side of TLS.
#pragma once

#include "protocol/session/tls_session.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/tls_peer.hpp"
#include "tests/unit/session/filter_stack.hpp"

namespace potok::test {

struct TlsHeard final : TlsObserver {
    int established = 0;
    int failed = 0;
    std::uint32_t reason = 0;

    void on_tls_established(Stream& stream, TlsEngine& engine, Duration took) override {
        EXPECT_TRUE(stream.is_open());
        EXPECT_EQ(engine.state(), TlsEngine::State::established);
        EXPECT_GE(took, Duration::zero());
        ++established;
    }
    void on_tls_failed(Stream&, TlsEngine& engine) override {
        EXPECT_EQ(engine.state(), TlsEngine::State::failed);
        ++failed;
        reason = engine.reason();
    }
};

struct TlsStackOptions {
    bool server = true;
    testing::TlsOptions tls = {};
};

inline constexpr std::string_view kPlainHttpAnswer = "HTTP/1.1 400 Bad Request\r\n\r\nhttps!";

struct TlsStack {
    using Options = TlsStackOptions;

    explicit TlsStack(const Options& options = {})
        : session(testing::make_ssl(options.server, options.tls), std::make_unique<UpperSession>(),
                  room, heard),
          upper(static_cast<UpperSession&>(session.upper())),
          lower(session),
          peer(!options.server, options.tls) {}

    // What the peer has to say goes to the stream, and comes to the session with its next step().
    void deliver() { lower.peer_sends(peer.take()); }
    void peer_says(std::string_view plaintext) {
        peer.write(plaintext);
        deliver();
    }
    void peer_closes() {
        peer.close();
        deliver();
    }

    // What the session said, as the peer reads it.
    std::string said() {
        peer.feed(std::exchange(lower.received, {}));
        return peer.read();
    }

    void step() { lower.step(); }
    void steps(int count) {
        for (int i = 0; i < count; ++i)
            step();
    }

    // The handshake, to its end on both sides.
    void open() {
        lower.open();
        for (int i = 0; i < 4; ++i) {
            peer.feed(std::exchange(lower.received, {}));
            static_cast<void>(peer.handshake());
            deliver();
            step();
        }
        EXPECT_EQ(said(), "");  // takes the tickets
        EXPECT_EQ(heard.established, 1);
    }

    MemoryBudget budget;
    TlsRoom room{{.plain_http_answer = bytes_of(kPlainHttpAnswer)}};
    TlsHeard heard;
    TlsSession session;
    UpperSession& upper;
    ScriptedStream lower;
    testing::TlsPeer peer;
};

inline std::string closed_with(CloseReason reason) {
    return "close " + std::to_string(static_cast<int>(reason));
}

}  // namespace potok::test
