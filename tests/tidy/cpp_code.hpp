// What of a C++ text is code: the same text with comments and literals blanked out.
//
// Every line and column stays where it was, so a rule can search the code and point into the text.
// A word in a comment or a string ("no shared_ptr here") is then nothing a rule could stumble over.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/source_file.hpp"

namespace potok::tidy {

// Comments and the insides of string, character and raw string literals become spaces.
[[nodiscard]] std::string code_of(std::string_view text);

// The lines (from 1) of the code in which the word stands alone: not as a part of a longer name.
[[nodiscard]] std::vector<std::size_t> lines_with_word(std::string_view code,
                                                       std::string_view word);

struct Include {
    std::size_t line = 0;
    std::string_view path;  // a part of the text given
    bool angled = false;
};

// The #include directives of a text, those in comments and literals not counted.
[[nodiscard]] std::vector<Include> includes_of(std::string_view text);

}  // namespace potok::tidy
