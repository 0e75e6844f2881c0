#include "protocol/http_body.hpp"

#include <algorithm>
#include <array>

#include "protocol/http_field_lines.hpp"

namespace potok {
namespace {

using enum HttpFailure;
using Kind = HttpBodyDecoder::Event::Kind;

constexpr std::uint8_t kSizeDigitsMax = 16;

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& names, std::string_view name) noexcept {
    return std::any_of(names.begin(), names.end(),
                       [name](std::string_view one) { return equal_ignoring_case(one, name); });
}

// RFC 9110 §6.5.1: none of these may be sent behind a body. The first ones would frame, route or
// govern the message if anybody took them; they are an attack. The others were meant well.
bool is_refused(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 8> kNames = {
        "content-length", "transfer-encoding", "host", "connection", "upgrade", "expect", "te",
        "trailer"};
    return is_one_of(kNames, name);
}

bool is_dropped(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 27> kNames = {"authorization",
                                                         "proxy-authorization",
                                                         "authentication-info",
                                                         "www-authenticate",
                                                         "proxy-authenticate",
                                                         "proxy-authentication-info",
                                                         "cookie",
                                                         "set-cookie",
                                                         "content-encoding",
                                                         "content-type",
                                                         "content-range",
                                                         "content-location",
                                                         "range",
                                                         "if-match",
                                                         "if-none-match",
                                                         "if-range",
                                                         "if-modified-since",
                                                         "if-unmodified-since",
                                                         "cache-control",
                                                         "pragma",
                                                         "max-forwards",
                                                         "age",
                                                         "expires",
                                                         "date",
                                                         "location",
                                                         "retry-after",
                                                         "vary"};
    return is_one_of(kNames, name);
}

std::optional<HttpFailure> read_trailers(std::string_view lines, HttpFields& trailers) noexcept {
    HttpFields all;
    if (const auto failure = read_field_lines(lines, all)) return failure;
    trailers.clear();
    for (const HttpField& field : all) {
        if (is_refused(field.name)) return trailer_field_forbidden;
        if (is_dropped(field.name)) continue;
        if (!trailers.add(field)) return too_many_fields;
    }
    return std::nullopt;
}

}  // namespace

HttpBodyDecoder::HttpBodyDecoder(const HttpLimits& limits) noexcept
    : limits_(&limits), scanner_(HttpHeadKind::trailers, limits) {}

void HttpBodyDecoder::restart(const HttpFraming& framing) noexcept {
    ASSERT(state_ == State::ended);
    missing_ = 0;
    allowance_ = limits_->body_bytes_max;
    extension_bytes_ = 0;
    digits_ = 0;
    kind_ = framing.kind;
    switch (framing.kind) {
        case HttpFraming::Kind::none:
            break;
        case HttpFraming::Kind::length:
            missing_ = framing.length;
            if (missing_ != 0) state_ = State::data;
            if (missing_ > allowance_) fail(body_too_long);
            break;
        case HttpFraming::Kind::chunked:
            state_ = State::size;
            scanner_.restart();
            break;
        case HttpFraming::Kind::until_close:
            state_ = State::data;
            break;
    }
}

void HttpBodyDecoder::fail(HttpFailure failure) noexcept {
    state_ = State::failed;
    failure_ = failure;
}

void HttpBodyDecoder::go_on_if(bool good, State next, HttpFailure otherwise) noexcept {
    if (!good) return fail(otherwise);
    state_ = next;
}

HttpBodyDecoder::Event HttpBodyDecoder::next(Bytes& cursor, HttpFields& trailers) noexcept {
    for (;;) {
        if (state_ == State::failed) return {Kind::failure, {}, failure_};
        if (state_ == State::ended) return {Kind::end, {}, {}};
        if (cursor.empty()) return {};
        if (state_ == State::data && has_room()) return next_data(cursor);
        if (state_ == State::trailers) {
            const Event event = next_trailers(cursor, trailers);
            if (event.kind != Kind::failure) return event;
        } else {
            take(static_cast<char>(cursor.front()));
            // A failure consumes nothing.
            if (state_ != State::failed) cursor = cursor.subspan(1);
        }
    }
}

HttpBodyDecoder::Event HttpBodyDecoder::at_end_of_input() noexcept {
    if (state_ == State::data && kind_ == HttpFraming::Kind::until_close) state_ = State::ended;
    if (state_ == State::ended) return {Kind::end, {}, {}};
    if (state_ != State::failed) fail(connection_closed_in_body);
    return {Kind::failure, {}, failure_};
}

// Of a body that only the end of the input ends, every byte is one more than was announced.
bool HttpBodyDecoder::has_room() const noexcept {
    return kind_ != HttpFraming::Kind::until_close || allowance_ != 0;
}

