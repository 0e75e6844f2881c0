// potok-loadtest: persistent connections, every byte that comes back checked, and a verdict.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "cli/build_info.hpp"
#include "cli/descriptor_limit.hpp"
#include "cli/program.hpp"
#include "cli/signals.hpp"
#include "diagnostics/system_error_text.hpp"
#include "diagnostics/timestamp.hpp"
#include "loadtest/collect_result.hpp"
#include "loadtest/load_options.hpp"
#include "loadtest/load_run.hpp"
#include "loadtest/make_plan.hpp"
#include "loadtest/report/plan_fault_text.hpp"
#include "loadtest/report/report_json.hpp"
#include "loadtest/report/report_text.hpp"
#include "loadtest/report/result_file.hpp"
#include "loadtest/report/run_display.hpp"
#include "loadtest/verdict.hpp"

namespace potok::loadtest {
namespace {

using cli::ExitCode;
using cli::Signal;

std::vector<Threshold> thresholds_of(const LoadSettings& settings) {
    if (settings.thresholds.empty()) return default_thresholds();
    std::vector<Threshold> thresholds;
    for (const std::string& text : settings.thresholds) {
        thresholds.push_back(std::move(parse_threshold(text)).value());
    }
    return thresholds;
}

// A terminal that was closed takes its user with it: nobody is left to end the run.
bool wants_an_end(Signal signal) noexcept {
    return signal == Signal::interrupt || signal == Signal::terminate || signal == Signal::hangup;
}

// Runs until the drivers have finished. None: the user did not want to wait for that.
std::optional<RunTimes> drive(LoadRun& run, const LoadPlan& plan, cli::Signals& signals,
                              Language language) {
    RunDisplay display(language, plan);
    RunTimes times;
    const Instant begin = Clock::now();
    const auto end_ramp = [&](Instant now) {
        times.established = run.progress().opened;
        times.ramp_took = now - begin;
    };
    run.start();
    for (;;) {
        const Instant now = Clock::now();
        const LoadRun::Stage before = run.stage();
        const LoadRun::Stage stage = run.step(now);
        if (before == LoadRun::Stage::settling && stage == LoadRun::Stage::loading) {
            end_ramp(now);
        }
        display.show(run, now);
        if (stage == LoadRun::Stage::ended) break;

        const Instant wake = std::min(run.next_step().value_or(Instant::max()), display.next());
        const Signal signal = signals.wait(std::max(wake - Clock::now(), Duration::zero()));
        if (!wants_an_end(signal)) continue;
        if (times.interrupted) return std::nullopt;
        times.interrupted = true;
        times.load_end = Clock::now();
        if (stage < LoadRun::Stage::loading) end_ramp(times.load_end);
        run.interrupt();
    }
    times.load_start = run.load_start();
    if (times.load_start && !times.interrupted) {
        times.load_end = *times.load_start + plan.warmup + plan.duration;
    }
    return times;
}

// To people and, if they asked for it, to programs. A result that cannot be told is none.
ExitCode tell(const cli::Program& program, const RunResult& result,
              std::optional<ResultFile>& file) {
    const Language language = program.language();
    const Judgement judgement = judge(result);
    std::fputs(report_text(result, judgement, language).c_str(), stdout);
    const auto lost = program.flush_output();
    if (file) {
        const auto written = file->write(report_json(result, judgement));
        if (!written) {
            return program.fail(ExitCode::machine, file_fault_text(language, written.error()));
        }
    }
    return lost.value_or(judgement.exit_code);
}

ExitCode exit_code_of(const PlanFault& fault) {
    if (std::holds_alternative<SystemError>(fault)) return ExitCode::unreachable;
    return std::holds_alternative<TlsPlanFault>(fault) ? ExitCode::usage : ExitCode::machine;
}

ExitCode run_load(const cli::Program& program, const LoadSettings& settings,
                  cli::Signals& signals) {
    const Language language = program.language();
    const auto descriptors = cli::raise_descriptor_limit();
    if (!descriptors) {
        return program.fail(ExitCode::machine, system_error_text(language, descriptors.error()));
    }
    auto planned = make_plan(settings, descriptors.value().now);
    if (!planned) {
        const PlanFault& fault = planned.error();
        return program.fail(exit_code_of(fault), plan_fault_text(language, settings, fault));
    }
    LoadPlan plan = std::move(planned).value();
    std::vector<Threshold> thresholds = thresholds_of(settings);
    plan.late_after = late_after(tightest_latency_limit(thresholds));

    auto created = LoadRun::create(plan, [&signals] { signals.notify(); });
    if (!created) {
        return program.fail(ExitCode::machine, system_error_text(language, created.error()));
    }
    const std::unique_ptr<LoadRun> run = std::move(created).value();
    std::optional<ResultFile> file;
    if (!settings.json.empty()) {
        auto opened = ResultFile::create(settings.json);
        if (!opened) {
            return program.fail(ExitCode::machine, file_fault_text(language, opened.error()));
        }
        file.emplace(std::move(opened).value());
    }
    const std::string started_at = utc_timestamp(std::chrono::system_clock::now());
    const std::optional<RunTimes> times = drive(*run, plan, signals, language);
    if (!times) return ExitCode::interrupted;
    std::vector<DriverResult> parts = run->collect();
    RunResult result = collect_result(plan, std::move(thresholds), *times, parts);
    result.version = cli::build_info().version;
    result.started_at = started_at;
    return tell(program, result, file);
}

}  // namespace
}  // namespace potok::loadtest

int main(int count, char** arguments) {
    using namespace potok;
    cli::Signals signals;  // before any thread
    cli::Program program(loadtest::manual());
    loadtest::LoadSettings settings;
    if (const auto exit = program.configure(count, arguments, settings)) return number_of(*exit);
    return number_of(loadtest::run_load(program, settings, signals));
}
