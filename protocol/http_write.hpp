// Writes heads, and lets nothing through that would write another one.
//
// Names and values may come from an application, and through it from a stranger: a CR or LF in one
// of them begins a line of its own. So every line is judged, and either a whole head is written or
// nothing is. Pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <ctime>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "protocol/http_head.hpp"

namespace potok {

// Why nothing was written.
enum class HttpRefusal : std::uint8_t {
    status_not_possible,  // none of 200 to 599, or none that this call writes
    reason_malformed,     // a control in it
    method_malformed,     // not a token, or longer than kHttpMethodMax
    target_malformed,     // not a target of this method
    host_malformed,
    field_name_malformed,   // not a token
    field_value_malformed,  // CR, LF, NUL or another control in it, or a blank at either end
    field_reserved,         // the engine's own: framing, Connection, Host, Date
    too_many_fields,
    head_too_long,
    body_not_allowed,       // a body with a status, a method or a version that has none
    body_over_length,       // more than was announced
    body_under_length,      // ended before what was announced
    trailers_not_possible,  // the body is not chunked
    upgrade_not_possible,   // not asked for, the request is not over, or nobody would take over
};

using HttpFieldList = std::span<const HttpField>;

// A field that could be written as it is.
[[nodiscard]] std::optional<HttpRefusal> judge_field(const HttpField& field) noexcept;

// Fields that an application sets: sound, not too many, none of the engine's own.
[[nodiscard]] std::optional<HttpRefusal> judge_fields(HttpFieldList fields) noexcept;

// One of that name, in whatever case.
[[nodiscard]] bool has_field(HttpFieldList fields, std::string_view name) noexcept;

// What RFC 9110 §15 calls the status; empty where it has no name.
[[nodiscard]] std::string_view reason_of(std::uint16_t status) noexcept;

// IMF-fixdate (RFC 9110 §5.6.7). Precondition: from the years 1 to 9999.
inline constexpr std::size_t kHttpDateSize = 29;
[[nodiscard]] std::array<char, kHttpDateSize> http_date(std::time_t time) noexcept;

// ---- Unjudged pieces, for what was judged or is our own

void write_status_line(std::uint16_t status, std::string_view reason, std::string& out);
void write_request_line(std::string_view method, std::string_view target, std::string& out);
void write_field(std::string_view name, std::string_view value, std::string& out);
void write_field(std::string_view name, std::uint64_t number, std::string& out);
void write_fields(HttpFieldList fields, std::string& out);
void write_end_of_head(std::string& out);

}  // namespace potok
