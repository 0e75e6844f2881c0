// OptionTable: the options of one program, its own and the common ones, by any of their names.
//
// The table checks itself when it is made: names and letters are unique and every option has its
// words in both languages. The options themselves are constants elsewhere. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/option.hpp"

namespace potok::cli {

class OptionTable {
  public:
    OptionTable(std::span<const Option> own, std::span<const Option> common);

    // In the order of --help: the program's own first.
    [[nodiscard]] std::span<const Option* const> options() const noexcept { return options_; }

    // Null where there is none. An operand has no flag, but a key and a variable as every option.
    [[nodiscard]] const Option* with_flag(std::string_view name) const noexcept;
    [[nodiscard]] const Option* with_letter(char letter) const noexcept;
    [[nodiscard]] const Option* with_key(std::string_view key) const noexcept;
    [[nodiscard]] const Option* with_variable(std::string_view variable) const;

    // The operand at a position on the command line; a repeatable last one takes the rest.
    [[nodiscard]] const Option* operand(std::size_t position) const noexcept;

    // The nearest flag, key or variable to one that does not exist; empty where none is near.
    [[nodiscard]] std::string flag_like(std::string_view name) const;
    [[nodiscard]] std::string key_like(std::string_view key) const;
    [[nodiscard]] std::string variable_like(std::string_view variable) const;

  private:
    void add(const Option& option);

    std::vector<const Option*> options_;
};

inline constexpr std::string_view kVariablePrefix = "POTOK_";

// "POTOK_MAX_MESSAGE" for max-message.
[[nodiscard]] std::string variable_of(std::string_view option);
[[nodiscard]] std::string variable_of(const Option& option);

}  // namespace potok::cli
