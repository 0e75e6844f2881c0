// Environment: the variables POTOK_… as a list of options given.
//
// An empty variable counts as not set, as wrappers and unit files leave them. The environment is
// shared: a variable of another of Potok's programs is passed over, and one that none of them
// obeys is a warning and never an error. Any thread; potok_variables() not while another thread
// changes the environment.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/option_table.hpp"

namespace potok::cli {

struct Variable {
    std::string name;
    std::string value;
};

struct EnvironmentOptions {
    std::vector<Given> given{};
    std::vector<Fault> warnings{};
};

[[nodiscard]] EnvironmentOptions options_in(const OptionTable& table,
                                            std::span<const Variable> variables);

// Those of this process that begin with POTOK_, in the order of their names.
[[nodiscard]] std::vector<Variable> potok_variables();

}  // namespace potok::cli
