#include "diagnostics/address_fault_text.hpp"

#include <algorithm>

#include "diagnostics/escape.hpp"
#include "diagnostics/respelling.hpp"
#include "diagnostics/sentence.hpp"
#include "diagnostics/suggestion.hpp"

namespace potok {
namespace {

using Kind = AddressFault::Kind;

constexpr std::string_view kAfterScheme = "://";
constexpr std::size_t kShownMax = 128;

// What stands before the last "@" of the host part may be a password.
std::string without_credentials(std::string_view address) {
    const std::size_t scheme = address.find(kAfterScheme);
    const std::size_t begin = scheme == address.npos ? 0 : scheme + kAfterScheme.size();
    const std::size_t end = std::min(address.find_first_of("/?#", begin), address.size());
    const std::size_t at = address.substr(0, end).rfind('@');
    if (at == address.npos || at < begin) return std::string(address);
    return std::string(address.substr(0, begin)) + "***" + std::string(address.substr(at));
}

// The scheme as it stands in the address, in the lower case that the tables have.
std::string scheme_of(std::string_view address) {
    std::string scheme(address.substr(0, address.find(kAfterScheme)));
    for (char& letter : scheme) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return scheme;
}

std::span<const std::string_view> options_of(std::string_view scheme) noexcept {
    return endpoint_options(scheme.starts_with("line") ? EndpointScheme::line : EndpointScheme::lp);
}

std::string joined(std::span<const std::string_view> words) {
    std::string list;
    for (const std::string_view word : words) {
        if (!list.empty()) list += ", ";
        list += word;
    }
    return list;
}

// The words that could have stood in place of the wrong one; none where no word is expected.
std::span<const std::string_view> words_for(const AddressFault& fault, std::string_view scheme) {
    switch (fault.kind) {
        case Kind::no_scheme:
        case Kind::unknown_scheme:
            return endpoint_schemes();
        case Kind::unknown_option:
            return options_of(scheme);
        case Kind::bad_value:
            return endpoint_option_values(fault.option);
        default:
            return {};
    }
}

std::string hint_for(const AddressFault& fault, std::span<const std::string_view> words) {
    if (fault.kind == Kind::bad_value && words.empty()) return respelt_size(fault.text);
    if (fault.kind == Kind::no_scheme) return {};
    return std::string(suggestion_for(fault.text, words));
}

Text word_sentence(Kind kind, bool has_hint) noexcept {
    switch (kind) {
        case Kind::unknown_scheme:
            if (has_hint) {
                return {"no scheme is called {text}: did you mean {hint}?",
                        "схемы {text} нет: может быть, {hint}?"};
            }
            return {"no scheme is called {text}: there are {words}",
                    "схемы {text} нет: есть {words}"};
        case Kind::unknown_option:
            if (has_hint) {
                return {"{scheme} has no option {text}: did you mean {hint}?",
                        "у {scheme} нет параметра {text}: может быть, {hint}?"};
            }
            return {"{scheme} has no option {text}: there are {words}",
                    "у {scheme} нет параметра {text}: есть {words}"};
        default:
            if (has_hint) {
                return {"{text} is no value of {option}: did you mean {hint}?",
                        "{text} — не значение {option}: может быть, {hint}?"};
            }
            return {"{text} is no value of {option}: give one of {words}",
                    "{text} — не значение {option}: укажите одно из {words}"};
    }
}

Text sentence_of(const AddressFault& fault, bool has_words, bool has_hint) noexcept {
    switch (fault.kind) {
        case Kind::unknown_scheme:
        case Kind::unknown_option:
            return word_sentence(fault.kind, has_hint);
        case Kind::bad_value:
            if (has_words || has_hint) return word_sentence(fault.kind, has_hint);
            return {
                "{text} is no value of {option}: give a size such as 64KiB, from 1 to 1024GiB",
                "{text} — не значение {option}: укажите размер, например 64KiB, от 1 до 1024GiB"};
        case Kind::too_long:
            return {"the address is longer than {limit} bytes: give a shorter one",
                    "адрес длиннее {limit} байт: укажите короче"};
        case Kind::bad_character:
            return {
                "an address has neither spaces nor control characters, but here is {text}: leave "
                "it out or write it with %",
                "в адресе не бывает пробелов и управляющих символов, а здесь {text}: уберите или "
                "запишите через %"};
        case Kind::no_scheme:
            return {
                "the scheme is missing: write scheme://host:port, the scheme being one of {words}",
                "нет схемы: пишите схема://узел:порт, где схема — одно из {words}"};
        case Kind::no_host:
            return {"the host is missing: write it before the port, as in tcp://localhost:9003",
                    "нет узла: укажите его перед портом, например tcp://localhost:9003"};
        case Kind::bad_host:
            return {"{text} is neither a host name nor an IP address: check the spelling",
                    "{text} — не имя узла и не IP-адрес: проверьте написание"};
        case Kind::unclosed_bracket:
            return {"the bracket is not closed: write an IPv6 address as [::1]",
                    "скобка не закрыта: адрес IPv6 пишется как [::1]"};
        case Kind::no_brackets:
            return {"an IPv6 address needs brackets: write it as [::1]:9003",
                    "адресу IPv6 нужны скобки: пишите как [::1]:9003"};
        case Kind::all_interfaces:
            return {"* is for listening only: give the host to connect to",
                    "* годится только для приёма соединений: укажите узел, с которым соединяться"};
        case Kind::no_port:
            return {"the port is missing: write it after the host, as in tcp://127.0.0.1:9003",
                    "нет порта: укажите его после узла, например tcp://127.0.0.1:9003"};
        case Kind::bad_port:
            return {"{text} is not a port: give a number from 1 to 65535",
                    "{text} — не порт: укажите число от 1 до 65535"};
        case Kind::port_too_large:
            return {"port {text} is too large: give a number from 1 to 65535",
                    "порт {text} слишком велик: укажите число от 1 до 65535"};
        case Kind::port_zero:
            return {"port 0 is for listening only: give the port to connect to",
                    "порт 0 годится только для приёма соединений: укажите порт, с которым "
                    "соединяться"};
        case Kind::credentials_not_here:
            return {
                "user:password@ is for connecting to ws, wss, http and https only: leave it out",
                "user:password@ бывает только в адресе, с которым соединяются по ws, wss, http "
                "или https: уберите"};
        case Kind::bad_credentials:
            return {
                "user:password@ cannot be read: write a colon in the user as %3A and a percent "
                "sign as %25",
                "user:password@ не прочесть: двоеточие в имени пишется как %3A, знак процента — "
                "как %25"};
        case Kind::path_not_here:
            return {"{scheme} has no path: leave out {text}",
                    "у {scheme} нет пути: уберите {text}"};
        case Kind::options_not_here:
            return {"{scheme} has no options: leave out {text}",
                    "у {scheme} нет параметров: уберите {text}"};
        case Kind::fragment_not_here:
            return {"what follows # never leaves a browser: leave out {text}",
                    "то, что после #, браузеры не передают: уберите {text}"};
        case Kind::repeated_option:
            return {"option {text} is there twice: leave out one",
                    "параметр {text} указан дважды: уберите один"};
    }
    return {};
}

}  // namespace

std::string address_fault_text(Language language, std::string_view address,
                               const AddressFault& fault) {
    const std::string scheme = scheme_of(address);
    const std::span<const std::string_view> words = words_for(fault, scheme);
    const std::string hint = hint_for(fault, words);
    const Text sentence = sentence_of(fault, !words.empty(), !hint.empty());
    return quoted(without_credentials(address), kShownMax) + ": " +
           fill(sentence, language,
                {{"text", quoted(fault.text, kShownMax)},
                 {"hint", hint},
                 {"words", joined(words)},
                 {"scheme", escaped(scheme, kShownMax)},
                 {"option", fault.option},
                 {"limit", std::to_string(EndpointAddress::kTextMax)}});
}

}  // namespace potok
