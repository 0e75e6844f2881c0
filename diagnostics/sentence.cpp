#include "diagnostics/sentence.hpp"

#include <algorithm>

namespace potok {

std::string fill(std::string_view pattern, std::initializer_list<Blank> blanks) {
    std::string sentence;
    while (!pattern.empty()) {
        const std::size_t open = std::min(pattern.find('{'), pattern.size());
        sentence += pattern.substr(0, open);
        pattern.remove_prefix(open);

        const std::size_t close = pattern.find('}');
        if (close == std::string_view::npos) break;
        const std::string_view name = pattern.substr(1, close - 1);
        const auto* const blank = std::ranges::find(blanks, name, &Blank::name);
        sentence += blank == blanks.end() ? pattern.substr(0, close + 1) : blank->value;
        pattern.remove_prefix(close + 1);
    }
    sentence += pattern;
    return sentence;
}

}  // namespace potok
