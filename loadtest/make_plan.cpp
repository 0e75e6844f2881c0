#include "loadtest/make_plan.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>
#include <utility>

#include "loadtest/http_options.hpp"
#include "loadtest/load_settings_check.hpp"
#include "loadtest/upgrade_options.hpp"
#include "protocol/session/ascii_host.hpp"
#include "reactor/connector.hpp"
#include "reactor/resolver.hpp"

namespace potok::loadtest {
namespace {

// What the process needs beside its connections: pollers, the result file, standard streams.
constexpr std::uint64_t kOwnDescriptors = 32;

std::uint32_t loops_for(const LoadSettings& settings) noexcept {
    const std::uint32_t cores = std::max(1u, std::thread::hardware_concurrency());
    return std::min(settings.threads.value_or(cores), settings.connections);
}

std::uint64_t random_seed() {
    std::random_device device;
    // 53 bits: what JSON readers carry without loss.
    return (std::uint64_t{device()} << 32 | device()) >> 11;
}

std::optional<SystemError> source_fault(const Address& source,
                                        const std::vector<Address>& targets) {
    const bool reaches = std::ranges::any_of(
        targets, [&](const Address& to) { return to.family() == source.family(); });
    if (!reaches) return SystemError{SystemCall::bind, SystemCause::address_family_unsupported, 0};
    return Connector::source_fault(source);
}

}  // namespace

EndpointAddress peer_of(const LoadSettings& settings) {
    if (settings.proxy.empty()) return settings.target;
    return std::move(parse_endpoint(settings.proxy, EndpointUse::target)).value();
}

Result<LoadPlan, PlanFault> make_plan(const LoadSettings& settings, std::uint64_t descriptors) {
    const std::uint64_t needed = settings.connections + kOwnDescriptors;
    if (needed > descriptors) return PlanFault(TooFewDescriptors{needed, descriptors});

    const EndpointAddress peer = peer_of(settings);
    auto addresses = look_up_name(with_ascii_host(peer).host, peer.port);
    if (!addresses) return PlanFault(addresses.error());

    LoadPlan plan;
    plan.target = settings.target;
    plan.addresses = std::move(addresses).value();
    for (const std::string& source : settings.source) {
        plan.sources.push_back(std::move(Address::parse_host(source, 0)).value());
        if (const auto fault = source_fault(plan.sources.back(), plan.addresses)) {
            return PlanFault(BadSource{source, *fault});
        }
    }
    plan.connections = settings.connections;
    plan.loops = loops_for(settings);
    plan.in_flight = settings.in_flight;
    plan.fanout = settings.fanout;
    if (!plan.in_flight) plan.total_rate = total_rate_of(settings);
    plan.warmup = settings.warmup;
    plan.duration = settings.duration;
    plan.grace = settings.grace;
    plan.connect_timeout = settings.connect_timeout;
    plan.connect_rate = settings.ramp;
    plan.size = std::move(parse_size_range(settings.size)).value();
    plan.seed = settings.seed ? *settings.seed : random_seed();
    if (plan.target.tls) {
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        auto tls = make_tls_plan(settings, now);
        if (!tls) return PlanFault(tls.error());
        plan.tls = std::move(tls).value();
    }
    if (plan.target.scheme == EndpointScheme::ws) plan.upgrade = make_upgrade_ask(settings);
    if (plan.target.scheme == EndpointScheme::http) plan.post = make_http_post(settings);
    plan.redirects = settings.redirects;
    if (!settings.proxy.empty()) plan.proxy = proxy_ask_of(with_ascii_host(settings.target), peer);
    plan.ping_interval = settings.ping_interval;
    plan.limits.handshake_timeout = settings.connect_timeout;
    // The generator never gives up on a server that reads slowly: that is a finding, not a fault of
    // ours.
    plan.limits.progress_timeout = std::chrono::hours(240);
    return plan;
}

}  // namespace potok::loadtest
