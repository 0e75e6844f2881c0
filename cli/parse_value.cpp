#include "cli/parse_value.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.hpp"
#include "cli/quantity.hpp"
#include "diagnostics/address_fault_text.hpp"
#include "diagnostics/respelling.hpp"
#include "diagnostics/suggestion.hpp"

namespace potok::cli {
namespace {

struct YesOrNo {
    std::string_view word;
    bool value;
};

constexpr std::array kYesOrNo{
    YesOrNo{"true", true},   YesOrNo{"yes", true}, YesOrNo{"on", true},   YesOrNo{"1", true},
    YesOrNo{"false", false}, YesOrNo{"no", false}, YesOrNo{"off", false}, YesOrNo{"0", false},
};

Problem problem_of(QuantityFault fault) noexcept {
    return fault == QuantityFault::too_large ? Problem::too_large : Problem::malformed;
}

template <class Number>
Result<Value, Problem> value_of(const Result<Number, QuantityFault>& parsed) {
    if (!parsed) return problem_of(parsed.error());
    return Value(parsed.value());
}

Result<Value, Problem> parse_flag(std::string_view text) {
    const auto found = std::ranges::find(kYesOrNo, text, &YesOrNo::word);
    if (found == kYesOrNo.end()) return Problem::malformed;
    return Value(found->value);
}

Result<Value, Problem> parse_choice(std::string_view choices, std::string_view text) {
    const std::vector<std::string_view> words = words_of(choices);
    const auto found = std::ranges::find(words, text);
    if (found == words.end()) return Problem::not_a_choice;
    return Value(Choice{static_cast<std::size_t>(found - words.begin())});
}

// Every kind but the addresses, which have faults of their own.
Result<Value, Problem> parse_kind(const Option& option, std::string_view text) {
    switch (option.kind) {
        case Kind::flag:
            return parse_flag(text);
        case Kind::text:
        case Kind::file:
            return Value(std::string(text));
        case Kind::number:
            return value_of(parse_number(text));
        case Kind::size:
            return value_of(parse_size(text));
        case Kind::duration:
            return value_of(parse_duration(text));
        case Kind::rate:
            return value_of(parse_rate(text));
        case Kind::percentage:
            return value_of(parse_percentage(text));
        case Kind::choice:
            return parse_choice(option.choices, text);
        case Kind::listen:
        case Kind::target:
            break;
    }
    return Problem::malformed;
}

bool is_less(const Value& left, const Value& right) {
    const auto compare = [](const auto& one, const auto& other) {
        if constexpr (std::same_as<decltype(one), decltype(other)> && requires { one < other; }) {
            return one < other;
        } else {
            return false;
        }
    };
    return std::visit(compare, left, right);
}

// Precondition: the table's author wrote a bound of the option's kind.
Value bound_of(const Option& option, std::string_view bound) {
    auto parsed = parse_kind(option, bound);
    ASSERT(parsed.ok());
    return std::move(parsed).value();
}

bool is_within_range(const Option& option, const Value& value) {
    const Range& range = option.range;
    if (!range.least.empty() && is_less(value, bound_of(option, range.least))) return false;
    return range.most.empty() || !is_less(bound_of(option, range.most), value);
}

Result<Value, Problem> parse_plain(const Option& option, std::string_view text) {
    const auto parsed = parse_kind(option, text);
    const bool has_range = !option.range.least.empty() || !option.range.most.empty();
    if (!parsed && parsed.error() == Problem::too_large && has_range) {
        return Problem::out_of_range;  // out of any range, and the range says more
    }
    if (parsed && has_range && !is_within_range(option, parsed.value())) {
        return Problem::out_of_range;
    }
    return parsed;
}

std::string hint_for(const Option& option, Problem problem, std::string_view text) {
    if (problem == Problem::not_a_choice) {
        return std::string(suggestion_for(text, words_of(option.choices)));
    }
    if (problem != Problem::malformed) return {};
    if (option.kind == Kind::size) return respelt_size(text);
    if (option.kind == Kind::duration) return respelt_duration(text);
    return {};
}

// The text of one value on its way to becoming that value.
class Parser {
  public:
    Parser(const Option& option, const Source& source, std::string_view text, Language language)
        : option_(option), source_(source), text_(text), language_(language) {}

    Result<Value, Fault> parse() const {
        if (text_.empty() && !option_.may_be_empty) return fault(Problem::empty_value);
        if (!option_.keyword.empty() && text_ == option_.keyword) return Value(Keyword{});
        auto parsed = is_address() ? parse_address() : parse_other();
        if (!parsed || option_.check == nullptr) return parsed;
        std::string objection = option_.check(language_, text_);
        if (!objection.empty()) return fault(Problem::rejected, std::move(objection));
        return parsed;
    }

  private:
    bool is_address() const noexcept {
        return option_.kind == Kind::listen || option_.kind == Kind::target;
    }

    Result<Value, Fault> parse_address() const {
        const auto use = option_.kind == Kind::listen ? EndpointUse::listen : EndpointUse::target;
        auto address = parse_endpoint(text_, use);
        if (address) return Value(std::move(address).value());
        return fault(Problem::rejected, address_fault_text(language_, text_, address.error()));
    }

    Result<Value, Fault> parse_other() const {
        auto parsed = parse_plain(option_, text_);
        if (parsed) return std::move(parsed).value();
        return fault(parsed.error());
    }

    Fault fault(Problem problem, std::string detail = {}) const {
        return {.problem = problem,
                .source = source_,
                .option = &option_,
                .text = std::string(text_),
                .hint = hint_for(option_, problem, text_),
                .detail = std::move(detail)};
    }

    const Option& option_;
    const Source& source_;
    const std::string_view text_;
    const Language language_;
};

}  // namespace

Result<Value, Fault> parse_value(const Option& option, const Source& source, std::string_view text,
                                 Language language) {
    return Parser(option, source, text, language).parse();
}

}  // namespace potok::cli
