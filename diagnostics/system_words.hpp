// system_words: the system's number for an error in words, in both languages.
//
// Causes that users meet have words of our own; the rest are the system's, in English. Any thread.
#pragma once

#include <string>

#include "diagnostics/language.hpp"

namespace potok {

// `code` is an errno, or the number of the platform's own calls. A clause without a full stop.
[[nodiscard]] std::string system_words(Language language, int code);

}  // namespace potok
