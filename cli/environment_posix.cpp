#include "cli/environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace potok::cli {

std::vector<Variable> potok_variables() {
    std::vector<Variable> variables;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (!text.starts_with(kVariablePrefix) || equals == std::string_view::npos) continue;
        variables.push_back({.name = std::string(text.substr(0, equals)),
                             .value = std::string(text.substr(equals + 1))});
    }
    std::ranges::sort(variables, {}, &Variable::name);
    return variables;
}

}  // namespace potok::cli
