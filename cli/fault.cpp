#include "cli/fault.hpp"

#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"

namespace potok::cli {
namespace {

// Where the reader finds what is wrong: "--listen", "POTOK_LISTEN", "potok.toml:3:1: listen".
std::string place_of(const Fault& fault) {
    const Source& source = fault.source;
    std::string place = escaped(source.name);
    if (source.line > 0) {
        place += ':' + std::to_string(source.line) + ':' + std::to_string(source.column);
    }
    if (source.origin == Origin::file && fault.option != nullptr) {
        place += ": " + std::string(fault.option->name);
    }
    return place;
}

Text unknown_sentence(Problem problem, bool has_hint) noexcept {
    switch (problem) {
        case Problem::unknown_key:
            if (has_hint) {
                return {"no such key {text}: did you mean {hint}?",
                        "нет такого ключа {text}: может быть, {hint}?"};
            }
            return {"no such key {text}: the keys are the long flags that --help lists",
                    "нет такого ключа {text}: ключи — это длинные флаги из --help"};
        case Problem::unknown_variable:
            if (has_hint) {
                return {"the variable names no option and is ignored: did you mean {hint}?",
                        "у переменной нет такого параметра, она не учтена: может быть, {hint}?"};
            }
            return {"the variable names no option and is ignored: --help lists all options",
                    "у переменной нет такого параметра, она не учтена: все параметры — в --help"};
        default:
            if (has_hint) {
                return {"no such option: did you mean {hint}?",
                        "нет такого параметра: может быть, {hint}?"};
            }
            return {"no such option: --help lists all of them",
                    "нет такого параметра: все перечислены в --help"};
    }
}

Text malformed_sentence(bool has_hint) noexcept {
    if (has_hint) {
        return {"{text} is not {form}: did you mean {hint}?",
                "{text} — это не {form}: может быть, {hint}?"};
    }
    return {"{text} is not {form}", "{text} — это не {form}"};
}

Text not_a_choice_sentence(bool has_hint) noexcept {
    if (has_hint) {
        return {"{text} is not one of {placeholder}: did you mean {hint}?",
                "{text} — не одно из слов {placeholder}: может быть, {hint}?"};
    }
    return {"{text} is not one of {placeholder}", "{text} — не одно из слов {placeholder}"};
}

Text out_of_range_sentence(const Range& range) noexcept {
    if (range.most.empty()) {
        return {"{text} is out of range: give at least {least}",
                "{text} вне пределов: укажите не меньше {least}"};
    }
    if (range.least.empty()) {
        return {"{text} is out of range: give at most {most}",
                "{text} вне пределов: укажите не больше {most}"};
    }
    return {"{text} is out of range: give from {least} to {most}",
            "{text} вне пределов: укажите от {least} до {most}"};
}

Text sentence_of(const Fault& fault) noexcept {
    const bool has_hint = !fault.hint.empty();
    switch (fault.problem) {
        case Problem::unknown_option:
        case Problem::unknown_key:
        case Problem::unknown_variable:
            return unknown_sentence(fault.problem, has_hint);
        case Problem::malformed:
            return malformed_sentence(has_hint);
        case Problem::not_a_choice:
            return not_a_choice_sentence(has_hint);
        case Problem::out_of_range:
            return out_of_range_sentence(fault.option == nullptr ? Range{} : fault.option->range);
        case Problem::needs_value:
            return {"needs a value: write {place}={placeholder}",
                    "нужно значение: напишите {place}={placeholder}"};
        case Problem::unexpected_operand:
            return {"unexpected argument {text}: flags begin with --, and --help lists them",
                    "лишний аргумент {text}: флаги начинаются с --, все они — в --help"};
        case Problem::missing:
            return {"{placeholder} is missing: give it as --help shows",
                    "не указано: {placeholder}; как это сделать, показывает --help"};
        case Problem::empty_value:
            return {"the value is empty: give {form} or leave the option out",
                    "значение пустое: укажите {form} или уберите параметр"};
        case Problem::too_large:
            return {"{text} is too large: give less", "{text} — слишком много: укажите меньше"};
        case Problem::too_many_values:
            return {"more than {limit} values: give fewer",
                    "больше {limit} значений: укажите меньше"};
        case Problem::wrong_type:
            return {"a TOML {detail} is not {form}", "значение TOML {detail} — это не {form}"};
        case Problem::file_unreadable:
            return {"cannot read {text}: {detail}: check the path",
                    "не удалось прочитать {text}: {detail}: проверьте путь"};
        case Problem::file_too_long:
            return {"{text} is longer than a configuration can be (1 MiB): check the path",
                    "{text} длиннее, чем бывает конфигурация (1 MiB): проверьте путь"};
        case Problem::file_syntax:
            return {"not TOML: {detail}; the line is {text}",
                    "это не TOML: разбор остановился на этом месте; строка такая: {text}; "
                    "библиотека говорит: «{detail}»"};
        case Problem::rejected:
            return {"{detail}", "{detail}"};
    }
    return {};
}

}  // namespace

std::string fault_text(Language language, const Fault& fault) {
    const Option none{};
    const Option& option = fault.option == nullptr ? none : *fault.option;
    const std::string place = place_of(fault);
    const std::string said = fill(sentence_of(fault), language,
                                  {{"text", quoted(fault.text)},
                                   {"hint", fault.hint},
                                   {"detail", fault.detail},
                                   {"place", place},
                                   {"form", form_of(option, language)},
                                   {"placeholder", placeholder_of(option, language)},
                                   {"least", option.range.least},
                                   {"most", option.range.most},
                                   {"limit", std::to_string(kValuesMax)}});
    return place.empty() ? said : place + ": " + said;
}

}  // namespace potok::cli
