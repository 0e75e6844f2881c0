// ProgramVariables: which variables POTOK_… the programs of Potok obey between them.
//
// The environment is shared: a variable of another program is none of this one's business, while
// one that no program obeys is a slip of somebody's pen. No program knows another's table, so the
// names stand here, and the tests of each program compare them with its own. Any thread.
#pragma once

#include <span>
#include <string_view>

namespace potok::cli {

// The options of that program that have a variable, the common ones aside. None where there is no
// such program.
[[nodiscard]] std::span<const std::string_view> options_with_variables(
    std::string_view program) noexcept;

[[nodiscard]] bool is_variable_of_a_program(std::string_view variable);

}  // namespace potok::cli
