#include "diagnostics/language.hpp"

#include <cstdlib>

namespace potok {
namespace {

std::string_view view_of(const char* variable) noexcept {
    return variable == nullptr ? std::string_view() : std::string_view(variable);
}

// "ru", "ru_RU.UTF-8" and "ru@latin", but not a language whose name merely begins so, as "run".
bool is_russian(std::string_view locale) noexcept {
    if (!locale.starts_with("ru")) return false;
    return locale.size() == 2 || locale[2] == '_' || locale[2] == '-' || locale[2] == '.' ||
           locale[2] == '@';
}

}  // namespace

Language language_of(const LocaleVariables& variables) noexcept {
    for (const char* variable : {variables.lc_all, variables.lc_messages, variables.lang}) {
        const std::string_view locale = view_of(variable);
        if (!locale.empty()) return is_russian(locale) ? Language::russian : Language::english;
    }
    return Language::english;
}

Language language_of_locale() noexcept {
    return language_of({.lc_all = std::getenv("LC_ALL"),
                        .lc_messages = std::getenv("LC_MESSAGES"),
                        .lang = std::getenv("LANG")});
}

}  // namespace potok
