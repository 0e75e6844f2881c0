// EchoTls: a running potok-echo and clients that are OpenSSL and nothing of ours, and the words
// that its tests over TLS are written in.
//
// until_clients() pumps those clients too; plain peers are pumped by until() already.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/net/echo/echo_fixture.hpp"
#include "tests/support/tls_client.hpp"

namespace potok::testing {

class EchoTls : public EchoTest {
  protected:
    static constexpr std::string_view kWebSocketOpening =
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    // until(), with clients that pump themselves.
    template <class Condition>
    void until_clients(Condition&& condition, SourcePlace where = SourcePlace::current()) {
        until(
            [&] {
                for (const auto& client : clients)
                    client->pump();
                return condition();
            },
            where);
    }

    TlsClient& call(std::uint16_t to, const TlsOptions& options = {}) {
        clients.push_back(std::make_unique<TlsClient>(to, 0, options));
        return *clients.back();
    }

    void expect_echo(TlsClient& client, const std::string& message,
                     SourcePlace where = SourcePlace::current()) {
        client.say(message);
        until_clients([&] { return client.received.size() >= message.size(); }, where);
        EXPECT_TRUE(client.received == message) << client.received.size();
        client.received.clear();
    }

    std::vector<std::unique_ptr<TlsClient>> clients;
};

}  // namespace potok::testing
