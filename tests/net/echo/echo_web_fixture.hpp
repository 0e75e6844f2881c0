// EchoWebTest: a running potok-echo, and clients that speak HTTP and WebSocket as the RFCs have it,
// with nothing of the code under test.
#pragma once

#include "tests/net/echo/echo_fixture.hpp"
#include "tests/support/websocket_bytes.hpp"

namespace potok::testing {

// A connection and what of its input was not looked at yet.
struct WebClient {
    Peer* peer;
    std::string in{};
    std::vector<ReadFrame> frames{};

    void send(std::string_view bytes) const { peer->send(bytes); }
    void read() { in += peer->take_received(); }
    void read_frames() {
        read();
        const std::vector<ReadFrame> more = take_frames(in);
        frames.insert(frames.end(), more.begin(), more.end());
    }
    // The server's end was read, and all before it.
    [[nodiscard]] bool ended() {
        const bool gone = peer->gone();
        read_frames();
        return gone;
    }
};

class EchoWebTest : public EchoTest {
  protected:
    void start_web(std::vector<std::string> more = {}) {
        more.insert(more.end(), {"--listen", "ws://127.0.0.1:0", "--threads", "2"});
        start(std::move(more));
    }

    WebClient client(int receive_buffer_bytes = 0) { return {&connect(receive_buffer_bytes)}; }

    // ---- HTTP

    static std::string request(std::string_view start, std::string_view fields = {},
                               std::string_view body = {}) {
        return std::string(start) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + std::string(fields) +
               "\r\n" + std::string(body);
    }
    static std::string post(std::string_view body, std::string_view fields = {}) {
        const std::string length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
        return request("POST /echo", length + std::string(fields), body);
    }

    enum class Body { as_announced, none };  // none: what HEAD is answered

    // The next response, head and body.
    std::string response(WebClient& client, Body body = Body::as_announced,
                         SourcePlace where = SourcePlace::current()) {
        std::size_t size = 0;
        const auto is_whole = [&] {
            client.read();
            const std::size_t head = client.in.find("\r\n\r\n");
            if (head == std::string::npos) return client.peer->gone();
            size = head + 4;
            if (body == Body::as_announced) size += length_in(client.in.substr(0, head));
            return client.in.size() >= size || client.peer->gone();
        };
        until(is_whole, where);
        client.read();
        size = std::min(size, client.in.size());
        std::string taken = client.in.substr(0, size);
        client.in.erase(0, size);
        return taken;
    }

    // Of a response.
    static std::string status(std::string_view head) {
        return std::string(head.substr(0, head.find("\r\n")));
    }
    static std::string body(std::string_view response) {
        const std::size_t head = response.find("\r\n\r\n");
        return head == response.npos ? "no head" : std::string(response.substr(head + 4));
    }

    // ---- WebSocket

    // The key of RFC 6455 §1.3, and the answer that it has there.
    static std::string opening(std::string_view fields = {}) {
        return request("GET /any?thing",
                       "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                           std::string(fields));
    }

    WebClient websocket(int receive_buffer_bytes = 0, std::string_view fields = {},
                        SourcePlace where = SourcePlace::current()) {
        WebClient made = client(receive_buffer_bytes);
        made.send(opening(fields));
        expect_switched(made, where);
        return made;
    }
    void expect_switched(WebClient& client, SourcePlace where = SourcePlace::current()) {
        const std::string answer = response(client, Body::none, where);
        EXPECT_EQ(status(answer), "HTTP/1.1 101 Switching Protocols");
        EXPECT_NE(answer.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"),
                  std::string::npos)
            << answer;
    }

    static ReadFrame plain(int opcode, std::string payload) {
        return {opcode, true, false, std::move(payload)};
    }
    static ReadFrame plain_close(unsigned code, std::string_view reason = {}) {
        return plain(kCloseFrame, close_body(code, reason));
    }

    // All that the client has got since it was asked last.
    void expect_frames(WebClient& client, const std::vector<ReadFrame>& expected,
                       SourcePlace where = SourcePlace::current()) {
        until([&] { return client.ended() || client.frames.size() >= expected.size(); }, where);
        const bool same = std::exchange(client.frames, {}) == expected;
        if (!same) ADD_FAILURE_AT(where.file, where.line) << "other frames came";
    }
    void expect_end(WebClient& client, SourcePlace where = SourcePlace::current()) {
        until([&] { return client.ended(); }, where);
        EXPECT_FALSE(client.peer->was_reset()) << "an end, not a reset";
        EXPECT_TRUE(client.frames.empty() && client.in.empty());
        client.peer->close();
    }

    // Somebody else is served meanwhile.
    void expect_websocket_served(SourcePlace where = SourcePlace::current()) {
        WebClient other = websocket(0, {}, where);
        other.send(masked_frame(kTextFrame, "still there"));
        expect_frames(other, {plain(kTextFrame, "still there")}, where);
        other.peer->close();
    }

  private:
    static std::size_t length_in(std::string_view head) {
        constexpr std::string_view kName = "Content-Length: ";
        const std::size_t at = head.find(kName);
        std::size_t length = 0;
        if (at != head.npos) {
            const std::string_view digits = head.substr(at + kName.size());
            std::from_chars(digits.data(), digits.data() + digits.size(), length);
        }
        return length;
    }
};

}  // namespace potok::testing
