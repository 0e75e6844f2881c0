// CommonOptions: the options that every program has, and the settings behind them.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "cli/option.hpp"
#include "diagnostics/language.hpp"
#include "diagnostics/log.hpp"

namespace potok::cli {

struct CommonSettings {
    std::string config{};
    std::optional<Language> language{};  // empty: the locale's
    LogSettings log{};
    bool dump_config = false;
    bool check = false;
    bool help = false;
    bool version = false;
};

[[nodiscard]] std::span<const Option> common_options() noexcept;

// For a program that keeps no log: a flag that does nothing would be a promise broken.
[[nodiscard]] std::span<const Option> common_options_without_log() noexcept;

}  // namespace potok::cli
