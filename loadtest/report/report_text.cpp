#include "loadtest/report/report_text.hpp"

#include <array>
#include <string_view>

#include "diagnostics/close_reason_text.hpp"
#include "diagnostics/escape.hpp"
#include "diagnostics/http_status_text.hpp"
#include "diagnostics/opening_failure_text.hpp"
#include "diagnostics/sentence.hpp"
#include "loadtest/report/example_text.hpp"
#include "loadtest/report/reason_text.hpp"
#include "loadtest/report/report_sheet.hpp"
#include "loadtest/report/report_tls.hpp"
#include "loadtest/report/wording.hpp"
#include "protocol/session/message_compression.hpp"
#include "protocol/websocket_close.hpp"

namespace potok::loadtest {
namespace {

constexpr std::size_t kLatencyColumns = 11;

constexpr Text kTarget{"Target", "Цель"};
constexpr Text kLoad{"Load", "Нагрузка"};
constexpr Text kConnections{"Connections", "Соединения"};
constexpr Text kMessages{"Messages", "Сообщения"};
constexpr Text kLatency{"Latency", "Задержка"};
constexpr Text kStalls{"Stalls", "Остановки"};
constexpr Text kGenerator{"Generator", "Генератор"};
constexpr Text kThresholds{"Thresholds", "Пороги"};
constexpr Text kFirstFaults{"First faults", "Первые сбои"};
constexpr Text kReasons{"Because", "Причины"};

std::string size_text(const SizeRange& size, Language language) {
    std::string text = std::to_string(size.least);
    if (size.most != size.least) text += ".." + std::to_string(size.most);
    constexpr Text kBytes{" B", " Б"};
    return text + std::string(kBytes.in(language));
}

void add_request(const RunResult& result, ReportSheet& sheet) {
    constexpr Text kOpenLoop{"{connections} connections, {rate} each, {duration}",
                             "соединений: {connections}, с каждого {rate}, {duration}"};
    constexpr Text kClosedLoop{"{connections} connections, {in_flight} unanswered each, {duration}",
                               "соединений: {connections}, без ответа по {in_flight}, {duration}"};
    constexpr Text kWarmup{" after {warmup} of warm-up", " после разогрева {warmup}"};
    constexpr Text kDetails{
        "messages of {size}, grace {grace}, seed {seed}, threads {threads}",
        "сообщения по {size}, ждать ответов {grace}, зерно {seed}, потоков {threads}"};
    const RunRequest& request = result.request;
    const Language language = sheet.language();
    std::string duration = duration_text(language, request.duration);
    if (request.warmup > Duration::zero()) {
        duration += fill(kWarmup, language, {{"warmup", duration_text(language, request.warmup)}});
    }
    sheet.begin(kTarget);
    sheet.add(escaped(request.target));
    sheet.begin(kLoad);
    sheet.add(request.in_flight ? kClosedLoop : kOpenLoop,
              {{"connections", std::to_string(request.connections)},
               {"rate", rate_text(language, request.rate.value_or(0))},
               {"in_flight", std::to_string(request.in_flight.value_or(0))},
               {"duration", duration}});
    sheet.add(kDetails, {{"size", size_text(request.size, language)},
                         {"grace", duration_text(language, request.grace)},
                         {"seed", std::to_string(request.seed)},
                         {"threads", std::to_string(request.threads)}});
}

void add_losses(const ConnectionLosses& losses, ReportSheet& sheet) {
    constexpr Text kNotOpened{"{count} not opened: {name}, {reason}",
                              "не открылось {count}: {name}, {reason}"};
    constexpr Text kNotKept{"{count} opened and lost before the load: {name}, {reason}",
                            "открылось и потеряно до нагрузки {count}: {name}, {reason}"};
    constexpr Text kLost{"{count} lost under load: {name}, {reason}",
                         "потеряно под нагрузкой {count}: {name}, {reason}"};
    const auto pattern_of = [&](ConnectionLosses::Phase phase) {
        if (phase == ConnectionLosses::Phase::ramp) return kNotOpened;
        return phase == ConnectionLosses::Phase::settling ? kNotKept : kLost;
    };
    for (const auto phase : ConnectionLosses::kPhases) {
        for (std::size_t i = 0; i < kCloseReasonCount; ++i) {
            const auto reason = static_cast<CloseReason>(i);
            if (losses.of(phase, reason) == 0) continue;
            sheet.add(pattern_of(phase),
                      {{"count", std::to_string(losses.of(phase, reason))},
                       {"name", close_reason_name(reason)},
                       {"reason", close_reason_text(reason).in(sheet.language())}});
        }
    }
}

std::string refusal_text(const Refusal& refusal, Language language) {
    if (const auto* opening = std::get_if<OpeningFailure>(&refusal)) {
        return opening_failure_text(language, *opening);
    }
    return tunnel_failure_text(language, std::get<TunnelFailure>(refusal));
}

// What the server said to those that are lost, in its own words.
void add_websocket(const WebSocketFindings& findings, ReportSheet& sheet) {
    constexpr Text kRefused{"{count} refused: {failure}; the first, connection {connection}",
                            "отказано {count}: {failure}; первое — соединение {connection}"};
    constexpr Text kClosed{
        "{count} closed by the server with {code}; the first, connection {connection}, {at} after "
        "the start: {reason}",
        "сервер закрыл {count}, {code}; первое — соединение {connection}, через {at} после начала: "
        "{reason}"};
    constexpr Text kCode{"code {code}", "код {code}"};
    constexpr Text kNoCode{"no code", "без кода"};
    constexpr Text kNoReason{"no reason given", "причина не названа"};
    const Language language = sheet.language();
    for (const WebSocketFindings::Refused& refused : findings.refusals()) {
        sheet.add(kRefused, {{"count", std::to_string(refused.count)},
                             {"failure", refusal_text(refused.failure, language)},
                             {"connection", std::to_string(refused.connection)}});
    }
    for (const WebSocketFindings::PeerClose& close : findings.peer_closes()) {
        const Text& code = close.code == close_code::kNoStatus ? kNoCode : kCode;
        sheet.add(kClosed, {{"count", std::to_string(close.count)},
                            {"code", fill(code, language, {{"code", std::to_string(close.code)}})},
                            {"connection", std::to_string(close.connection)},
                            {"at", duration_text(language, close.since_start)},
                            {"reason", close.reason.empty() ? std::string(kNoReason.in(language))
                                                            : quoted(close.reason)}});
    }
}

// That a server agreed to it says nothing of the messages: each side sends as it is what is short.
void add_compression(const RunResult& result, ReportSheet& sheet) {
    constexpr Text kCompressing{
        "{count} with compression agreed on; compressed were {sent} of {all_sent} messages sent "
        "and "
        "{received} of {all_received} received",
        "со сжатием: {count}; сжатых сообщений: {sent} из {all_sent} отправленных и {received} из "
        "{all_received} полученных"};
    constexpr Text kTooShort{
        "no message was compressed: those shorter than {least} bytes are sent as they are; give a "
        "larger --size",
        "ни одно сообщение не сжато: короче {least} байт они уходят как есть; задайте --size "
        "больше"};
    const WebSocketFindings& websocket = result.connections.websocket;
    sheet.add(kCompressing, {{"count", std::to_string(websocket.compressing())},
                             {"sent", std::to_string(websocket.compressed_sent())},
                             {"all_sent", std::to_string(result.messages.sent)},
                             {"received", std::to_string(websocket.compressed_received())},
                             {"all_received", std::to_string(result.messages.received())}});
    const bool is_short = result.request.size.most < MessageCompression::kBytesMin;
    if (is_short && websocket.compressing() != 0)
        sheet.add(kTooShort, {{"least", std::to_string(MessageCompression::kBytesMin)}});
}

void add_connections(const RunResult& result, ReportSheet& sheet) {
    constexpr Text kFigures{
        "{established} of {requested} established in {ramp}, {held} held, never fewer than "
        "{minimum}",
        "открыто {established} из {requested} за {ramp}, удержано {held}, не меньше {minimum} в "
        "любой "
        "момент"};
    constexpr Text kOutOfStep{
        "{count} byte streams out of step: messages of this size cannot be found again after a "
        "difference, and what followed was compared by its place alone",
        "потоков, сбившихся с шага: {count}; сообщения такого размера после расхождения не найти, "
        "дальше они сверялись только по месту"};
    const ConnectionFigures& connections = result.connections;
    sheet.begin(kConnections);
    sheet.add(kFigures, {{"established", std::to_string(connections.established)},
                         {"requested", std::to_string(result.request.connections)},
                         {"ramp", duration_text(sheet.language(), result.ramp_took)},
                         {"held", std::to_string(connections.held)},
                         {"minimum", std::to_string(connections.minimum)}});
    if (result.request.websocket_compression) add_compression(result, sheet);
    add_tls(result, sheet);
    add_losses(connections.losses, sheet);
    add_websocket(connections.websocket, sheet);
    if (connections.out_of_step != 0) {
        sheet.add(kOutOfStep, {{"count", std::to_string(connections.out_of_step)}});
    }
}

Text bad_answer_text(HttpBadAnswer::Kind kind) noexcept {
    switch (kind) {
        case HttpBadAnswer::Kind::status:
            return {"answers with the HTTP status {status}", "ответов со статусом HTTP {status}"};
        case HttpBadAnswer::Kind::malformed:
            return {"answers that are no HTTP, or broken",
                    "ответов не по HTTP или составленных неправильно"};
        case HttpBadAnswer::Kind::too_long:
            return {"answers longer than any message of the run",
                    "ответов длиннее любого сообщения прогона"};
        case HttpBadAnswer::Kind::coding:
            return {"answers with a broken Content-Encoding, or one that was not asked for",
                    "ответов с испорченным Content-Encoding или с таким, которого не просили"};
        case HttpBadAnswer::Kind::cut_off:
            return {"answers cut off by the end of the connection",
                    "ответов, оборванных концом соединения"};
        case HttpBadAnswer::Kind::unasked:
            return {"answers that nobody had asked for", "ответов, о которых не просили"};
        case HttpBadAnswer::Kind::redirect_too_many:
            return {"answers with {status} that redirect once more than --redirects allows",
                    "ответов {status}, перенаправляющих сверх разрешённого в --redirects"};
        case HttpBadAnswer::Kind::redirect_elsewhere:
            return {"answers with {status} that redirect to another origin",
                    "ответов {status}, перенаправляющих на другой сервер"};
        case HttpBadAnswer::Kind::redirect_malformed:
            return {"answers with {status} that redirect to nowhere",
                    "ответов {status}, перенаправляющих в никуда"};
    }
    return {};
}

void add_bad_answers(const HttpFindings& findings, ReportSheet& sheet) {
    constexpr Text kBad{
        "{answers}: {count}; the first, connection {connection}, {at} after the "
        "start",
        "{answers}: {count}; первый — соединение {connection}, через {at} после "
        "начала"};
    const Language language = sheet.language();
    for (const HttpFindings::Entry& entry : findings.entries()) {
        const std::string answers = fill(bad_answer_text(entry.answer.kind), language,
                                         {{"status", http_status_text(entry.answer.status)}});
        sheet.add(kBad, {{"answers", answers},
                         {"count", std::to_string(entry.count)},
                         {"connection", std::to_string(entry.connection)},
                         {"at", duration_text(language, entry.since_start)}});
    }
}

void add_http_events(const HttpFindings& findings, ReportSheet& sheet) {
    constexpr Text kRedirects{"redirections followed: {count}",
                              "пройдено перенаправлений: {count}"};
    constexpr Text kCompressed{"answers that came compressed: {count}",
                               "ответов пришло сжатыми: {count}"};
    const auto add = [&](const Text& text, HttpEvent event) {
        const std::uint64_t count = findings.count_of(event);
        if (count != 0) sheet.add(text, {{"count", std::to_string(count)}});
    };
    add(kRedirects, HttpEvent::redirect_followed);
    add(kCompressed, HttpEvent::compressed_answer);
}

void add_message_figures(const RunResult& result, ReportSheet& sheet) {
    constexpr Text kAnswered{"{sent} sent, {ok} answered as they should be ({rate})",
                             "отправлено {sent}, правильно отвечено {ok} ({rate})"};
    constexpr Text kDelivered{
        "{sent} sent, each to {receivers} connections: of {expected} deliveries {ok} as they "
        "should be ({rate})",
        "отправлено {sent}, каждое на соединений: {receivers}; из {expected} доставок правильных "
        "{ok} ({rate})"};
    sheet.add(result.fanout ? kDelivered : kAnswered,
              {{"sent", std::to_string(result.messages.sent)},
               {"receivers", std::to_string(result.request.connections)},
               {"expected", std::to_string(expected_arrivals(result))},
               {"ok", std::to_string(result.messages.ok)},
               {"rate", rate_text(sheet.language(), answered_per_second(result))}});
}

// What was expected of those that were not there is said, not forgiven.
void add_gone(const FanoutFigures& fanout, ReportSheet& sheet) {
    constexpr Text kGone{
        "of the lost, {lost} were due at {gone} connections that were lost themselves: all that "
        "was sent is expected there too",
        "из потерянных {lost} полагались оборванным соединениям ({gone}): всё отправленное "
        "ожидалось "
        "и там"};
    if (fanout.lost_at_gone == 0) return;
    sheet.add(kGone, {{"lost", std::to_string(fanout.lost_at_gone)},
                      {"gone", std::to_string(fanout.gone)}});
}

void add_messages(const RunResult& result, ReportSheet& sheet) {
    constexpr Text kFault{"{fault}: {count}", "{fault}: {count}"};
    constexpr Text kListened{"listened for {listened} after the last of them",
                             "после последнего слушал ещё {listened}"};
    constexpr Text kUnanswered{"unanswered when interrupted", "без ответа в момент прерывания"};
    constexpr Text kUnsent{"not sent, because the server took no more or was gone",
                           "не отправлено, потому что сервер больше не принимал или исчез"};
    const MessageCounts& messages = result.messages;
    sheet.begin(kMessages);
    add_message_figures(result, sheet);
    const auto add = [&](const Text& fault, std::uint64_t count) {
        if (count == 0) return;
        sheet.add(kFault,
                  {{"fault", fault.in(sheet.language())}, {"count", std::to_string(count)}});
    };
    for (const Fault fault : kFaults) {
        const bool cut_off = result.interrupted && fault == Fault::lost;
        add(cut_off ? kUnanswered : fault_text(fault), messages.of(fault));
    }
    if (result.fanout) add_gone(*result.fanout, sheet);
    add(kUnsent, result.unsent);
    add_bad_answers(result.http, sheet);
    add_http_events(result.http, sheet);
    if (!result.interrupted) {
        sheet.add(kListened, {{"listened", duration_text(sheet.language(), result.listened)}});
    }
}

std::string latency_row(const Text& name, const Histogram& latency, Language language) {
    constexpr std::size_t kNameColumns = 18;
    std::string row = padded(name.in(language), kNameColumns);
    const auto add = [&](Duration value) {
        row += right_aligned(duration_text(language, value), kLatencyColumns);
    };
    if (latency.count() == 0) {
        for (int i = 0; i < 6; ++i)
            row += right_aligned("-", kLatencyColumns);
        return row;
    }
    add(latency.mean());
    for (const double percent : {50.0, 90.0, 99.0, 99.9})
        add(latency.percentile(percent));
    add(latency.greatest());
    return row;
}

// Of each message, from when it was due.
void add_spread(const FanoutSpread::Figures& spread, ReportSheet& sheet) {
    constexpr Text kFirst{"first receiver", "первый получатель"};
    constexpr Text kMedian{"median receiver", "медианный"};
    constexpr Text kLast{"last receiver", "последний"};
    constexpr Text kAll{
        "receivers, since it was due: of {messages} messages that reached everybody; {incomplete} "
        "reached only some",
        "получатели, от срока отправки: дошло до всех сообщений {messages}, только до части — "
        "{incomplete}"};
    constexpr Text kSample{
        "receivers, since it was due: one message of {one_of} was looked at, {messages} of these "
        "reached everybody; {incomplete} reached only some",
        "получатели, от срока отправки: взято одно сообщение из {one_of}, из них дошло до всех "
        "{messages}, только до части — {incomplete}"};
    const Language language = sheet.language();
    sheet.add(latency_row(kFirst, spread.first, language));
    sheet.add(latency_row(kMedian, spread.median, language));
    sheet.add(latency_row(kLast, spread.last, language));
    sheet.add(spread.one_of == 1 ? kAll : kSample,
              {{"messages", std::to_string(spread.last.count())},
               {"one_of", std::to_string(spread.one_of)},
               {"incomplete", std::to_string(spread.incomplete)}});
}

void add_latencies(const RunResult& result, ReportSheet& sheet) {
    constexpr Text kFromDue{"since it was due", "от срока отправки"};
    constexpr Text kFromSent{"since it was sent", "от самой отправки"};
    constexpr Text kBackToSender{"sender, since sent", "себе, от отправки"};
    constexpr Text kMean{"mean", "среднее"};
    constexpr Text kMax{"max", "макс."};
    const Language language = sheet.language();
    std::string head = padded("", 18);
    for (const std::string_view column :
         {kMean.in(language), std::string_view("p50"), std::string_view("p90"),
          std::string_view("p99"), std::string_view("p99.9"), kMax.in(language)}) {
        head += right_aligned(column, kLatencyColumns);
    }
    sheet.begin(kLatency);
    sheet.add(head);
    sheet.add(latency_row(kFromDue, result.latency, language));
    sheet.add(latency_row(result.fanout ? kBackToSender : kFromSent, result.latency_raw, language));
    if (result.fanout) add_spread(result.fanout->spread, sheet);
}

void add_stalls(const RunResult& result, ReportSheet& sheet) {
    constexpr Text kNone{"none: somebody was answered at least every {least}, while anybody waited",
                         "нет: пока кто-то ждал, ответы приходили чаще, чем раз в {least}"};
    constexpr Text kSome{
        "{count}; the longest, {longest}, began {at} after the start: nobody was answered",
        "{count}; самая долгая, {longest}, началась через {at} после начала: никому не отвечали"};
    const Language language = sheet.language();
    sheet.begin(kStalls);
    sheet.add(result.stalls.count == 0 ? kNone : kSome,
              {{"least", duration_text(language, StallMap::kLeast)},
               {"count", std::to_string(result.stalls.count)},
               {"longest", duration_text(language, result.stalls.longest)},
               {"at", duration_text(language, result.stalls.longest_at)}});
}

void add_generator(const RunResult& result, ReportSheet& sheet) {
    constexpr Text kFigures{
        "processor {cpu} of a core (busiest thread), {late} late sends ({share}; later than "
        "{late_after}), stood still for {lag} at most",
        "процессор {cpu} ядра (самый занятый поток), с опозданием отправлено {late} ({share}; "
        "больше "
        "{late_after}), стоял не дольше {lag}"};
    const HealthSummary health = summary_of(result.loops);
    const Language language = sheet.language();
    sheet.begin(kGenerator);
    sheet.add(kFigures, {{"cpu", percent_text(health.cpu_percent_most)},
                         {"late", std::to_string(health.late_sends)},
                         {"share", percent_text(100 * health.late_share)},
                         {"late_after", duration_text(language, result.late_after)},
                         {"lag", duration_text(language, health.longest_lag)}});
}

void add_thresholds(const Judgement& judgement, ReportSheet& sheet) {
    constexpr std::size_t kTextColumns = 20;
    constexpr std::size_t kMeasuredColumns = 14;
    constexpr Text kMet{"met", "выдержан"};
    constexpr Text kMissed{"MISSED", "НЕ ВЫДЕРЖАН"};
    const Language language = sheet.language();
    sheet.begin(kThresholds);
    for (const ThresholdOutcome& outcome : judgement.outcomes) {
        const Unit unit = unit_of(outcome.threshold.metric);
        const std::string measured =
            outcome.measured ? figure_text(language, unit, *outcome.measured) : "-";
        sheet.add(padded(outcome.threshold.text, kTextColumns) +
                  padded(measured, kMeasuredColumns) +
                  std::string((outcome.held ? kMet : kMissed).in(language)));
    }
}

void add_examples(const RunResult& result, ReportSheet& sheet) {
    sheet.begin(kFirstFaults);
    for (const Fault fault : kFaults) {
        const std::optional<FaultExample>& example = result.faults.first(fault);
        const bool cut_off = result.interrupted && fault == Fault::lost;
        if (example && !cut_off) sheet.add(example_text(*example, sheet.language()));
    }
}

void add_reasons(const RunResult& result, const Judgement& judgement, ReportSheet& sheet) {
    sheet.begin(kReasons);
    for (const Reason& reason : judgement.reasons) {
        sheet.add(reason_text(reason, result, judgement, sheet.language()));
    }
}

std::string passed_text(const RunResult& result, Language language) {
    constexpr Text kPassed{
        "{held} of {requested} connections held, {ok} of {sent} messages answered, "
        "p99 {p99}",
        "удержано {held} из {requested} соединений, отвечено {ok} из {sent} "
        "сообщений, p99 {p99}"};
    constexpr Text kFanout{
        "{held} of {requested} connections held, {ok} of {expected} deliveries of {sent} messages "
        "made, p99 {p99}",
        "удержано {held} из {requested} соединений, сделано {ok} из {expected} доставок, сообщений "
        "{sent}, p99 {p99}"};
    return fill(result.fanout ? kFanout : kPassed, language,
                {{"held", std::to_string(result.connections.held)},
                 {"requested", std::to_string(result.request.connections)},
                 {"ok", std::to_string(result.messages.ok)},
                 {"sent", std::to_string(result.messages.sent)},
                 {"expected", std::to_string(expected_arrivals(result))},
                 {"p99", duration_text(language, result.latency.percentile(99))}});
}

std::string_view verdict_word(Verdict verdict) noexcept {
    switch (verdict) {
        case Verdict::passed:
            return "PASSED";
        case Verdict::failed:
        case Verdict::unreachable:
            return "FAILED";
        case Verdict::invalid:
            return "INVALID";
    }
    return "INVALID";
}

}  // namespace

std::string verdict_line(const RunResult& result, const Judgement& judgement, Language language) {
    constexpr Text kMore{"; and {count} more", "; и ещё причин: {count}"};
    std::string line(verdict_word(judgement.verdict));
    line += ' ';
    if (judgement.reasons.empty()) return line + passed_text(result, language);
    line += reason_text(judgement.reasons.front(), result, judgement, language);
    const std::size_t more = judgement.reasons.size() - 1;
    if (more != 0) line += fill(kMore, language, {{"count", std::to_string(more)}});
    return line;
}

std::string report_text(const RunResult& result, const Judgement& judgement, Language language) {
    ReportSheet sheet(language);
    add_request(result, sheet);
    add_connections(result, sheet);
    // Of a load that never began there is nothing to say: not even that nothing was lost.
    if (result.messages.sent != 0) {
        add_messages(result, sheet);
        add_latencies(result, sheet);
        add_stalls(result, sheet);
        add_generator(result, sheet);
        add_thresholds(judgement, sheet);
        add_examples(result, sheet);
    }
    if (judgement.reasons.size() > 1) add_reasons(result, judgement, sheet);
    return sheet.take() + verdict_line(result, judgement, language) + '\n';
}

}  // namespace potok::loadtest
