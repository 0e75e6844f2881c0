// What can be wrong with bytes that should be HTTP/1.1, by name, and the status that says so.
//
// Both roles share the names. A server answers the status and parses nothing behind it; a client
// has nobody to answer and closes. Values and pure functions.
#pragma once

#include <cstdint>

namespace potok {

enum class HttpFailure : std::uint8_t {
    // ---- Lines
    bare_carriage_return,    // a CR without LF
    bare_line_feed,          // an LF without CR
    forbidden_byte,          // NUL, another control, or what may not stand there
    empty_line_before_head,  // more than the one CRLF that is passed over
    head_too_long,           // over the limit, behind the start line
    too_many_fields,         // over the limit
    field_name_malformed,    // empty, a blank in it or behind it, not a token
    field_folded,            // obs-fold, or a blank before the first field
    // ---- Start line
    request_line_malformed,   // not method SP target SP version
    request_line_no_version,  // as HTTP/0.9 had it
    status_line_malformed,
    version_malformed,
    version_not_supported,  // well formed, and not HTTP/1.x
    http2_preface,
    method_too_long,
    target_too_long,            // the limit was reached within the request line
    target_malformed,           // a byte that no URI has, or none of the four forms
    target_encoding_malformed,  // "%" without two hexadecimal digits
    target_fragment,            // "#"
    target_user_information,    // "@" in an authority
    target_form_not_allowed,    // authority-form but for CONNECT, "*" but for OPTIONS, and others
    // ---- Routing
    host_missing,
    host_repeated,
    host_malformed,
    // ---- Framing
    content_length_malformed,
    content_length_repeated,
    content_length_and_transfer_encoding,
    transfer_encoding_malformed,  // chunked not last, twice or with parameters; not a list
    transfer_encoding_in_http_1_0,
    transfer_coding_unknown,
    // ---- Connection
    connection_malformed,  // Connection or Upgrade is not a list of what it should be, or names
                           // framing
    expectation_unknown,
    // ---- Body
    body_too_long,
    chunk_size_malformed,
    chunk_size_too_large,  // more than 16 digits
    chunk_extension_malformed,
    chunk_extensions_too_long,  // over the limit in one body
    chunk_end_malformed,        // no CRLF behind a chunk's data
    trailer_field_forbidden,    // one that would frame, route or govern the message
    // ---- The end of the input
    connection_closed_in_head,
    connection_closed_in_body,
    request_timed_out,  // its deadline was over before it was
    // ---- What only a client meets
    response_unasked,              // bytes where no request is under way
    switched_unasked,              // 101 to a request that did not ask for it, or without Upgrade
    too_many_informational,        // more 1xx than the limit before one final response
    connection_closed_unanswered,  // the input ended with the request unanswered
};

inline constexpr HttpFailure kLastHttpFailure = HttpFailure::connection_closed_unanswered;

// What a server answers. Of those that only a client meets: 502, which a gateway would.
[[nodiscard]] constexpr std::uint16_t status_of(HttpFailure failure) noexcept {
    switch (failure) {
        case HttpFailure::request_timed_out:
            return 408;
        case HttpFailure::body_too_long:
            return 413;
        case HttpFailure::target_too_long:
            return 414;
        case HttpFailure::expectation_unknown:
            return 417;
        case HttpFailure::head_too_long:
        case HttpFailure::too_many_fields:
            return 431;
        case HttpFailure::method_too_long:
        case HttpFailure::transfer_coding_unknown:
            return 501;
        case HttpFailure::version_not_supported:
        case HttpFailure::http2_preface:
            return 505;
        default:
            break;
    }
    return failure >= HttpFailure::response_unasked ? 502 : 400;
}

}  // namespace potok
