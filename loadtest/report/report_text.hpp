// report_text: a run's result and verdict for a person, in either language with the same content.
//
// The last line is the verdict: PASSED, FAILED or INVALID, in Latin letters in both languages
// because scripts look for them, and why. Ends with a line feed. Any thread.
#pragma once

#include <string>

#include "diagnostics/language.hpp"
#include "loadtest/run_result.hpp"
#include "loadtest/verdict.hpp"

namespace potok::loadtest {

[[nodiscard]] std::string report_text(const RunResult& result, const Judgement& judgement,
                                      Language language);

// The last line alone, without a line feed.
[[nodiscard]] std::string verdict_line(const RunResult& result, const Judgement& judgement,
                                       Language language);

}  // namespace potok::loadtest
