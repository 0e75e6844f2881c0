// parse_value: one text given for an option → its value, or what is wrong with it.
//
// The same for the command line, a variable, a file and the table's own default. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cli/fault.hpp"
#include "cli/option.hpp"

namespace potok::cli {

// `source` goes into the fault. `language` is for the option's own check, which makes sentences.
[[nodiscard]] Result<Value, Fault> parse_value(const Option& option, const Source& source,
                                               std::string_view text, Language language);

}  // namespace potok::cli
