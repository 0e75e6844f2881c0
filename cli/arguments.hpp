// split_arguments: the command line as a list of options given.
//
//   --name VALUE  --name=VALUE  -n VALUE  -nVALUE  -n=VALUE  --flag  --flag=false  -ab  OPERAND  --
//
// Split by hand rather than by CLI11, which in the version at hand reads `--listen= x` as `--listen
// x`, takes the flag for the value in `--listen --threads 2`, and reports neither. A value after a
// space may begin with a dash only as a negative number does; behind = it may be anything.
// Splitting goes on past a fault, so that --lang and --help further on are still heard. Any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/fault.hpp"
#include "cli/option_table.hpp"

namespace potok::cli {

// One value, from wherever.
struct Given {
    const Option* option = nullptr;
    std::string text{};
    Source source{};
};

struct SplitArguments {
    std::vector<Given> given{};
    std::optional<Fault> fault{};  // the first one
};

// `arguments` without the program's own name.
[[nodiscard]] SplitArguments split_arguments(const OptionTable& table,
                                             std::span<const std::string_view> arguments);

}  // namespace potok::cli
