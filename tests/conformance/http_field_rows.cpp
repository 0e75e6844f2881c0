// RFC 9112 §5: field lines, and the limits that RFC 9110 §5.4 and RFC 6585 §5 leave to a server.
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {
namespace {

using namespace std::string_literals;

void add_names(HttpRows& rows) {
    const std::string s = "9112 §5.1";
    rows.push_back(refuses(s, "no space before the colon", get("/", "X : 1\r\n"), 400));
    rows.push_back(refuses(s, "no tab before the colon", get("/", "X\t: 1\r\n"), 400));
    rows.push_back(refuses(s, "above all none behind Content-Length",
                           post("Content-Length : 5\r\n", "hello"), 400));
    rows.push_back(refuses(s, "nor behind Transfer-Encoding",
                           post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400));
    rows.push_back(refuses(s, "nor behind Host", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400));
    rows.push_back(refuses(s, "a name is not empty", get("/", ": 1\r\n"), 400));
    rows.push_back(refuses(s, "a field line has a colon", get("/", "X\r\n"), 400));
    rows.push_back(refuses(s, "no space within the name", get("/", "X Y: 1\r\n"), 400));
    for (int byte = 0; byte < 256; ++byte) {
        const char one = static_cast<char>(byte);
        if ("\"(),/;<=>?@[\\]{}\x7F\x80\xFF\x01\x1B\v\f\0"s.find(one) == std::string::npos)
            continue;
        rows.push_back(refuses(s, "a name has no byte " + std::to_string(byte),
                               get("/", "X"s + one + "Y: 1\r\n"), 400));
    }
    rows.push_back(takes(s, "any token is a name", get("/", "!#$%&'*+-.^_`|~9: 1\r\n"), {"GET /"}));
    rows.push_back(takes(s, "names have no case",
                         "POST / HTTP/1.1\r\nhOST: a\r\n"
                         "cONTENT-lENGTH: 2\r\n\r\nhi",
                         {"POST / hi"}));
}

void add_values(HttpRows& rows) {
    const std::string s = "9110 §5.5";
    for (const char* value : {"", "1", " 1", "\t 1\t ", "a b\tc", "\x80\xFF", "\"", ":", "::"})
        rows.push_back(takes(s,
                             "a value is visible bytes, blanks and obs-text, or nothing: "s + value,
                             get("/", "X:"s + value + "\r\n"), {"GET /"}));
    for (int byte = 0; byte < 0x80; ++byte) {
        const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7F;
        if (!control || byte == '\r' || byte == '\n') continue;
        rows.push_back(refuses(s, "a value has no control " + std::to_string(byte),
                               get("/", "X: a"s + static_cast<char>(byte) + "b\r\n"), 400));
    }
    rows.push_back(
        refuses("9112 §5.2", "a folded line is refused", get("/", "X: 1\r\n 2\r\n"), 400));
    rows.push_back(refuses("9112 §5.2", "folded by a tab too", get("/", "X: 1\r\n\t2\r\n"), 400));
    rows.push_back(refuses("9112 §5.2", "folded to nothing too", get("/", "X: 1\r\n \r\n"), 400));
    rows.push_back(refuses("9112 §5.2", "above all Transfer-Encoding",
                           post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400));
}

std::string fields(int count) {
    std::string lines;
    for (int i = 0; i < count; ++i)
        lines += "X: 1\r\n";
    return lines;
}

void add_limits(HttpRows& rows) {
    const std::string s = "9110 §5.4";
    // Host is one of them.
    rows.push_back(takes(s, "100 fields", get("/", fields(99)), {"GET /"}));
    rows.push_back(refuses(s, "not 101", get("/", fields(100)), 431));
    rows.push_back(refuses(s, "far too many", get("/", fields(1300)), 431));
    // "GET / HTTP/1.1", "Host: a", the field's own five bytes and three line ends are 36.
    const std::size_t rest = std::string("GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n").size();
    rows.push_back(takes(s, "a head of 8192 bytes",
                         get("/", "X: " + std::string(8192 - rest, 'v') + "\r\n"), {"GET /"}));
    rows.push_back(
        refuses(s, "not of 8193", get("/", "X: " + std::string(8193 - rest, 'v') + "\r\n"), 431));
    rows.push_back(refuses(s, "no end of a value in sight",
                           "GET / HTTP/1.1\r\nX: " + std::string(10000, 'v'), 431));
    rows.push_back(refuses(s, "no end of a name in sight",
                           "GET / HTTP/1.1\r\n" + std::string(10000, 'n'), 431));
}

}  // namespace

HttpRows http_field_rows() {
    HttpRows rows;
    add_names(rows);
    add_values(rows);
    add_limits(rows);
    return rows;
}

}  // namespace potok::conformance
