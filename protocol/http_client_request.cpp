// The half of the engine that writes.
#include "protocol/http_client.hpp"

#include "protocol/http_limits.hpp"
#include "protocol/http_target.hpp"

namespace potok {
namespace {

using enum HttpRefusal;

// A length of zero is said where a body would be expected (RFC 9110 §8.6).
bool expects_a_body(std::string_view method) noexcept {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

std::optional<HttpRefusal> judge_target(const HttpRequest& request) noexcept {
    // Bytes that end a target or a line are judged here: a server's scanner would have met them.
    if (!all_are(HttpByte::visible, request.target)) return target_malformed;
    HttpRequestHead head;
    head.method = request.method;
    head.target = request.target;
    if (read_target(head)) return target_malformed;
    return std::nullopt;
}

std::optional<HttpRefusal> judge(const HttpRequest& request) noexcept {
    if (!is_token(request.method) || request.method.size() > kHttpMethodMax)
        return method_malformed;
    if (const auto refusal = judge_target(request)) return refusal;
    if (!read_authority(request.host)) return host_malformed;
    return judge_fields(request.fields);
}

}  // namespace

std::optional<HttpRefusal> HttpClientEngine::begin_request(const HttpRequest& request,
                                                           std::string& out) {
    ASSERT(idle() && !writing_);
    if (const auto refusal = judge(request)) return refusal;
    const bool chunked = !request.body_bytes;
    const std::uint64_t length = request.body_bytes.value_or(0);
    const bool framed = chunked || length != 0 || expects_a_body(request.method);

    write_request_line(request.method, request.target, out);
    // First, where whoever routes by it finds it (RFC 9110 §7.2).
    write_field("Host", request.host, out);
    asked_upgrade_ = has_field(request.fields, "upgrade");
    if (request.close) write_field("Connection", "close", out);
    if (asked_upgrade_) write_field("Connection", "upgrade", out);
    if (chunked) write_field("Transfer-Encoding", "chunked", out);
    if (!chunked && framed) write_field("Content-Length", length, out);
    write_fields(request.fields, out);
    write_end_of_head(out);

    using FramingKind = HttpFraming::Kind;
    writer_.restart({chunked  ? FramingKind::chunked
                     : framed ? FramingKind::length
                              : FramingKind::none,
                     length});
    is_head_ = request.method == "HEAD";
    is_connect_ = request.method == "CONNECT";
    keep_alive_ = !request.close;
    writing_ = true;
    informational_ = 0;
    scanner_.restart();
    reading_ = Reading::head;
    return std::nullopt;
}

HttpBodyWriter& HttpClientEngine::body_writer() noexcept {
    ASSERT(writing_);
    return writer_;
}

std::optional<HttpRefusal> HttpClientEngine::end_request(std::string& out, HttpFieldList trailers) {
    ASSERT(writing_);
    const auto refusal = writer_.end(trailers, out);
    if (!refusal) writing_ = false;
    return refusal;
}

std::optional<HttpRefusal> HttpClientEngine::send(HttpRequest request, Bytes body,
                                                  std::string& out) {
    request.body_bytes = body.size();
    if (const auto refusal = begin_request(request, out)) return refusal;
    if (const auto refusal = writer_.write(body, out)) return refusal;
    return end_request(out);
}

}  // namespace potok
