// RFC 9112 §7: the chunked coding, its extensions and trailers.
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {
namespace {

using namespace std::string_literals;

std::string chunked(const std::string& body) {
    return post("Transfer-Encoding: chunked\r\n", body);
}

void add_sizes(HttpRows& rows) {
    const std::string s = "9112 §7.1";
    rows.push_back(takes(s, "no data", chunked("0\r\n\r\n"), {"POST /"}));
    rows.push_back(takes(s, "several chunks are one body",
                         chunked("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"), {"POST / hello"}));
    rows.push_back(takes(s, "sizes are hexadecimal in either case",
                         chunked("a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n"),
                         {"POST / 01234567890123456789a"}));
    rows.push_back(takes(s, "leading zeros are digits", chunked("0005\r\nhello\r\n000\r\n\r\n"),
                         {"POST / hello"}));
    rows.push_back(takes(s, "sixteen digits", chunked("0000000000000005\r\nhello\r\n0\r\n\r\n"),
                         {"POST / hello"}));
    rows.push_back(takes(s, "data may look like a chunk", chunked("5\r\n0\r\n\r\n\r\n0\r\n\r\n"),
                         {"POST / 0\r\n\r\n"}));
    rows.push_back(takes(s, "what follows the body is the next request",
                         chunked("0\r\n\r\n") + get("/b"), {"POST /", "GET /b"}));
    rows.push_back(takes(s, "no last chunk: waits", chunked("5\r\nhello\r\n"), {}));
    rows.push_back(takes(s, "no last CRLF: waits", chunked("5\r\nhello\r\n0\r\n"), {}));
    for (const char* size : {"",
                             " ",
                             "+5",
                             "-5",
                             "-0",
                             "0x5",
                             "0X5",
                             "x5",
                             "5 ",
                             " 5",
                             "\t5",
                             "5\t",
                             "5h",
                             "g",
                             "5,5",
                             "5.",
                             "05 5",
                             "\"5\"",
                             "5\x0b",
                             "\xEF\xBC\x95",
                             "00000000000000005",
                             "10000000000000000",
                             "fffffffffffffffff",
                             "100000000000000005"})
        rows.push_back(refuses(s, "a size is one to sixteen hexadecimal digits: "s + size,
                               chunked(size + "\r\nhello\r\n0\r\n\r\n"s), 400));
    for (const char* size : {"ffffffffffffffff", "8000000000000000", "7fffffffffffffff", "1000001"})
        rows.push_back(refuses(s, "a size over the limit, before its bytes: "s + size,
                               chunked(size + "\r\n"s), 413));
    rows.push_back(
        refuses(s, "sizes that add up beyond the limit", chunked("1\r\na\r\n1000000\r\n"), 413));
    rows.push_back(refuses(s, "sizes that add up beyond 2^64",
                           chunked("1\r\na\r\nffffffffffffffff\r\n"), 413));
}

void add_ends(HttpRows& rows) {
    const std::string s = "9112 §7.1";
    const std::pair<const char*, std::string> bad[] = {
        {"a bare LF behind the size", "5\nhello\r\n0\r\n\r\n"},
        {"a bare CR behind the size", "5\rhello\r\n0\r\n\r\n"},
        {"two CRs behind the size", "5\r\r\nhello\r\n0\r\n\r\n"},
        {"a bare LF behind the data", "5\r\nhello\n0\r\n\r\n"},
        {"a bare CR behind the data", "5\r\nhello\r0\r\n\r\n"},
        {"nothing behind the data", "5\r\nhello0\r\n\r\n"},
        {"more data than the size", "4\r\nhello\r\n0\r\n\r\n"},
        {"less data than the size", "6\r\nhello\r\n0\r\n\r\n"},
        {"two bytes of anything behind the data", "5\r\nhelloXX0\r\n\r\n"},
        {"a bare LF behind the last chunk", "0\n\r\n"},
        {"a bare LF at the end", "0\r\n\n"},
        {"a bare CR at the end", "0\r\n\rX"},
        {"an empty line before a size", "\r\n5\r\nhello\r\n0\r\n\r\n"},
        {"an empty line between chunks", "5\r\nhello\r\n\r\n0\r\n\r\n"},
        {"NUL behind the size", "5\0\r\nhello\r\n0\r\n\r\n"s},
    };
    for (const auto& [what, body] : bad)
        rows.push_back(
            refuses(s, "line ends are CRLF, and where they belong: "s + what, chunked(body), 400));
}

void add_extensions(HttpRows& rows) {
    const std::string s = "9112 §7.1.1";
    for (const char* extension :
         {";a", ";a=b", ";a=b;c=d", ";a=\"b\"", ";a=\"\"", ";a=\"b;c\"", ";a=\"b\\\"c\"",
          ";a=\"b c\td\"", ";a=\"\x80\"", ";a;b;c", ";!=~"})
        rows.push_back(takes(s, "extensions that are not understood are passed over: "s + extension,
                             chunked("5"s + extension + "\r\nhello\r\n0"s + extension + "\r\n\r\n"),
                             {"POST / hello"}));
    for (const char* extension :
         {";",    "; a",      " ;a",    ";a ",         ";a =b",         ";a= b",     ";=b",
          ";a=",  ";a=b=c",   ";a;",    ";;a",         ";a=\"b",        ";a=\"b\"c", ";a=b\"c\"",
          ";a,b", ";a=(b)",   ";a\x01", ";a=\"\x01\"", ";a=\"\\\x01\"", ";\x80",     ";a=\x80",
          "\t;a", ";a=\"b\" "})
        rows.push_back(refuses(s, "they are ;name[=value], without blanks: "s + extension,
                               chunked("5"s + extension + "\r\nhello\r\n0\r\n\r\n"), 400));
    rows.push_back(refuses(s, "a bare LF in one", chunked("5;a\nb\r\nhello\r\n0\r\n\r\n"), 400));
    rows.push_back(
        refuses(s, "a bare LF in a quoted one", chunked("5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"), 400));
    rows.push_back(
        refuses(s, "a CR LF in a quoted one", chunked("5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n"), 400));
    rows.push_back(takes(s, "4096 bytes of them",
                         chunked("5;" + std::string(4095, 'a') + "\r\nhello\r\n0\r\n\r\n"),
                         {"POST / hello"}));
    rows.push_back(refuses(s, "not more", chunked("5;" + std::string(4096, 'a')), 400));
    std::string many;
    for (int i = 0; i < 2049; ++i)
        many += "1;a\r\nx\r\n";
    rows.push_back(refuses(s, "not more in many chunks either", chunked(many), 400));
}

void add_trailers(HttpRows& rows) {
    const std::string s = "9112 §7.1.2";
    rows.push_back(takes(s, "trailers are taken", chunked("0\r\nX: 1\r\nY: 2\r\n\r\n") + get("/b"),
                         {"POST /", "GET /b"}));
    for (const char* line : {"X : 1\r\n", " X: 1\r\n", "X: 1\r\n 2\r\n", "X: 1\n", "X: a\rb\r\n",
                             ": 1\r\n", "X\r\n", "X Y: 1\r\n", "X: \x01\r\n", "GET / HTTP/1.1\r\n"})
        rows.push_back(
            refuses(s, "by the rules of fields: "s + line, chunked("0\r\n"s + line + "\r\n"), 400));
    for (const char* line :
         {"Content-Length: 5", "Transfer-Encoding: chunked", "Host: b", "Connection: close",
          "Upgrade: x", "Expect: 100-continue", "TE: trailers", "Trailer: X"})
        rows.push_back(refuses("9110 §6.5.1", "none that frame, route or govern: "s + line,
                               chunked("0\r\n"s + line + "\r\n\r\n"), 400));
    for (const char* line : {"Authorization: x", "Cookie: x", "Content-Type: x", "Range: x"})
        rows.push_back(takes("9110 §6.5.1", "others that belong in the head are dropped: "s + line,
                             chunked("0\r\n"s + line + "\r\n\r\n"), {"POST /"}));
    std::string lines;
    for (int i = 0; i < 101; ++i)
        lines += "X: 1\r\n";
    rows.push_back(refuses("9110 §5.4", "at most 100", chunked("0\r\n" + lines + "\r\n"), 431));
    rows.push_back(
        refuses("9110 §5.4", "and 8192 bytes", chunked("0\r\nX: " + std::string(8192, 'v')), 431));
}

}  // namespace

HttpRows http_chunk_rows() {
    HttpRows rows;
    add_sizes(rows);
    add_ends(rows);
    add_extensions(rows);
    add_trailers(rows);
    return rows;
}

}  // namespace potok::conformance
