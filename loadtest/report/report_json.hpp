// report_json: a run's result and verdict for scripts, as docs/loadtest-result.schema.json
// describes it.
//
// Keys carry their unit and are never renamed; times are in milliseconds, as fractions; a value
// that was not measured is null, never 0. Ends with a line feed. Any thread.
#pragma once

#include <string>

#include "loadtest/run_result.hpp"
#include "loadtest/verdict.hpp"

namespace potok::loadtest {

[[nodiscard]] std::string report_json(const RunResult& result, const Judgement& judgement);

}  // namespace potok::loadtest
