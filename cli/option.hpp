// Option: one row of a program's table of options. Everything about it is said here, once.
//
//   constexpr Option kOptions[] = {
//       {.name = "max-message", .kind = Kind::size, .preset = "16MiB", .range = {"1", "1GiB"},
//        .group = kLimits,
//        .help = {"Longest message taken from a peer", "Наибольшее сообщение от другой стороны"},
//        .into = into<&Settings::max_message>},
//   };
//
// From the row come the flag --max-message, the variable POTOK_MAX_MESSAGE, the key max-message of
// a configuration file, its line in --help, its place in --dump-config and every message about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/value.hpp"
#include "diagnostics/language.hpp"

namespace potok::cli {

enum class Kind : std::uint8_t {
    flag,        // given or not; true or false in a file or a variable
    text,        //
    file,        // a path; whether it can be read is the program's business
    listen,      // scheme://host:port to accept connections at
    target,      // scheme://host:port to connect to
    number,      // a whole number
    size,        // bytes: 512, 64KiB, 16MiB, 2GiB
    duration,    // 250ms, 1.5s, 5m, 2h, and 0
    rate,        // 1000/s, 60/m, 5/h; a bare number is a second's
    percentage,  // 99.9%
    choice,      // one of a few words
};

// Bounds as a user would write them; an empty one is none. Both belong to the range.
struct Range {
    std::string_view least{};
    std::string_view most{};
};

// Where an option may be given.
enum class Reach : std::uint8_t {
    everywhere,
    not_in_file,   // the command line and the environment
    command_line,  // it asks for an action, not for a setting
};

// Says what is wrong with a well-formed value and what to do; empty where nothing is.
using Check = std::string (*)(Language language, std::string_view value);

struct Option {
    std::string_view name{};  // the long name, without dashes
    char letter = 0;          // the short name; 0: none
    Kind kind = Kind::text;
    Text placeholder{};          // what stands for the value in --help; empty: the kind's word
    std::string_view preset{};   // the default, written as a user would; several: space-separated
    Text preset_note{};          // what the default is where it is not a text: "one a core"
    std::string_view choices{};  // space-separated
    std::string_view keyword{};  // a word allowed in place of a value of the kind: "auto"
    Range range{};
    bool repeatable = false;
    bool operand = false;  // given by its place on the command line, without a flag
    bool required = false;
    bool may_be_empty = false;
    Reach reach = Reach::everywhere;
    Text group{};  // the heading it stands under in --help; options of a group stand together
    Text help{};
    Check check = nullptr;
    Target into{};
};

// More values than this are refused.
inline constexpr std::size_t kValuesMax = 1024;

// The word that stands for a value of this option: "SIZE", "text|json".
[[nodiscard]] std::string placeholder_of(const Option& option, Language language);

// What a value of this option looks like: "a size (bytes, or KiB, MiB, GiB as in 16MiB)".
[[nodiscard]] std::string form_of(const Option& option, Language language);

// Parts between single spaces or more; none of an empty text.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view text);

}  // namespace potok::cli
