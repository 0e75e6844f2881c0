// make_plan: from what the user asked for to what the run does: defaults, names, limits of this
// machine.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "base/result.hpp"
#include "loadtest/load_options.hpp"
#include "loadtest/load_plan.hpp"
#include "reactor/system_error.hpp"

namespace potok::loadtest {

// More connections than this process may have descriptors.
struct TooFewDescriptors {
    std::uint64_t needed = 0;
    std::uint64_t allowed = 0;
};

// An address of --source that no connection to the target can be made from: not this machine's, or
// of a family (IPv4, IPv6) in which the target has no address.
struct BadSource {
    std::string source;
    SystemError error;
};

// What keeps the run from being tried: a machine's limit, a source, a name that means nothing, or a
// file of TLS.
using PlanFault = std::variant<TooFewDescriptors, BadSource, SystemError, TlsPlanFault>;

// Whom connections are made to: the target, or the proxy on the way to it, whose affair the
// target's name then is. Precondition: the settings passed their checks.
[[nodiscard]] EndpointAddress peer_of(const LoadSettings& settings);

// `descriptors` is what the process may have. Asks the system for the peer's name: may take
// seconds. Precondition: the settings passed their checks.
[[nodiscard]] Result<LoadPlan, PlanFault> make_plan(const LoadSettings& settings,
                                                    std::uint64_t descriptors);

}  // namespace potok::loadtest
