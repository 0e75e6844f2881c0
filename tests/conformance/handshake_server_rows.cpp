// The rows that bind a server: each is a good head with one thing changed.
#include "tests/conformance/handshake_lines.hpp"
#include "tests/conformance/handshake_rows.hpp"

namespace potok::conformance {
namespace {

using namespace std::literals;

const HandshakeLines kGood{"GET /chat HTTP/1.1",
                           {{"Host", "server.example.com"},
                            {"Upgrade", "websocket"},
                            {"Connection", "Upgrade"},
                            {"Sec-WebSocket-Key", std::string(kRowKey)},
                            {"Sec-WebSocket-Version", "13"}}};

class Rows {
  public:
    void opens(std::string section, std::string rule, const HandshakeLines& lines,
               std::string_view subprotocol = {}) {
        rows_.push_back({std::move(section), std::move(rule), lines.text(), 101, true,
                         std::string(subprotocol)});
    }
    void refused(std::string section, std::string rule, const HandshakeLines& lines,
                 int status = 400) {
        rows_.push_back({std::move(section), std::move(rule), lines.text(), status, false, {}});
    }
    [[nodiscard]] HandshakeRows take() { return std::move(rows_); }

  private:
    HandshakeRows rows_;
};

void request_lines(Rows& to) {
    to.opens("4.2.1", "the RFC's own example opens", kGood);
    for (const char* target : {"/", "/chat?room=1", "/%D1%87%D0%B0%D1%82", "//", "/a/b/c?",
                               "http://server.example.com/chat", "http://other.example.com/"})
        to.opens("4.2.1 (1)", "any target of a GET, in origin or absolute form: "s + target,
                 kGood.begun("GET "s + target + " HTTP/1.1"));
    for (const char* method : {"POST", "HEAD", "PUT", "OPTIONS", "DELETE", "PATCH", "get", "GETT"})
        to.refused("4.2.1 (1)", "the method is GET and not "s + method,
                   kGood.begun(method + " /chat HTTP/1.1"s), 405);
    to.refused("4.2.1 (1)", "HTTP is 1.1 or later: 1.0 cannot ask",
               kGood.begun("GET /chat HTTP/1.0"));
    to.refused("4.2.1 (1)", "HTTP/2 has a handshake of its own", kGood.begun("GET /chat HTTP/2.0"),
               505);
    to.refused("4.2.1 (1)", "HTTP/0.9 has no fields", kGood.begun("GET /chat"));
    to.refused("4.1 (2)", "a target has no fragment", kGood.begun("GET /chat#a HTTP/1.1"));
    to.refused("4.1 (2)", "a target has no blank", kGood.begun("GET /a b HTTP/1.1"));
    to.refused("4.1 (2)", "a target begins with a slash", kGood.begun("GET chat HTTP/1.1"));
}

void hosts(Rows& to) {
    to.refused("4.2.1 (2)", "Host is there", kGood.without("Host"));
    to.refused("4.2.1 (2)", "Host comes once", kGood.with("Host", "server.example.com"));
    for (const char* host : {"a b", "a/b", "user@a", "a:x", "a:65536", "[::1", "a:1:2"})
        to.refused("4.2.1 (2)", "Host is a host and maybe a port: "s + host,
                   kGood.instead("Host", host));
    for (const char* host : {"server.example.com:8080", "[::1]:9001", "127.0.0.1", "localhost"})
        to.opens("4.2.1 (2)", "Host is a host and maybe a port: "s + host,
                 kGood.instead("Host", host));
}

void upgrades(Rows& to) {
    for (const char* value : {"WebSocket", "WEBSOCKET", "h2c, websocket", "websocket, h2c",
                              " websocket ", ",websocket,"})
        to.opens("4.2.1 (3)", "Upgrade has the token websocket, in any case: "s + value,
                 kGood.instead("Upgrade", value));
    to.opens("4.2.1 (3)", "the list may stand in two lines", kGood.with("Upgrade", "h2c"));
    to.refused("4.2.1 (3)", "Upgrade is there", kGood.without("Upgrade"));
    for (const char* value : {"websockets", "web socket", "websocket/13", "h2c"})
        to.refused("4.2.1 (3)", "and it has that token: "s + value,
                   kGood.instead("Upgrade", value));
    for (const char* value : {"upgrade", "UPGRADE", "keep-alive, Upgrade", "Upgrade, keep-alive",
                              "keep-alive ,\tupgrade"})
        to.opens("4.2.1 (4)", "Connection has the token upgrade, in any case: "s + value,
                 kGood.instead("Connection", value));
    to.opens("4.2.1 (4)", "the list may stand in two lines",
             kGood.with("Connection", "keep-alive"));
    to.refused("4.2.1 (4)", "Connection is there", kGood.without("Connection"));
    for (const char* value : {"keep-alive", "close", "upgraded", "up grade"})
        to.refused("4.2.1 (4)", "and it has that token: "s + value,
                   kGood.instead("Connection", value));
}

void keys(Rows& to) {
    to.refused("4.2.1 (5)", "the key is there", kGood.without("Sec-WebSocket-Key"));
    to.refused("11.3.1", "the key comes once", kGood.with("Sec-WebSocket-Key", kRowKey));
    const std::pair<const char*, const char*> bad[] = {
        {"", "empty"},
        {"dGhlIHNhbXBsZSBub25j", "15 bytes"},
        {"dGhlIHNhbXBsZSBub25jZWE=", "17 bytes"},
        {"dGhlIHNhbXBsZSBub25jZQ", "no padding"},
        {"dGhlIHNhbXBsZSBub25jZQ=", "half a padding"},
        {"dGhlIHNhbXBsZSBub25jZQ===", "too much padding"},
        {"dGhlIHNhbXBsZSBub25jZR==", "bits beyond the last byte"},
        {"dGhlIHNhbXBsZSBub25jZ-==", "another alphabet"},
        {"dGhlIHNhbXBs ZSBub25jZQ==", "a blank"},
        {"dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==", "two"},
        {"\"dGhlIHNhbXBsZSBub25jZQ==\"", "quoted"},
        {"************************", "24 characters of another kind"},
        {"=GhlIHNhbXBsZSBub25jZQ==", "padding in front"},
    };
    for (const auto& [key, what] : bad)
        to.refused("4.2.1 (5)", "the key is base64 of 16 bytes, and not: "s + what,
                   kGood.instead("Sec-WebSocket-Key", key));
}

void versions(Rows& to) {
    to.refused("4.2.1 (6)", "the version is there: else 426 says which",
               kGood.without("Sec-WebSocket-Version"), 426);
    for (const int version : {0, 1, 7, 8, 12, 14, 25, 255})
        to.refused("4.4", "a version that we do not speak, 426: " + std::to_string(version),
                   kGood.instead("Sec-WebSocket-Version", std::to_string(version)), 426);
    for (const char* version : {"", "013", "+13", "-13", "256", "13.0", "0x0d", "13,13", "13, 8",
                                "thirteen", "1 3", "99999999999999999999"})
        to.refused("4.3", "a version is a number from 0 to 255: "s + version,
                   kGood.instead("Sec-WebSocket-Version", version));
    to.refused("11.3.5", "it comes once in a request", kGood.with("Sec-WebSocket-Version", "13"));
}

void origins(Rows& to) {
    for (const char* origin :
         {"http://server.example.com", "https://server.example.com", "HTTP://SERVER.EXAMPLE.COM"})
        to.opens("10.2", "a page of the same host is let in: "s + origin,
                 kGood.with("Origin", origin));
    to.opens("10.2", "a page on the list is let in", kGood.with("Origin", kRowOrigin));
    to.opens("4.2.2 (4)", "who sends no Origin is no browser", kGood);
    for (const char* origin :
         {"https://evil.example", "http://friend.example.org", "https://friend.example.org:444",
          "https://friend.example.org.evil.example", "null",
          "http://server.example.com.evil.example", "http://server.example.com:8080",
          "server.example.com", "", "https://friend.example.org/path", "https://a https://b"})
        to.refused("4.2.2 (4)", "any other is refused with 403: \""s + origin + "\"",
                   kGood.with("Origin", origin), 403);
    to.refused("11.3.1", "Origin comes once",
               kGood.with("Origin", kRowOrigin).with("Origin", kRowOrigin));
}

void subprotocols(Rows& to) {
    const std::string name = "Sec-WebSocket-Protocol";
    to.opens("4.2.2 (5)", "one of those asked for is chosen", kGood.with(name, "chat"), "chat");
    to.opens("4.2.2 (5)", "the one that we like best", kGood.with(name, "chat, superchat"),
             "superchat");
    to.opens("11.3.4", "the list may stand in two lines",
             kGood.with(name, "chat").with(name, "superchat"), "superchat");
    to.opens("4.2.2 (5)", "none where we speak none of them", kGood.with(name, "other"));
    to.opens("4.2.2 (5)", "names are case-sensitive", kGood.with(name, "CHAT"));
    for (const char* value : {"", ",", "a b", "chat;x", "chat, \"superchat\"", "a/b", "чат"})
        to.refused("4.1 (10)", "the names are tokens: "s + value, kGood.with(name, value));
    to.refused("4.1 (10)", "and all different", kGood.with(name, "chat, other, chat"));
    to.refused("4.1 (10)", "also over two lines", kGood.with(name, "chat").with(name, "chat"));
}

void extensions(Rows& to) {
    const std::string name = "Sec-WebSocket-Extensions";
    for (const char* value :
         {"foo", "foo, bar", "foo; a", "foo; a=1", "foo; a=\"1\"", "foo; a=1; b, bar; c=\"d\"",
          "x-webkit-deflate-frame", "foo;a ; b = 1"})
        to.opens("9.1", "an extension that we do not know is declined: "s + value,
                 kGood.with(name, value));
    to.opens("9.1", "the list may stand in two lines",
             kGood.with(name, "foo").with(name, "bar; x=1"));
    for (const char* value : {"", ",", ";", "foo;", "foo; =1", "foo; a=", "foo bar", "foo; a b",
                              "foo; a=\"", "foo; a=\"b c\"", "foo; a=\"\"", "\"foo\"", "foo=1"})
        to.refused("9.1", "the list has its grammar: "s + value, kGood.with(name, value));
}

void bodies(Rows& to) {
    to.refused("4.1", "a handshake has no body", kGood.with("Content-Length", "5"));
    to.refused("4.1", "nor a chunked one", kGood.with("Transfer-Encoding", "chunked"));
    to.opens("4.1", "a body of no bytes is none", kGood.with("Content-Length", "0"));
}

void freedoms(Rows& to) {
    to.opens("4.1", "fields come in any order", kGood.reversed());
    to.opens("4.2.1", "names are not case-sensitive", kGood.named(false));
    to.opens("4.2.1", "neither in capitals", kGood.named(true));
    to.opens("4.2.1 (10)", "fields that we do not know are ignored",
             kGood.with("User-Agent", "x").with("Cookie", "a=b").with("X-Any", ""));
    to.opens("4.1", "Authorization is no part of it", kGood.with("Authorization", "Basic YTpi"));
}

}  // namespace

HandshakeRows handshake_server_rows() {
    Rows rows;
    for (const auto add : {request_lines, hosts, upgrades, keys, versions, origins, subprotocols,
                           extensions, bodies, freedoms})
        add(rows);
    return rows.take();
}

}  // namespace potok::conformance
