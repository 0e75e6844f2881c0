// reason_text: why a run got its verdict, as a sentence that says what was measured and, where it
// helps, what to do. Any thread.
#pragma once

#include <string>

#include "diagnostics/language.hpp"
#include "loadtest/run_result.hpp"
#include "loadtest/verdict.hpp"

namespace potok::loadtest {

// Without a full stop. Precondition: `reason` is one of the judgement's.
[[nodiscard]] std::string reason_text(const Reason& reason, const RunResult& result,
                                      const Judgement& judgement, Language language);

}  // namespace potok::loadtest
