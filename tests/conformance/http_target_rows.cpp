// RFC 9112 §3.2 and §3.3, RFC 9110 §4.2 and §7.2: the four forms of a target, and Host.
#include "tests/conformance/http_rows.hpp"

namespace potok::conformance {
namespace {

using namespace std::string_literals;

std::string with(const std::string& method, const std::string& target,
                 const std::string& host = "a") {
    return method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
}

std::string with_hosts(const std::string& lines, const std::string& version = "1.1") {
    return "GET / HTTP/" + version + "\r\n" + lines + "\r\n";
}

void add_origin_form(HttpRows& rows) {
    const std::string s = "9112 §3.2.1";
    for (const char* target : {"/", "/a/b", "//", "/a//b", "/?", "/?a=b&c=d", "/a?b?c/d", "/;p=1",
                               "/%41%2f%00", "/..", "/a:b@c", "/!$&'()*+,;=~_-.", "/?%D0%9F"})
        rows.push_back(takes(s, "a path with or without a query: "s + target, get(target),
                             {"GET "s + target}));
    for (const char* target : {"a", "a/b", "?a", "./a", "%2f", "\\a", ""})
        rows.push_back(refuses(s, "the path begins with a slash: "s + target, get(target), 400));
    for (const char* target : {"/#", "/#a", "/a?b#c", "/%23#"})
        rows.push_back(
            refuses("9112 §3.2", "a target has no fragment: "s + target, get(target), 400));
    for (const char* target : {"/%", "/%4", "/%4g", "/%g4", "/%%41", "/a?%", "/a?%zz", "/%u0041"})
        rows.push_back(
            refuses("3986 §2.1", "a percent sign has two digits: "s + target, get(target), 400));
    for (int byte = 1; byte < 256; ++byte) {
        const char one = static_cast<char>(byte);
        const bool forbidden =
            byte < 0x20 || byte >= 0x7F || "\"<>\\^`{|}[]"s.find(one) != std::string::npos;
        if (!forbidden || byte == '\r' || byte == '\n') continue;
        const bool both = byte < 0x80 || byte == 0x80 || byte == 0xD0 || byte == 0xFF;
        if (!both) continue;
        rows.push_back(refuses("3986 §2", "a path has no byte " + std::to_string(byte),
                               get("/a"s + one), 400));
        const std::string target = "/?a"s + one;
        const bool usual = "\\^`{|}[]"s.find(one) != std::string::npos;
        rows.push_back(usual
                           ? takes("3986 §3.4", "what browsers send in a query is taken: " + target,
                                   get(target), {"GET " + target})
                           : refuses("3986 §2", "a query has no byte " + std::to_string(byte),
                                     get(target), 400));
    }
    rows.push_back(refuses("3986 §2", "nor NUL", get("/a\0b"s), 400));
}

void add_absolute_form(HttpRows& rows) {
    const std::string s = "9112 §3.2.2";
    for (const char* target :
         {"http://a/", "http://a", "http://a:80/b?c", "HTTP://a/", "https://a/", "http://a?b",
          "http://[::1]:8080/", "http://1.2.3.4/", "http://a:/"})
        rows.push_back(takes(s, "a server takes the absolute form: "s + target, get(target),
                             {"GET "s + target}));
    rows.push_back(takes(s, "its authority replaces Host, whatever that says",
                         with("GET", "http://b/", "a"), {"GET http://b/"}));
    rows.push_back(
        takes(s, "OPTIONS of no path", with("OPTIONS", "http://a"), {"OPTIONS http://a"}));
    rows.push_back(
        refuses("9112 §3.2", "Host is still demanded", "GET http://a/ HTTP/1.1\r\n\r\n", 400));
    rows.push_back(refuses("9112 §3.2", "and still judged", with("GET", "http://b/", "a b"), 400));
    rows.push_back(refuses("9110 §4.2.1", "the host may not be empty", get("http:///a"), 400));
    rows.push_back(refuses("9110 §4.2.1", "nor in front of a port", get("http://:80/"), 400));
    rows.push_back(refuses("9110 §4.2.1", "nor the authority missing", get("http:/a"), 400));
    for (const char* target : {"http://u@a/", "http://u:p@a/", "http://@a/", "http://u@a@b/"})
        rows.push_back(
            refuses("9110 §4.2.4", "user information is refused: "s + target, get(target), 400));
    for (const char* target : {"ftp://a/", "file:///a", "1http://a/", "http//a", "urn:a:b",
                               "http://a b/", "http://a\\b/", "http://a:x/", "http://a:99999/",
                               "http://[::1/", "http://::1/", "http://[::g]/", "http://a:80:80/",
                               "http://a/#b", "http://a/%", "http://%/", "http://a,b/"})
        rows.push_back(refuses(s, "a URI of http or https: "s + target, get(target), 400));
}

void add_authority_and_asterisk(HttpRows& rows) {
    const std::string s = "9112 §3.2.3";
    for (const char* method : {"GET", "POST", "OPTIONS"})
        for (const char* target : {"a:80", "[::1]:80", "a"})
            rows.push_back(refuses(s,
                                   "the authority form is for CONNECT: "s + method + ' ' + target,
                                   with(method, target), 400));
    for (const char* target : {"a:80", "[::1]:443", "1.2.3.4:1"})
        rows.push_back(
            takes(s, "host and port: "s + target, with("CONNECT", target), {"CONNECT "s + target}));
    for (const char* target : {"a", "a:", ":80", "a:0x50", "a:99999", "u@a:80", "a:80/", "/",
                               "http://a:80/", "*", "a:80:80", "[::1]", "a:0"})
        rows.push_back(refuses(s, "CONNECT names host and port, and nothing else: "s + target,
                               with("CONNECT", target), 400));
    rows.push_back(
        takes("9112 §3.2.4", "the asterisk is for OPTIONS", with("OPTIONS", "*"), {"OPTIONS *"}));
    for (const char* method : {"GET", "HEAD", "POST", "options"})
        rows.push_back(
            refuses("9112 §3.2.4", "and for no other: "s + method, with(method, "*"), 400));
    for (const char* target : {"**", "*/", "*?a", "/*\x01"})
        rows.push_back(
            refuses("9112 §3.2.4", "and stands alone: "s + target, with("OPTIONS", target), 400));
}

void add_hosts(HttpRows& rows) {
    const std::string s = "9112 §3.2";
    rows.push_back(refuses(s, "Host is demanded in HTTP/1.1", with_hosts(""), 400));
    rows.push_back(
        refuses(s, "other fields are no Host", with_hosts("Hos: a\r\nX-Host: a\r\n"), 400));
    rows.push_back(refuses(s, "in later versions too", with_hosts("", "1.2"), 400));
    rows.push_back(refuses(s, "once", with_hosts("Host: a\r\nHost: b\r\n"), 400));
    rows.push_back(
        refuses(s, "not even twice the same", with_hosts("Host: a\r\nhost: a\r\n"), 400));
    rows.push_back(
        refuses(s, "nor twice in HTTP/1.0", with_hosts("Host: a\r\nHost: a\r\n", "1.0"), 400));
    rows.push_back(
        takes_and_closes(s, "HTTP/1.0 may go without", with_hosts("", "1.0"), {"GET /"}));
    rows.push_back(takes_and_closes(s, "or have one", with_hosts("Host: a\r\n", "1.0"), {"GET /"}));
    rows.push_back(refuses(s, "but not an invalid one", with_hosts("Host: a b\r\n", "1.0"), 400));
    for (const char* host : {"a",
                             "A.Example.ORG",
                             "a:80",
                             "a:",
                             "a:65535",
                             "1.2.3.4",
                             "1.2.3.4:80",
                             "[::1]",
                             "[::1]:80",
                             "[::]",
                             "[1:2:3:4:5:6:7:8]",
                             "[1::8]",
                             "[::ffff:1.2.3.4]",
                             "[1:2:3:4:5:6::]",
                             "[::2:3:4:5:6:7:8]",
                             "[v1.a:b]",
                             "a-b.c_d",
                             "xn--e1afmkfd",
                             "a.",
                             "%41"})
        rows.push_back(takes("9110 §7.2", "Host is a host and maybe a port: "s + host,
                             with("GET", "/", host), {"GET /"}));
    for (const char* host : {"",
                             "a b",
                             "a/b",
                             "a\\b",
                             "u@a",
                             "a:b",
                             "a:80:80",
                             "a:-1",
                             "a:+1",
                             "a: 80",
                             "a :80",
                             "a:65536",
                             "a:99999999999999999999",
                             ":80",
                             "http://a",
                             "a?b",
                             "a#b",
                             "a,b",
                             "a, b",
                             "[",
                             "[]",
                             "[::1",
                             "::1",
                             "[::1]x",
                             "[::1]:x",
                             "[:::1]",
                             "[1:2:3:4:5:6:7]",
                             "[1:2:3:4:5:6:7:8:9]",
                             "[1::2::3]",
                             "[12345::]",
                             "[::g]",
                             "[1.2.3.4]",
                             "[::1.2.3]",
                             "[::1.2.3.256]",
                             "[::1.2.3.04]",
                             "[::1.2.3.4:5]",
                             "[1:2:3:4:5:6:7::8:9]",
                             "[1:2:3:4::5:6:7:8]",
                             "[v.a]",
                             "[vg.a]",
                             "[v1.]",
                             "[v1.a b]",
                             "[::1%eth0]",
                             "%4",
                             "%",
                             "\x80",
                             "a\"b",
                             "a<b",
                             "a{b",
                             "*",
                             "a;b",
                             "a=b"})
        rows.push_back(
            refuses("9110 §7.2", "and nothing else: "s + host, with("GET", "/", host), 400));
}

}  // namespace

HttpRows http_target_rows() {
    HttpRows rows;
    add_origin_form(rows);
    add_absolute_form(rows);
    add_authority_and_asterisk(rows);
    add_hosts(rows);
    return rows;
}

}  // namespace potok::conformance
