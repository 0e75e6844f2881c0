// RFC 9112 §6: how the end of a request's body is told, and every way to make two recipients
// disagree about it.
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {
namespace {

using namespace std::string_literals;

const std::string kChunked = "Transfer-Encoding: chunked\r\n";

void add_lengths(HttpRows& rows) {
    const std::string s = "9112 §6.2";
    rows.push_back(takes(s, "Content-Length says how many bytes follow",
                         post("Content-Length: 5\r\n", "hello"), {"POST / hello"}));
    rows.push_back(takes(s, "of any method",
                         "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", {"GET / hi"}));
    rows.push_back(takes(s, "leading zeros are digits", post("Content-Length: 0005\r\n", "hello"),
                         {"POST / hello"}));
    rows.push_back(takes(s, "zero is no body", post("Content-Length: 0\r\n", ""), {"POST /"}));
    rows.push_back(takes(s, "a part of the body waits for the rest",
                         post("Content-Length: 5\r\n", "hel"), {}));
    rows.push_back(takes(s, "what follows the body is the next request",
                         post("Content-Length: 5\r\n", "hello") + get("/b"),
                         {"POST / hello", "GET /b"}));
    rows.push_back(takes(s, "a body that looks like a request is none",
                         post("Content-Length: 41\r\n", get("/inner") + "123456789") + get("/b"),
                         {"POST / " + get("/inner") + "123456789", "GET /b"}));
    for (const char* value : {"",
                              "+5",
                              "-5",
                              "-0",
                              "5 ;",
                              "5;",
                              "5,",
                              ",5",
                              "5, 5",
                              "5,5",
                              "5, 6",
                              "5 5",
                              "0x5",
                              "5h",
                              "a",
                              "five",
                              "5.0",
                              "5e0",
                              "1_0",
                              "\"5\"",
                              "\x0b"
                              "5",
                              "5\x0c",
                              "\xD9\xA5",
                              "18446744073709551616",
                              "99999999999999999999",
                              "340282366920938463463374607431768211461"})
        rows.push_back(refuses(s, "a length is digits, and fits: "s + value,
                               post("Content-Length: "s + value + "\r\n", "hello"), 400));
    rows.push_back(refuses(s, "a body over the limit, before its bytes",
                           post("Content-Length: 18446744073709551615\r\n", ""), 413));
    rows.push_back(refuses(s, "16 MiB and a byte", post("Content-Length: 16777217\r\n", ""), 413));
    for (const char* second : {"5", "6", "0", "", "x"})
        rows.push_back(refuses(
            "9112 §6.3", "one length only: 5 and "s + second,
            post("Content-Length: 5\r\nContent-Length: "s + second + "\r\n", "hello"), 400));
    rows.push_back(refuses("9112 §6.3", "whatever the case of its name",
                           post("Content-Length: 5\r\ncontent-length: 5\r\n", "hello"), 400));
    rows.push_back(refuses("9112 §6.3", "in HTTP/1.0 too",
                           "POST / HTTP/1.0\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
                           400));
}

void add_no_body(HttpRows& rows) {
    const std::string s = "9112 §6.3";
    rows.push_back(takes(s, "without either field there is no body", post("", get("/b")),
                         {"POST /", "GET /b"}));
    rows.push_back(refuses(s, "and what follows is judged as a request",
                           post("", "hello world\r\n"), 400, {"POST /"}));
    rows.push_back(takes_and_closes(s, "in HTTP/1.0 too, where nothing follows",
                                    "POST / HTTP/1.0\r\n\r\nhello", {"POST /"}));
}

void add_codings(HttpRows& rows) {
    const std::string s = "9112 §6.1";
    rows.push_back(takes(s, "chunked is to be understood",
                         post(kChunked, "5\r\nhello\r\n0\r\n\r\n"), {"POST / hello"}));
    for (const char* value : {"Chunked", "CHUNKED", "chunked ", "\tchunked"})
        rows.push_back(takes(s, "the name has no case: "s + value,
                             post("Transfer-Encoding: "s + value + "\r\n", "0\r\n\r\n"),
                             {"POST /"}));
    for (const char* value : {", chunked", "chunked,", " , chunked , ", ",chunked"})
        rows.push_back(refuses(s, "empty elements are refused, whatever a list may have: "s + value,
                               post("Transfer-Encoding: "s + value + "\r\n", "0\r\n\r\n"), 400));
    rows.push_back(
        refuses(s, "so is an empty line beside the good one",
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n", "0\r\n\r\n"), 400));
    for (const char* value : {"gzip, chunked", "x-gzip, chunked", "deflate,chunked",
                              "identity, chunked", "foo;a=b, chunked", "foo;a=\"x,y\", chunked"})
        rows.push_back(refuses(s, "a coding that is not understood: "s + value,
                               post("Transfer-Encoding: "s + value + "\r\n", "0\r\n\r\n"), 501));
    for (const char* value : {"",
                              ",",
                              "gzip",
                              "identity",
                              "chunked, gzip",
                              "chunked, identity",
                              "chunked, chunked",
                              "chunked,chunked",
                              "gzip, chunked, chunked",
                              "chunked;a=b",
                              "chunked; a",
                              "chunked;",
                              "chunked;q=1.0",
                              "xchunked",
                              "chunkedx",
                              "chunked x",
                              "x chunked",
                              "\"chunked\"",
                              "chunked\x0b",
                              "\x0b"
                              "chunked",
                              "chunk\xC3\xA9"
                              "d",
                              "'chunked'",
                              "chunked/1",
                              "[chunked]",
                              "chunked:",
                              "cow, cow",
                              "chunKED\xFF",
                              "\xE2\x84\xAA"
                              "chunked",
                              "gzip chunked",
                              "chu nked"})
        rows.push_back(refuses("9112 §6.3",
                               "chunked is last, once, and without parameters: "s + value,
                               post("Transfer-Encoding: "s + value + "\r\n", "0\r\n\r\n"), 400));
    rows.push_back(
        refuses(s, "nor twice in two lines", post(kChunked + kChunked, "0\r\n\r\n"), 400));
    rows.push_back(refuses(s, "nor another behind it in a second line",
                           post(kChunked + "Transfer-Encoding: identity\r\n", "0\r\n\r\n"), 400));
    rows.push_back(refuses(s, "one before it in a first line is one before it",
                           post("Transfer-Encoding: gzip\r\n" + kChunked, "0\r\n\r\n"), 501));
    rows.push_back(refuses(s, "nothing of the kind in HTTP/1.0",
                           "POST / HTTP/1.0\r\nHost: a\r\n" + kChunked + "\r\n0\r\n\r\n", 400));
    rows.push_back(
        refuses(s, "not even kept alive",
                "POST / HTTP/1.0\r\nConnection: keep-alive\r\n" + kChunked + "\r\n0\r\n\r\n", 400));
}

void add_both(HttpRows& rows) {
    const std::string s = "9112 §6.3";
    const std::string length = "Content-Length: 5\r\n";
    rows.push_back(refuses(s, "a length and chunked", post(length + kChunked, "0\r\n\r\n"), 400));
    rows.push_back(refuses(s, "chunked and a length", post(kChunked + length, "0\r\n\r\n"), 400));
    rows.push_back(refuses(s, "a length of zero and chunked",
                           post("Content-Length: 0\r\n" + kChunked, "0\r\n\r\n"), 400));
    rows.push_back(refuses(s, "a bad length and chunked",
                           post("Content-Length: x\r\n" + kChunked, "0\r\n\r\n"), 400));
    rows.push_back(refuses(s, "a length and another coding",
                           post(length + "Transfer-Encoding: gzip, chunked\r\n", "hello"), 400));
    rows.push_back(refuses(s, "a length and no coding",
                           post(length + "Transfer-Encoding:\r\n", "hello"), 400));
    rows.push_back(refuses(s, "what follows is not looked at",
                           post(length + kChunked, "0\r\n\r\n" + get("/smuggled")), 400));
    rows.push_back(takes(s, "a length in another's name is none",
                         post("Content_Length: 5\r\n" + kChunked, "0\r\n\r\n"), {"POST /"}));
}

}  // namespace

HttpRows http_framing_rows() {
    HttpRows rows;
    add_lengths(rows);
    add_no_body(rows);
    add_codings(rows);
    add_both(rows);
    return rows;
}

}  // namespace potok::conformance
