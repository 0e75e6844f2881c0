// dump: the configuration in effect as TOML, each value with its origin behind it.
//
//   max-message = "16MiB"  # default
//   threads = 4  # environment POTOK_THREADS
//
// The text is a configuration file: given back with --config it means the same. Any thread.
#pragma once

#include <string>

#include "cli/configuration.hpp"
#include "diagnostics/language.hpp"

namespace potok::cli {

[[nodiscard]] std::string dump(Language language, const Configuration& configuration);

}  // namespace potok::cli
