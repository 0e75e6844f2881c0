// SourceFile and Finding: what the tidy rules read, and what they say about it.
//
// A rule is a function from files to findings and touches no disk, so that each is tested on small
// samples beside it. Immutable values.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace potok::tidy {

struct SourceFile {
    std::string path;  // from the root of the repository, with slashes
    std::string text;
};

struct Finding {
    std::string path;
    std::size_t line = 0;  // from 1; 0 speaks of the whole file
    std::string what;

    friend bool operator==(const Finding&, const Finding&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Finding& finding) {
        return out << finding.path << ':' << finding.line << ": " << finding.what;
    }
};

using Findings = std::vector<Finding>;

// The lines of a text, without their ends; a last line needs none.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

[[nodiscard]] bool is_header(const SourceFile& file);
[[nodiscard]] bool is_cpp(const SourceFile& file);  // a header or a source

// The last part of a path without its extension: "reactor/clock_posix.cpp" → "clock_posix".
[[nodiscard]] std::string_view stem_of(std::string_view path);

// The stem without what names an operating system's interface: "clock_posix" → "clock".
[[nodiscard]] std::string_view without_platform(std::string_view stem);

}  // namespace potok::tidy
