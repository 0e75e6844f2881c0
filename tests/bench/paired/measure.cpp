#include "tests/bench/paired/measure.hpp"

namespace potok::bench {
namespace {

// Descriptors allow some 18 000 on either side.
constexpr std::size_t kFew = 1'000;
constexpr std::size_t kMany = 15'000;

}  // namespace

Side::Side(Work work, Server server, const Load& load, const std::string& bin)
    : work_(work),
      at_a_time_(load.connections),
      server_(command_of(server, work, load, bin), kServerCore),
      generator_(server_.port(), load) {
    if (work == Work::echo || work == Work::broadcast) generator_.open(load.connections);
}

void Side::work(std::chrono::nanoseconds duration) {
    if (work_ == Work::connect) {
        generator_.run_connects(at_a_time_, duration);
    } else if (work_ == Work::broadcast) {
        generator_.run_broadcast(duration);
    } else {
        generator_.run(duration);
    }
}

double Side::cost(std::chrono::nanoseconds warm_up, std::chrono::nanoseconds duration) {
    work(warm_up);
    const auto cpu_before = server_.cpu_time();
    const std::uint64_t before = generator_.answered();
    work(duration);
    const std::uint64_t answered = generator_.answered() - before;
    const std::chrono::duration<double, std::micro> used = server_.cpu_time() - cpu_before;
    return used.count() / static_cast<double>(answered);
}

double Side::idle_bytes() {
    generator_.open(kFew);
    generator_.greet();
    const std::size_t few = server_.private_dirty_bytes();
    generator_.open(kMany);
    generator_.greet();
    const std::size_t many = server_.private_dirty_bytes();
    return (static_cast<double>(many) - static_cast<double>(few)) / double{kMany - kFew};
}

}  // namespace potok::bench
