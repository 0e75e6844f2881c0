// What the report says of TLS: by what the server was known, what was agreed on, and why it was
// not.
#pragma once

#include "loadtest/report/report_sheet.hpp"
#include "loadtest/run_result.hpp"

namespace potok::loadtest {

// Nothing for targets without TLS.
void add_tls(const RunResult& result, ReportSheet& sheet);

}  // namespace potok::loadtest
