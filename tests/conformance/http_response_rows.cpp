// RFC 9112 §4, §6.3, §8 and §9 as they bind a client: status lines, how the end of a response is
// told, what comes unasked.
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {
namespace {

using namespace std::string_literals;

HttpRow answered(HttpRow row, std::vector<std::string> asked) {
    row.asked = std::move(asked);
    return row;
}

HttpRow to_get(HttpRow row) {
    return answered(std::move(row), {"GET"});
}

HttpRow ended(HttpRow row) {
    row.input_ends = true;
    return row;
}

const std::string kEmpty = "Content-Length: 0\r\n\r\n";

std::string ok(const std::string& fields, const std::string& body = {}) {
    return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}

void add_status_lines(HttpRows& rows) {
    const std::string s = "9112 §4";
    for (const char* line :
         {"HTTP/1.1 200 OK", "HTTP/1.1 200 ", "HTTP/1.1 200", "HTTP/1.1 200 Very well\tdone",
          "HTTP/1.1 200 \xD0\xB4\xD0\xB0", "HTTP/1.2 200 OK", "HTTP/1.1 200  OK "})
        rows.push_back(to_get(takes(s, "a version, three digits and maybe a reason: "s + line,
                                    line + "\r\n"s + kEmpty, {"200"})));
    for (const char* status : {"200", "299", "301", "404", "500", "599"})
        rows.push_back(to_get(takes("9110 §15", "a status is from 200 to 599: "s + status,
                                    "HTTP/1.1 "s + status + " X\r\n" + kEmpty, {status})));
    for (const char* line : {"HTTP/1.1  200 OK",
                             "HTTP/1.1\t200 OK",
                             "HTTP/1.1 20 OK",
                             "HTTP/1.1 2000 OK",
                             "HTTP/1.1 +20 OK",
                             "HTTP/1.1 2x0 OK",
                             "HTTP/1.1 OK",
                             "HTTP/1.1 ",
                             "HTTP/1.1",
                             "HTTP/1.1 200OK",
                             "HTTP/1.1 200\tOK",
                             "HTTP/1.1 099 X",
                             "HTTP/1.1 600 X",
                             "HTTP/1.1 000 X",
                             "HTTP/1.1 999 X",
                             "http/1.1 200 OK",
                             "HTTP/1 200 OK",
                             "HTTP/1.10 200 OK",
                             "HTTP/2.0 200 OK",
                             "HTTP/0.9 200 OK",
                             " HTTP/1.1 200 OK",
                             "200 OK",
                             "ICY 200 OK",
                             "HTTP/1.1 200 O\x01K",
                             "HTTP/1.1 200 O\x7FK",
                             "<html>",
                             "GET / HTTP/1.1"})
        rows.push_back(
            to_get(refuses(s, "and nothing else: "s + line, line + "\r\n"s + kEmpty, 0)));
    rows.push_back(to_get(refuses(s, "no NUL", "HTTP/1.1 200 O\0K\r\n"s + kEmpty, 0)));
    rows.push_back(to_get(refuses(s, "no empty line before it", "\r\n" + ok(kEmpty), 0)));
    rows.push_back(to_get(refuses(s, "bytes of another protocol", "SSH-2.0-x\r\n", 0)));
    rows.push_back(to_get(takes(s, "half a status line waits", "HTTP/1.1 20", {})));
}

void add_lines(HttpRows& rows) {
    const std::string s = "9112 §2.2";
    for (const std::string& bytes :
         {"HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"s,
          "HTTP/1.1 200 OK\r\nContent-Length: 0\n\r\n"s,
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n"s, "HTTP/1.1 200 O\rK\r\n"s + kEmpty,
          ok("X: a\rb\r\n" + kEmpty), ok("X\r: a\r\n" + kEmpty), ok("X: a\0b\r\n"s + kEmpty),
          ok("X: a\x0b"s
             "b\r\n" +
             kEmpty)})
        rows.push_back(to_get(refuses(s, "a line ends with CRLF and has no controls", bytes, 0)));
    for (const char* line : {"X : 1", " X: 1", "X Y: 1", ": 1", "X", "X: 1\r\n 2", "X\t: 1",
                             "X(: 1", "Content-Length : 5"})
        rows.push_back(to_get(refuses("9112 §5", "fields are as strict as a request's: "s + line,
                                      ok(line + "\r\n"s + kEmpty), 0)));
    rows.push_back(
        to_get(refuses("9110 §5.4", "a head has a limit", ok("X: " + std::string(9000, 'v')), 0)));
    std::string many;
    for (int i = 0; i < 101; ++i)
        many += "X: 1\r\n";
    rows.push_back(to_get(refuses("9110 §5.4", "and at most 100 fields", ok(many), 0)));
}

void add_no_content(HttpRows& rows) {
    const std::string s = "9112 §6.3";
    const std::string length = "Content-Length: 5\r\n";
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    for (const std::string& fields : {length, chunked, ""s})
        rows.push_back(answered(
            takes(s, "an answer to HEAD ends with its head: " + fields, ok(fields), {"200"}),
            {"HEAD"}));
    for (const char* status : {"204", "304"})
        for (const std::string& fields : {length, ""s})
            rows.push_back(
                to_get(takes(s, "so does one of "s + status + ": " + fields,
                             "HTTP/1.1 "s + status + " X\r\n" + fields + "\r\n", {status})));
    rows.push_back(answered(takes(s, "what follows such a one is the next",
                                  ok(length) + ok(length, "hello"), {"200", "200 hello"}),
                            {"HEAD", "GET"}));
    rows.push_back(answered(
        refuses(s, "a length that is none is refused even there", ok("Content-Length: x\r\n"), 0),
        {"HEAD"}));
}

void add_lengths(HttpRows& rows) {
    const std::string s = "9112 §6.3";
    rows.push_back(
        to_get(takes(s, "a length", ok("Content-Length: 5\r\n", "hello"), {"200 hello"})));
    rows.push_back(to_get(takes(s, "a part of it waits", ok("Content-Length: 5\r\n", "hel"), {})));
    for (const char* value :
         {"", "+5", "-5", "5 5", "5,5", "5, 5", "0x5", "5a", "a", "18446744073709551616"})
        rows.push_back(to_get(refuses(s, "one that is not digits: "s + value,
                                      ok("Content-Length: "s + value + "\r\n", "hello"), 0)));
    for (const char* second : {"5", "6"})
        rows.push_back(to_get(
            refuses(s, "two of them: 5 and "s + second,
                    ok("Content-Length: 5\r\nContent-Length: "s + second + "\r\n", "hello"), 0)));
    rows.push_back(
        to_get(refuses(s, "with Transfer-Encoding",
                       ok("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 0)));
    rows.push_back(
        to_get(refuses("9112 §6.1", "Transfer-Encoding in HTTP/1.0",
                       "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0)));
    rows.push_back(
        to_get(refuses(s, "a body over the limit", ok("Content-Length: 16777217\r\n"), 0)));
    rows.push_back(to_get(ended(refuses("9112 §8", "a length that the end of input cuts off",
                                        ok("Content-Length: 5\r\n", "hell"), 0))));
}

void add_codings(HttpRows& rows) {
    const std::string s = "9112 §7.1";
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    rows.push_back(
        to_get(takes(s, "chunks", ok(chunked, "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"), {"200 hello"})));
    rows.push_back(to_get(takes(s, "trailers", ok(chunked, "0\r\nX: 1\r\n\r\n"), {"200"})));
    rows.push_back(
        to_get(takes(s, "extensions", ok(chunked, "1;a=\"b\"\r\nx\r\n0\r\n\r\n"), {"200 x"})));
    for (const char* value : {"chunked, chunked", "gzip", "gzip, chunked", "chunked, gzip", "",
                              "identity", "chunked;a=b", "xchunked", "\"chunked\""})
        rows.push_back(
            to_get(refuses("9112 §6.3", "codings that were not asked for: "s + value,
                           ok("Transfer-Encoding: "s + value + "\r\n", "0\r\n\r\n"), 0)));
    for (const char* body :
         {"0x1\r\nx\r\n", "+1\r\nx\r\n", " 1\r\nx\r\n", "1 \r\nx\r\n", "1\nx\r\n", "1\r\nxx\r\n",
          "1\r\nx\n", "g\r\n", "\r\n", "00000000000000001\r\n", "1 ;a\r\nx\r\n", "1;\r\nx\r\n",
          "0\r\nContent-Length: 1\r\n\r\n", "0\r\n X: 1\r\n\r\n", "ffffffffffffffff\r\n"})
        rows.push_back(
            to_get(refuses(s, "chunks as strict as a request's: "s + body, ok(chunked, body), 0)));
    for (const char* body :
         {"", "5", "5\r\n", "5\r\nhel", "5\r\nhello\r\n", "0\r\n", "0\r\nX: 1\r\n"})
        rows.push_back(to_get(ended(
            refuses("9112 §8", "chunks that the end of input cuts off", ok(chunked, body), 0))));
}

void add_ends(HttpRows& rows) {
    const std::string s = "9112 §6.3";
    rows.push_back(to_get(ended(takes_and_closes(s, "with neither field the end of input ends it",
                                                 ok("", "hello"), {"200 hello"}))));
    rows.push_back(to_get(
        ended(takes_and_closes(s, "of HTTP/1.0 too", "HTTP/1.0 200 OK\r\n\r\nhi", {"200 hi"}))));
    rows.push_back(to_get(takes(s, "and nothing else does", ok("", "hello"), {})));
    rows.push_back(to_get(ended(refuses("9112 §8", "a head that the end of input cuts off",
                                        "HTTP/1.1 200 OK\r\nContent-", 0))));
    rows.push_back(to_get(ended(refuses("9112 §9.2", "no answer at all", "", 0))));
    HttpRow idle =
        answered(ended(takes_and_closes("9112 §9.5", "between answers it is a good end",
                                        ok(kEmpty.substr(0, kEmpty.size() - 2)), {"200"})),
                 {"GET"});
    rows.push_back(idle);
}

void add_informational(HttpRows& rows) {
    const std::string s = "9110 §15.2";
    const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    const std::string final = ok("Content-Length: 2\r\n", "hi");
    rows.push_back(to_get(takes(s, "100 before the final one", go_on + final, {"200 hi"})));
    rows.push_back(to_get(takes(
        s, "several, of any number",
        go_on + "HTTP/1.1 103 X\r\nLink: a\r\n\r\nHTTP/1.1 199 X\r\n\r\n" + final, {"200 hi"})));
    std::string many;
    for (int i = 0; i < 17; ++i)
        many += go_on;
    rows.push_back(to_get(refuses(s, "but not without end", many, 0)));
    rows.push_back(to_get(ended(refuses(s, "and then nothing", go_on, 0))));
    rows.push_back(
        to_get(refuses("9110 §7.8", "101 that nobody asked for",
                       "HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", 0)));
}

void add_switches(HttpRows& rows) {
    const std::string s = "9110 §7.8";
    const std::string head = "HTTP/1.1 101 X\r\n";
    const std::string both = "Connection: upgrade\r\nUpgrade: x\r\n\r\n";
    rows.push_back(answered(takes_and_closes(s, "101 to whoever asked hands the connection over",
                                             head + both + "\x01\x02", {}),
                            {"UPGRADE"}));
    for (const char* fields : {"Connection: upgrade\r\n\r\n", "Upgrade: x\r\n\r\n", "\r\n"})
        rows.push_back(
            answered(refuses(s, "and names what it switches to: "s + fields, head + fields, 0),
                     {"UPGRADE"}));
    rows.push_back(
        answered(refuses(s, "not in HTTP/1.0", "HTTP/1.0 101 X\r\n" + both, 0), {"UPGRADE"}));
    rows.push_back(
        answered(takes(s, "a server may pass over Upgrade", ok(kEmpty.substr(0, 19)), {"200"}),
                 {"UPGRADE"}));
    rows.push_back(answered(takes_and_closes("9110 §9.3.6", "2xx to CONNECT is a tunnel",
                                             ok("Content-Length: 5\r\n", "\x01\x02"), {}),
                            {"CONNECT"}));
    rows.push_back(answered(takes("9110 §9.3.6", "any other answer has a body",
                                  "HTTP/1.1 407 X\r\nContent-Length: 2\r\n\r\nno", {"407 no"}),
                            {"CONNECT"}));
}

void add_persistence(HttpRows& rows) {
    const std::string s = "9112 §9.3";
    rows.push_back(
        answered(takes(s, "answers in the order of the requests",
                       ok("Content-Length: 1\r\n", "a") + ok("Content-Length: 1\r\n", "b"),
                       {"200 a", "200 b"}),
                 {"GET", "GET"}));
    rows.push_back(
        to_get(takes_and_closes(s, "close ends the connection",
                                ok("Connection: close\r\nContent-Length: 0\r\n"), {"200"})));
    rows.push_back(
        to_get(takes_and_closes(s, "so does HTTP/1.0", "HTTP/1.0 200 OK\r\n" + kEmpty, {"200"})));
    rows.push_back(to_get(takes(
        s, "unless it stays", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + kEmpty, {"200"})));
    rows.push_back(to_get(
        refuses("9110 §7.6.1", "options are tokens", ok("Connection: a b\r\n" + kEmpty), 0)));
    rows.push_back(
        to_get(refuses("9112 §9.2", "an answer that nobody asked for",
                       ok("Content-Length: 0\r\n") + ok("Content-Length: 0\r\n"), 0, {"200"})));
    rows.push_back(
        refuses("9112 §9.2", "an answer before any request", ok("Content-Length: 0\r\n"), 0));
    rows.push_back(to_get(refuses("9112 §9.2", "more body than was announced",
                                  ok("Content-Length: 5\r\n", "hello!"), 0, {"200 hello"})));
}

}  // namespace

HttpRows http_response_rows() {
    HttpRows rows;
    add_status_lines(rows);
    add_lines(rows);
    add_no_content(rows);
    add_lengths(rows);
    add_codings(rows);
    add_ends(rows);
    add_informational(rows);
    add_switches(rows);
    add_persistence(rows);
    return rows;
}

}  // namespace potok::conformance
