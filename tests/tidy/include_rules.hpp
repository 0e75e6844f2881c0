// Which room may include which, and who may include a library or the operating system.
//
// The table in the source is the include rule of docs/ARCHITECTURE.md; a new edge is a decision and
// belongs in both. Pure functions.
#pragma once

#include <string_view>

#include "tests/tidy/source_file.hpp"

namespace potok::tidy {

// The room that a path lies in, "" where in none.
[[nodiscard]] std::string_view room_of(std::string_view path);

// Our own headers: named from the root, and only along the edges of the table.
[[nodiscard]] Findings check_own_includes(const SourceFile& file);

// Everything else: the standard library anywhere, a library in its places, the system's headers in
// files whose name ends in that system.
[[nodiscard]] Findings check_foreign_includes(const SourceFile& file);

}  // namespace potok::tidy
