// fill: a sentence out of a pattern with named blanks, "{address} is in use".
//
// Blanks have names because the two languages put them in different orders. An unknown blank stays
// as it stands: a slip in a message must never be what ends a program. Values are inserted as they
// are: escape what a client sent first (escape.hpp). Any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "diagnostics/language.hpp"

namespace potok {

struct Blank {
    std::string_view name;
    std::string_view value;
};

[[nodiscard]] std::string fill(std::string_view pattern, std::initializer_list<Blank> blanks);

[[nodiscard]] inline std::string fill(const Text& pattern, Language language,
                                      std::initializer_list<Blank> blanks) {
    return fill(pattern.in(language), blanks);
}

}  // namespace potok
