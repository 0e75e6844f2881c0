// What holds between files: every source has its test, and the two READMEs say the same.
//
// Pure functions.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "tests/tidy/source_file.hpp"

namespace potok::tidy {

// A source without a test of its own, and why that is right.
struct Untested {
    std::string_view path;
    std::string_view reason;
};

// reactor/connection.hpp is tested by tests/unit/reactor/connection_test.cpp, or by
// tests/net/reactor/connection_….cpp; a source that begins with that header, as
// connection_input.cpp does, is tested with it. An exception that no longer is one is a finding
// too.
[[nodiscard]] Findings check_tests_exist(std::span<const SourceFile> files,
                                         std::span<const Untested> exceptions);

// Two languages of one document: headings of the same levels in the same order, the same code
// blocks.
[[nodiscard]] Findings check_translation(const SourceFile& original, const SourceFile& translation);

}  // namespace potok::tidy
