#include "tests/bench/paired/scenario.hpp"

#include <filesystem>

namespace potok::bench {
namespace {

// As the tests with foreign programs have them.
const std::string kNodePackages = POTOK_SOURCE_DIR "/build/peers";

constexpr Load lp(std::size_t size, std::size_t connections, std::size_t in_flight) {
    return {Framing::lp, size, connections, in_flight};
}

constexpr Load ws(std::size_t size, std::size_t connections, std::size_t in_flight) {
    return {Framing::ws_binary, size, connections, in_flight};
}

constexpr Load deflate(std::size_t size, std::size_t connections, std::size_t in_flight) {
    return {Framing::ws_deflate, size, connections, in_flight};
}

// WebSocket over TLS.
constexpr Load wss(std::size_t size, std::size_t connections, std::size_t in_flight) {
    return {Framing::ws_binary, size, connections, in_flight, Security::tls};
}

constexpr Load wss_resumed(std::size_t size, std::size_t connections, std::size_t in_flight) {
    return {Framing::ws_binary, size, connections, in_flight, Security::tls_resumed};
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
    {"ws broadcast of 64 B to 1500", Work::broadcast, Server::potok, Server::floor, ws(64, 1500, 1),
     1.05},
    {"ws accept, upgrade, echo, close", Work::connect, Server::potok, Server::floor, ws(20, 16, 1),
     1.25},

    {"Beast: ws 20 B x1, 200", Work::echo, Server::potok, Server::beast, ws(20, 200, 1), 0.80},
    {"Beast: ws 20 B x1, 1500", Work::echo, Server::potok, Server::beast, ws(20, 1500, 1), 0.80},
    {"Beast: ws 1 KiB x16, 200", Work::echo, Server::potok, Server::beast, ws(kKiB, 200, 16), 0},
    {"Beast: ws accept, upgrade, echo, close", Work::connect, Server::potok, Server::beast,
     ws(20, 16, 1), 0.90},

    {"npm ws: 1 KiB JSON compressed x1, 200", Work::echo, Server::potok, Server::node_ws,
     deflate(kKiB, 200, 1), 0.50},
    {"npm ws: 1 KiB binary x1, 200", Work::echo, Server::potok, Server::node_ws, ws(kKiB, 200, 1),
     0},

    {"floor beside itself, wss 20 B x1, 200", Work::echo, Server::floor, Server::floor,
     wss(20, 200, 1), 0},
    {"wss 20 B x1, 200", Work::echo, Server::potok, Server::floor, wss(20, 200, 1), 1.05},
    {"wss 20 B x1, 1500", Work::echo, Server::potok, Server::floor, wss(20, 1500, 1), 1.05},
    {"wss 1 KiB x1, 200", Work::echo, Server::potok, Server::floor, wss(kKiB, 200, 1), 1.05},
    {"wss 1 KiB x1, 1500", Work::echo, Server::potok, Server::floor, wss(kKiB, 1500, 1), 1.05},
    {"wss 20 B x16, 200", Work::echo, Server::potok, Server::floor, wss(20, 200, 16), 1.15},
    {"wss 20 B x16, 1500", Work::echo, Server::potok, Server::floor, wss(20, 1500, 16), 1.15},
    {"wss 1 KiB x16, 200", Work::echo, Server::potok, Server::floor, wss(kKiB, 200, 16), 1.15},
    {"wss 1 KiB x16, 1500", Work::echo, Server::potok, Server::floor, wss(kKiB, 1500, 16), 1.15},
    {"wss full handshake, echo, close", Work::connect, Server::potok, Server::floor, wss(20, 16, 1),
     1.05},
    {"wss resumed handshake, echo, close", Work::connect, Server::potok, Server::floor,
     wss_resumed(20, 16, 1), 1.05},
    {"wss ramp of 1500", Work::ramp, Server::potok, Server::floor, wss(20, 1500, 1), 1.30},
    {"wss 50 in a storm of 200, p99", Work::storm, Server::potok, Server::floor, wss(20, 50, 1),
     0.50},

    {"Beast: wss 20 B x1, 200", Work::echo, Server::potok, Server::beast, wss(20, 200, 1), 0.85},
    {"Beast: wss 20 B x1, 1500", Work::echo, Server::potok, Server::beast, wss(20, 1500, 1), 0.85},
    {"Beast: wss 1 KiB x1, 200", Work::echo, Server::potok, Server::beast, wss(kKiB, 200, 1), 0.85},
    {"Beast: wss 1 KiB x1, 1500", Work::echo, Server::potok, Server::beast, wss(kKiB, 1500, 1),
     0.85},
    {"Beast: wss full handshake, echo, close", Work::connect, Server::potok, Server::beast,
     wss(20, 16, 1), 0},
    {"npm ws: wss 1 KiB x1, 200", Work::echo, Server::potok, Server::node_ws, wss(kKiB, 200, 1), 0},

    {"idle wss, bytes, beside npm ws", Work::idle, Server::potok, Server::node_ws, wss(20, 0, 1),
     16 * kKiB},
    {"idle wss, bytes, beside Beast", Work::idle, Server::potok, Server::beast, wss(20, 0, 1),
     16 * kKiB},
    {"idle wss, bytes, beside the floor", Work::idle, Server::potok, Server::floor, wss(20, 0, 1),
     16 * kKiB},
    {"idle WebSocket with compression, bytes", Work::idle, Server::potok, Server::beast,
     deflate(kKiB, 0, 1), kKiB, ws(20, 0, 1)},
    {"idle WebSocket, bytes", Work::idle, Server::potok, Server::beast, ws(20, 0, 1), 400},
    {"idle connection, bytes", Work::idle, Server::potok, Server::asio, lp(20, 0, 1), 400},
};

}  // namespace

std::span<const Scenario> scenarios() noexcept {
    return kScenarios;
}

namespace {

// As it comes, every limit and deadline switched on; only what it logs would be measured too.
std::vector<std::string> potok_command(Server server, Work work, const Load& load,
                                       const Places& places) {
    const bool websocket = is_websocket(load.framing);
    const bool secure = load.security != Security::none;
    const std::string scheme = secure                        ? "wss"
                               : websocket                   ? "ws"
                               : load.framing == Framing::lp ? "lp"
                                                             : "tcp";
    std::vector<std::string> command{places.bin + "/potok-echo",
                                     "--listen",
                                     scheme + "://127.0.0.1:0",
                                     "--threads",
                                     server == Server::potok ? "1" : "2",
                                     "--log-level",
                                     "error"};
    if (secure) command.insert(command.end(), {"--cert", places.certificate});
    // The generator knows of nothing but answers.
    if (websocket) command.insert(command.end(), {"--ping-interval", "10m"});
    if (work == Work::broadcast) command.emplace_back("--broadcast");
    return command;
}

std::vector<std::string> floor_command(Work work, const Load& load, const Places& places) {
    if (load.security != Security::none) return {places.bin + "/bench/floor_tls_echo"};
    const char* const scheme = is_websocket(load.framing)    ? "ws"
                               : load.framing == Framing::lp ? "lp"
                                                             : "tcp";
    return {places.bin + "/bench/floor_echo", scheme,
            work == Work::broadcast ? "broadcast" : "echo"};
}

}  // namespace

std::vector<std::string> command_of(Server server, Work work, const Load& load,
                                    const Places& places) {
    std::vector<std::string> command;
    switch (server) {
        case Server::potok:
        case Server::potok_two_loops:
            return potok_command(server, work, load, places);
        case Server::asio:
            return {places.bin + "/bench/asio_echo"};
        case Server::floor:
            command = floor_command(work, load, places);
            break;
        case Server::beast:
            command = {places.bin + "/bench/beast_echo"};
            break;
        case Server::node_ws:
            command = {"/usr/bin/env", "node", POTOK_SOURCE_DIR "/tests/bench/paired/ws_echo.mjs",
                       kNodePackages};
            break;
    }
    if (load.security != Security::none) command.push_back(places.certificate);
    return command;
}

std::string missing_for(const Scenario& scenario) {
    const bool node = scenario.ours == Server::node_ws || scenario.beside == Server::node_ws;
    if (!node || std::filesystem::exists(kNodePackages + "/node_modules/ws")) return {};
    return "no npm package ws in " + kNodePackages + ": tests/peers/packages.sh installs it";
}

}  // namespace potok::bench
