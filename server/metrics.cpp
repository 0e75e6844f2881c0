#include "server/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <utility>
#include <vector>

#include "cli/build_info.hpp"
#include "diagnostics/close_reason_text.hpp"
#include "diagnostics/tls_failure_text.hpp"

namespace potok {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Label = std::pair<std::string_view, std::string>;

void add(MetricFamily& family, std::vector<Label> labels, double value) {
    ClientMetric metric;
    for (auto& [name, text] : labels)
        metric.label.push_back({std::string(name), std::move(text)});
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    family.metric.push_back(std::move(metric));
}

MetricFamily family(const char* name, const char* help, MetricType type) {
    MetricFamily made;
    made.name = name;
    made.help = help;
    made.type = type;
    return made;
}

// One figure a loop.
template <class Figure>
MetricFamily of_each_loop(const LoopGroup& loops, MetricFamily made, Figure&& figure) {
    for (std::uint32_t i = 0; i < loops.size(); ++i) {
        const double value = static_cast<double>(figure(loops.loop(i)));
        add(made, {{"loop", std::to_string(i)}}, value);
    }
    return made;
}

// Closed connections by reason, of all loops together; those that never came are left out, but for
// the first, so that the name is always there.
MetricFamily closed_family(const LoopGroup& loops) {
    MetricFamily made = family("potok_connections_closed_total",
                               "Connections that ended, by reason.", MetricType::Counter);
    for (std::size_t reason = 0; reason < kCloseReasonCount; ++reason) {
        std::uint64_t count = 0;
        for (std::uint32_t i = 0; i < loops.size(); ++i)
            count += loops.loop(i).counters().closed[reason].value();
        if (count == 0 && reason != 0) continue;
        const auto name = close_reason_name(static_cast<CloseReason>(reason));
        add(made, {{"reason", std::string(name)}}, static_cast<double>(count));
    }
    return made;
}

double count_of(const std::atomic<std::uint64_t>& counter) noexcept {
    return static_cast<double>(counter.load(std::memory_order_relaxed));
}

MetricFamily handshake_family(const TlsCounters& tls) {
    MetricFamily made = family("potok_tls_handshakes_total",
                               "Handshakes of TLS that succeeded, by kind.", MetricType::Counter);
    add(made, {{"kind", "full"}}, count_of(tls.full));
    add(made, {{"kind", "resumed"}}, count_of(tls.resumed));
    return made;
}

// Those that never came are left out, but for the first, so that the name is always there.
MetricFamily tls_failure_family(const TlsCounters& tls) {
    MetricFamily made = family("potok_tls_failures_total", "Connections that TLS ended, by cause.",
                               MetricType::Counter);
    for (std::size_t kind = 0; kind < tls.failed.size(); ++kind) {
        const double count = count_of(tls.failed[kind]);
        if (count == 0 && kind != 0) continue;
        const auto name = tls_failure_name(static_cast<TlsFailure::Kind>(kind));
        add(made, {{"cause", std::string(name)}}, count);
    }
    return made;
}

MetricFamily build_family() {
    MetricFamily made = family("potok_build_info", "The version that runs.", MetricType::Gauge);
    add(made, {{"version", std::string(cli::build_info().version)}}, 1);
    return made;
}

}  // namespace

std::string metrics_text(const LoopGroup& loops, const TlsCounters* tls) {
    const auto counter = [&](const char* name, const char* help, auto&& figure) {
        return of_each_loop(loops, family(name, help, MetricType::Counter), figure);
    };
    std::vector<MetricFamily> families;
    families.push_back(build_family());
    families.push_back(
        of_each_loop(loops, family("potok_connections", "Connections now.", MetricType::Gauge),
                     [](const EventLoop& loop) { return loop.load(); }));
    families.push_back(
        counter("potok_connections_opened_total", "Connections that were opened.",
                [](const EventLoop& loop) { return loop.counters().opened.value(); }));
    families.push_back(closed_family(loops));
    families.push_back(
        counter("potok_received_bytes_total", "Bytes received.",
                [](const EventLoop& loop) { return loop.counters().bytes_received.value(); }));
    families.push_back(counter("potok_sent_bytes_total", "Bytes sent.", [](const EventLoop& loop) {
        return loop.counters().bytes_sent.value();
    }));
    families.push_back(
        counter("potok_loop_iterations_total", "Turns of an event loop.",
                [](const EventLoop& loop) { return loop.counters().iterations.value(); }));
    families.push_back(
        counter("potok_accept_pauses_total",
                "How often accepting stopped for want of descriptors or memory.",
                [](const EventLoop& loop) { return loop.counters().accept_pauses.value(); }));
    if (tls != nullptr) {
        families.push_back(handshake_family(*tls));
        families.push_back(tls_failure_family(*tls));
    }
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace potok
