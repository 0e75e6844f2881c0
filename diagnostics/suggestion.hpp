// suggestion_for: "did you mean": the known word nearest to one that was misspelt.
//
// Distance counts single-letter slips: one missing, one too many, one wrong, two swapped. A word is
// only suggested when it is near (a third of its letters, at most three) or when the misspelt one
// is its beginning; a far-fetched suggestion is worse than none. Any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace potok {

// Longer words are not compared: the cost is the product of the lengths.
inline constexpr std::size_t kSuggestionLength = 64;

// How many slips lie between two words, each of at most kSuggestionLength bytes.
[[nodiscard]] std::size_t slips_between(std::string_view left, std::string_view right) noexcept;

// The nearest of `known`, the first one of several as near; empty where none is near enough.
[[nodiscard]] std::string_view suggestion_for(std::string_view misspelt,
                                              std::span<const std::string_view> known) noexcept;

}  // namespace potok
