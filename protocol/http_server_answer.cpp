// The half of the engine that writes.
#include "protocol/http_server.hpp"

#include "protocol/http_response.hpp"

namespace potok {
namespace {

using enum HttpRefusal;

// 205 has a body by its framing only, and that is empty (RFC 9110 §15.3.6).
bool has_no_body(std::uint16_t status) noexcept {
    return status == 204 || status == 205;
}

void write_date(std::string_view date, std::string& out) {
    if (!date.empty()) write_field("Date", date, out);
}

}  // namespace

bool HttpServerEngine::continue_due() const noexcept {
    return continue_due_ && reading_ == Reading::body && answer_ == Answer::due;
}

void HttpServerEngine::write_continue(std::string& out) {
    ASSERT(continue_due());
    continue_due_ = false;
    write_status_line(100, reason_of(100), out);
    write_end_of_head(out);
}

std::optional<HttpRefusal> HttpServerEngine::judge(const HttpResponse& response) const noexcept {
    if (response.status < 200 || response.status > 599) return status_not_possible;
    // A tunnel would have to be something that this engine hands over.
    if (is_connect_ && response.status / 100 == 2) return status_not_possible;
    if (has_no_body(response.status) && response.body_bytes != 0) return body_not_allowed;
    if (!all_are(HttpByte::value, response.date)) return field_value_malformed;
    return judge_fields(response.fields);
}

HttpFraming HttpServerEngine::framing_of(const HttpResponse& response) const noexcept {
    using Kind = HttpFraming::Kind;
    if (response.status == 204 || response.status == 304) return {};
    if (response.body_bytes) return {Kind::length, *response.body_bytes};
    return {is_http_1_0_ ? Kind::until_close : Kind::chunked, 0};
}

std::optional<HttpRefusal> HttpServerEngine::begin_response(const HttpResponse& response,
                                                            std::string& out) {
    ASSERT(answer_ == Answer::due && reading_ != Reading::failed);
    if (const auto refusal = judge(response)) return refusal;
    const HttpFraming framing = framing_of(response);
    const bool muted = is_head_ || response.status == 304;
    const bool ends_with_connection = framing.kind == HttpFraming::Kind::until_close && !muted;
    if (response.close || continue_due() || ends_with_connection) keep_alive_ = false;

    write_status_line(response.status, reason_of(response.status), out);
    write_date(response.date, out);
    write_connection(response.fields, out);
    write_framing(response, framing, out);
    write_fields(response.fields, out);
    write_end_of_head(out);
    writer_.restart(framing, muted);
    answer_ = Answer::begun;
    return std::nullopt;
}

void HttpServerEngine::write_framing(const HttpResponse& response, const HttpFraming& framing,
                                     std::string& out) const {
    if (has_no_content("GET", response.status)) return;
    if (framing.kind == HttpFraming::Kind::length) {
        write_field("Content-Length", framing.length, out);
    } else if (framing.kind == HttpFraming::Kind::chunked) {
        write_field("Transfer-Encoding", "chunked", out);
    }
}

// Whoever sends Upgrade names it here (RFC 9110 §7.8); and each version is told what is not its
// default.
void HttpServerEngine::write_connection(HttpFieldList fields, std::string& out) const {
    const bool stay_said = keep_alive_ && is_http_1_0_;
    const std::string_view persistence = !keep_alive_ ? "close" : stay_said ? "keep-alive" : "";
    if (!persistence.empty()) write_field("Connection", persistence, out);
    if (has_field(fields, "upgrade")) write_field("Connection", "upgrade", out);
}

HttpBodyWriter& HttpServerEngine::body_writer() noexcept {
    ASSERT(answer_ == Answer::begun);
    return writer_;
}

std::optional<HttpRefusal> HttpServerEngine::end_response(std::string& out,
                                                          HttpFieldList trailers) {
    ASSERT(answer_ == Answer::begun);
    const auto refusal = writer_.end(trailers, out);
    if (refusal && refusal != body_under_length) return refusal;
    if (refusal) keep_alive_ = false;
    answer_ = Answer::complete;
    end_request_if_answered();
    return refusal;
}

std::optional<HttpRefusal> HttpServerEngine::respond(HttpResponse response, Bytes body,
                                                     std::string& out) {
    response.body_bytes = body.size();
    // Complete at once, nobody wants the rest of the request: who would not be read on is told so.
    if (body_.announced_bytes() > limits_->discard_bytes_max) response.close = true;
    if (const auto refusal = begin_response(response, out)) return refusal;
    if (const auto refusal = writer_.write(body, out)) return refusal;
    return end_response(out);
}

std::optional<HttpRefusal> HttpServerEngine::switch_protocols(HttpFieldList fields,
                                                              std::string_view date,
                                                              std::string& out) {
    ASSERT(answer_ == Answer::due && reading_ != Reading::failed);
    if (!wants_upgrade_ || !body_.ended() || !has_field(fields, "upgrade"))
        return upgrade_not_possible;
    if (const auto refusal = judge_fields(fields)) return refusal;
    if (!all_are(HttpByte::value, date)) return field_value_malformed;
    write_status_line(101, reason_of(101), out);
    write_date(date, out);
    write_field("Connection", "upgrade", out);
    write_fields(fields, out);
    write_end_of_head(out);
    answer_ = Answer::complete;
    reading_ = Reading::handed_over;
    return std::nullopt;
}

bool HttpServerEngine::refuse(std::string_view date, std::string& out) {
    ASSERT(reading_ == Reading::failed);
    if (answer_ == Answer::begun || answer_ == Answer::complete) return false;
    const std::uint16_t status = status_of(failure_);
    write_status_line(status, reason_of(status), out);
    write_date(date, out);
    write_field("Connection", "close", out);
    write_field("Content-Length", 0, out);
    write_end_of_head(out);
    answer_ = Answer::complete;
    return true;
}

}  // namespace potok
