#include "cli/dump.hpp"

#include "cli/config_file.hpp"
#include "diagnostics/escape.hpp"

namespace potok::cli {
namespace {

std::string origin_of(Language language, const Source& source) {
    constexpr Text kDefault{"default", "по умолчанию"};
    constexpr Text kFile{"file ", "файл "};
    constexpr Text kEnvironment{"environment ", "окружение "};
    constexpr Text kCommandLine{"command line", "командная строка"};
    const std::string name = escaped(source.name);
    switch (source.origin) {
        case Origin::preset:
            return std::string(kDefault.in(language));
        case Origin::file:
            return std::string(kFile.in(language)) + name + ':' + std::to_string(source.line);
        case Origin::environment:
            return std::string(kEnvironment.in(language)) + name;
        case Origin::command_line:
            return std::string(kCommandLine.in(language)) + (name.empty() ? "" : " " + name);
    }
    return {};
}

// Numbers and truths as TOML has them; everything with a unit or a word as the text that was given.
std::string toml_value(const Setting& setting, std::size_t index) {
    const Value& value = setting.values[index];
    if (const bool* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
    if (setting.option->kind == Kind::number) {
        if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    }
    return toml_string(setting.texts[index]);
}

std::string toml_values(const Setting& setting) {
    if (!setting.option->repeatable) return toml_value(setting, 0);
    std::string array;
    for (std::size_t i = 0; i < setting.values.size(); ++i) {
        array += (i == 0 ? "[" : ", ") + toml_value(setting, i);
    }
    return array + ']';
}

std::string line_of(Language language, const Setting& setting) {
    constexpr Text kNotSet{"not set", "не задано"};
    const Option& option = *setting.option;
    const std::string key(option.name);
    if (!setting.values.empty()) {
        return key + " = " + toml_values(setting) + "  # " + origin_of(language, setting.source);
    }
    std::string line = "# " + key + ": " + std::string(kNotSet.in(language));
    if (!option.preset_note.empty()) line += ": " + std::string(option.preset_note.in(language));
    return line;
}

}  // namespace

std::string dump(Language language, const Configuration& configuration) {
    std::string text;
    Text group;
    for (const Setting& setting : configuration.settings()) {
        if (setting.option->reach != Reach::everywhere) continue;
        if (setting.option->group != group) {
            group = setting.option->group;
            text += text.empty() ? "# " : "\n# ";
            text += group.in(language);
            text += '\n';
        }
        text += line_of(language, setting) + '\n';
    }
    return text;
}

}  // namespace potok::cli
