// RFC 9112 §2 and §3: lines, the request line, the method, the version.
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {
namespace {

using namespace std::string_literals;

const std::string kRest = "\r\nHost: a\r\n\r\n";
const std::string kGood = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

std::string with_line(const std::string& request_line) {
    return request_line + kRest;
}

void add_lines(HttpRows& rows) {
    const std::string s = "9112 §2.2";
    rows.push_back(
        takes(s, "a request is a request line, fields and an empty line", get("/"), {"GET /"}));
    rows.push_back(takes(s, "one empty line before a request line is passed over",
                         "\r\n" + get("/"), {"GET /"}));
    rows.push_back(takes(s, "the same before the next request", get("/") + "\r\n" + get("/b"),
                         {"GET /", "GET /b"}));
    rows.push_back(refuses(s, "more than one empty line is not", "\r\n\r\n" + get("/"), 400));
    rows.push_back(refuses(s, "nor is one ended by a bare LF", "\n" + get("/"), 400));
    rows.push_back(refuses(s, "a bare LF does not end the request line",
                           "GET / HTTP/1.1\nHost: a\r\n\r\n", 400));
    rows.push_back(
        refuses(s, "a bare LF does not end a field line", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400));
    rows.push_back(
        refuses(s, "a bare LF does not end the head", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400));
    rows.push_back(refuses(s, "a bare CR in the request line is refused",
                           "GET /\rb HTTP/1.1\r\nHost: a\r\n\r\n", 400));
    rows.push_back(
        refuses(s, "a bare CR in a field name is refused", get("/", "X\rY: 1\r\n"), 400));
    rows.push_back(refuses(s, "a bare CR in a value is refused", get("/", "X: 1\r2\r\n"), 400));
    rows.push_back(
        refuses(s, "a bare CR at the end of a value is refused", get("/", "X: 1\r\r\n"), 400));
    rows.push_back(refuses(s, "a bare CR in the place of the empty line is refused",
                           "GET / HTTP/1.1\r\nHost: a\r\n\rX", 400));
    rows.push_back(
        refuses(s, "a bare CR before the request line is refused", "\r" + get("/"), 400));
    rows.push_back(refuses(s, "whitespace before the first field is refused",
                           "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400));
    rows.push_back(
        refuses(s, "so is a tab there", "GET / HTTP/1.1\r\n\tX: 1\r\nHost: a\r\n\r\n", 400));
    rows.push_back(refuses(s, "what follows a refused request is not looked at",
                           "GET / HTTP/1.1\nHost: a\r\n\r\n" + kGood, 400));
    rows.push_back(refuses(s, "requests before a bad one are taken",
                           get("/") + "GET / HTTP/1.1\nX" + kGood, 400, {"GET /"}));
    rows.push_back(takes(s, "half a request line waits for the other half", "GET / HT", {}));
    rows.push_back(takes(s, "half a head waits for the other half", "GET / HTTP/1.1\r\nHo", {}));
    rows.push_back(
        takes(s, "a head without its empty line waits", "GET / HTTP/1.1\r\nHost: a\r\n\r", {}));
}

void add_request_lines(HttpRows& rows) {
    const std::string s = "9112 §3";
    const std::pair<const char*, const char*> bad[] = {
        {"two spaces behind the method", "GET  / HTTP/1.1"},
        {"two spaces behind the target", "GET /  HTTP/1.1"},
        {"a space at the front", " GET / HTTP/1.1"},
        {"a space at the end", "GET / HTTP/1.1 "},
        {"a tab behind the method", "GET\t/ HTTP/1.1"},
        {"a tab behind the target", "GET /\tHTTP/1.1"},
        {"a vertical tab behind the method", "GET\v/ HTTP/1.1"},
        {"a form feed behind the target", "GET /\fHTTP/1.1"},
        {"a space within the target", "GET /a b HTTP/1.1"},
        {"the target missing", "GET HTTP/1.1"},
        {"the target empty", "GET  HTTP/1.1"},
        {"nothing but a method", "GET"},
        {"nothing but a version", "HTTP/1.1"},
        {"a word behind the version", "GET / HTTP/1.1 x"},
    };
    for (const auto& [what, line] : bad)
        rows.push_back(
            refuses(s, "parts are parted by one space each: "s + what, with_line(line), 400));
    rows.push_back(
        refuses(s, "a request line without a version, as HTTP/0.9 had it", "GET /\r\n", 400));
    rows.push_back(refuses(s, "the same with fields behind it", "GET /\r\nHost: a\r\n\r\n", 400));
    rows.push_back(refuses(s, "bytes of another protocol", "\x16\x03\x01\x02\x01\x01"s, 400));
    rows.push_back(refuses(s, "a response is no request", "HTTP/1.1 200 OK\r\n\r\n", 400));
}

void add_methods(HttpRows& rows) {
    const std::string s = "9112 §3.1";
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "get",
                               "M-SEARCH", "!#$%&'*+-.^_`|~", "X1"})
        rows.push_back(takes(s, "a method is a token: "s + method,
                             with_line(method + " / HTTP/1.1"s), {method + " /"s}));
    for (int byte = 1; byte < 256; ++byte) {
        const char one = static_cast<char>(byte);
        if (std::string("\"(),/:;<=>?@[\\]{}\x7F\x80\xFF\x01\x1B\x1F").find(one) ==
            std::string::npos)
            continue;
        rows.push_back(refuses(s, "no byte but those of a token: " + std::to_string(byte),
                               with_line("G"s + one + "T / HTTP/1.1"), 400));
    }
    rows.push_back(refuses(s, "nor NUL", with_line("G\0T / HTTP/1.1"s), 400));
    rows.push_back(refuses("9112 §3", "a method longer than any implemented is not",
                           std::string(33, 'M') + " / HTTP/1.1" + kRest, 501));
    rows.push_back(
        refuses("9112 §3", "and needs no end to be known as such", std::string(9000, 'M'), 501));
    rows.push_back(
        refuses("9112 §3", "a target longer than wanted", "GET /" + std::string(8192, 'a'), 414));
    rows.push_back(refuses("9112 §3", "the same with an end",
                           "GET /" + std::string(8192, 'a') + " HTTP/1.1" + kRest, 414));
    rows.push_back(takes("9112 §3", "8000 bytes of request line are to be supported",
                         "GET /" + std::string(7985, 'a') + " HTTP/1.1" + kRest,
                         {"GET /" + std::string(7985, 'a')}));
}

void add_versions(HttpRows& rows) {
    const std::string s = "9112 §2.3";
    rows.push_back(takes(s, "a later minor version is taken for 1.1 (RFC 9110 §2.5)",
                         with_line("GET / HTTP/1.2"), {"GET /"}));
    rows.push_back(takes(s, "1.9 too", with_line("GET / HTTP/1.9"), {"GET /"}));
    for (const char* version : {"HTTP/2.0", "HTTP/2.1", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9"})
        rows.push_back(refuses(s, "a major version that is not implemented: "s + version,
                               with_line("GET / "s + version), 505));
    for (const char* version :
         {"http/1.1",  "Http/1.1",  "HTTP/1",    "HTTP/1.",   "HTTP/.1",   "HTTP/11",
          "HTTP/1.10", "HTTP/01.1", "HTTP/1.01", "HTTP/1,1",  "HTTP/1.1x", "HTTP /1.1",
          "HTTP/ 1.1", "HTTP-1.1",  "HTTPS/1.1", "HTTP/+1.1", "HTTP/1.-1", "HTTP//1.1",
          "HTTP/2",    "XTTP/1.1",  "1.1",       "HTTP/x.1",  "HTTP/1.x"})
        rows.push_back(refuses(s, "a version is HTTP/ DIGIT . DIGIT: "s + version,
                               with_line("GET / "s + version), 400));
    rows.push_back(
        refuses("9113 §3.4", "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505));
}

}  // namespace

HttpRows http_start_line_rows() {
    HttpRows rows;
    add_lines(rows);
    add_request_lines(rows);
    add_methods(rows);
    add_versions(rows);
    return rows;
}

}  // namespace potok::conformance
