// Whatever a compressed message is, it is inflated to the same however it is cut and whatever rooms
// there are, never to more than the limit; and any message comes back from what the deflater made
// of it.
//
// Settings: what is done (a bit each): the input is deflated first; a context is taken over; the
// room is small; then the window (modulo 8, from 8), the level (modulo 9, from 1), the memory level
// (the same), the limit (4 bytes, big-endian, modulo 256 KiB).
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/websocket_deflate_steps.hpp"

namespace potok::test {
namespace {

using Kind = MessageInflater::Step::Kind;

constexpr std::uint32_t kMessageMax = 256 * 1024;

struct Settings {
    bool round_trip = false;
    bool takes_over = false;
    bool small_room = false;
    std::uint8_t window_bits = 15;
    std::uint8_t level = 1;
    std::uint8_t memory_level = 1;
    std::uint64_t message_max = 0;
};

Settings take_settings(FuzzInput& input) {
    Settings settings;
    const std::uint8_t bits = input.take_byte();
    settings.round_trip = (bits & 1) != 0;
    settings.takes_over = (bits & 2) != 0;
    settings.small_room = (bits & 4) != 0;
    settings.window_bits = static_cast<std::uint8_t>(kWindowBitsMin + input.take_byte() % 8);
    settings.level = static_cast<std::uint8_t>(1 + input.take_byte() % 9);
    settings.memory_level = static_cast<std::uint8_t>(1 + input.take_byte() % 9);
    settings.message_max = input.take_number() % kMessageMax;
    return settings;
}

void check_inflater(const Settings& settings, Bytes message, FuzzInput& input) {
    const MessageInflater::Settings own{settings.window_bits, settings.takes_over};
    MessageInflater inflater(own);
    const auto whole = [&] { return message.size(); };
    const auto pieces = [&] { return input.next_piece(); };
    const Inflated first = inflated(inflater, message, settings.message_max, whole, [&] {
        return settings.small_room ? std::size_t{64} : std::size_t{kMessageMax};
    });
    require(inflater.held_bytes() <= MessageInflater::held_bytes_max(
                                         std::max(settings.window_bits, kDeflaterWindowBitsMin)),
            "it holds no more than it says");
    MessageInflater other(own);
    require(inflated(other, message, settings.message_max, pieces, pieces) == first,
            "in pieces as whole");
    if (settings.takes_over && first.kind == Kind::done) {
        // What comes next may refer to it; both have to have kept the same.
        require(inflated(inflater, message, settings.message_max, pieces, pieces) ==
                    inflated(other, message, settings.message_max, whole, pieces),
                "the same context is kept");
    } else if (!settings.takes_over) {
        require(inflated(inflater, message, settings.message_max, pieces, pieces) == first,
                "what came before is forgotten");
    }
    if (first.kind != Kind::done || first.text.empty()) return;
    MessageInflater strict(own);
    require(inflated(strict, message, first.text.size() - 1, pieces, pieces).kind == Kind::too_big,
            "a byte more than the limit is too much");
}

void check_round_trip(const Settings& settings, Bytes text, FuzzInput& input) {
    const std::uint8_t bits = std::max(settings.window_bits, kDeflaterWindowBitsMin);
    const MessageDeflater::Settings own{bits, settings.takes_over, settings.level,
                                        settings.memory_level};
    MessageDeflater deflater(own);
    MessageInflater inflater({bits, settings.takes_over});
    const auto whole = [&] { return text.size(); };
    const auto pieces = [&] { return input.next_piece(); };
    const auto small = [&] { return settings.small_room ? std::size_t{1} : std::size_t{64}; };
    std::string first;
    for (int i = 0; i < 3; ++i) {
        const std::string message = i == 1 ? deflated(deflater, text, pieces, pieces)
                                           : deflated(deflater, text, whole, small);
        if (i == 0) first = message;
        require(settings.takes_over || i == 1 || message == first, "the same message again");
        require(!message.empty(), "a message is at least one byte");
        const Inflated made = inflated(inflater, bytes_of(message), text.size(), pieces, pieces);
        require(made.kind == Kind::done && made.text == text_of(text), "what was sent comes back");
    }
    require(deflater.held_bytes() <= MessageDeflater::held_bytes_max(own),
            "it holds no more than it says");
}

void check(FuzzInput input) {
    const Settings settings = take_settings(input);
    const Bytes bytes = input.rest();
    if (settings.round_trip) {
        check_round_trip(settings, bytes, input);
    } else {
        check_inflater(settings, bytes, input);
    }
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
