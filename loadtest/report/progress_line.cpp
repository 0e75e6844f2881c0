#include "loadtest/report/progress_line.hpp"

#include <algorithm>

#include "diagnostics/code_point.hpp"
#include "diagnostics/sentence.hpp"
#include "loadtest/report/wording.hpp"

namespace potok::loadtest {
namespace {

using Stage = ProgressSnapshot::Stage;

constexpr Text kRamp{"connecting: {open} of {requested} open, {elapsed}",
                     "подключение: открыто {open} из {requested}, {elapsed}"};
constexpr Text kLoad{
    "load {elapsed}: {open} of {requested} open, {sent} sent, {answered} answered ({rate}){faults}",
    "нагрузка {elapsed}: открыто {open} из {requested}, отправлено {sent}, отвечено {answered} "
    "({rate}){faults}"};
constexpr Text kGrace{
    "last answers {elapsed}: {open} of {requested} open, {sent} sent, {answered} answered{faults}",
    "последние ответы {elapsed}: открыто {open} из {requested}, отправлено {sent}, отвечено "
    "{answered}{faults}"};
constexpr Text kFaults{", FAULTS: {faults}", ", ОШИБКИ: {faults}"};
constexpr Text kOf{"{part} of {whole}", "{part} из {whole}"};

constexpr std::string_view kReturnAndErase = "\r\x1b[K";

Text pattern_of(Stage stage) noexcept {
    switch (stage) {
        case Stage::ramp:
            return kRamp;
        case Stage::load:
            return kLoad;
        case Stage::grace:
            return kGrace;
    }
    return {};
}

// Whole seconds: what is shown once a second need not tremble.
std::string whole_seconds(Language language, Duration duration) {
    return duration_text(language, std::chrono::floor<std::chrono::seconds>(duration));
}

std::string elapsed_text(const ProgressSnapshot& snapshot, Language language) {
    const auto second = std::chrono::seconds(1);
    const Duration shown = std::max<Duration>(snapshot.elapsed, Duration::zero());
    const std::string part =
        shown < second ? duration_text(language, shown) : whole_seconds(language, shown);
    if (snapshot.length <= Duration::zero()) return part;
    return fill(kOf, language,
                {{"part", part}, {"whole", duration_text(language, snapshot.length)}});
}

}  // namespace

std::string progress_line(const ProgressSnapshot& snapshot, Language language) {
    const std::string faults = std::to_string(snapshot.faults);
    const std::string warning =
        snapshot.faults == 0 ? std::string() : fill(kFaults, language, {{"faults", faults}});
    return fill(pattern_of(snapshot.stage), language,
                {{"elapsed", elapsed_text(snapshot, language)},
                 {"open", std::to_string(snapshot.open)},
                 {"requested", std::to_string(snapshot.requested)},
                 {"sent", std::to_string(snapshot.sent)},
                 {"answered", std::to_string(snapshot.answered)},
                 {"rate", rate_text(language, snapshot.answered_per_second)},
                 {"faults", warning}});
}

std::string terminal_line(std::string_view line, std::size_t columns) {
    // The last column stays free: writing into it makes some terminals wrap.
    const std::size_t room = columns > 1 ? columns - 1 : 0;
    std::size_t taken = 0;
    std::size_t end = 0;
    while (end < line.size() && taken < room) {
        end += first_code_point(line.substr(end)).bytes;
        ++taken;
    }
    return std::string(kReturnAndErase) + std::string(line.substr(0, end));
}

std::string_view cleared_terminal_line() noexcept {
    return kReturnAndErase;
}

}  // namespace potok::loadtest
