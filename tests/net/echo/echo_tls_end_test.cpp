// How connections over TLS end: with close_notify and without, by the peer and by us, in each
// protocol. A cut is told from an end wherever something can have been cut off.
#include "tests/net/echo/echo_tls_fixture.hpp"
#include "tests/support/websocket_bytes.hpp"

namespace potok::testing {
namespace {

const std::string kRequest = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

class EchoTlsEnd : public EchoTls {
  protected:
    void expect_answered(TlsClient& client, const std::string& last_words) {
        until_clients([&] { return client.received.ends_with(last_words); });
    }

    // The log's line of this client's end.
    std::string end_of(TlsClient& client) {
        const std::string peer =
            "connection_closed peer=127.0.0.1:" + std::to_string(client.socket.local_port()) + " ";
        until_clients([&] {
            const std::size_t at = server->err().find(peer);
            return at != std::string::npos && server->err().find('\n', at) != std::string::npos;
        });
        const std::string& log = server->err();
        const std::size_t at = log.find(peer);
        const std::size_t begin = log.rfind('\n', at) + 1;
        return log.substr(begin, log.find('\n', at) - begin);
    }
};

TEST_F(EchoTlsEnd, WithoutCloseNotifyIsATruncationWhereMoreCouldHaveCome) {
    start({"--listen", "tls://127.0.0.1:0", "--listen", "lps://127.0.0.1:0", "--listen",
           "lines://127.0.0.1:0", "--listen", "wss://127.0.0.1:0", "--listen",
           "https://127.0.0.1:0", "--self-signed"});
    struct Row {
        std::size_t listener;
        std::string says;
        std::string answered;
    };
    const std::array rows{
        Row{0, "hello", "hello"},
        Row{1, frame("hello"), "hello"},
        Row{1, frame("hello") + frame("cut off").substr(0, 6), "hello"},
        Row{2, "hello\n", "hello\n"},
        Row{2, "hello\ncut o", "hello\n"},
        Row{3, std::string(kWebSocketOpening) + masked_frame(kTextFrame, "hello"), "hello"},
        Row{4, kRequest + kRequest.substr(0, 20), "ok\n"},
        Row{4, kRequest + "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\ncut", "ok\n"},
    };
    for (const Row& row : rows) {
        TlsClient& client = call(port_of(row.listener));
        client.say(row.says);
        expect_answered(client, row.answered);
        client.socket.half_close();
        EXPECT_THAT(end_of(client), ::testing::HasSubstr("reason=tls_truncated")) << row.says;
        EXPECT_TRUE(client.socket.gone() || !client.was_closed());
    }
}

// What a browser does that has no more use for a connection: many send no close_notify.
TEST_F(EchoTlsEnd, WithoutCloseNotifyBetweenRequestsIsAnEnd) {
    start({"--listen", "https://127.0.0.1:0", "--self-signed"});
    TlsClient& idle = call(port);
    idle.say(kRequest);
    expect_answered(idle, "ok\n");
    idle.socket.half_close();
    EXPECT_THAT(end_of(idle), ::testing::AllOf(::testing::HasSubstr(" debug "),
                                               ::testing::HasSubstr("reason=finished")));
    TlsClient& quiet = call(port);
    const std::string port_of_quiet = std::to_string(quiet.socket.local_port());
    until_clients([&] {
        return server->err().find("tls_established peer=127.0.0.1:" + port_of_quiet) !=
               std::string::npos;
    });
    quiet.socket.half_close();
    EXPECT_THAT(end_of(quiet), ::testing::HasSubstr("reason=finished"));
}

TEST_F(EchoTlsEnd, OfAWebSocketIsItsCloseFrameAndNeedsNoOther) {
    start({"--listen", "wss://127.0.0.1:0", "--self-signed"});
    TlsClient& client = call(port);
    client.say(std::string(kWebSocketOpening) + masked_frame(kCloseFrame, close_body(1000)));
    expect_answered(client, close_body(1000));
    client.socket.half_close();
    EXPECT_THAT(end_of(client), ::testing::HasSubstr("reason=finished"));
}

TEST_F(EchoTlsEnd, OfASilentClientIsToldItByTls) {
    start({"--listen", "tls://127.0.0.1:0", "--self-signed", "--idle-timeout", "200ms"});
    TlsClient& silent = call(port);
    until_clients([&] { return silent.socket.gone(); });
    EXPECT_TRUE(silent.was_closed());
    EXPECT_FALSE(silent.socket.was_reset());
    silent.socket.half_close();
    EXPECT_THAT(end_of(silent), ::testing::HasSubstr("reason=idle_timeout"));
}

}  // namespace
}  // namespace potok::testing
