// bench_paired: potok-echo beside the floor and beside Boost.Asio, as ratios that a noisy machine
// cannot bend far.
//
//   bench_paired [--pairs N] [--seconds S] [--only WORDS] [--json FILE] [--list]
//
// Each side runs on one core, its load on another; the sides take turns, and each pair gives a
// ratio. A target is met when the interval's lower end is at or below it; that of memory is in
// bytes and our own. Exit codes: 0 measured, whatever came out; 1 a server answered wrongly; 2
// usage; 3 this machine cannot.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <thread>

#include "cli/descriptor_limit.hpp"
#include "tests/bench/paired/measure.hpp"
#include "tests/bench/paired/paired_ratio.hpp"
#include "tests/bench/paired/run_certificate.hpp"
#include "tests/bench/paired/scenario.hpp"

namespace potok::bench {
namespace {

struct Options {
    std::size_t pairs = 15;
    std::chrono::duration<double> seconds{1.0};
    std::string only;
    std::string json;
    bool list = false;
};

[[noreturn]] void usage(const std::string& what) {
    std::fprintf(stderr,
                 "bench_paired: %s\nusage: bench_paired [--pairs N] [--seconds S] [--only WORDS] "
                 "[--json FILE] [--list]\n",
                 what.c_str());
    std::exit(2);
}

Options read_options(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = arguments[i];
        if (name == "--list") {
            options.list = true;
            continue;
        }
        if (++i == count) usage("\"" + std::string(name) + "\" is unknown or wants a value");
        const char* const value = arguments[i];
        if (name == "--pairs") {
            options.pairs = std::strtoull(value, nullptr, 10);
        } else if (name == "--seconds") {
            options.seconds = std::chrono::duration<double>(std::strtod(value, nullptr));
        } else if (name == "--only") {
            options.only = value;
        } else if (name == "--json") {
            options.json = value;
        } else {
            usage("unknown: \"" + std::string(name) + "\"");
        }
    }
    if (options.pairs == 0 || options.pairs > 1000) usage("--pairs is from 1 to 1000");
    if (!(options.seconds.count() > 0)) usage("--seconds is more than 0");
    return options;
}

struct Figure {
    double ours = 0;  // medians: microseconds, or bytes
    double beside = 0;
    PairedRatio ratio;
};

Figure figure_of(const std::vector<double>& ours, const std::vector<double>& beside) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < ours.size(); ++i)
        ratios.push_back(ours[i] / beside[i]);
    return {median_of(ours), median_of(beside), summarise(std::move(ratios))};
}

Figure measure_costs(const Scenario& scenario, const Options& options, const Places& places) {
    const auto duration = std::chrono::duration_cast<std::chrono::nanoseconds>(options.seconds);
    const auto warm_up = duration / 4;
    Side ours(scenario.work, scenario.ours, scenario.load, places);
    Side beside(scenario.work, scenario.beside, scenario.beside_load, places);
    std::vector<double> our_costs, other_costs;
    for (std::size_t i = 0; i < options.pairs; ++i) {
        // Whoever came second comes first next: what the first leaves behind hurts both alike.
        if (i % 2 == 0) our_costs.push_back(ours.cost(warm_up, duration));
        other_costs.push_back(beside.cost(warm_up, duration));
        if (i % 2 == 1) our_costs.push_back(ours.cost(warm_up, duration));
    }
    return figure_of(our_costs, other_costs);
}

// A slope does not drift with the machine: one pair says it.
Figure measure_memory(const Scenario& scenario, const Places& places) {
    // One after the other: there are descriptors for one of them.
    const double ours = Side(scenario.work, scenario.ours, scenario.load, places).idle_bytes();
    const double beside =
        Side(scenario.work, scenario.beside, scenario.beside_load, places).idle_bytes();
    return figure_of({ours}, {beside});
}

bool is_met(const Scenario& scenario, const Figure& figure) {
    return (scenario.work == Work::idle ? figure.ours : figure.ratio.lower) <= scenario.target;
}

void print_row(const Scenario& scenario, const Figure& figure) {
    const char* met = is_met(scenario, figure) ? "met" : "MISSED";
    std::printf("%-38s %10.3f %10.3f %7.3f  %.3f..%.3f", scenario.name, figure.ours, figure.beside,
                figure.ratio.median, figure.ratio.lower, figure.ratio.upper);
    const bool bytes = scenario.work == Work::idle;
    if (scenario.target != 0)
        std::printf("  <= %.*f%s %s", bytes ? 0 : 2, scenario.target, bytes ? " B" : "", met);
    std::printf("\n");
    std::fflush(stdout);
}

nlohmann::ordered_json json_row(const Scenario& scenario, const Figure& figure) {
    nlohmann::ordered_json row{{"name", scenario.name},
                               {"unit", scenario.work == Work::idle ? "bytes" : "us"},
                               {"ours", figure.ours},
                               {"beside", figure.beside},
                               {"ratio", figure.ratio.median},
                               {"ratio_lower", figure.ratio.lower},
                               {"ratio_upper", figure.ratio.upper},
                               {"pairs", figure.ratio.pairs}};
    if (scenario.target != 0) {
        row["target"] = scenario.target;
        row["met"] = is_met(scenario, figure);
    }
    return row;
}

int list_scenarios() {
    for (const Scenario& scenario : scenarios()) {
        if (missing_for(scenario).empty()) std::puts(scenario.name);
    }
    return 0;
}

int run(const Options& options) {
    if (options.list) return list_scenarios();
    const Places places{POTOK_BINARY_DIR "/bin", POTOK_BINARY_DIR "/bench_paired.pem"};
    if (std::thread::hardware_concurrency() < 2) {
        std::fputs("bench_paired: needs two cores: one for the server, one for its load\n", stderr);
        return 3;
    }
    static_cast<void>(cli::raise_descriptor_limit());
    stay_on_core(kGeneratorCore);
    make_run_certificate(places.certificate);
    std::printf("%-38s %10s %10s %7s  %s\n", "server CPU, us per message", "ours", "beside",
                "ratio", "95 % interval");
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const Scenario& scenario : scenarios()) {
        if (std::string_view(scenario.name).find(options.only) == std::string_view::npos) continue;
        if (const std::string missing = missing_for(scenario); !missing.empty()) {
            std::printf("%-38s skipped: %s\n", scenario.name, missing.c_str());
            continue;
        }
        const Figure figure = scenario.work == Work::idle
                                  ? measure_memory(scenario, places)
                                  : measure_costs(scenario, options, places);
        print_row(scenario, figure);
        rows.push_back(json_row(scenario, figure));
    }
    if (options.json.empty()) return 0;
    std::ofstream file(options.json);
    file << rows.dump(2) << '\n';
    if (file.flush()) return 0;
    std::fprintf(stderr, "bench_paired: cannot write %s\n", options.json.c_str());
    return 3;
}

}  // namespace
}  // namespace potok::bench

int main(int count, char** arguments) {
    return potok::bench::run(potok::bench::read_options(count, arguments));
}
