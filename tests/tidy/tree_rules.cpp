#include "tests/tidy/tree_rules.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "tests/tidy/cpp_code.hpp"
#include "tests/tidy/include_rules.hpp"

namespace potok::tidy {
namespace {

constexpr std::array<std::string_view, 10> kTestedRooms = {
    "base", "reactor", "protocol",    "protocol/session", "diagnostics",
    "cli",  "server",  "server/echo", "server/hub",       "loadtest"};

constexpr std::array<std::string_view, 2> kTestFolders = {"tests/unit/", "tests/net/"};

bool is_name_or_longer(std::string_view longer, std::string_view name) {
    return longer.starts_with(name) && (longer.size() == name.size() || longer[name.size()] == '_');
}

// "protocol/session" → "session": the folder of its tests.
std::string_view last_part(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

// The thing that a file states or implements: its header's name, or its own where it has none.
std::string subject_of(const SourceFile& file) {
    const std::string_view own = without_platform(stem_of(file.path));
    std::string_view subject;
    for (const Include& include : includes_of(file.text)) {
        const std::string_view header = stem_of(include.path);
        const bool longest = header.size() > subject.size();
        if (!include.angled && longest && is_name_or_longer(own, header)) subject = header;
    }
    return std::string(is_header(file) || subject.empty() ? own : subject);
}

// The files of a room by subject.
using Subjects = std::map<std::string, std::vector<std::string_view>>;

Subjects subjects_of(std::string_view room, std::span<const SourceFile> files) {
    Subjects subjects;
    for (const SourceFile& file : files) {
        if (is_cpp(file) && room_of(file.path) == room) {
            subjects[subject_of(file)].push_back(file.path);
        }
    }
    return subjects;
}

// What a test is about: "connection_end" is about connection, unless there is a connection_end.
void mark_tested(std::string_view test, const Subjects& subjects, std::set<std::string>& tested) {
    const std::string* about = nullptr;
    for (const auto& [subject, paths] : subjects) {
        // In the order of names a longer one comes later.
        if (is_name_or_longer(test, subject)) about = &subject;
    }
    if (about != nullptr) tested.insert(*about);
}

std::set<std::string> tested_subjects(std::string_view room, const Subjects& subjects,
                                      std::span<const SourceFile> files) {
    std::set<std::string> tested;
    for (const std::string_view folder : kTestFolders) {
        const std::string home = std::string(folder) + std::string(last_part(room)) + '/';
        for (const SourceFile& file : files) {
            std::string_view stem = stem_of(file.path);
            if (!file.path.starts_with(home) || !stem.ends_with("_test")) continue;
            stem.remove_suffix(std::string_view("_test").size());
            mark_tested(stem, subjects, tested);
        }
    }
    return tested;
}

// A subject goes by its header's path, or by its first source's where it has none.
std::string_view name_of(const std::vector<std::string_view>& paths) {
    const auto header = std::find_if(paths.begin(), paths.end(),
                                     [](std::string_view path) { return path.ends_with(".hpp"); });
    return header == paths.end() ? paths.front() : *header;
}

// Every subject of the tested rooms, and whether a test is about it.
std::map<std::string_view, bool> coverage_of(std::span<const SourceFile> files) {
    std::map<std::string_view, bool> coverage;
    for (const std::string_view room : kTestedRooms) {
        const Subjects subjects = subjects_of(room, files);
        const std::set<std::string> tested = tested_subjects(room, subjects, files);
        for (const auto& [subject, paths] : subjects) {
            coverage[name_of(paths)] = tested.contains(subject);
        }
    }
    return coverage;
}

// A document as what its translation must share: "##" for a heading, and each line of code.
std::vector<std::string> skeleton_of(std::string_view text) {
    std::vector<std::string> skeleton;
    bool inside_code = false;
    for (const std::string_view line : lines_of(text)) {
        const bool fence = line.starts_with("```");
        if (inside_code || fence) {
            skeleton.emplace_back(line);
        } else if (line.starts_with('#')) {
            skeleton.emplace_back(line.substr(0, line.find_first_not_of('#')));
        }
        if (fence) inside_code = !inside_code;
    }
    return skeleton;
}

}  // namespace

Findings check_tests_exist(std::span<const SourceFile> files,
                           std::span<const Untested> exceptions) {
    Findings findings;
    std::map<std::string_view, bool> coverage = coverage_of(files);
    for (const Untested& exception : exceptions) {
        const auto covered = coverage.find(exception.path);
        if (covered == coverage.end()) {
            findings.push_back(
                {std::string(exception.path), 0, "is an exception but is not there"});
        } else if (covered->second) {
            findings.push_back({std::string(exception.path), 0, "is an exception but has a test"});
        } else {
            covered->second = true;
        }
    }
    for (const auto& [path, tested] : coverage) {
        if (!tested) findings.push_back({std::string(path), 0, "has no test of its own"});
    }
    return findings;
}

Findings check_translation(const SourceFile& original, const SourceFile& translation) {
    const std::vector<std::string> wanted = skeleton_of(original.text);
    const std::vector<std::string> found = skeleton_of(translation.text);
    const auto [in_original, in_translation] =
        std::mismatch(wanted.begin(), wanted.end(), found.begin(), found.end());
    if (in_original == wanted.end() && in_translation == found.end()) return {};
    const std::string left = in_original == wanted.end() ? "its end" : *in_original;
    const std::string right = in_translation == found.end() ? "its end" : *in_translation;
    return {
        {translation.path, 0,
         "differs from " + original.path + ": \"" + right + "\" where that has \"" + left + '"'}};
}

}  // namespace potok::tidy
