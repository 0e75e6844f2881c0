#include "tests/tidy/include_rules.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

#include "tests/tidy/cpp_code.hpp"

namespace potok::tidy {
namespace {

// `reaches`: the rooms it may include besides itself, separated by spaces.
struct Room {
    std::string_view name;
    std::string_view reaches;
};

// A room within a room stands before it.
constexpr std::array<Room, 13> kRooms = {{
    {"base", ""},
    {"reactor", "base"},
    {"protocol/session", "base reactor protocol"},
    {"protocol", "base"},
    {"diagnostics", "base reactor protocol protocol/session"},
    {"cli", "base reactor protocol protocol/session diagnostics"},
    {"addin", "base reactor protocol protocol/session diagnostics"},
    {"server/echo", "base reactor protocol protocol/session diagnostics cli server"},
    {"server/hub", "base reactor protocol protocol/session diagnostics cli server"},
    {"server", "base reactor protocol protocol/session diagnostics cli"},
    {"loadtest", "base reactor protocol protocol/session diagnostics cli"},
    {"examples", "base reactor protocol protocol/session diagnostics cli"},
    {"tests",
     "base reactor protocol protocol/session diagnostics cli addin server server/echo server/hub "
     "loadtest"},
}};

// `places`: prefixes of the paths that may include it, separated by spaces. Where it is hidden, no
// header of the product passes it on.
struct Library {
    std::string_view prefix;
    std::string_view places;
    bool hidden = false;
};

constexpr std::array<Library, 19> kLibraries = {{
    {"CLI/", "cli/"},
    {"benchmark/", "tests/bench/"},
    {"boost/", "tests/bench/"},  // what we are measured beside
    {"fmt/", "diagnostics/ cli/ server/ loadtest/ addin/ tests/"},
    {"gmock/", "tests/"},
    {"gtest/", "tests/"},
    {"immintrin.h", "protocol/"},
    {"mimalloc.h", "server/ loadtest/ addin/"},
    {"nlohmann/", "diagnostics/log_line.cpp server/ loadtest/ addin/ tests/"},
    {"openssl/",
     "protocol/tls_ protocol/certificate protocol/basic_credentials.cpp "
     "protocol/websocket_accept.cpp tests/",
     true},
    {"prometheus/", "server/"},
    {"source_location", ""},  // clang 14 finds the header and nothing in it
    {"spdlog/", "diagnostics/log.cpp"},
    {"toml++/", "cli/config_file.cpp"},
    {"x86intrin.h", "protocol/"},
    {"xxh3.h", "loadtest/ server/hub/"},
    {"xxhash.h", "loadtest/ server/hub/"},
    {"zconf.h", "protocol/"},
    {"zlib.h", "protocol/ tests/bench/ tests/support/"},
}};

// Made by the build, and included by the one file that needs it.
constexpr std::array<Library, 1> kGenerated = {{{"potok_commit.hpp", "cli/build_info.cpp"}}};

constexpr auto kStandard = std::to_array<std::string_view>({
    "algorithm",
    "any",
    "array",
    "atomic",
    "barrier",
    "bit",
    "bitset",
    "cassert",
    "cctype",
    "cerrno",
    "cfenv",
    "cfloat",
    "charconv",
    "chrono",
    "cinttypes",
    "climits",
    "clocale",
    "cmath",
    "compare",
    "complex",
    "concepts",
    "condition_variable",
    "coroutine",
    "csetjmp",
    "csignal",
    "cstdarg",
    "cstddef",
    "cstdint",
    "cstdio",
    "cstdlib",
    "cstring",
    "ctime",
    "cuchar",
    "cwchar",
    "cwctype",
    "deque",
    "exception",
    "execution",
    "filesystem",
    "forward_list",
    "fstream",
    "functional",
    "future",
    "initializer_list",
    "iomanip",
    "ios",
    "iosfwd",
    "iostream",
    "istream",
    "iterator",
    "latch",
    "limits",
    "list",
    "locale",
    "map",
    "memory",
    "memory_resource",
    "mutex",
    "new",
    "numbers",
    "numeric",
    "optional",
    "ostream",
    "queue",
    "random",
    "ranges",
    "ratio",
    "regex",
    "scoped_allocator",
    "semaphore",
    "set",
    "shared_mutex",
    "span",
    "sstream",
    "stack",
    "stdexcept",
    "stop_token",
    "streambuf",
    "string",
    "string_view",
    "syncstream",
    "system_error",
    "thread",
    "tuple",
    "type_traits",
    "typeindex",
    "typeinfo",
    "unordered_map",
    "unordered_set",
    "utility",
    "valarray",
    "variant",
    "vector",
    "version",
});
static_assert(std::is_sorted(kStandard.begin(), kStandard.end()));

template <class Visit>
bool any_word(std::string_view words, Visit&& visit) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        if (visit(words.substr(0, end))) return true;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return false;
}

bool may_include(std::string_view from, std::string_view to) {
    if (from == to) return true;
    const auto room = std::find_if(kRooms.begin(), kRooms.end(),
                                   [from](const Room& one) { return one.name == from; });
    return room != kRooms.end() &&
           any_word(room->reaches, [to](std::string_view reached) { return reached == to; });
}

bool is_at(std::string_view path, std::string_view places) {
    return any_word(places, [path](std::string_view place) { return path.starts_with(place); });
}

// What a library's header is called from here: allowed, forbidden, or none of the table's
// libraries.
std::optional<bool> allowed_library(std::span<const Library> libraries, std::string_view header,
                                    std::string_view path) {
    for (const Library& library : libraries) {
        if (!header.starts_with(library.prefix)) continue;
        const bool passed_on = path.ends_with(".hpp") && !path.starts_with("tests/");
        return is_at(path, library.places) && !(library.hidden && passed_on);
    }
    return std::nullopt;
}

bool may_include_system(std::string_view path) {
    if (!path.ends_with(".cpp")) return false;
    std::string_view stem = stem_of(path);
    if (stem.ends_with("_test")) stem.remove_suffix(std::string_view("_test").size());
    return without_platform(stem) != stem;
}

}  // namespace

std::string_view room_of(std::string_view path) {
    for (const Room& room : kRooms) {
        if (path.starts_with(room.name) && path.substr(room.name.size()).starts_with('/')) {
            return room.name;
        }
    }
    return "";
}

Findings check_own_includes(const SourceFile& file) {
    Findings findings;
    const std::string_view from = room_of(file.path);
    for (const Include& include : includes_of(file.text)) {
        if (include.angled || allowed_library(kGenerated, include.path, file.path) == true)
            continue;
        const std::string_view to = room_of(include.path);
        const std::string quoted = '"' + std::string(include.path) + '"';
        if (to.empty()) {
            findings.push_back({file.path, include.line, quoted + " is not named from the root"});
        } else if (!may_include(from, to)) {
            findings.push_back(
                {file.path, include.line, std::string(from) + " may not include " + quoted});
        }
    }
    return findings;
}

Findings check_foreign_includes(const SourceFile& file) {
    Findings findings;
    for (const Include& include : includes_of(file.text)) {
        if (!include.angled) continue;
        if (std::binary_search(kStandard.begin(), kStandard.end(), include.path)) continue;
        const std::optional<bool> library = allowed_library(kLibraries, include.path, file.path);
        if (library.value_or(may_include_system(file.path))) continue;
        const std::string header = '<' + std::string(include.path) + '>';
        findings.push_back({file.path, include.line,
                            library ? header + " has no place here"
                                    : header + " belongs in a file named after its system"});
    }
    return findings;
}

}  // namespace potok::tidy
