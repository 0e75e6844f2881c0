#include "loadtest/report/plan_fault_text.hpp"

#include "diagnostics/sentence.hpp"
#include "diagnostics/system_error_text.hpp"

namespace potok::loadtest {

std::string plan_fault_text(Language language, const LoadSettings& settings,
                            const PlanFault& fault) {
    if (const auto* error = std::get_if<SystemError>(&fault)) {
        return system_error_text(language, *error, {.subject = settings.target.host});
    }
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
