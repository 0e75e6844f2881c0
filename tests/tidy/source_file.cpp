#include "tests/tidy/source_file.hpp"

#include <array>

namespace potok::tidy {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

bool is_header(const SourceFile& file) {
    return file.path.ends_with(".hpp");
}

bool is_cpp(const SourceFile& file) {
    return is_header(file) || file.path.ends_with(".cpp");
}

std::string_view stem_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
    return path.substr(0, path.rfind('.'));
}

std::string_view without_platform(std::string_view stem) {
    constexpr std::array<std::string_view, 4> kPlatforms = {"_epoll", "_posix", "_iocp",
                                                            "_winsock"};
    for (const std::string_view platform : kPlatforms) {
        if (stem.ends_with(platform)) return stem.substr(0, stem.size() - platform.size());
    }
    return stem;
}

}  // namespace potok::tidy
