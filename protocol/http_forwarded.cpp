#include "protocol/http_forwarded.hpp"

#include "protocol/http_syntax.hpp"

namespace potok {
namespace {

constexpr std::string_view kForwarded = "forwarded";
constexpr std::string_view kForwardedFor = "x-forwarded-for";

// Takes what stands before the next ";" outside quotes, and the ";".
std::string_view take_pair(std::string_view& rest) noexcept {
    bool quoted = false;
    std::size_t end = 0;
    for (; end < rest.size() && (quoted || rest[end] != ';'); ++end) {
        if (rest[end] == '"') quoted = !quoted;
    }
    const std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(end < rest.size() ? end + 1 : end);
    return pair;
}

// A token, or a quoted string: no node needs a backslash, so none is read.
std::optional<std::string_view> read_value(std::string_view text) noexcept {
    if (is_token(text)) return text;
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    if (!quoted) return std::nullopt;
    text = text.substr(1, text.size() - 2);
    if (text.find_first_of("\"\\") != text.npos) return std::nullopt;
    return text;
}

// forwarded-element = [ pair ] *( ";" [ pair ] ); empty where none of them is "for".
std::optional<std::string_view> read_element(std::string_view rest) noexcept {
    std::optional<std::string_view> node;
    while (!rest.empty()) {
        const std::string_view pair = take_pair(rest);
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        if (equals == pair.npos || !is_token(pair.substr(0, equals))) return std::nullopt;
        const auto value = read_value(pair.substr(equals + 1));
        if (!value) return std::nullopt;
        if (!equal_ignoring_case(pair.substr(0, equals), "for")) continue;
        if (node) return std::nullopt;  // each name once
        node = value;
    }
    return node.value_or(std::string_view());
}

}  // namespace

bool ForwardedHops::add(std::string_view node) noexcept {
    if (size_ == kMax) return false;
    nodes_[size_++] = node;
    return true;
}

std::optional<ForwardedHops> forwarded_hops(const HttpFields& fields) noexcept {
    const bool standard = fields.find(kForwarded).has_value();
    if (standard == fields.find(kForwardedFor).has_value()) return std::nullopt;
    ForwardedHops hops;
    bool good = true;
    fields.for_each_element(standard ? kForwarded : kForwardedFor, [&](std::string_view element) {
        const auto node = standard ? read_element(element) : std::optional(element);
        good = good && node && hops.add(*node);
    });
    if (!good) return std::nullopt;
    return hops;
}

}  // namespace potok
