// start_up: everything between a program's arguments and its settings, without touching the world:
// what comes in is data, and so is what comes out. program.hpp adds the process around it.
//
// Order: --help and --version are answered even when the rest is wrong; then the first fault ends
// it with exit code 2; then the settings are stored and checked as a whole; then --dump-config and
// --check are answered, for a configuration that is known to be good. Any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/common_options.hpp"
#include "cli/environment.hpp"
#include "cli/exit_code.hpp"
#include "cli/manual.hpp"
#include "diagnostics/language.hpp"

namespace potok::cli {

struct Inputs {
    std::span<const std::string_view> arguments{};  // without the program's own name
    std::span<const Variable> variables{};
    Language locale = Language::english;
};

// The program's own settings, type erased.
struct SettingsRef {
    void* object = nullptr;
    const void* owner = nullptr;  // the type's tag
};

template <class Settings>
[[nodiscard]] SettingsRef settings_ref(Settings& settings) noexcept {
    return {.object = &settings, .owner = &detail::kTypeTag<Settings>};
}

struct Startup {
    std::optional<ExitCode> exit{};  // what to end with at once; empty: go on
    std::string out{};               // for stdout
    std::string err{};               // for stderr, whole lines
    Language language = Language::english;
    LogSettings log{};
};

// Settings are only written where no fault was found before them.
[[nodiscard]] Startup start_up(const Manual& manual, const Inputs& inputs, SettingsRef settings);

// "potok-echo: what is wrong" as a line.
[[nodiscard]] std::string error_line(const Manual& manual, std::string_view sentence);

}  // namespace potok::cli
