#include "tests/tidy/text_rules.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "tests/tidy/cpp_code.hpp"

namespace potok::tidy {
namespace {

constexpr std::size_t kLinesMax = 500;

// In halves, or this file would be a finding of its own.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kPromises = {{
    {"TO", "DO"},
    {"FIX", "ME"},
    {"XX", "X"},
}};

bool is_test(const SourceFile& file) {
    return file.path.starts_with("tests/");
}

// "reactor/connection_input.cpp" may begin with "reactor/connection.hpp", a test with what it
// tests.
bool is_own_header(const SourceFile& file, const Include& include) {
    if (include.angled) return false;
    if (is_test(file) && !include.path.starts_with("tests/")) return true;
    const std::string_view stem = stem_of(file.path);
    const std::string_view header = stem_of(include.path);
    return stem.starts_with(header) && (stem.size() == header.size() || stem[header.size()] == '_');
}

bool begins_with_its_header(const SourceFile& file) {
    const std::vector<Include> includes = includes_of(file.text);
    return !includes.empty() && includes.front().line == 1 && is_own_header(file, includes.front());
}

Findings check_header_head(const SourceFile& file, const std::vector<std::string_view>& lines) {
    const auto end = std::find_if(lines.begin(), lines.end(),
                                  [](std::string_view line) { return !line.starts_with("//"); });
    if (end == lines.begin()) return {{file.path, 1, "does not begin by saying what it is"}};
    if (end == lines.end() || *end != "#pragma once") {
        const auto line = static_cast<std::size_t>(end - lines.begin()) + 1;
        return {{file.path, line, "#pragma once does not follow the head"}};
    }
    return {};
}

// A word of the code, whose files may not have it, and why.
struct ForbiddenWord {
    std::string_view word;
    bool (*concerns)(const SourceFile& file);
    std::string_view instead;
};

bool is_core(const SourceFile& file) {
    return file.path.starts_with("reactor/") || file.path.starts_with("protocol/");
}

bool is_product(const SourceFile& file) {
    return !file.path.starts_with("tests/");
}

constexpr std::array<ForbiddenWord, 5> kForbiddenWords = {{
    {"throw", is_product, "errors are values here"},
    {"shared_ptr", is_core, "the core owns by value or unique_ptr"},
    {"weak_ptr", is_core, "the core owns by value or unique_ptr"},
    {"make_shared", is_core, "the core owns by value or unique_ptr"},
    {"enable_shared_from_this", is_core, "the core owns by value or unique_ptr"},
}};

// What stands at the beginning of a line is at namespace scope; inside a function it opens nothing
// for those who include it.
Findings check_opened_namespaces(const SourceFile& file, std::string_view code) {
    Findings findings;
    if (!is_header(file)) return findings;
    std::size_t number = 0;
    for (const std::string_view line : lines_of(code)) {
        ++number;
        if (line.starts_with("using namespace ")) {
            findings.push_back({file.path, number, "opens a namespace for all who include it"});
        }
    }
    return findings;
}

}  // namespace

Findings check_head(const SourceFile& file) {
    if (!is_cpp(file)) return {};
    const std::vector<std::string_view> lines = lines_of(file.text);
    if (is_header(file)) return check_header_head(file, lines);
    if (!lines.empty() && lines.front().starts_with("//")) return {};
    if (begins_with_its_header(file)) return {};
    return {{file.path, 1, "begins neither with what it is nor with the header that says it"}};
}

Findings check_length(const SourceFile& file) {
    if (!is_cpp(file)) return {};
    const std::size_t length = lines_of(file.text).size();
    if (length <= kLinesMax) return {};
    return {{file.path, length, "is longer than 500 lines"}};
}

Findings check_rulers(const SourceFile& file) {
    Findings findings;
    if (!is_cpp(file)) return findings;
    std::size_t number = 0;
    for (std::string_view line : lines_of(file.text)) {
        ++number;
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        const bool is_comment = line.starts_with("//") && line.find('-') != line.npos;
        if (is_comment && line.find_first_not_of("- ", 2) == line.npos) {
            findings.push_back({file.path, number, "is a line of dashes"});
        }
    }
    return findings;
}

Findings check_blanks(const SourceFile& file) {
    Findings findings;
    std::size_t number = 0;
    for (const std::string_view line : lines_of(file.text)) {
        ++number;
        if (line.ends_with(' ') || line.ends_with('\t')) {
            findings.push_back({file.path, number, "ends in a blank"});
        }
        if (line.find('\r') != std::string_view::npos) {
            findings.push_back({file.path, number, "has a carriage return"});
        }
        if (is_cpp(file) && line.find('\t') != std::string_view::npos) {
            findings.push_back({file.path, number, "has a tab"});
        }
    }
    if (number != 0 && !file.text.ends_with('\n')) {
        findings.push_back({file.path, number, "does not end with a newline"});
    }
    return findings;
}

Findings check_promises(const SourceFile& file) {
    Findings findings;
    for (const auto& [first, second] : kPromises) {
        const std::string promise = std::string(first) + std::string(second);
        for (const std::size_t line : lines_with_word(file.text, promise)) {
            findings.push_back({file.path, line, "promises work: " + promise});
        }
    }
    return findings;
}

Findings check_words(const SourceFile& file) {
    if (!is_cpp(file)) return {};
    const std::string code = code_of(file.text);
    Findings findings = check_opened_namespaces(file, code);
    for (const ForbiddenWord& forbidden : kForbiddenWords) {
        if (!forbidden.concerns(file)) continue;
        for (const std::size_t line : lines_with_word(code, forbidden.word)) {
            findings.push_back(
                {file.path, line,
                 std::string(forbidden.word) + ": " + std::string(forbidden.instead)});
        }
    }
    return findings;
}

}  // namespace potok::tidy
