#include "cli/help.hpp"

#include <algorithm>

#include "diagnostics/code_point.hpp"
#include "diagnostics/sentence.hpp"

namespace potok::cli {
namespace {

// Longer flags stand on a line of their own, with the help beneath.
constexpr std::size_t kFlagColumns = 34;
constexpr std::size_t kTextColumns = kHelpWidth - kFlagColumns;

constexpr Text kUsage{"Usage: ", "Использование: "};
constexpr Text kOptions{" [OPTION]...", " [ПАРАМЕТР]..."};
constexpr Text kSources{
    "Every option can also be given as a variable ({variable} for --{flag}, several "
    "values "
    "with spaces between) and as a key of the TOML file that --config names. The command line "
    "beats "
    "the variables, these beat the file, and the file beats the defaults.",
    "Любой параметр можно задать и переменной окружения ({variable} для --{flag}, "
    "несколько "
    "значений через пробел), и ключом файла TOML, который указан в --config. Командная строка "
    "важнее "
    "переменных, переменные важнее файла, файл важнее значений по умолчанию."};
constexpr Text kUnits{"Sizes take KiB, MiB and GiB, durations ms, s, m and h, rates /s, /m and /h.",
                      "Размеры указываются с KiB, MiB и GiB, промежутки времени с ms, s, m и h, "
                      "частоты с /s, /m и /h."};

std::string usage_of(Language language, const Manual& manual, const OptionTable& table) {
    std::string usage(kUsage.in(language));
    usage += manual.program;
    usage += kOptions.in(language);
    for (const Option* const option : table.options()) {
        if (!option->operand) continue;
        const std::string word =
            placeholder_of(*option, language) + (option->repeatable ? "..." : "");
        usage += option->required ? " " + word : " [" + word + "]";
    }
    return usage;
}

// "  -c, --connections N"; the long names stand under each other, with or without a short one.
std::string flag_column(Language language, const Option& option) {
    if (option.operand) return "  " + placeholder_of(option, language);
    std::string column = option.letter == 0 ? "      " : std::string("  -") + option.letter + ", ";
    column += "--" + std::string(option.name);
    if (option.kind != Kind::flag) column += " " + placeholder_of(option, language);
    return column;
}

std::string in_brackets(std::string_view what, std::string_view value) {
    return " [" + std::string(what) + std::string(value) + "]";
}

std::string help_column(Language language, const Option& option) {
    constexpr Text kRepeatable{" (repeatable)", " (можно повторять)"};
    constexpr Text kDefault{"default: ", "по умолчанию: "};
    std::string column(option.help.in(language));
    if (option.repeatable) column += kRepeatable.in(language);
    const std::string_view standard =
        option.preset.empty() ? option.preset_note.in(language) : option.preset;
    if (!standard.empty()) column += in_brackets(kDefault.in(language), standard);
    return column;
}

void append_lines(std::string& out, const std::vector<std::string>& lines, std::size_t indent) {
    for (const std::string& line : lines) {
        out += std::string(indent, ' ') + line + '\n';
    }
}

void append_option(std::string& out, Language language, const Option& option) {
    std::string flags = flag_column(language, option);
    std::vector<std::string> lines = wrapped(help_column(language, option), kTextColumns);
    const std::size_t columns = display_columns(flags);
    if (columns + 2 <= kFlagColumns) {
        out += flags + std::string(kFlagColumns - columns, ' ') + lines.front() + '\n';
        lines.erase(lines.begin());
    } else {
        out += flags + '\n';
    }
    append_lines(out, lines, kFlagColumns);
}

void append_options(std::string& out, Language language, const OptionTable& table) {
    Text group;
    for (const Option* const option : table.options()) {
        if (option->group != group) {
            group = option->group;
            out += '\n' + std::string(group.in(language)) + ":\n";
        }
        append_option(out, language, *option);
    }
}

// One of the program's own that shows what becomes of a dash, else one that all programs have.
// Null: neither is there.
const Option* example_of_variable(const Manual& manual, const OptionTable& table) noexcept {
    for (const Option& option : manual.options) {
        const bool has_variable = option.reach != Reach::command_line && !option.operand;
        if (has_variable && option.name.find('-') != option.name.npos) return &option;
    }
    return table.with_flag("config");
}

void append_paragraph(std::string& out, std::string_view text) {
    out += '\n';
    append_lines(out, wrapped(text, kHelpWidth), 0);
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines(1);
    for (const std::string_view word : words_of(text)) {
        std::string& line = lines.back();
        if (line.empty()) {
            line = word;
        } else if (display_columns(line) + 1 + display_columns(word) <= width) {
            line += ' ';
            line += word;
        } else {
            lines.emplace_back(word);
        }
    }
    return lines;
}

std::string help(Language language, const Manual& manual, const OptionTable& table) {
    std::string out;
    append_lines(out, wrapped(usage_of(language, manual, table), kHelpWidth), 0);
    append_lines(out, wrapped(manual.summary.in(language), kHelpWidth), 0);
    append_options(out, language, table);
    if (const Option* const example = example_of_variable(manual, table)) {
        append_paragraph(out, fill(kSources, language,
                                   {{"variable", variable_of(*example)}, {"flag", example->name}}));
    }
    append_paragraph(out, kUnits.in(language));
    if (!manual.notes.empty()) {
        out += '\n';
        out += manual.notes.in(language);
        out += '\n';
    }
    return out;
}

}  // namespace potok::cli
