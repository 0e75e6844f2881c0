// example_text: the first example of a fault as a sentence: who received what, when, instead of
// what. Any thread.
#pragma once

#include <string>

#include "diagnostics/language.hpp"
#include "loadtest/verify/fault_log.hpp"

namespace potok::loadtest {

// The kind of fault as a noun in the plural: "corrupted", «повреждено».
[[nodiscard]] Text fault_text(Fault fault) noexcept;

// Without a full stop.
[[nodiscard]] std::string example_text(const FaultExample& example, Language language);

}  // namespace potok::loadtest
