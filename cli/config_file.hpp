// ConfigFile: a TOML file as a list of options given. Its top-level keys are the long flags.
//
// A string means what it would mean on the command line; numbers and booleans are taken where the
// kind of the option has them (64 and "64KiB" are both sizes), an array where the option is
// repeatable. Anything the file says that nobody understands is a fault: a misspelt key must not
// pass for a default. The one translation unit that knows the TOML library. Any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "cli/option_table.hpp"

namespace potok::cli {

inline constexpr std::size_t kConfigSizeMax = std::size_t{1} << 20;

// `asked_by` is who named the file: faults of opening it are that option's.
[[nodiscard]] Result<std::vector<Given>, Fault> read_config(const OptionTable& table,
                                                            const std::string& path,
                                                            const Source& asked_by,
                                                            Language language);

// The same for a text already read; `path` is for messages.
[[nodiscard]] Result<std::vector<Given>, Fault> parse_config(const OptionTable& table,
                                                             std::string_view path,
                                                             std::string_view text);

// A TOML string, quoted and escaped.
[[nodiscard]] std::string toml_string(std::string_view text);

}  // namespace potok::cli
