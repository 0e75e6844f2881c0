#include "loadtest/report/report_names.hpp"

namespace potok::loadtest {

std::string_view verdict_name(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::passed:
            return "passed";
        case Verdict::failed:
            return "failed";
        case Verdict::invalid:
            return "invalid";
        case Verdict::unreachable:
            return "unreachable";
    }
    return {};
}

std::string_view fault_name(Fault fault) noexcept {
    switch (fault) {
        case Fault::lost:
            return "lost";
        case Fault::duplicated:
            return "duplicated";
        case Fault::reordered:
            return "reordered";
        case Fault::corrupted:
            return "corrupted";
        case Fault::misdelivered:
            return "misdelivered";
        case Fault::foreign:
            return "foreign";
    }
    return {};
}

std::string_view reason_name(Reason::Kind kind) noexcept {
    switch (kind) {
        case Reason::Kind::interrupted:
            return "interrupted";
        case Reason::Kind::nothing_connected:
            return "nothing_connected";
        case Reason::Kind::ramp_incomplete:
            return "ramp_incomplete";
        case Reason::Kind::generator_stalled:
            return "generator_stalled";
        case Reason::Kind::generator_late:
            return "generator_late";
        case Reason::Kind::generator_lagging:
            return "generator_lagging";
        case Reason::Kind::latency_is_ours:
            return "latency_is_ours";
        case Reason::Kind::nothing_asked:
            return "nothing_asked";
        case Reason::Kind::nothing_sent:
            return "nothing_sent";
        case Reason::Kind::nothing_measured:
            return "nothing_measured";
        case Reason::Kind::ended_early:
            return "ended_early";
        case Reason::Kind::counts_disagree:
            return "counts_disagree";
        case Reason::Kind::connections_lost:
            return "connections_lost";
        case Reason::Kind::message_fault:
            return "message_fault";
        case Reason::Kind::messages_unsent:
            return "messages_unsent";
        case Reason::Kind::threshold_missed:
            return "threshold_missed";
    }
    return {};
}

std::string_view bad_answer_name(HttpBadAnswer::Kind kind) noexcept {
    switch (kind) {
        case HttpBadAnswer::Kind::status:
            return "status";
        case HttpBadAnswer::Kind::malformed:
            return "malformed";
        case HttpBadAnswer::Kind::too_long:
            return "too_long";
        case HttpBadAnswer::Kind::coding:
            return "coding";
        case HttpBadAnswer::Kind::cut_off:
            return "cut_off";
        case HttpBadAnswer::Kind::unasked:
            return "unasked";
        case HttpBadAnswer::Kind::redirect_too_many:
            return "redirect_too_many";
        case HttpBadAnswer::Kind::redirect_elsewhere:
            return "redirect_elsewhere";
        case HttpBadAnswer::Kind::redirect_malformed:
            return "redirect_malformed";
    }
    return {};
}

std::string_view trust_name(TlsTrust::Kind kind) noexcept {
    switch (kind) {
        case TlsTrust::Kind::authorities:
            return "authorities";
        case TlsTrust::Kind::fingerprint:
            return "fingerprint";
        case TlsTrust::Kind::anyone_may_answer:
            return "nothing";
    }
    return {};
}

std::string_view phase_name(ConnectionLosses::Phase phase) noexcept {
    switch (phase) {
        case ConnectionLosses::Phase::ramp:
            return "ramp";
        case ConnectionLosses::Phase::settling:
            return "settling";
        case ConnectionLosses::Phase::load:
            return "load";
    }
    return {};
}

Figure figure_of(Unit unit, double value) noexcept {
    switch (unit) {
        case Unit::count:
            return {value, "count"};
        case Unit::percent:
            return {value, "percent"};
        case Unit::duration:
            return {value / 1e6, "ms"};
        case Unit::per_second:
            return {value, "per_second"};
    }
    return {};
}

}  // namespace potok::loadtest
