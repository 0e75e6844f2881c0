#include "loadtest/report/plan_fault_text.hpp"

#include "diagnostics/sentence.hpp"
#include "diagnostics/system_error_text.hpp"
#include "diagnostics/system_words.hpp"

namespace potok::loadtest {
namespace {

std::string bad_source_text(Language language, const BadSource& bad) {
    constexpr Text kNotLocal{
        "--source {source} is not an address of this machine: give one that it has",
        "--source {source} — не адрес этой машины: укажите один из её адресов"};
    constexpr Text kOtherFamily{
        "--source {source} does not reach the target, which has no address of that family: give an "
        "IPv4 address for an IPv4 target, an IPv6 address for an IPv6 target",
        "с --source {source} до цели не дойти: у неё нет адреса того же семейства; для цели с IPv4 "
        "нужен адрес IPv4, для цели с IPv6 — IPv6"};
    constexpr Text kOther{"--source {source} cannot be used: {cause}",
                          "--source {source} использовать нельзя: {cause}"};
    const Text pattern = bad.error.cause == SystemCause::address_not_local            ? kNotLocal
                         : bad.error.cause == SystemCause::address_family_unsupported ? kOtherFamily
                                                                                      : kOther;
    return fill(pattern, language,
                {{"source", bad.source}, {"cause", system_words(language, bad.error.code)}});
}

}  // namespace

std::string plan_fault_text(Language language, const LoadSettings& settings,
                            const PlanFault& fault) {
    if (const auto* error = std::get_if<SystemError>(&fault)) {
        return system_error_text(language, *error, {.subject = peer_of(settings).host});
    }
    if (const auto* bad = std::get_if<BadSource>(&fault)) return bad_source_text(language, *bad);
    if (const auto* tls = std::get_if<TlsPlanFault>(&fault))
        return tls_plan_fault_text(language, settings, *tls);
    const auto& few = std::get<TooFewDescriptors>(fault);
    const Text pattern{
        "{connections} connections need {needed} descriptors, and this process may have {allowed}: "
        "raise the hard limit (ulimit -Hn) or ask for fewer with --connections",
        "для {connections} соединений нужно дескрипторов: {needed}, а этому процессу позволено "
        "{allowed}: поднимите жёсткий предел (ulimit -Hn) или укажите меньше в --connections"};
    return fill(pattern, language,
                {{"connections", std::to_string(settings.connections)},
                 {"needed", std::to_string(few.needed)},
                 {"allowed", std::to_string(few.allowed)}});
}

}  // namespace potok::loadtest