HttpBodyDecoder::Event HttpBodyDecoder::next_data(Bytes& cursor) noexcept {
    const bool endless = kind_ == HttpFraming::Kind::until_close;
    std::uint64_t& most = endless ? allowance_ : missing_;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(most, cursor.size()));
    const Bytes bytes = cursor.first(size);
    cursor = cursor.subspan(size);
    most -= size;
    if (missing_ == 0 && !endless)
        state_ = kind_ == HttpFraming::Kind::chunked ? State::data_end : State::ended;
    return {Kind::data, bytes, {}};
}

HttpBodyDecoder::Event HttpBodyDecoder::next_trailers(Bytes& cursor,
                                                      HttpFields& trailers) noexcept {
    const HttpHeadScanner::Answer answer = scanner_.scan(cursor);
    std::optional<HttpFailure> failure = answer.failure;
    if (!failure && answer.head_bytes == 0) return {};
    if (!failure) failure = read_trailers(text_of(cursor.first(answer.head_bytes)), trailers);
    if (failure) {
        fail(*failure);
        return {Kind::failure, {}, *failure};
    }
    cursor = cursor.subspan(answer.head_bytes);
    state_ = State::ended;
    return {trailers.empty() ? Kind::end : Kind::trailers, {}, {}};
}

void HttpBodyDecoder::take(char byte) noexcept {
    switch (state_) {
        case State::size:
            return is(HttpByte::hex, byte) ? take_size_digit(byte) : fail(chunk_size_malformed);
        case State::size_more:
            return is(HttpByte::hex, byte) ? take_size_digit(byte) : end_of_size(byte);
        case State::size_return:
            return end_of_size_line(byte);
        case State::data:
            return fail(body_too_long);
        case State::data_end:
            return go_on_if(byte == '\r', State::data_return, chunk_end_malformed);
        case State::data_return:
            return go_on_if(byte == '\n', State::size, chunk_end_malformed);
        default:
            break;
    }
    if (byte != '\r' && ++extension_bytes_ > limits_->extension_bytes_max)
        return fail(chunk_extensions_too_long);
    take_extension(byte);
}

void HttpBodyDecoder::take_size_digit(char byte) noexcept {
    if (state_ == State::size) {
        state_ = State::size_more;
        missing_ = 0;
        digits_ = 0;
    }
    // One more would push the first one out.
    if (digits_ == kSizeDigitsMax) return fail(chunk_size_too_large);
    ++digits_;
    missing_ = missing_ << 4 | *read_hex({&byte, 1});
}

void HttpBodyDecoder::end_of_size(char byte) noexcept {
    take_behind_size(byte, chunk_size_malformed);
    if (state_ == State::failed) return;
    if (missing_ > allowance_) return fail(body_too_long);
    allowance_ -= missing_;
    if (byte == ';' && ++extension_bytes_ > limits_->extension_bytes_max)
        fail(chunk_extensions_too_long);
}

// What may follow a size, an extension's name or its value: another extension, or the line's end.
void HttpBodyDecoder::take_behind_size(char byte, HttpFailure otherwise) noexcept {
    go_on_if(byte == ';' || byte == '\r', byte == ';' ? State::extension_name : State::size_return,
             otherwise);
}

// RFC 9112 §7.1.1, without the blanks that only recipients are to expect there.
void HttpBodyDecoder::take_extension(char byte) noexcept {
    const bool token = is(HttpByte::token, byte);
    switch (state_) {
        case State::extension_name:
            return go_on_if(token, State::extension_name_more, chunk_extension_malformed);
        case State::extension_name_more:
            if (byte == '=') return go_on_if(true, State::extension_value, {});
            return token ? void() : take_behind_size(byte, chunk_extension_malformed);
        case State::extension_value:
            return go_on_if(token || byte == '"',
                            token ? State::extension_token : State::extension_quoted,
                            chunk_extension_malformed);
        case State::extension_token:
            return token ? void() : take_behind_size(byte, chunk_extension_malformed);
        case State::extension_quoted:
            return go_on_if(is(HttpByte::value, byte),
                            byte == '"'    ? State::extension_end
                            : byte == '\\' ? State::extension_escaped
                                           : State::extension_quoted,
                            chunk_extension_malformed);
        case State::extension_escaped:
            return go_on_if(is(HttpByte::value, byte), State::extension_quoted,
                            chunk_extension_malformed);
        default:
            break;
    }
    ASSERT(state_ == State::extension_end);
    take_behind_size(byte, chunk_extension_malformed);
}

void HttpBodyDecoder::end_of_size_line(char byte) noexcept {
    go_on_if(byte == '\n', missing_ == 0 ? State::trailers : State::data, bare_carriage_return);
}

}  // namespace potok
