#include "protocol/http_response.hpp"

#include "protocol/http_field_lines.hpp"

namespace potok {
namespace {

using enum HttpFailure;

// HTTP-version SP 3DIGIT SP [ reason-phrase ]. The last space is to be sent even where no reason
// follows, and was left out by so many servers that its absence is taken.
std::optional<HttpFailure> read_status_line(std::string_view line,
                                            HttpResponseHead& head) noexcept {
    const std::size_t space = line.find(' ');
    if (const auto failure = read_version(line.substr(0, space), head.version)) return failure;
    if (space == line.npos) return status_line_malformed;
    const std::string_view rest = line.substr(space + 1);
    const bool well_formed = rest.size() >= 3 && all_are(HttpByte::digit, rest.substr(0, 3)) &&
                             (rest.size() == 3 || rest[3] == ' ');
    if (!well_formed) return status_line_malformed;
    head.status = static_cast<std::uint16_t>(*read_decimal(rest.substr(0, 3)));
    head.reason = rest.size() == 3 ? std::string_view() : rest.substr(4);
    // RFC 9110 §15: a status is from 100 to 599.
    if (head.status < 100 || head.status > 599) return status_line_malformed;
    return std::nullopt;
}

// RFC 9112 §6.3. Where there is no content by rule, fields that speak of a length are still judged:
// Content-Length of a HEAD's answer says what GET would get.
std::optional<HttpFailure> read_response_framing(std::string_view method,
                                                 HttpResponseHead& head) noexcept {
    HttpFraming said;
    if (const auto failure = read_framing(head.version, head.fields, said)) return failure;
    const bool unframed = said.kind == HttpFraming::Kind::none;
    head.framing = has_no_content(method, head.status) ? HttpFraming{}
                   : unframed ? HttpFraming{HttpFraming::Kind::until_close, 0}
                              : said;
    return std::nullopt;
}

}  // namespace

bool has_no_content(std::string_view method, std::uint16_t status) noexcept {
    return is_informational(status) || status == 204 || status == 304 || method == "HEAD" ||
           (method == "CONNECT" && status / 100 == 2);
}

std::optional<HttpFailure> read_response_head(Bytes bytes, std::string_view method,
                                              HttpResponseHead& head) noexcept {
    std::string_view lines = text_of(bytes);
    head.fields.clear();
    if (const auto failure = read_status_line(take_line(lines), head)) return failure;
    if (const auto failure = read_field_lines(lines, head.fields)) return failure;
    if (const auto failure = read_response_framing(method, head)) return failure;
    if (const auto failure = read_persistence(head.version, head.fields, head.keep_alive))
        return failure;
    if (head.framing.kind == HttpFraming::Kind::until_close) head.keep_alive = false;
    return std::nullopt;
}

}  // namespace potok
