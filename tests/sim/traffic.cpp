#include "tests/sim/traffic.hpp"

#include <array>
#include <memory>
#include <utility>

#include "diagnostics/log.hpp"
#include "protocol/length_prefixed.hpp"
#include "server/echo/echo_service.hpp"

namespace potok::sim {
namespace {

// One for the process: its thread sleeps, as nothing is ever written.
Log& quiet_log() {
    static const std::unique_ptr<Log> log = std::move(Log::open({.level = LogLevel::off})).value();
    return *log;
}

std::string line(Random& random) {
    return random_text(random, random.mostly_small(4096) - 1) + (random.coin() ? "\n" : "\r\n");
}

}  // namespace

ConnectionLimits usual_limits(Random& random) {
    ConnectionLimits limits;
    // In the shortest a control frame finds no room behind any message.
    const std::array<std::size_t, 5> queues = {16, 1024, 16 * 1024, 128 * 1024, 1024 * 1024};
    limits.queued_bytes_max = random.pick(queues);
    limits.idle_timeout = std::chrono::seconds(30);
    return limits;
}

Rig::MakeSession echo_sessions(Rig& rig, EndpointScheme scheme, bool broadcast,
                               const WebTimes& times) {
    EndpointAddress address;
    address.scheme = scheme;
    echo::EchoSettings settings;
    settings.max_message = kMessageMax;
    settings.broadcast = broadcast;
    settings.handshake_timeout = times.head_timeout;
    settings.progress_timeout = times.body_timeout;
    settings.idle_timeout = times.idle_timeout;
    settings.ping_interval = times.ping_interval;
    auto service = std::make_shared<echo::EchoService>(address, echo::EchoDuty::echo, settings,
                                                       rig.group(), nullptr, quiet_log());
    return [service](EventLoop& loop, const Address& peer) {
        return service->make_session(loop, peer);
    };
}

std::string random_text(Random& random, std::size_t bytes) {
    std::string text(bytes, ' ');
    std::uint64_t drawn = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
        drawn = i % 16 == 0 ? random.next() : drawn >> 4;
        text[i] = static_cast<char>('a' + drawn % 16);
    }
    return text;
}

std::string length_prefixed(std::string_view payload) {
    std::array<std::byte, kLengthHeaderMax> header;
    const std::size_t bytes = encode_header(LengthPrefix{}, payload.size(), header);
    return std::string(reinterpret_cast<const char*>(header.data()), bytes).append(payload);
}

std::string messages(Random& random, EndpointScheme scheme, std::size_t bytes_max) {
    std::string all;
    const std::size_t longest = random.mostly_small(kMessageMax);
    while (all.size() < bytes_max) {
        switch (scheme) {
            case EndpointScheme::lp:
                all += length_prefixed(random_text(random, random.mostly_small(longest) - 1));
                break;
            case EndpointScheme::line:
                all += line(random);
                break;
            default:
                all += random_text(random, random.mostly_small(longest));
        }
    }
    return all;
}

std::size_t whole_messages(EndpointScheme scheme, std::string_view bytes) {
    if (scheme == EndpointScheme::line) return bytes.rfind('\n') + 1;
    if (scheme != EndpointScheme::lp) return bytes.size();
    std::size_t whole = 0;
    while (true) {
        const auto header =
            read_header(LengthPrefix{}, std::as_bytes(std::span(bytes)).subspan(whole));
        if (header.state != LengthHeader::State::complete) return whole;
        const std::size_t next = whole + header.header_bytes + header.payload_bytes;
        if (next > bytes.size()) return whole;
        whole = next;
    }
}

std::size_t usual_volume(Random& random) {
    return random.chance(100) ? random.between(200'000, 600'000) : random.mostly_small(32 * 1024);
}

void draw_pace(Random& random, ClientPlan& plan) {
    struct Pace {
        Duration pause_max;
        std::size_t piece_max;
    };
    const std::array<Pace, 4> paces = {{{Duration(0), 64 * 1024},
                                        {std::chrono::milliseconds(1), 1024},
                                        {std::chrono::milliseconds(20), 8 * 1024},
                                        {std::chrono::milliseconds(100), 64 * 1024}}};
    const Pace pace = random.pick(paces);
    plan.pause_max = pace.pause_max;
    plan.piece_max = pace.piece_max;
}

void read_slowly(Random& random, ClientPlan& plan) {
    plan.pause_max = std::chrono::milliseconds(1);
    plan.piece_max = 64 * 1024;
    plan.read_max = random.between(32, 400);
}

ClientPlan echo_plan(Random& random, EndpointScheme scheme, std::size_t bytes_max) {
    using Ending = ClientPlan::Ending;
    ClientPlan plan;
    draw_pace(random, plan);
    plan.to_send = messages(random, scheme, bytes_max);
    plan.expected = plan.to_send;
    const std::array<Ending, 8> endings = {
        Ending::half_close,     Ending::half_close,     Ending::half_close, Ending::close_answered,
        Ending::close_answered, Ending::close_answered, Ending::reset,      Ending::go_silent};
    plan.ending = random.pick(endings);
    plan.must_get_all = plan.ending == Ending::half_close || plan.ending == Ending::close_answered;
    if (!plan.must_get_all) plan.turn_at = random.below(2 * plan.to_send.size());
    if (plan.ending == Ending::half_close && random.chance(200)) {
        // Its end comes in the middle of a message: of lines that is one more, else it is no one.
        plan.to_send += scheme == EndpointScheme::lp ? std::string("\x20\0\0\0half", 8) : "half";
        if (scheme != EndpointScheme::lp) plan.expected = plan.to_send;
    }
    if (scheme == EndpointScheme::lp && plan.must_get_all && random.chance(200)) {
        // What it sent before is answered, and what it goes on sending must not destroy the
        // answers.
        plan.ending = ClientPlan::Ending::half_close;
        plan.to_send = plan.expected + std::string("\xFF\xFF\xFF\xFF", 4);
        plan.to_send += random_text(random, random.mostly_small(20'000));
    }
    if (random.chance(100)) {
        // Reads nothing before it has said everything: in the end the server has to give it up.
        plan.sends_before_it_reads = true;
        plan.must_get_all = false;
        plan.ending = Ending::half_close;
    }
    return plan;
}

}  // namespace potok::sim
