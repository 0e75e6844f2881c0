#include "tests/tidy/source_tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace potok::tidy {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kPassedOver = {".git", "build", "dist",
                                                         "tests/fuzz/corpus"};

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool is_text(std::string_view content) {
    return content.find('\0') == std::string_view::npos;
}

}  // namespace

std::vector<SourceFile> read_tree(const fs::path& root) {
    std::vector<SourceFile> files;
    for (fs::recursive_directory_iterator at(root), end; at != end; ++at) {
        const std::string path = at->path().lexically_relative(root).generic_string();
        if (std::find(kPassedOver.begin(), kPassedOver.end(), path) != kPassedOver.end()) {
            at.disable_recursion_pending();
        } else if (at->is_regular_file()) {
            std::string content = read(at->path());
            if (is_text(content)) files.push_back({path, std::move(content)});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

}  // namespace potok::tidy
