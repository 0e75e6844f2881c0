#include "tests/bench/paired/measure.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/bench/paired/storm.hpp"

namespace potok::bench {
namespace {

using namespace std::chrono_literals;

// Idle connections. Descriptors allow some 18 000 on either side; with TLS each takes both sides
// half a millisecond and the larger part of a hundred KiB.
struct Range {
    std::size_t few;
    std::size_t many;
};
constexpr Range kPlain{1'000, 15'000};
constexpr Range kSecure{500, 4'000};

// What each connection is sent before its records are as large as they become, and how large the
// smallest are.
constexpr std::size_t kSettledBytes = 96 * 1024;
constexpr std::size_t kSmallRecord = 1369;

constexpr auto kAnswersWithin = 60s;

[[noreturn]] void give_up(const char* what) {
    std::fprintf(stderr, "bench_paired: %s\n", what);
    std::exit(1);
}

std::uint64_t settling_answers(Work work, const Load& load) {
    // The first of them have no session to resume.
    if (work == Work::connect && load.security == Security::tls_resumed) {
        return 4 * load.connections;
    }
    const bool large = load.size * load.in_flight > kSmallRecord;
    if (load.security == Security::none || work != Work::echo || !large) return 0;
    return load.connections * (kSettledBytes / load.size);
}

// Handshakes that are under way in a storm at any time, and how often each probe knocks.
constexpr std::size_t kStorm = 200;
constexpr auto kProbePeriod = 20ms;

}  // namespace

Side::Side(Work work, Server server, const Load& load, const Places& places)
    : work_(work),
      at_a_time_(load.connections),
      secure_(load.security != Security::none),
      certificate_(places.certificate),
      settling_answers_(settling_answers(work, load)),
      server_(command_of(server, work, load, places), kServerCore),
      generator_(server_.port(), load, places.certificate) {
    const bool lasting = work == Work::echo || work == Work::broadcast || work == Work::storm;
    if (lasting) generator_.open(load.connections);
}

void Side::work(std::chrono::nanoseconds duration) {
    switch (work_) {
        case Work::connect:
            return generator_.run_connects(at_a_time_, duration);
        case Work::broadcast:
            return generator_.run_broadcast(duration);
        case Work::ramp:
            return generator_.run_ramps(at_a_time_, duration);
        default:
            return generator_.run(duration);
    }
}

double Side::cost(std::chrono::nanoseconds warm_up, std::chrono::nanoseconds duration) {
    if (work_ == Work::storm) return latency_in_storm(warm_up, duration);
    // Behind a pause, such as the other side's turn, a server over TLS may cut its batches into
    // small records for a while. A run is too short to tell of both: it comes behind those.
    work_until(warm_up, settling_answers_);
    const auto cpu_before = server_.cpu_time();
    const std::uint64_t before = generator_.answered();
    work_until(duration, 1);
    const std::uint64_t answered = generator_.answered() - before;
    const std::chrono::duration<double, std::micro> used = server_.cpu_time() - cpu_before;
    return used.count() / static_cast<double>(answered);
}

// For that time, and again until there are so many answers.
void Side::work_until(std::chrono::nanoseconds duration, std::uint64_t answers) {
    const std::uint64_t enough = generator_.answered() + answers;
    const auto latest = std::chrono::steady_clock::now() + kAnswersWithin;
    do {
        if (std::chrono::steady_clock::now() > latest) give_up("the server answers too slowly");
        work(duration);
    } while (generator_.answered() < enough);
}

double Side::latency_in_storm(std::chrono::nanoseconds warm_up, std::chrono::nanoseconds duration) {
    const Storm storm(server_.port(), TlsDialer(certificate_, Security::tls).hello(), kStorm);
    static_cast<void>(generator_.probe(warm_up, kProbePeriod));
    std::vector<double> latencies = generator_.probe(duration, kProbePeriod);
    const auto place = static_cast<std::ptrdiff_t>(latencies.size() * 99 / 100);
    std::nth_element(latencies.begin(), latencies.begin() + place, latencies.end());
    return latencies[static_cast<std::size_t>(place)];
}

double Side::idle_bytes() {
    const Range range = secure_ ? kSecure : kPlain;
    generator_.open(range.few);
    generator_.greet();
    const std::size_t few = server_.private_dirty_bytes();
    generator_.open(range.many);
    generator_.greet();
    const std::size_t many = server_.private_dirty_bytes();
    return (static_cast<double>(many) - static_cast<double>(few)) /
           static_cast<double>(range.many - range.few);
}

}  // namespace potok::bench
