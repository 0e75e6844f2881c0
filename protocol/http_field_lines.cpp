#include "protocol/http_field_lines.hpp"

namespace potok {
namespace {

using enum HttpFailure;

// Takes a quoted-string off the front of `text`; false if there is none.
bool take_quoted(std::string_view& text) noexcept {
    if (!text.starts_with('"')) return false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return true;
        }
    }
    return false;
}

// transfer-coding = token *( OWS ";" OWS token BWS "=" BWS ( token / quoted-string ) )
bool is_transfer_coding(std::string_view text) noexcept {
    if (take_token(text).empty()) return false;
    for (text = without_blanks(text); !text.empty(); text = without_blanks(text)) {
        if (text[0] != ';') return false;
        text = without_blanks(text.substr(1));
        if (take_token(text).empty()) return false;
        text = without_blanks(text);
        if (!text.starts_with('=')) return false;
        text = without_blanks(text.substr(1));
        if (take_token(text).empty() && !take_quoted(text)) return false;
    }
    return true;
}

// Exactly one chunked, at the end, and nothing else: there is no other coding that we know. The
// empty elements that a list may have are how one recipient is made to see it and another not.
std::optional<HttpFailure> judge_codings(const HttpFields& fields) noexcept {
    std::size_t codings = 0;
    std::size_t chunked = 0;
    bool last_is_chunked = false;
    bool well_formed = true;
    fields.for_each_element("transfer-encoding", [&](std::string_view coding) {
        last_is_chunked = equal_ignoring_case(coding, "chunked");
        well_formed = well_formed && is_transfer_coding(coding);
        chunked += last_is_chunked ? 1 : 0;
        ++codings;
    });
    if (!well_formed || !last_is_chunked || chunked != 1) return transfer_encoding_malformed;
    if (codings != 1) return transfer_coding_unknown;
    const bool is_plain = fields.count("transfer-encoding") == 1 &&
                          equal_ignoring_case(*fields.find("transfer-encoding"), "chunked");
    return is_plain ? std::nullopt : std::optional(transfer_encoding_malformed);
}

}  // namespace

std::string_view take_line(std::string_view& lines) noexcept {
    const std::size_t end = lines.find("\r\n");
    ASSERT(end != lines.npos);
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 2);
    return line;
}

std::optional<HttpFailure> read_field_lines(std::string_view lines, HttpFields& fields) noexcept {
    for (std::string_view line = take_line(lines); !line.empty(); line = take_line(lines)) {
        const std::size_t colon = line.find(':');
        ASSERT(colon != line.npos);
        if (!fields.add({line.substr(0, colon), without_blanks(line.substr(colon + 1))}))
            return too_many_fields;
    }
    return std::nullopt;
}

std::optional<HttpFailure> read_version(std::string_view text, HttpVersion& version) noexcept {
    const bool well_formed = text.size() == 8 && text.starts_with("HTTP/") && text[6] == '.' &&
                             is(HttpByte::digit, text[5]) && is(HttpByte::digit, text[7]);
    if (!well_formed) return version_malformed;
    if (text[5] != '1') return version_not_supported;
    version = text[7] == '0' ? HttpVersion::http_1_0 : HttpVersion::http_1_1;
    return std::nullopt;
}

std::optional<HttpFailure> read_persistence(HttpVersion version, const HttpFields& fields,
                                            bool& keep_alive) noexcept {
    bool well_formed = true;
    bool close = false;
    bool stay = version == HttpVersion::http_1_1;
    fields.for_each_element("connection", [&](std::string_view option) {
        well_formed = well_formed && is_token(option);
        close = close || equal_ignoring_case(option, "close");
        stay = stay || equal_ignoring_case(option, "keep-alive");
    });
    if (!well_formed) return connection_malformed;
    keep_alive = stay && !close;
    return std::nullopt;
}

std::optional<HttpFailure> read_framing(HttpVersion version, const HttpFields& fields,
                                        HttpFraming& framing) noexcept {
    framing = {};
    const std::size_t codings = fields.count("transfer-encoding");
    const std::size_t lengths = fields.count("content-length");
    if (codings != 0) {
        if (lengths != 0) return content_length_and_transfer_encoding;
        if (version == HttpVersion::http_1_0) return transfer_encoding_in_http_1_0;
        framing.kind = HttpFraming::Kind::chunked;
        return judge_codings(fields);
    }
    if (lengths == 0) return std::nullopt;
    if (lengths != 1) return content_length_repeated;
    const auto length = read_decimal(*fields.find("content-length"));
    if (!length) return content_length_malformed;
    framing = {HttpFraming::Kind::length, *length};
    return std::nullopt;
}

}  // namespace potok
