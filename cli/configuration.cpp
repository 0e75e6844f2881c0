#include "cli/configuration.hpp"

#include <utility>

#include "base/assert.hpp"
#include "cli/parse_value.hpp"

namespace potok::cli {
namespace {

// Takes a value from a source at least as strong as the ones before it.
void take(Setting& setting, const Given& given, Value value) {
    const bool is_stronger = given.source.origin != setting.source.origin;
    if (setting.values.empty() || is_stronger || !setting.option->repeatable) {
        setting.source = given.source;
        setting.texts.clear();
        setting.values.clear();
    }
    setting.texts.push_back(given.text);
    setting.values.push_back(std::move(value));
}

std::optional<Fault> take_given(Setting& setting, const Given& given, Language language) {
    auto value = parse_value(*given.option, given.source, given.text, language);
    if (!value) return value.error();
    if (given.source.origin < setting.source.origin) return std::nullopt;
    take(setting, given, std::move(value).value());
    if (setting.values.size() <= kValuesMax) return std::nullopt;
    return Fault{
        .problem = Problem::too_many_values, .source = given.source, .option = given.option};
}

std::vector<std::string> preset_texts(const Option& option) {
    if (option.kind == Kind::flag) return {"false"};
    if (option.preset.empty()) return {};
    if (!option.repeatable) return {std::string(option.preset)};
    const std::vector<std::string_view> words = words_of(option.preset);
    return {words.begin(), words.end()};
}

void take_preset(Setting& setting, Language language) {
    for (std::string& text : preset_texts(*setting.option)) {
        auto value = parse_value(*setting.option, {}, text, language);
        ASSERT(value.ok());  // the table's author wrote it
        setting.texts.push_back(std::move(text));
        setting.values.push_back(std::move(value).value());
    }
}

Fault missing(const Option& option) {
    return {
        .problem = Problem::missing, .source = {.origin = Origin::command_line}, .option = &option};
}

}  // namespace

Result<Configuration, Fault> Configuration::merge(const OptionTable& table,
                                                  std::span<const Given> given, Language language) {
    Configuration merged;
    for (const Option* const option : table.options()) {
        Setting& setting = merged.settings_.emplace_back(Setting{.option = option});
        for (const Given& one : given) {
            if (one.option != option) continue;
            const std::optional<Fault> fault = take_given(setting, one, language);
            if (fault) return *fault;
        }
        if (setting.values.empty()) take_preset(setting, language);
        if (setting.values.empty() && option->required) return missing(*option);
    }
    return merged;
}

void Configuration::store(void* object, const void* owner) const {
    for (const Setting& setting : settings_) {
        const Target& target = setting.option->into;
        if (target.owner == owner && !setting.values.empty()) {
            target.store(object, setting.values);
        }
    }
}

}  // namespace potok::cli
