// Language: the two languages Potok speaks to people, and Text, a phrase in both.
//
// Whoever writes a phrase writes it twice in one place, so that neither language lags behind;
// whoever prints it chooses once. Immutable; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace potok {

enum class Language : std::uint8_t { english, russian };

struct Text {
    std::string_view en;
    std::string_view ru;

    [[nodiscard]] constexpr std::string_view in(Language language) const noexcept {
        return language == Language::russian ? ru : en;
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return en.empty() && ru.empty(); }
    friend constexpr bool operator==(const Text&, const Text&) = default;
};

// The values of the environment variables that name the locale; null or empty: not set.
struct LocaleVariables {
    const char* lc_all = nullptr;
    const char* lc_messages = nullptr;
    const char* lang = nullptr;
};

// The first one that is set decides, in the order of LocaleVariables: "ru", "ru_RU.UTF-8" and the
// like are Russian, all else is English.
[[nodiscard]] Language language_of(const LocaleVariables& variables) noexcept;

// The same for this process. Not while another thread changes the environment.
[[nodiscard]] Language language_of_locale() noexcept;

}  // namespace potok
