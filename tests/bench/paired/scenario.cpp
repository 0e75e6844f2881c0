#include "tests/bench/paired/scenario.hpp"

namespace potok::bench {
namespace {

constexpr Load lp(std::size_t size, std::size_t connections, std::size_t in_flight) {
    return {Framing::lp, size, connections, in_flight};
}

constexpr Load ws(std::size_t size, std::size_t connections, std::size_t in_flight) {
    return {Framing::ws_binary, size, connections, in_flight};
}

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kMiB = 1024 * kKiB;

constexpr Scenario kScenarios[] = {
    // The same program twice: what a ratio is worth on this machine at this hour.
    {"floor beside itself, 20 B x1, 200", Work::echo, Server::floor, Server::floor, lp(20, 200, 1),
     0},

    {"lp 20 B x1, 200", Work::echo, Server::potok, Server::floor, lp(20, 200, 1), 1.03},
    {"lp 20 B x1, 1500", Work::echo, Server::potok, Server::floor, lp(20, 1500, 1), 1.03},
    {"lp 1 KiB x1, 200", Work::echo, Server::potok, Server::floor, lp(kKiB, 200, 1), 1.03},
    {"lp 1 KiB x1, 1500", Work::echo, Server::potok, Server::floor, lp(kKiB, 1500, 1), 1.03},
    {"lp 20 B x16, 200", Work::echo, Server::potok, Server::floor, lp(20, 200, 16), 1.08},
    {"lp 20 B x16, 1500", Work::echo, Server::potok, Server::floor, lp(20, 1500, 16), 1.08},
    {"lp 1 KiB x16, 200", Work::echo, Server::potok, Server::floor, lp(kKiB, 200, 16), 1.08},
    {"lp 1 KiB x16, 1500", Work::echo, Server::potok, Server::floor, lp(kKiB, 1500, 16), 1.08},
    {"lp 64 KiB x1, 50", Work::echo, Server::potok, Server::floor, lp(64 * kKiB, 50, 1), 1.20},
    {"lp 1 MiB x1, 10", Work::echo, Server::potok, Server::floor, lp(kMiB, 10, 1), 1.20},
    {"lp accept, echo, close", Work::connect, Server::potok, Server::floor, lp(20, 16, 1), 1.25},
    {"two loops on one core, 20 B x1, 200", Work::echo, Server::potok_two_loops, Server::potok,
     lp(20, 200, 1), 1.10},

    {"Asio: lp 20 B x1, 200", Work::echo, Server::potok, Server::asio, lp(20, 200, 1), 1.00},
    {"Asio: lp 20 B x16, 1500", Work::echo, Server::potok, Server::asio, lp(20, 1500, 16), 1.00},
    {"Asio: lp 1 KiB x16, 200", Work::echo, Server::potok, Server::asio, lp(kKiB, 200, 16), 1.00},
    {"Asio: lp accept, echo, close", Work::connect, Server::potok, Server::asio, lp(20, 16, 1),
     1.00},

    {"ws 20 B x1, 200", Work::echo, Server::potok, Server::floor, ws(20, 200, 1), 1.03},
    {"ws 20 B x1, 1500", Work::echo, Server::potok, Server::floor, ws(20, 1500, 1), 1.03},
    {"ws 20 B x16, 1500", Work::echo, Server::potok, Server::floor, ws(20, 1500, 16), 1.08},
    {"ws 1 KiB x16, 200", Work::echo, Server::potok, Server::floor, ws(kKiB, 200, 16), 1.08},
    {"ws 1 KiB x16, 1500", Work::echo, Server::potok, Server::floor, ws(kKiB, 1500, 16), 1.08},
    {"ws 1 KiB text x16, 200, beside binary", Work::echo, Server::potok, Server::potok,
     Load{Framing::ws_text, kKiB, 200, 16}, 1.20, ws(kKiB, 200, 16)},
    {"ws 64 KiB x1, 50", Work::echo, Server::potok, Server::floor, ws(64 * kKiB, 50, 1), 1.10},
    {"ws 1 MiB x1, 10", Work::echo, Server::potok, Server::floor, ws(kMiB, 10, 1), 1.20},
    {"ws accept, upgrade, echo, close", Work::connect, Server::potok, Server::floor, ws(20, 16, 1),
     1.25},

    {"Beast: ws 20 B x1, 200", Work::echo, Server::potok, Server::beast, ws(20, 200, 1), 0.80},
    {"Beast: ws 20 B x1, 1500", Work::echo, Server::potok, Server::beast, ws(20, 1500, 1), 0.80},
    {"Beast: ws 1 KiB x16, 200", Work::echo, Server::potok, Server::beast, ws(kKiB, 200, 16), 0},
    {"Beast: ws accept, upgrade, echo, close", Work::connect, Server::potok, Server::beast,
     ws(20, 16, 1), 0.90},

    {"idle WebSocket, bytes", Work::idle, Server::potok, Server::beast, ws(20, 0, 1), 0},
    {"idle connection, bytes", Work::idle, Server::potok, Server::asio, lp(20, 0, 1), 1.00},
};

}  // namespace

std::span<const Scenario> scenarios() noexcept {
    return kScenarios;
}

std::vector<std::string> command_of(Server server, const Load& load, const std::string& bin) {
    const bool websocket = is_websocket(load.framing);
    const std::string scheme = websocket ? "ws" : load.framing == Framing::lp ? "lp" : "tcp";
    switch (server) {
        case Server::floor:
            return {bin + "/bench/floor_echo", scheme};
        case Server::asio:
            return {bin + "/bench/asio_echo"};
        case Server::beast:
            return {bin + "/bench/beast_echo"};
        case Server::potok:
        case Server::potok_two_loops:
            break;
    }
    // As it comes, every limit and deadline switched on; only what it logs would be measured too.
    return {bin + "/potok-echo",
            "--listen",
            scheme + "://127.0.0.1:0",
            "--threads",
            server == Server::potok ? "1" : "2",
            "--log-level",
            "error"};
}

}  // namespace potok::bench
