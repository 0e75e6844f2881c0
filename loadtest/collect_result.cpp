#include "loadtest/collect_result.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "loadtest/schedule.hpp"

namespace potok::loadtest {
namespace {

RunRequest request_of(const LoadPlan& plan, std::vector<Threshold> thresholds) {
    RunRequest request;
    request.target = to_string(plan.target);
    request.connections = plan.connections;
    if (plan.total_rate) request.rate = *plan.total_rate / plan.connections;
    request.in_flight = plan.in_flight;
    request.duration = plan.duration;
    request.warmup = plan.warmup;
    request.grace = plan.grace;
    request.size = plan.size;
    request.websocket_compression = plan.upgrade.deflate.has_value();
    if (plan.tls) {
        request.trust = plan.tls->trust.kind();
        request.trusted_by = plan.tls->trusted_by;
    }
    request.seed = plan.seed;
    request.threads = plan.loops;
    request.thresholds = std::move(thresholds);
    return request;
}

void add(RunResult& result, std::optional<StallMap>& stalls, DriverResult& part) {
    result.connections.held += part.held;
    result.connections.out_of_step += part.out_of_step;
    result.connections.losses.merge(part.losses);
    result.connections.websocket.merge(part.websocket);
    result.http.merge(part.http);
    result.connections.tls.merge(part.tls);
    result.messages += part.messages;
    result.unsent += part.unsent;
    result.latency.merge(part.latency);
    result.latency_raw.merge(part.latency_raw);
    result.loops.push_back(part.health);
    result.faults.merge(part.faults);
    if (!part.stalls) return;
    if (stalls) {
        stalls->merge(*part.stalls);
    } else {
        stalls = std::move(part.stalls);
    }
}

// A lost delivery was never seen: what is known of it is when it was due.
FaultExample lost_example(const LoadPlan& plan, const FanoutBook::LostDelivery& lost) {
    const Schedule schedule(*plan.total_rate, plan.connections, Instant());
    FaultExample example;
    example.fault = Fault::lost;
    example.connection = lost.receiver;
    example.message = lost.message;
    example.since_start = schedule.due_at(lost.message.connection, lost.message.number) - Instant();
    return example;
}

void add_fanout(const LoadPlan& plan, RunResult& result, std::span<DriverResult> parts) {
    std::vector<FanoutRecord*> loops;
    for (DriverResult& part : parts)
        loops.push_back(&*part.fanout);
    result.fanout = measure_fanout(loops);
    result.messages = result.fanout->counts;
    if (result.fanout->first_lost)
        result.faults.note(lost_example(plan, *result.fanout->first_lost));
}

}  // namespace

RunResult collect_result(const LoadPlan& plan, std::vector<Threshold> thresholds,
                         const RunTimes& times, std::span<DriverResult> parts) {
    RunResult result;
    result.request = request_of(plan, std::move(thresholds));
    result.interrupted = times.interrupted;
    result.ramp_took = times.ramp_took;
    result.late_after = plan.late_after;
    if (times.load_start) result.load_took = times.load_end - *times.load_start;
    std::optional<StallMap> stalls;
    for (DriverResult& part : parts)
        add(result, stalls, part);
    if (plan.fanout) add_fanout(plan, result, parts);
    const auto least = std::ranges::min_element(parts, {}, &DriverResult::listened);
    if (least != parts.end()) result.listened = least->listened;
    if (stalls) result.stalls = stalls->stalls(times.load_end);
    result.connections.established = times.established;
    // Nothing is opened again once the ramp is over, so the fewest are those at the end.
    result.connections.minimum = result.connections.held;
    return result;
}

}  // namespace potok::loadtest
