#include "protocol/http_request.hpp"

#include "protocol/http_field_lines.hpp"
#include "protocol/http_target.hpp"

namespace potok {
namespace {

using enum HttpFailure;

// method SP target SP version: the scanner has counted the spaces.
std::optional<HttpFailure> read_request_line(std::string_view line,
                                             HttpRequestHead& head) noexcept {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    ASSERT(first != line.npos && first != last);
    head.method = line.substr(0, first);
    head.target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    // Older than HTTP/1.x by its form, and meant to be refused by whoever does not speak it.
    if (line == "PRI * HTTP/2.0") return http2_preface;
    if (const auto failure = read_version(version, head.version)) return failure;
    return read_target(head);
}

// RFC 9112 §3.2: exactly one and a valid one, even where the target names the host.
std::optional<HttpFailure> read_host(HttpRequestHead& head) noexcept {
    const std::size_t lines = head.fields.count("host");
    if (lines > 1) return host_repeated;
    if (lines == 0) {
        if (head.version != HttpVersion::http_1_0) return host_missing;
        return std::nullopt;
    }
    const auto authority = read_authority(*head.fields.find("host"));
    if (!authority) return host_malformed;
    const bool in_target =
        head.form == HttpTargetForm::absolute || head.form == HttpTargetForm::authority;
    if (!in_target) head.host = *authority;
    return std::nullopt;
}

// RFC 9110 §7.6.1: a proxy takes away the fields that Connection names. Without one of these it is
// another request, so two recipients would see two.
std::optional<HttpFailure> judge_connection_options(const HttpFields& fields) noexcept {
    for (const std::string_view name : {"content-length", "transfer-encoding", "host"}) {
        if (fields.has_token("connection", name)) return connection_malformed;
    }
    return std::nullopt;
}

// RFC 9110 §10.1.1. HTTP/1.0 knows no 100 (Continue): there the one expectation is passed over.
std::optional<HttpFailure> read_expectation(HttpRequestHead& head) noexcept {
    bool known = true;
    bool expects = false;
    head.fields.for_each_element("expect", [&](std::string_view expectation) {
        expects = equal_ignoring_case(expectation, "100-continue");
        known = known && expects;
    });
    if (!known) return expectation_unknown;
    head.expects_continue =
        expects && head.version == HttpVersion::http_1_1 && head.framing.has_content();
    return std::nullopt;
}

// protocol = token [ "/" token ]
bool is_protocol(std::string_view text) noexcept {
    const std::size_t slash = text.find('/');
    return is_token(text.substr(0, slash)) &&
           (slash == text.npos || is_token(text.substr(slash + 1)));
}

// RFC 9110 §7.8: in HTTP/1.0 it is passed over.
std::optional<HttpFailure> read_upgrade(HttpRequestHead& head) noexcept {
    head.wants_upgrade = false;
    if (head.version == HttpVersion::http_1_0) return std::nullopt;
    bool well_formed = true;
    bool asked = false;
    head.fields.for_each_element("upgrade", [&](std::string_view protocol) {
        well_formed = well_formed && is_protocol(protocol);
        asked = true;
    });
    if (!well_formed) return connection_malformed;
    head.wants_upgrade = asked && head.fields.has_token("connection", "upgrade");
    return std::nullopt;
}

}  // namespace

std::optional<HttpFailure> read_request_head(Bytes bytes, HttpRequestHead& head) noexcept {
    std::string_view lines = text_of(bytes);
    if (lines.starts_with("\r\n")) lines.remove_prefix(2);
    head.fields.clear();
    head.host = {};
    head.path = head.query = {};
    if (const auto failure = read_request_line(take_line(lines), head)) return failure;
    if (const auto failure = read_field_lines(lines, head.fields)) return failure;
    if (const auto failure = read_host(head)) return failure;
    if (const auto failure = read_framing(head.version, head.fields, head.framing)) return failure;
    if (const auto failure = read_persistence(head.version, head.fields, head.keep_alive))
        return failure;
    if (const auto failure = judge_connection_options(head.fields)) return failure;
    if (const auto failure = read_upgrade(head)) return failure;
    return read_expectation(head);
}

}  // namespace potok
