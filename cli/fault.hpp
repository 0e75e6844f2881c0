// Fault: what is wrong with the options a program was given, where, and the line that says so.
//
//   potok.toml:3:1: max-message: "16MB" is not a size (bytes, or KiB, MiB, GiB as in 64KiB): did
//   you mean 16MiB?
//
// A fault is data until somebody prints it, because the language it is told in is itself an option.
#pragma once

#include <cstdint>
#include <string>

#include "cli/option.hpp"
#include "diagnostics/language.hpp"

namespace potok::cli {

// In the order of precedence, the weakest first.
enum class Origin : std::uint8_t { preset, file, environment, command_line };

struct Source {
    Origin origin = Origin::preset;
    std::string name{};  // the flag, the variable or the file
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

enum class Problem : std::uint8_t {
    unknown_option,
    unknown_key,
    unknown_variable,  // a warning
    needs_value,
    unexpected_operand,
    missing,
    empty_value,
    malformed,  // `text` is not of the option's kind
    not_a_choice,
    too_large,
    out_of_range,
    too_many_values,
    wrong_type,  // `detail` names the type found in the file
    file_unreadable,
    file_too_long,
    file_syntax,
    rejected,  // `detail` is the sentence of the option's own check
};

struct Fault {
    Problem problem{};
    Source source{};
    const Option* option = nullptr;
    std::string text{};    // what was given, unescaped
    std::string hint{};    // what was probably meant
    std::string detail{};  // what somebody else said about it
};

// One line, without the program's name.
[[nodiscard]] std::string fault_text(Language language, const Fault& fault);

}  // namespace potok::cli
