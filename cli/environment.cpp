#include "cli/environment.hpp"

#include "cli/program_variables.hpp"

namespace potok::cli {
namespace {

void add_given(std::vector<Given>& given, const Option& option, const Variable& variable) {
    const Source source{.origin = Origin::environment, .name = variable.name};
    if (!option.repeatable) {
        given.push_back({.option = &option, .text = variable.value, .source = source});
        return;
    }
    for (const std::string_view word : words_of(variable.value)) {
        given.push_back({.option = &option, .text = std::string(word), .source = source});
    }
}

Fault unknown(const OptionTable& table, const Variable& variable) {
    return {.problem = Problem::unknown_variable,
            .source = {.origin = Origin::environment, .name = variable.name},
            .hint = table.variable_like(variable.name)};
}

}  // namespace

EnvironmentOptions options_in(const OptionTable& table, std::span<const Variable> variables) {
    EnvironmentOptions options;
    for (const Variable& variable : variables) {
        const Option* const option = table.with_variable(variable.name);
        if (option == nullptr) {
            if (is_variable_of_a_program(variable.name)) continue;
            options.warnings.push_back(unknown(table, variable));
        } else if (!variable.value.empty()) {
            add_given(options.given, *option, variable);
        }
    }
    return options;
}

}  // namespace potok::cli
