// The text files of the repository, read once for all rules.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/tidy/source_file.hpp"

namespace potok::tidy {

// Every text file under `root`, in the order of their paths; what is built, what git keeps and the
// corpora of the fuzzers, which are bytes, are passed over.
[[nodiscard]] std::vector<SourceFile> read_tree(const std::filesystem::path& root);

}  // namespace potok::tidy
