// PlanFault in words: one line that says what keeps the run from being tried, and what to do. Any
// thread.
#pragma once

#include <string>

#include "diagnostics/language.hpp"
#include "loadtest/make_plan.hpp"

namespace potok::loadtest {

[[nodiscard]] std::string plan_fault_text(Language language, const LoadSettings& settings,
                                          const PlanFault& fault);

}  // namespace potok::loadtest
