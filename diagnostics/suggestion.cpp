#include "diagnostics/suggestion.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace potok {
namespace {

constexpr std::size_t kSlipsMax = 3;
constexpr std::size_t kPrefixLeast = 2;

std::size_t slips_allowed(std::string_view word) noexcept {
    return std::clamp<std::size_t>(word.size() / 3, 1, kSlipsMax);
}

bool is_beginning(std::string_view misspelt, std::string_view word) noexcept {
    return misspelt.size() >= kPrefixLeast && word.starts_with(misspelt);
}

}  // namespace

// The optimal string alignment distance. rows[k] is the row k above the current one; three suffice,
// because a swap looks two rows back.
std::size_t slips_between(std::string_view left, std::string_view right) noexcept {
    ASSERT(left.size() <= kSuggestionLength && right.size() <= kSuggestionLength);
    using Row = std::array<std::size_t, kSuggestionLength + 1>;
    Row before_last{};
    Row last{};
    Row current{};
    for (std::size_t j = 0; j <= right.size(); ++j)
        current[j] = j;

    for (std::size_t i = 1; i <= left.size(); ++i) {
        before_last = last;
        last = current;
        current[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const bool same = left[i - 1] == right[j - 1];
            current[j] =
                std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            const bool swapped =
                i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
            if (swapped) current[j] = std::min(current[j], before_last[j - 2] + 1);
        }
    }
    return current[right.size()];
}

std::string_view suggestion_for(std::string_view misspelt,
                                std::span<const std::string_view> known) noexcept {
    if (misspelt.empty() || misspelt.size() > kSuggestionLength) return {};
    std::string_view nearest;
    std::size_t fewest = kSlipsMax + 1;
    for (const std::string_view word : known) {
        if (word.size() > kSuggestionLength) continue;
        // A beginning counts as no slip at all: "of" is a short "off" rather than a wrong "on".
        const std::size_t slips = is_beginning(misspelt, word) ? 0 : slips_between(misspelt, word);
        if (slips > slips_allowed(word) || slips >= fewest) continue;
        fewest = slips;
        nearest = word;
    }
    return nearest;
}

}  // namespace potok
