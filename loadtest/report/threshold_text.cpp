// The sentences about thresholds that could not be read.
#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "loadtest/thresholds.hpp"

namespace potok::loadtest {
namespace {

constexpr Text kTooLong{"the threshold {text} is too long: write one comparison, such as p99<50ms",
                        "порог {text} слишком длинный: нужно одно сравнение, например p99<50ms"};
constexpr Text kNoComparison{
    "the threshold {text} compares nothing: write a metric, one of < <= > >= == and a limit, such "
    "as p99<50ms{suggestion}",
    "в пороге {text} нет сравнения: нужны показатель, один из знаков < <= > >= == и предел, "
    "например p99<50ms{suggestion}"};
constexpr Text kUnknown{"the threshold {text} names an unknown metric {part}{suggestion}",
                        "в пороге {text} неизвестный показатель {part}{suggestion}"};
constexpr Text kDidYouMean{"; did you mean {suggestion}?", "; возможно, {suggestion}?"};
constexpr Text kNoSuggestion{
    ": there are held, lost, corrupted, errors, rate, stall, p99, max, raw.p99 and others",
    ": есть held, lost, corrupted, errors, rate, stall, p99, max, raw.p99 и другие"};
constexpr Text kBadPercentile{
    "the threshold {text} names a percentile {part} that does not exist: write p0 to p100, such as "
    "p99.9",
    "в пороге {text} нет такого перцентиля {part}: пишите от p0 до p100, например p99.9"};
constexpr Text kBadLimit{"the threshold {text} has the limit {part}; it needs {wanted}",
                         "в пороге {text} указан предел {part}, а нужно {wanted}"};

Text wanted(Unit unit) noexcept {
    switch (unit) {
        case Unit::count:
            return {"a whole number, such as 0", "целое число, например 0"};
        case Unit::percent:
            return {"a percentage, such as 100%", "проценты, например 100%"};
        case Unit::duration:
            return {"a duration, such as 50ms or 1.5s", "время, например 50ms или 1.5s"};
        case Unit::per_second:
            return {"a rate, such as 1000/s", "частота, например 1000/s"};
    }
    return {};
}

std::string did_you_mean(Language language, const ThresholdFault& fault) {
    if (fault.suggestion.empty()) return {};
    return fill(kDidYouMean, language, {{"suggestion", escaped(fault.suggestion)}});
}

std::string unknown_metric(Language language, const std::string& text,
                           const ThresholdFault& fault) {
    const std::string suggestion = fault.suggestion.empty()
                                       ? std::string(kNoSuggestion.in(language))
                                       : did_you_mean(language, fault);
    return fill(kUnknown, language,
                {{"text", text}, {"part", quoted(fault.part)}, {"suggestion", suggestion}});
}

}  // namespace

std::string threshold_fault_text(Language language, std::string_view text,
                                 const ThresholdFault& fault) {
    const std::string whole = quoted(text);
    const std::string part = quoted(fault.part);
    switch (fault.kind) {
        case ThresholdFault::Kind::too_long:
            return fill(kTooLong, language, {{"text", whole}});
        case ThresholdFault::Kind::no_comparison:
            return fill(kNoComparison, language,
                        {{"text", whole}, {"suggestion", did_you_mean(language, fault)}});
        case ThresholdFault::Kind::unknown_metric:
            return unknown_metric(language, whole, fault);
        case ThresholdFault::Kind::bad_percentile:
            return fill(kBadPercentile, language, {{"text", whole}, {"part", part}});
        case ThresholdFault::Kind::bad_limit:
            return fill(
                kBadLimit, language,
                {{"text", whole}, {"part", part}, {"wanted", wanted(fault.unit).in(language)}});
    }
    return {};
}

}  // namespace potok::loadtest
