#include "diagnostics/log_line.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "diagnostics/escape.hpp"
#include "diagnostics/timestamp.hpp"

namespace potok {
namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;  // clang 14 deduces no aggregates

// Bare where no reader could take its end for something else.
bool reads_bare(std::string_view text) noexcept {
    constexpr std::string_view kSafe =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@+-*[]%";
    return !text.empty() && text.size() <= kLogValueLimit &&
           text.find_first_not_of(kSafe) == std::string_view::npos;
}

std::string text_value(const LogValue& value) {
    return std::visit(Overloaded{[](std::string_view text) {
                                     return reads_bare(text) ? std::string(text)
                                                             : quoted(text, kLogValueLimit);
                                 },
                                 [](auto number) { return fmt::format("{}", number); }},
                      value.state());
}

nlohmann::ordered_json json_value(const LogValue& value) {
    return std::visit(Overloaded{[](std::string_view text) -> nlohmann::ordered_json {
                                     return escaped(text, kLogValueLimit);
                                 },
                                 [](auto number) -> nlohmann::ordered_json { return number; }},
                      value.state());
}

std::string text_line(const LogEvent& event) {
    std::string line = fmt::format("{} {} {}", utc_timestamp(event.time),
                                   log_level_name(event.level), event.event);
    for (const LogField& field : event.fields) {
        line += fmt::format(" {}={}", field.key, text_value(field.value));
    }
    return line += '\n';
}

std::string json_line(const LogEvent& event) {
    nlohmann::ordered_json object{{"time", utc_timestamp(event.time)},
                                  {"level", log_level_name(event.level)},
                                  {"event", event.event}};
    for (const LogField& field : event.fields) {
        object.emplace(std::string(field.key), json_value(field.value));
    }
    return object.dump() + '\n';
}

}  // namespace

std::string_view log_level_name(LogLevel level) noexcept {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
        case LogLevel::off:
            return "off";
    }
    return {};
}

std::string log_line(LogFormat format, const LogEvent& event) {
    return format == LogFormat::json ? json_line(event) : text_line(event);
}

}  // namespace potok
