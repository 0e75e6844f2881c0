#include "loadtest/report/report_json.hpp"

#include <nlohmann/json.hpp>
#include <optional>

#include "diagnostics/certificate_refusal_text.hpp"
#include "diagnostics/close_reason_text.hpp"
#include "diagnostics/opening_failure_text.hpp"
#include "diagnostics/tls_failure_text.hpp"
#include "loadtest/report/report_names.hpp"
#include "protocol/websocket_close.hpp"

namespace potok::loadtest {
namespace {

using Json = nlohmann::ordered_json;

// The schema's version: raised when a key changes its meaning, which none should.
constexpr int kSchemaVersion = 1;

double milliseconds(Duration duration) noexcept {
    return static_cast<double>(duration.count()) / 1e6;
}

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json request_json(const RunRequest& request) {
    return {{"target", request.target},
            {"connections", request.connections},
            {"rate_per_second_per_connection", or_null(request.rate)},
            {"in_flight", or_null(request.in_flight)},
            {"duration_ms", milliseconds(request.duration)},
            {"warmup_ms", milliseconds(request.warmup)},
            {"grace_ms", milliseconds(request.grace)},
            {"size_bytes", {{"least", request.size.least}, {"most", request.size.most}}},
            // A string: scripts read numbers as doubles, which lose its last digits.
            {"seed", std::to_string(request.seed)},
            {"threads", request.threads}};
}

Json losses_json(const ConnectionLosses& losses) {
    Json list = Json::array();
    for (const auto phase : ConnectionLosses::kPhases) {
        for (std::size_t i = 0; i < kCloseReasonCount; ++i) {
            const auto reason = static_cast<CloseReason>(i);
            const std::uint64_t count = losses.of(phase, reason);
            if (count == 0) continue;
            list.push_back({{"phase", phase_name(phase)},
                            {"reason", close_reason_name(reason)},
                            {"count", count}});
        }
    }
    return list;
}

Json status_json(std::uint16_t status) {
    return status != 0 ? Json(status) : Json();
}

Json refusal_json(const OpeningFailure& failure) {
    const bool rule = failure.kind == OpeningFailure::Kind::upgrade;
    return {{"kind", opening_failure_name(failure.kind)},
            {"status", status_json(failure.status)},
            {"rule", rule ? Json(upgrade_rule_name(failure.upgrade)) : Json()}};
}

Json refusal_json(const TunnelFailure& failure) {
    return {{"kind", tunnel_failure_name(failure.kind)},
            {"status", status_json(failure.status)},
            {"rule", Json()}};
}

Json refusals_json(const WebSocketFindings& findings) {
    Json list = Json::array();
    for (const WebSocketFindings::Refused& refused : findings.refusals()) {
        Json entry =
            std::visit([](const auto& failure) { return refusal_json(failure); }, refused.failure);
        entry["count"] = refused.count;
        entry["connection"] = refused.connection;
        list.push_back(std::move(entry));
    }
    return list;
}

Json peer_closes_json(const WebSocketFindings& findings) {
    Json list = Json::array();
    for (const WebSocketFindings::PeerClose& close : findings.peer_closes()) {
        const bool coded = close.code != close_code::kNoStatus;
        list.push_back({{"code", coded ? Json(close.code) : Json()},
                        {"count", close.count},
                        {"connection", close.connection},
                        {"at_ms", milliseconds(close.since_start)},
                        {"reason", close.reason}});
    }
    return list;
}

Json bad_answers_json(const HttpFindings& findings) {
    Json list = Json::array();
    for (const HttpFindings::Entry& entry : findings.entries()) {
        list.push_back({{"kind", bad_answer_name(entry.answer.kind)},
                        {"status", status_json(entry.answer.status)},
                        {"count", entry.count},
                        {"connection", entry.connection},
                        {"at_ms", milliseconds(entry.since_start)}});
    }
    return list;
}

// What there is to say of compression: nothing where it was not offered.
Json compression_json(const RunResult& result, std::uint64_t count) {
    return result.request.websocket_compression ? Json(count) : Json(nullptr);
}

Json latency_json(const Histogram& latency) {
    const bool measured = latency.count() != 0;
    const auto value = [&](auto of) { return measured ? Json(milliseconds(of())) : Json(nullptr); };
    const auto percentile = [&](double percent) {
        return value([&] { return latency.percentile(percent); });
    };
    return {{"samples", latency.count()},
            {"min", value([&] { return latency.least(); })},
            {"mean", value([&] { return latency.mean(); })},
            {"p50", percentile(50)},
            {"p90", percentile(90)},
            {"p99", percentile(99)},
            {"p999", percentile(99.9)},
            {"max", value([&] { return latency.greatest(); })}};
}

Json tls_failure_json(const TlsFindings::Failed& failed) {
    const TlsFailure& failure = *failed.failure;
    const bool alert = failure.kind == TlsFailure::Kind::alert;
    return {{"kind", tls_failure_name(failure.kind)},
            {"certificate", failure.certificate
                                ? Json(certificate_problem_name(failure.certificate->problem))
                                : Json()},
            {"alert", alert ? Json(alert_name(failure.alert)) : Json()},
            {"count", failed.count},
            {"connection", failed.connection}};
}

Json tls_json(const RunResult& result) {
    if (!result.request.trust) return {};
    const TlsFindings& tls = result.connections.tls;
    Json agreed = Json::array();
    for (const TlsFindings::Agreed& one : tls.agreed()) {
        agreed.push_back({{"version", version_name(one.version)},
                          {"suite", one.suite},
                          {"full", one.full},
                          {"resumed", one.resumed}});
    }
    Json failures = Json::array();
    for (const TlsFindings::Failed& failed : tls.failures())
        failures.push_back(tls_failure_json(failed));
    return {{"verified_by", trust_name(*result.request.trust)},
            {"agreed", std::move(agreed)},
            {"handshake_ms", latency_json(tls.took())},
            {"failures", std::move(failures)}};
}

Json connections_json(const RunResult& result) {
    const ConnectionFigures& connections = result.connections;
    return {{"requested", result.request.connections},
            {"established", connections.established},
            {"held", connections.held},
            {"minimum", connections.minimum},
            {"out_of_step", connections.out_of_step},
            {"losses", losses_json(connections.losses)},
            {"websocket_refusals", refusals_json(connections.websocket)},
            {"websocket_closes", peer_closes_json(connections.websocket)},
            {"websocket_compressed", compression_json(result, connections.websocket.compressing())},
            {"tls", tls_json(result)}};
}

Json messages_json(const RunResult& result) {
    const MessageCounts& messages = result.messages;
    const WebSocketFindings& websocket = result.connections.websocket;
    return {{"sent", messages.sent},
            {"received", messages.received()},
            {"ok", messages.ok},
            {"lost", messages.lost},
            {"duplicated", messages.duplicated},
            {"reordered", messages.reordered},
            {"corrupted", messages.corrupted},
            {"misdelivered", messages.misdelivered},
            {"foreign", messages.foreign},
            {"unsent", result.unsent},
            {"websocket_compressed_sent", compression_json(result, websocket.compressed_sent())},
            {"websocket_compressed_received",
             compression_json(result, websocket.compressed_received())},
            {"http_bad_answers", bad_answers_json(result.http)},
            {"http_redirects", result.http.count_of(HttpEvent::redirect_followed)},
            {"http_compressed_answers", result.http.count_of(HttpEvent::compressed_answer)},
            {"ok_per_second", answered_per_second(result)}};
}

Json fanout_json(const RunResult& result) {
    if (!result.fanout) return {};
    const FanoutFigures& fanout = *result.fanout;
    return {{"receivers", result.request.connections},
            {"deliveries_expected", fanout.expected},
            {"connections_gone", fanout.gone},
            {"lost_at_gone", fanout.lost_at_gone},
            {"measured_one_of", fanout.spread.one_of},
            {"incomplete", fanout.spread.incomplete},
            {"first_ms", latency_json(fanout.spread.first)},
            {"median_ms", latency_json(fanout.spread.median)},
            {"last_ms", latency_json(fanout.spread.last)}};
}

Json stalls_json(const Stalls& stalls) {
    return {{"count", stalls.count},
            {"longest_ms", milliseconds(stalls.longest)},
            {"longest_at_ms", stalls.count != 0 ? Json(milliseconds(stalls.longest_at)) : Json()},
            {"least_ms", milliseconds(StallMap::kLeast)}};
}

Json generator_json(const RunResult& result) {
    const HealthSummary health = summary_of(result.loops);
    Json loops = Json::array();
    for (const HealthRecord& loop : result.loops)
        loops.push_back(cpu_percent(loop));
    return {{"cpu_percent", health.cpu_percent_most},
            {"cpu_percent_of_each_thread", std::move(loops)},
            {"late_sends", health.late_sends},
            {"late_sends_percent", 100 * health.late_share},
            {"late_after_ms", milliseconds(result.late_after)},
            {"latest_send_ms", milliseconds(health.longest_late)},
            {"lagging_percent", 100 * health.lagging_share},
            {"longest_lag_ms", milliseconds(health.longest_lag)}};
}

Json threshold_json(const ThresholdOutcome& outcome) {
    const Threshold& threshold = outcome.threshold;
    const Unit unit = unit_of(threshold.metric);
    const Figure limit = figure_of(unit, threshold.limit);
    return {
        {"text", threshold.text},
        {"metric", metric_name(threshold)},
        {"comparison", comparison_sign(threshold.comparison)},
        {"limit", limit.value},
        {"measured", outcome.measured ? Json(figure_of(unit, *outcome.measured).value) : Json()},
        {"unit", limit.unit},
        {"met", outcome.held}};
}

// Which numbers a reason has, and in which unit.
struct Figures {
    std::optional<Figure> measured;
    std::optional<Figure> limit;
};

Figures figures_in(Unit unit, const Reason& reason, double factor = 1) noexcept {
    return {figure_of(unit, factor * reason.measured), figure_of(unit, factor * reason.limit)};
}

Figures figures_of(const Reason& reason, const Judgement& judgement) noexcept {
    switch (reason.kind) {
        case Reason::Kind::interrupted:
        case Reason::Kind::nothing_asked:
        case Reason::Kind::nothing_sent:
        case Reason::Kind::nothing_measured:
            return {};
        case Reason::Kind::nothing_connected:
        case Reason::Kind::ramp_incomplete:
        case Reason::Kind::counts_disagree:
            return figures_in(Unit::count, reason);
        case Reason::Kind::generator_stalled:
        case Reason::Kind::ended_early:
        case Reason::Kind::latency_is_ours:
            return figures_in(Unit::duration, reason);
        case Reason::Kind::generator_late:
        case Reason::Kind::generator_lagging:
            return figures_in(Unit::percent, reason, 100);
        case Reason::Kind::connections_lost:
        case Reason::Kind::message_fault:
        case Reason::Kind::messages_unsent:
            return {figure_of(Unit::count, reason.measured), figure_of(Unit::count, 0)};
        case Reason::Kind::threshold_missed: {
            const ThresholdOutcome& outcome = judgement.outcomes[reason.threshold];
            Figures figures = figures_in(unit_of(outcome.threshold.metric), reason);
            if (!outcome.measured) figures.measured.reset();
            return figures;
        }
    }
    return {};
}

Json reason_json(const Reason& reason, const Judgement& judgement) {
    using Kind = Reason::Kind;
    const Figures figures = figures_of(reason, judgement);
    const bool of_threshold =
        reason.kind == Kind::threshold_missed || reason.kind == Kind::latency_is_ours;
    return {{"kind", reason_name(reason.kind)},
            {"fault", reason.kind == Kind::message_fault ? Json(fault_name(reason.fault)) : Json()},
            {"threshold",
             of_threshold ? Json(judgement.outcomes[reason.threshold].threshold.text) : Json()},
            {"measured", figures.measured ? Json(figures.measured->value) : Json()},
            {"limit", figures.limit ? Json(figures.limit->value) : Json()},
            {"unit", figures.limit ? Json(figures.limit->unit) : Json()}};
}

Json byte_json(const std::optional<std::byte>& byte) {
    return byte ? Json(std::to_integer<int>(*byte)) : Json();
}

Json example_json(const FaultExample& example) {
    Json message;
    if (example.message) {
        message = {{"connection", example.message->connection},
                   {"number", example.message->number}};
    }
    const Difference difference = example.difference.value_or(Difference{});
    return {{"fault", fault_name(example.fault)},
            {"connection", example.connection},
            {"at_ms", milliseconds(example.since_start)},
            {"message", std::move(message)},
            {"offset_bytes", example.difference ? Json(difference.offset) : Json()},
            {"expected_byte", byte_json(difference.expected)},
            {"got_byte", byte_json(difference.got)},
            {"http_status", status_json(example.status)}};
}

Json examples_json(const FaultLog& faults) {
    Json list = Json::array();
    for (const Fault fault : kFaults) {
        if (faults.first(fault)) list.push_back(example_json(*faults.first(fault)));
    }
    return list;
}

template <class Range, class ToJson>
Json list_of(const Range& range, ToJson to_json) {
    Json list = Json::array();
    for (const auto& element : range)
        list.push_back(to_json(element));
    return list;
}

}  // namespace

std::string report_json(const RunResult& result, const Judgement& judgement) {
    const Json report{
        {"schema_version", kSchemaVersion},
        {"program_version", result.version},
        {"started_at", result.started_at},
        {"verdict", verdict_name(judgement.verdict)},
        {"exit_code", cli::number_of(judgement.exit_code)},
        {"interrupted", result.interrupted},
        {"reasons", list_of(judgement.reasons,
                            [&](const Reason& reason) { return reason_json(reason, judgement); })},
        {"request", request_json(result.request)},
        {"ramp_ms", milliseconds(result.ramp_took)},
        {"load_ms", milliseconds(result.load_took)},
        {"connections", connections_json(result)},
        {"messages", messages_json(result)},
        {"listened_ms", milliseconds(result.listened)},
        {"latency_ms", latency_json(result.latency)},
        {"latency_raw_ms", latency_json(result.latency_raw)},
        {"fanout", fanout_json(result)},
        {"stalls", stalls_json(result.stalls)},
        {"generator", generator_json(result)},
        {"thresholds", list_of(judgement.outcomes, threshold_json)},
        {"first_faults", examples_json(result.faults)},
    };
    // A target is the user's text: what of it is no UTF-8 is replaced, not thrown about.
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace potok::loadtest
