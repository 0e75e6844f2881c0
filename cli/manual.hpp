// Manual: what a program is, in both languages, and the table of its options.
//
// --help is printed from it and the options are read by it, so that the two cannot disagree.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/option.hpp"
#include "cli/value.hpp"
#include "diagnostics/language.hpp"

namespace potok::cli {

// A check of the settings as a whole, its type erased. It says what is wrong and what to do, and
// nothing where nothing is.
struct Validator {
    const void* owner = nullptr;  // the type's tag
    std::string (*validate)(const void* settings, Language language) = nullptr;
};

namespace detail {

template <class Function>
struct SettingsOf;
template <class Settings>
struct SettingsOf<std::string (*)(const Settings&, Language)> {
    using type = Settings;
};

}  // namespace detail

// checked_by<&validate>, for a std::string validate(const Settings&, Language).
template <auto Validate>
inline constexpr Validator checked_by{
    .owner = &detail::kTypeTag<typename detail::SettingsOf<decltype(Validate)>::type>,
    .validate =
        [](const void* settings, Language language) {
            using Settings = typename detail::SettingsOf<decltype(Validate)>::type;
            return Validate(*static_cast<const Settings*>(settings), language);
        },
};

struct Manual {
    std::string_view program{};         // "potok-echo"
    Text summary{};                     // one sentence
    std::span<const Option> options{};  // without the common ones
    Text notes{};                       // lines after the options: examples, exit codes
    Validator validator{};
    bool logs = true;  // it keeps a log, and takes the options of one
};

}  // namespace potok::cli
