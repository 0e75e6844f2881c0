#include "protocol/websocket_extensions.hpp"

#include "protocol/http_syntax.hpp"

namespace potok {
namespace {

void skip_blanks(std::string_view& rest) noexcept {
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t'))
        rest.remove_prefix(1);
}

// What is quoted must be a token once the backslashes are gone (§9.1), so each of its bytes is one
// of a token's, and a backslash has one behind it.
std::optional<std::string_view> take_quoted(std::string_view& rest) noexcept {
    std::size_t at = 1;
    while (at < rest.size() && rest[at] != '"') {
        if (rest[at] == '\\') ++at;
        if (at == rest.size() || !is(HttpByte::token, rest[at])) return std::nullopt;
        ++at;
    }
    if (at == rest.size() || at == 1) return std::nullopt;
    const std::string_view quoted = rest.substr(1, at - 1);
    rest.remove_prefix(at + 1);
    return quoted;
}

bool take_value(std::string_view& rest, WebSocketParameter& parameter) noexcept {
    if (rest.starts_with('"')) {
        parameter.value = take_quoted(rest);
        return parameter.value.has_value();
    }
    parameter.value = take_token(rest);
    return !parameter.value->empty();
}

}  // namespace

bool take_parameter(std::string_view& rest, WebSocketParameter& parameter) noexcept {
    if (!rest.starts_with(';')) return false;
    rest.remove_prefix(1);
    skip_blanks(rest);
    parameter = {.name = take_token(rest), .value = std::nullopt};
    if (parameter.name.empty()) return false;
    skip_blanks(rest);
    if (rest.starts_with('=')) {
        rest.remove_prefix(1);
        skip_blanks(rest);
        if (!take_value(rest, parameter)) return false;
        skip_blanks(rest);
    }
    return true;
}

bool is_extension(std::string_view element) noexcept {
    if (take_token(element).empty()) return false;
    skip_blanks(element);
    WebSocketParameter parameter;
    while (!element.empty()) {
        if (!take_parameter(element, parameter)) return false;
    }
    return true;
}

bool extensions_are_valid(const HttpFields& fields) noexcept {
    constexpr std::string_view kName = "Sec-WebSocket-Extensions";
    if (fields.count(kName) == 0) return true;
    bool any = false;
    bool valid = true;
    fields.for_each_element(kName, [&](std::string_view element) {
        any = true;
        valid = valid && is_extension(element);
    });
    return any && valid;
}

}  // namespace potok
