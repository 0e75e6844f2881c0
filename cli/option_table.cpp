#include "cli/option_table.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "diagnostics/suggestion.hpp"

namespace potok::cli {
namespace {

bool has_flag(const Option& option) noexcept {
    return !option.operand;
}
bool has_key(const Option& option) noexcept {
    return option.reach == Reach::everywhere;
}
bool has_variable(const Option& option) noexcept {
    return option.reach != Reach::command_line;
}

bool has_all_words(const Option& option) noexcept {
    return !option.help.en.empty() && !option.help.ru.empty() && !option.group.en.empty() &&
           !option.group.ru.empty();
}

template <class Predicate>
const Option* first_where(std::span<const Option* const> options, Predicate predicate) noexcept {
    const auto found = std::ranges::find_if(
        options, [&predicate](const Option* option) { return predicate(*option); });
    return found == options.end() ? nullptr : *found;
}

// The name of the reachable option that is nearest to `misspelt`, as `name_of` writes it.
template <class IsReachable, class NameOf>
std::string nearest(std::string_view misspelt, std::span<const Option* const> options,
                    IsReachable is_reachable, NameOf name_of) {
    std::vector<std::string> names;
    for (const Option* const option : options) {
        if (is_reachable(*option)) names.push_back(name_of(*option));
    }
    const std::vector<std::string_view> words(names.begin(), names.end());
    return std::string(suggestion_for(misspelt, words));
}

std::string name_of(const Option& option) {
    return std::string(option.name);
}

// Without the prefix that all variables share: it would make any two of them look alike.
std::string bare_variable_of(const Option& option) {
    return variable_of(option).substr(kVariablePrefix.size());
}

}  // namespace

OptionTable::OptionTable(std::span<const Option> own, std::span<const Option> common) {
    for (const Option& option : own)
        add(option);
    for (const Option& option : common)
        add(option);
}

void OptionTable::add(const Option& option) {
    const auto is_namesake = [&option](const Option& other) { return other.name == option.name; };
    ASSERT(!option.name.empty() && first_where(options_, is_namesake) == nullptr);
    ASSERT(option.letter == 0 || with_letter(option.letter) == nullptr);
    ASSERT(option.into.store != nullptr && has_all_words(option));
    ASSERT((option.kind == Kind::choice) == !option.choices.empty());
    ASSERT(option.kind != Kind::flag || (option.preset.empty() && !option.repeatable));
    options_.push_back(&option);
}

const Option* OptionTable::with_flag(std::string_view name) const noexcept {
    return first_where(
        options_, [name](const Option& option) { return has_flag(option) && option.name == name; });
}

const Option* OptionTable::with_letter(char letter) const noexcept {
    return first_where(options_, [letter](const Option& option) {
        return has_flag(option) && letter != 0 && option.letter == letter;
    });
}

const Option* OptionTable::with_key(std::string_view key) const noexcept {
    return first_where(
        options_, [key](const Option& option) { return has_key(option) && option.name == key; });
}

const Option* OptionTable::with_variable(std::string_view variable) const {
    return first_where(options_, [variable](const Option& option) {
        return has_variable(option) && variable_of(option) == variable;
    });
}

const Option* OptionTable::operand(std::size_t position) const noexcept {
    const Option* last = nullptr;
    for (const Option* const option : options_) {
        if (!option->operand) continue;
        last = option;
        if (position == 0) return option;
        --position;
    }
    return last != nullptr && last->repeatable ? last : nullptr;
}

std::string OptionTable::flag_like(std::string_view name) const {
    const std::string flag = nearest(name, options_, has_flag, name_of);
    return flag.empty() ? flag : "--" + flag;
}

std::string OptionTable::key_like(std::string_view key) const {
    return nearest(key, options_, has_key, name_of);
}

std::string OptionTable::variable_like(std::string_view variable) const {
    ASSERT(variable.starts_with(kVariablePrefix));
    variable.remove_prefix(kVariablePrefix.size());
    const std::string bare = nearest(variable, options_, has_variable, bare_variable_of);
    return bare.empty() ? bare : std::string(kVariablePrefix) + bare;
}

std::string variable_of(const Option& option) {
    return variable_of(option.name);
}

std::string variable_of(std::string_view option) {
    std::string variable(kVariablePrefix);
    for (const char letter : option) {
        if (letter == '-') {
            variable += '_';
        } else if (letter >= 'a' && letter <= 'z') {
            variable += static_cast<char>(letter - 'a' + 'A');
        } else {
            variable += letter;
        }
    }
    return variable;
}

}  // namespace potok::cli
