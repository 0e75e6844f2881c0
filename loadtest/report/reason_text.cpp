#include "loadtest/report/reason_text.hpp"

#include "diagnostics/close_reason_text.hpp"
#include "diagnostics/sentence.hpp"
#include "loadtest/report/example_text.hpp"
#include "loadtest/report/wording.hpp"

namespace potok::loadtest {
namespace {

using Kind = Reason::Kind;

constexpr Text kInterrupted{"interrupted: such a run proves nothing",
                            "прогон прерван: такой прогон ничего не доказывает"};
constexpr Text kNothingConnected{
    "unreachable: none of {limit} connections could be opened{why}",
    "сервер недоступен: не открылось ни одного соединения из {limit}{why}"};
constexpr Text kRampIncomplete{
    "unreachable: only {measured} of {limit} connections were open at the same time{why}",
    "сервер недоступен: одновременно открылось только {measured} из {limit} соединений{why}"};
constexpr Text kWhy{" ({reason})", " ({reason})"};

constexpr Text kStalled{
    "the generator was saturated: it stood still for {measured} (limit {limit}); take a faster or "
    "less busy machine",
    "генератор не справился: он сам стоял {measured} (предел {limit}); нужна машина быстрее или "
    "свободнее"};
constexpr Text kLate{
    "the generator was saturated: it sent {measured} of the messages more than {late_after} late "
    "(limit {limit}); give it more cores or ask for less",
    "генератор не справился: {measured} сообщений он отправил с опозданием больше {late_after} "
    "(предел "
    "{limit}); дайте ему больше ядер или меньше нагрузки"};
constexpr Text kLagging{
    "the generator was saturated: for {measured} of the time it did not get to run (limit "
    "{limit}); "
    "give it more cores or ask for less",
    "генератор не справился: {measured} времени он не получал процессора (предел {limit}); дайте "
    "ему "
    "больше ядер или меньше нагрузки"};
constexpr Text kOurs{
    "the generator was saturated: {threshold} was missed with {measured}, and up to {limit} of a "
    "latency can be its own lateness",
    "генератор не справился: порог {threshold} не выдержан ({measured}), но до {limit} в задержке "
    "может "
    "быть его собственным опозданием"};

constexpr Text kNothingAsked{"nothing was asked for: no connections or no time",
                             "ничего не задано: нет соединений или времени"};
constexpr Text kNothingSent{"not a single message was sent", "не отправлено ни одного сообщения"};
constexpr Text kNothingMeasured{
    "after the warm-up not a single message was answered as it should be",
    "после разогрева ни на одно сообщение не пришло правильного ответа"};
constexpr Text kEndedEarly{"the load ended after {measured} instead of {limit}",
                           "нагрузка длилась {measured} вместо {limit}"};
constexpr Text kCountsDisagree{
    "the counts do not add up: {limit} messages sent, {measured} accounted for; this is an error "
    "of "
    "potok-loadtest",
    "счёт не сходится: отправлено {limit} сообщений, учтено {measured}; это ошибка potok-loadtest"};
constexpr Text kConnectionsLost{"connections lost under load: {measured} of {limit}",
                                "под нагрузкой потеряно соединений: {measured} из {limit}"};
constexpr Text kMessageFault{"{fault} messages: {measured}", "{fault} сообщений: {measured}"};
constexpr Text kDeliveryFault{"{fault} deliveries: {measured}", "{fault} доставок: {measured}"};
constexpr Text kUnsent{
    "messages that could not be sent, because the server took no more or was gone: {measured}",
    "не удалось отправить сообщений, потому что сервер больше не принимал или исчез: {measured}"};
constexpr Text kMissed{"the threshold {threshold} was missed: {measured}",
                       "порог {threshold} не выдержан: {measured}"};
constexpr Text kNotMeasured{"the threshold {threshold} was missed: there is nothing to measure",
                            "порог {threshold} не выдержан: измерять нечего"};

Text pattern_of(const Reason& reason, const Judgement& judgement) noexcept {
    switch (reason.kind) {
        case Kind::interrupted:
            return kInterrupted;
        case Kind::nothing_connected:
            return kNothingConnected;
        case Kind::ramp_incomplete:
            return kRampIncomplete;
        case Kind::generator_stalled:
            return kStalled;
        case Kind::generator_late:
            return kLate;
        case Kind::generator_lagging:
            return kLagging;
        case Kind::latency_is_ours:
            return kOurs;
        case Kind::nothing_asked:
            return kNothingAsked;
        case Kind::nothing_sent:
            return kNothingSent;
        case Kind::nothing_measured:
            return kNothingMeasured;
        case Kind::ended_early:
            return kEndedEarly;
        case Kind::counts_disagree:
            return kCountsDisagree;
        case Kind::connections_lost:
            return kConnectionsLost;
        case Kind::message_fault:
            return kMessageFault;
        case Kind::messages_unsent:
            return kUnsent;
        case Kind::threshold_missed:
            return judgement.outcomes[reason.threshold].measured ? kMissed : kNotMeasured;
    }
    return {};
}

// What the two figures of a reason count.
Unit unit_of_figures(const Reason& reason, const Judgement& judgement) noexcept {
    switch (reason.kind) {
        case Kind::generator_stalled:
        case Kind::ended_early:
        case Kind::latency_is_ours:
            return Unit::duration;
        case Kind::generator_late:
        case Kind::generator_lagging:
            return Unit::percent;
        case Kind::threshold_missed:
            return unit_of(judgement.outcomes[reason.threshold].threshold.metric);
        default:
            return Unit::count;
    }
}

// Why most of the connections were not opened, or did not stay open.
std::string commonest_loss(const RunResult& result, Language language) {
    const ConnectionLosses& losses = result.connections.losses;
    const auto in_ramp = [&](std::size_t i) {
        const auto reason = static_cast<CloseReason>(i);
        return losses.of(ConnectionLosses::Phase::ramp, reason) +
               losses.of(ConnectionLosses::Phase::settling, reason);
    };
    std::size_t commonest = 0;
    for (std::size_t i = 1; i < kCloseReasonCount; ++i) {
        if (in_ramp(i) > in_ramp(commonest)) commonest = i;
    }
    if (in_ramp(commonest) == 0) return {};
    const Text text = close_reason_text(static_cast<CloseReason>(commonest));
    return fill(kWhy, language, {{"reason", text.in(language)}});
}

std::string threshold_of(const Reason& reason, const Judgement& judgement) {
    if (reason.kind != Kind::threshold_missed && reason.kind != Kind::latency_is_ours) return {};
    return judgement.outcomes[reason.threshold].threshold.text;
}

}  // namespace

std::string reason_text(const Reason& reason, const RunResult& result, const Judgement& judgement,
                        Language language) {
    const Unit unit = unit_of_figures(reason, judgement);
    const bool of_delivery = reason.kind == Kind::message_fault && result.fanout;
    const double factor =
        reason.kind == Kind::generator_late || reason.kind == Kind::generator_lagging ? 100 : 1;
    return fill(of_delivery ? kDeliveryFault : pattern_of(reason, judgement), language,
                {{"measured", figure_text(language, unit, factor * reason.measured)},
                 {"limit", figure_text(language, unit, factor * reason.limit)},
                 {"late_after", duration_text(language, result.late_after)},
                 {"fault", fault_text(reason.fault).in(language)},
                 {"threshold", threshold_of(reason, judgement)},
                 {"why", commonest_loss(result, language)}});
}

}  // namespace potok::loadtest
