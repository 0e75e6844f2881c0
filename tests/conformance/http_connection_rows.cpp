// RFC 9112 §9 and RFC 9110 §7.6, §7.8, §10.1.1: persistence, pipelining, Upgrade, Expect.
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {
namespace {

using namespace std::string_literals;

std::string get_1_0(const std::string& fields) {
    return "GET / HTTP/1.0\r\n" + fields + "\r\n";
}

void add_persistence(HttpRows& rows) {
    const std::string s = "9112 §9.3";
    rows.push_back(takes(s, "HTTP/1.1 stays open", get("/"), {"GET /"}));
    rows.push_back(takes(s, "keep-alive says nothing new in it",
                         get("/", "Connection: keep-alive\r\n"), {"GET /"}));
    for (const char* value : {"close", "Close", "CLOSE", "x, close", "close, keep-alive",
                              "keep-alive, close", ",close,", "x\r\nConnection: close"})
        rows.push_back(takes_and_closes(s, "the close option ends it: "s + value,
                                        get("/", "Connection: "s + value + "\r\n") + get("/b"),
                                        {"GET /"}));
    for (const char* value : {"closed", "x-close", "not-close"})
        rows.push_back(takes(s, "other options do not: "s + value,
                             get("/", "Connection: "s + value + "\r\n"), {"GET /"}));
    rows.push_back(takes_and_closes(s, "HTTP/1.0 closes", get_1_0("") + get("/b"), {"GET /"}));
    rows.push_back(
        takes(s, "unless it asks to stay", get_1_0("Connection: keep-alive\r\n"), {"GET /"}));
    rows.push_back(
        takes(s, "in any case of letters", get_1_0("Connection: Keep-Alive\r\n"), {"GET /"}));
    rows.push_back(takes_and_closes(s, "and not both", get_1_0("Connection: keep-alive, close\r\n"),
                                    {"GET /"}));
    rows.push_back(takes_and_closes(s, "a Keep-Alive field is no option",
                                    get_1_0("Keep-Alive: timeout=5\r\n"), {"GET /"}));
    for (const char* value : {"a b", "\"close\"", "close;a", "cl@se"})
        rows.push_back(refuses("9110 §7.6.1", "options are tokens: "s + value,
                               get("/", "Connection: "s + value + "\r\n"), 400));
    for (const char* value : {"Content-Length", "close, content-length", "transfer-encoding",
                              "keep-alive\r\nConnection: TRANSFER-ENCODING", "host"})
        rows.push_back(refuses("9110 §7.6.1",
                               "none is a field that a proxy must not remove: "s + value,
                               get("/", "Connection: "s + value + "\r\n"), 400));
    rows.push_back(takes("9110 §7.6.1", "others are",
                         get("/", "Connection: TE, Keep-Alive, X\r\nTE: trailers\r\n"), {"GET /"}));
}

void add_pipelining(HttpRows& rows) {
    const std::string s = "9112 §9.3.2";
    std::string many;
    std::vector<std::string> taken;
    for (int i = 0; i < 20; ++i) {
        const std::string target = "/" + std::to_string(i);
        many += get(target);
        taken.push_back("GET " + target);
    }
    rows.push_back(takes(s, "requests are answered in the order they came", many, taken));
    rows.push_back(takes(s, "of every kind of body",
                         get("/a") + post("Content-Length: 2\r\n", "hi") +
                             post("Transfer-Encoding: chunked\r\n", "2\r\nho\r\n0\r\n\r\n") +
                             get("/b"),
                         {"GET /a", "POST / hi", "POST / ho", "GET /b"}));
    rows.push_back(takes_and_closes("9112 §9.6", "nothing behind a close is looked at",
                                    get("/a") + get("/b", "Connection: close\r\n") + "\x01\x02",
                                    {"GET /a", "GET /b"}));
    HttpRow ended = takes_and_closes("9112 §9.6", "the end of input between requests is a good end",
                                     get("/"), {"GET /"});
    ended.input_ends = true;
    rows.push_back(ended);
    HttpRow nothing = takes_and_closes("9112 §9.6", "so is one before any", "", {});
    nothing.input_ends = true;
    rows.push_back(nothing);
}

void add_cut_off(HttpRows& rows) {
    for (const std::string& bytes :
         {"GET"s, "GET / HTTP/1.1\r\nHost: a\r\n"s, post("Content-Length: 5\r\n", "hell"),
          post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"),
          post("Transfer-Encoding: chunked\r\n", "0\r\n")}) {
        HttpRow row =
            refuses("9112 §8", "a request that the end of input cuts off is not taken", bytes, 400);
        row.input_ends = true;
        rows.push_back(row);
    }
}

void add_upgrade(HttpRows& rows) {
    const std::string s = "9110 §7.8";
    rows.push_back(takes(s, "a server may pass over Upgrade",
                         get("/", "Connection: upgrade\r\nUpgrade: x/1, websocket\r\n") + get("/b"),
                         {"GET /", "GET /b"}));
    rows.push_back(takes(s, "Upgrade that Connection does not name is nothing",
                         get("/", "Upgrade: websocket\r\n"), {"GET /"}));
    rows.push_back(takes_and_closes(s, "in HTTP/1.0 it is passed over",
                                    get_1_0("Connection: upgrade\r\nUpgrade: websocket\r\n"),
                                    {"GET /"}));
    for (const char* value : {"a b", "a/", "/a", "a/b/c", "\"a\"", "a;b"})
        rows.push_back(refuses(s, "protocols are name[/version]: "s + value,
                               get("/", "Connection: upgrade\r\nUpgrade: "s + value + "\r\n"),
                               400));
}

void add_expect(HttpRows& rows) {
    const std::string s = "9110 §10.1.1";
    const std::string expect = "Expect: 100-continue\r\n";
    rows.push_back(takes(s, "a body that does not wait is taken",
                         post(expect + "Content-Length: 2\r\n", "hi") + get("/b"),
                         {"POST / hi", "GET /b"}));
    rows.push_back(takes(s, "in any case of letters",
                         post("Expect: 100-Continue\r\nContent-Length: 2\r\n", "hi"),
                         {"POST / hi"}));
    rows.push_back(
        takes(s, "without a body there is nothing to wait for", get("/", expect), {"GET /"}));
    rows.push_back(
        takes_and_closes(s, "in HTTP/1.0 it is passed over", get_1_0(expect), {"GET /"}));
    for (const char* value :
         {"x", "100", "100-continue, x", "100-continue=1", "200-ok", "100-continue;q=1"})
        rows.push_back(refuses(s, "other expectations are not met: "s + value,
                               post("Expect: "s + value + "\r\nContent-Length: 2\r\n", "hi"), 417));
}

}  // namespace

HttpRows http_connection_rows() {
    HttpRows rows;
    add_persistence(rows);
    add_pipelining(rows);
    add_cut_off(rows);
    add_upgrade(rows);
    add_expect(rows);
    return rows;
}

}  // namespace potok::conformance
