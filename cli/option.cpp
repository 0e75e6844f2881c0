#include "cli/option.hpp"

#include <algorithm>

namespace potok::cli {
namespace {

Text kind_word(Kind kind) noexcept {
    switch (kind) {
        case Kind::flag:
            return {"true|false", "true|false"};
        case Kind::text:
            return {"TEXT", "ТЕКСТ"};
        case Kind::file:
            return {"FILE", "ФАЙЛ"};
        case Kind::listen:
        case Kind::target:
            return {"ADDRESS", "АДРЕС"};
        case Kind::number:
            return {"N", "N"};
        case Kind::size:
            return {"SIZE", "РАЗМЕР"};
        case Kind::duration:
            return {"TIME", "ВРЕМЯ"};
        case Kind::rate:
            return {"RATE", "ЧАСТОТА"};
        case Kind::percentage:
            return {"PERCENT", "ПРОЦЕНТ"};
        case Kind::choice:
            return {"WORD", "СЛОВО"};
    }
    return {};
}

Text kind_form(Kind kind) noexcept {
    switch (kind) {
        case Kind::flag:
            return {"true or false", "true или false"};
        case Kind::text:
            return {"a text", "текст"};
        case Kind::file:
            return {"a path", "путь к файлу"};
        case Kind::listen:
        case Kind::target:
            return {"an address (as in lp://127.0.0.1:9002)",
                    "адрес (например, lp://127.0.0.1:9002)"};
        case Kind::number:
            return {"a whole number", "целое число"};
        case Kind::size:
            return {"a size (bytes, or KiB, MiB, GiB as in 64KiB)",
                    "размер (байты или KiB, MiB, GiB, например 64KiB)"};
        case Kind::duration:
            return {"a duration (with ms, s, m or h as in 10s)",
                    "промежуток времени (с ms, s, m или h, например 10s)"};
        case Kind::rate:
            return {"a rate (per second, or with /s, /m, /h as in 1000/s)",
                    "частота (в секунду или с /s, /m, /h, например 1000/s)"};
        case Kind::percentage:
            return {"a percentage (as in 99.9%)", "доля в процентах (например, 99.9%)"};
        case Kind::choice:
            return {"one of the words", "одно из слов"};
    }
    return {};
}

}  // namespace

std::string placeholder_of(const Option& option, Language language) {
    if (!option.placeholder.empty()) return std::string(option.placeholder.in(language));
    if (option.choices.empty()) return std::string(kind_word(option.kind).in(language));
    std::string words(option.choices);
    std::ranges::replace(words, ' ', '|');
    return words;
}

std::string form_of(const Option& option, Language language) {
    constexpr Text kOr{" or ", " или "};
    std::string form = option.choices.empty() ? std::string(kind_form(option.kind).in(language))
                                              : placeholder_of(option, language);
    if (!option.keyword.empty()) {
        form += kOr.in(language);
        form += option.keyword;
    }
    return form;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        if (text.empty()) return words;
        const std::size_t end = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

}  // namespace potok::cli
