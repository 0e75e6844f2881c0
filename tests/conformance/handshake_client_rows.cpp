// The rows that bind a client: each is a good head with one thing changed.
#include "tests/conformance/handshake_lines.hpp"
#include "tests/conformance/handshake_rows.hpp"

namespace potok::conformance {
namespace {

using namespace std::literals;

const HandshakeLines kGood{"HTTP/1.1 101 Switching Protocols",
                           {{"Upgrade", "websocket"},
                            {"Connection", "Upgrade"},
                            {"Sec-WebSocket-Accept", std::string(kRowAccept)}}};

class Rows {
  public:
    void takes(std::string section, std::string rule, const HandshakeLines& lines,
               std::string_view subprotocol = {}) {
        rows_.push_back({std::move(section), std::move(rule), lines.text(), 101, true,
                         std::string(subprotocol)});
    }
    void fails(std::string section, std::string rule, const HandshakeLines& lines) {
        rows_.push_back({std::move(section), std::move(rule), lines.text(), 101, false, {}});
    }
    [[nodiscard]] HandshakeRows take() { return std::move(rows_); }

  private:
    HandshakeRows rows_;
};

void statuses(Rows& to) {
    to.takes("4.2.2", "the RFC's own example is taken", kGood);
    to.takes("4.1", "the reason is nobody's business", kGood.begun("HTTP/1.1 101 Anything"));
    to.takes("4.1", "and may be empty", kGood.begun("HTTP/1.1 101 "));
    for (const int status : {200, 201, 204, 301, 302, 307, 400, 401, 403, 404, 426, 500, 503})
        to.fails("4.1 (1)", "another status opens nothing: " + std::to_string(status),
                 kGood.begun("HTTP/1.1 " + std::to_string(status) + " Other"));
    for (const char* line :
         {"HTTP/1.0 101 Switching Protocols", "HTTP/2 101 Switching Protocols", "HTTP/1.1 1010 No",
          "HTTP/1.1 10 No", "http/1.1 101 No", "HTTP/1.1  101 No", "ICY 101 OK"})
        to.fails("4.1 (1)", "a status line of HTTP/1.1 comes first: "s + line, kGood.begun(line));
}

void upgrades(Rows& to) {
    for (const char* value : {"WebSocket", "WEBSOCKET"})
        to.takes("4.1 (2)", "Upgrade is websocket, in any case: "s + value,
                 kGood.instead("Upgrade", value));
    to.fails("4.1 (2)", "Upgrade is there", kGood.without("Upgrade"));
    to.fails("4.1 (2)", "Upgrade comes once", kGood.with("Upgrade", "websocket"));
    for (const char* value : {"", "web socket", "websocket/13", "h2c", "websocket, h2c"})
        to.fails("4.1 (2)", "and is nothing else: "s + value, kGood.instead("Upgrade", value));
    for (const char* value : {"upgrade", "UPGRADE", "keep-alive, Upgrade"})
        to.takes("4.1 (3)", "Connection has the token upgrade, in any case: "s + value,
                 kGood.instead("Connection", value));
    to.fails("4.1 (3)", "Connection is there", kGood.without("Connection"));
    for (const char* value : {"keep-alive", "close", "upgraded"})
        to.fails("4.1 (3)", "and has that token: "s + value, kGood.instead("Connection", value));
}

void accepts(Rows& to) {
    const std::string name = "Sec-WebSocket-Accept";
    to.fails("4.1 (4)", "the proof is there", kGood.without(name));
    to.fails("11.3.3", "and comes once", kGood.with(name, kRowAccept));
    const std::pair<std::string, const char*> bad[] = {
        {"", "empty"},
        {std::string(kRowKey), "our own key"},
        {"s3pPLMBiTxaQ9kYGzzhZRbK+xOp=", "one bit is wrong"},
        {"S3PPLMBITXAQ9KYGZZHZRBK+XOO=", "in capitals"},
        {"s3pPLMBiTxaQ9kYGzzhZRbK+xOo", "without its padding"},
        {"s3pPLMBiTxaQ9kYGzzhZRbK+xOo==", "with more of it"},
        {"\"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\"", "quoted"},
        {"HSmrc0sMlYUkAGmm5OPpG2HaGWk=", "of another key"},
    };
    for (const auto& [value, what] : bad)
        to.fails("4.1 (4)", "the proof is right, and not: "s + what, kGood.instead(name, value));
    to.takes("4.1 (4)", "blanks around it do not count",
             kGood.instead(name, "  " + std::string(kRowAccept) + "\t "));
}

void negotiations(Rows& to) {
    const std::string protocol = "Sec-WebSocket-Protocol";
    to.takes("4.1 (6)", "one of those asked for", kGood.with(protocol, "chat"), "chat");
    to.takes("4.1 (6)", "the other one", kGood.with(protocol, "superchat"), "superchat");
    to.takes("4.1 (6)", "or none", kGood);
    for (const char* value : {"other", "CHAT", "", "chat, superchat", "chat;x", "\"chat\""})
        to.fails("4.1 (6)", "and nothing else: "s + value, kGood.with(protocol, value));
    to.fails("11.3.4", "it comes once", kGood.with(protocol, "chat").with(protocol, "chat"));
    const std::string extension = "Sec-WebSocket-Extensions";
    for (const char* value : {"permessage-deflate", "foo", "foo; a=1", "", ","})
        to.fails("4.1 (5)", "no extension that was not asked for: "s + value,
                 kGood.with(extension, value));
}

void bodies(Rows& to) {
    to.fails("RFC 9110 §8.6", "101 announces no body", kGood.with("Content-Length", "5"));
    to.fails("RFC 9110 §8.6", "not one of no bytes", kGood.with("Content-Length", "0"));
    to.fails("RFC 9112 §6.1", "and none in chunks", kGood.with("Transfer-Encoding", "chunked"));
}

void freedoms(Rows& to) {
    to.takes("4.1", "fields come in any order", kGood.reversed());
    to.takes("4.1", "names are not case-sensitive", kGood.named(false));
    to.takes("4.1", "neither in capitals", kGood.named(true));
    to.takes("4.1", "fields that we do not know are ignored",
             kGood.with("Server", "x").with("Date", "y").with("Set-Cookie", "a=b"));
}

}  // namespace

HandshakeRows handshake_client_rows() {
    Rows rows;
    for (const auto add : {statuses, upgrades, accepts, negotiations, bodies, freedoms})
        add(rows);
    return rows.take();
}

}  // namespace potok::conformance
