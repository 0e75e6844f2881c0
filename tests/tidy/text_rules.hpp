// What every file looks like, whatever it says: its head, its length, its last line, words it may
// not use.
//
// Each rule passes over the files that it is not about. Pure functions.
#pragma once

#include "tests/tidy/source_file.hpp"

namespace potok::tidy {

// A header begins with a comment on what it is, and `#pragma once` right below it. A source begins
// with such a comment or with the header that has it.
[[nodiscard]] Findings check_head(const SourceFile& file);

// No C++ file is longer than 500 lines.
[[nodiscard]] Findings check_length(const SourceFile& file);

// No comment in C++ is a line of dashes: a section is named by `// ---- Name`, which no formatter
// breaks in two.
[[nodiscard]] Findings check_rulers(const SourceFile& file);

// No tabs in C++; no blanks at the end of a line, no carriage returns, and a newline at the end,
// anywhere.
[[nodiscard]] Findings check_blanks(const SourceFile& file);

// Work is finished or in the issues: no notes that promise it, anywhere.
[[nodiscard]] Findings check_promises(const SourceFile& file);

// No `using namespace` in headers, nothing thrown outside tests, no shared ownership in the core.
[[nodiscard]] Findings check_words(const SourceFile& file);

}  // namespace potok::tidy
