// potok_sim: runs worlds by their seeds.
//
//   potok_sim [--seeds FIRST..LAST | --seed N] [--workload NAME] [--twice] [--trace]
//
// Without a workload each seed has its own. --twice runs each seed again and compares the traces;
// --trace prints every event of it. The first seed that fails ends the run with the line that
// replays it, and exit status 1.
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/sim/seed_run.hpp"

namespace potok::sim {
namespace {

struct Orders {
    std::uint64_t first = 1;
    std::uint64_t last = 100;
    const Workload* workload = nullptr;  // none: the seed's own
    bool twice = false;
    bool trace = false;
};

// Where a crash finds what to say.
std::string replay;

void say_where_it_crashed(int signal) {
    std::printf("FAILED  crashed with signal %d; replay: %s\n", signal, replay.c_str());
    std::fflush(stdout);
    std::_Exit(1);
}

[[noreturn]] void refuse(std::string_view argument) {
    std::fprintf(stderr, "potok_sim: cannot make sense of \"%.*s\"\n",
                 static_cast<int>(argument.size()), argument.data());
    std::exit(2);
}

std::uint64_t number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size()) refuse(text);
    return value;
}

const Workload& workload_called(std::string_view name) {
    for (const Workload& each : workloads()) {
        if (each.name == name) return each;
    }
    refuse(name);
}

void read_seeds(std::string_view text, Orders& orders) {
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) refuse(text);
    orders.first = number(text.substr(0, dots));
    orders.last = number(text.substr(dots + 2));
}

Orders read_orders(int count, char** arguments) {
    Orders orders;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = arguments[i];
        if (name == "--twice") {
            orders.twice = true;
        } else if (name == "--trace") {
            orders.trace = true;
        } else if (i + 1 == count) {
            refuse(name);
        } else if (name == "--seed") {
            orders.first = orders.last = number(arguments[++i]);
        } else if (name == "--seeds") {
            read_seeds(arguments[++i], orders);
        } else if (name == "--workload") {
            orders.workload = &workload_called(arguments[++i]);
        } else {
            refuse(name);
        }
    }
    return orders;
}

bool passes(std::uint64_t seed, const Workload& workload, const Orders& orders) {
    replay = replay_line(seed, workload);
    SeedResult result = run_seed(seed, workload, orders.trace);
    if (!result.failure && orders.twice && run_seed(seed, workload).trace != result.trace) {
        result.failure = "the second run had another trace";
    }
    if (!result.failure) return true;
    std::printf("FAILED  %s; replay: %s\n", result.failure->c_str(), replay.c_str());
    return false;
}

int run(const Orders& orders) {
    for (std::uint64_t seed = orders.first; seed <= orders.last; ++seed) {
        const Workload& workload =
            orders.workload != nullptr ? *orders.workload : workload_of(seed);
        if (!passes(seed, workload, orders)) return 1;
    }
    std::printf("%llu seeds passed%s\n",
                static_cast<unsigned long long>(orders.last - orders.first + 1),
                orders.twice ? ", each twice with one trace" : "");
    return 0;
}

}  // namespace
}  // namespace potok::sim

int main(int count, char** arguments) {
    for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGILL})
        std::signal(signal, potok::sim::say_where_it_crashed);
    return potok::sim::run(potok::sim::read_orders(count, arguments));
}
