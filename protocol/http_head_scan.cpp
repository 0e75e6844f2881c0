#include "protocol/http_head_scan.hpp"

#include <algorithm>
#include <string_view>

#include "protocol/http_syntax.hpp"

namespace potok {
namespace {

using enum HttpFailure;

constexpr std::string_view kStatusLineBegin = "HTTP/";

// A byte that no line may have, named after what was probably meant.
HttpFailure forbidden(char byte) noexcept {
    if (byte == '\n') return bare_line_feed;
    return byte == '\r' ? bare_carriage_return : forbidden_byte;
}

}  // namespace

HttpHeadScanner::HttpHeadScanner(HttpHeadKind kind, const HttpLimits& limits) noexcept
    : limits_(&limits), kind_(kind), state_(first_state()) {
    ASSERT(limits.head_bytes_max <= HttpLimits::kHeadBytesLimit);
    ASSERT(limits.trailer_bytes_max <= HttpLimits::kHeadBytesLimit);
    ASSERT(limits.fields_max <= HttpFields::kMax);
}

HttpHeadScanner::State HttpHeadScanner::first_state() const noexcept {
    switch (kind_) {
        case HttpHeadKind::request:
            return State::start;
        case HttpHeadKind::response:
            return State::status_line;
        case HttpHeadKind::trailers:
            break;
    }
    return State::name_begin;
}

void HttpHeadScanner::restart() noexcept {
    ASSERT(!failure_);
    *this = HttpHeadScanner(kind_, *limits_);
}

bool HttpHeadScanner::is_at_start() const noexcept {
    return state_ == first_state() && part_bytes_ == 0 && fields_ == 0 && !failure_;
}

std::size_t HttpHeadScanner::bytes_max() const noexcept {
    return kind_ == HttpHeadKind::trailers ? limits_->trailer_bytes_max : limits_->head_bytes_max;
}

HttpFailure HttpHeadScanner::too_long() const noexcept {
    const bool in_request_line = state_ == State::target || state_ == State::version;
    return in_request_line ? target_too_long : head_too_long;
}

HttpHeadScanner::Answer HttpHeadScanner::scan(Bytes in) noexcept {
    ASSERT(in.size() >= scanned_);
    const std::size_t limit = bytes_max();
    while (!failure_ && !whole_) {
        pass_over_run(in.first(std::min(in.size(), limit)));
        if (scanned_ == in.size()) break;
        // The byte that would be one too many is judged by where it stands, not by what it is.
        failure_ = scanned_ == limit ? too_long() : take(static_cast<char>(in[scanned_]));
        if (!failure_) ++scanned_;
    }
    if (failure_) return {0, failure_};
    return {whole_ ? scanned_ : std::size_t{0}, std::nullopt};
}

// Most bytes of a head stand within a target, a name or a value, and end nothing.
void HttpHeadScanner::pass_over_run(Bytes in) noexcept {
    HttpByte kind = HttpByte::value;
    switch (state_) {
        case State::target:
        case State::version:
            kind = HttpByte::visible;
            break;
        case State::name:
            kind = HttpByte::token;
            break;
        case State::value:
            break;
        case State::status_line:
            if (part_bytes_ < kStatusLineBegin.size()) return;
            break;
        default:
            return;
    }
    const auto end = std::find_if(in.begin() + scanned_, in.end(), [kind](std::byte byte) {
        return !is(kind, static_cast<char>(byte));
    });
    const auto passed = static_cast<std::uint16_t>(end - in.begin() - scanned_);
    scanned_ = static_cast<std::uint16_t>(scanned_ + passed);
    part_bytes_ = static_cast<std::uint16_t>(part_bytes_ + passed);
}

std::nullopt_t HttpHeadScanner::go_to(State next) noexcept {
    state_ = next;
    part_bytes_ = 0;
    return std::nullopt;
}

std::optional<HttpFailure> HttpHeadScanner::take(char byte) noexcept {
    switch (state_) {
        case State::start:
            return take_start(byte);
        case State::start_return:
            had_empty_line_ = true;
            return take_line_feed(byte, State::start);
        case State::method:
            return take_method(byte);
        case State::target:
            return take_end_of_target(byte);
        case State::version:
            return take_end_of_version(byte);
        case State::status_line:
            return take_status_line(byte);
        case State::line_return:
            return take_line_feed(byte, State::name_begin);
        case State::name_begin:
            return begin_field(byte);
        case State::name:
            return take_end_of_name(byte);
        case State::value:
            return take_end_of_value(byte);
        case State::last_return:
            break;
    }
    whole_ = byte == '\n';
    if (!whole_) return bare_carriage_return;
    return std::nullopt;
}

// RFC 9112 §2.2: at least one empty line before a request is to be passed over. It is exactly one:
// the line end that old clients sent behind a body.
std::optional<HttpFailure> HttpHeadScanner::take_start(char byte) noexcept {
    if (byte != '\r') {
        state_ = State::method;
        return take_method(byte);
    }
    if (had_empty_line_) return empty_line_before_head;
    return go_to(State::start_return);
}

std::optional<HttpFailure> HttpHeadScanner::take_method(char byte) noexcept {
    if (is(HttpByte::token, byte)) {
        if (part_bytes_ == kHttpMethodMax) return method_too_long;
        ++part_bytes_;
        return std::nullopt;
    }
    if (byte == ' ' && part_bytes_ != 0) return go_to(State::target);
    // A line's end may be one: there is no target in any case.
    return byte == '\n' ? bare_line_feed : request_line_malformed;
}

std::optional<HttpFailure> HttpHeadScanner::take_end_of_target(char byte) noexcept {
    if (byte == ' ' && part_bytes_ != 0) return go_to(State::version);
    if (byte == ' ') return request_line_malformed;
    if (byte == '\r' && part_bytes_ != 0) return request_line_no_version;
    return byte == '\n' ? bare_line_feed : target_malformed;
}

std::optional<HttpFailure> HttpHeadScanner::take_end_of_version(char byte) noexcept {
    if (byte == '\r' && part_bytes_ != 0) return go_to(State::line_return);
    return byte == '\n' ? bare_line_feed : request_line_malformed;
}

std::optional<HttpFailure> HttpHeadScanner::take_status_line(char byte) noexcept {
    if (part_bytes_ < kStatusLineBegin.size()) {
        if (byte != kStatusLineBegin[part_bytes_]) return status_line_malformed;
        ++part_bytes_;
        return std::nullopt;
    }
    if (byte == '\r') return go_to(State::line_return);
    return forbidden(byte);
}

std::optional<HttpFailure> HttpHeadScanner::begin_field(char byte) noexcept {
    if (byte == '\r') return go_to(State::last_return);
    if (byte == ' ' || byte == '\t') return field_folded;
    if (byte == '\n') return bare_line_feed;
    if (!is(HttpByte::token, byte)) return field_name_malformed;
    if (fields_ == limits_->fields_max) return too_many_fields;
    ++fields_;
    return go_to(State::name);
}

std::optional<HttpFailure> HttpHeadScanner::take_end_of_name(char byte) noexcept {
    if (byte == ':') return go_to(State::value);
    return byte == '\n' ? bare_line_feed : field_name_malformed;
}

std::optional<HttpFailure> HttpHeadScanner::take_end_of_value(char byte) noexcept {
    if (byte == '\r') return go_to(State::line_return);
    return forbidden(byte);
}

std::optional<HttpFailure> HttpHeadScanner::take_line_feed(char byte, State next) noexcept {
    if (byte != '\n') return bare_carriage_return;
    return go_to(next);
}

}  // namespace potok
