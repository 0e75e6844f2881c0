// EchoTest: a running potok-echo and its clients, and the words that its tests are written in.
//
// until() pumps the program and every client by turns until a condition holds, and fails the test
// where it does not: nothing waits for time to pass.
#pragma once

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/gtest_pch.hpp"
#include "tests/net/echo/echo_process.hpp"
#include "tests/support/peer.hpp"
#include "tests/support/sanitizer.hpp"
#include "tests/support/source_place.hpp"

namespace potok::testing {

// A number in the `bytes` bytes of a header, as lp:// has it by default: little endian.
inline std::string little_endian(std::uint64_t number, std::size_t bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes; ++i)
        text += static_cast<char>(number >> 8 * i & 0xFF);
    return text;
}

inline std::string big_endian(std::uint64_t number, std::size_t bytes) {
    std::string text = little_endian(number, bytes);
    std::reverse(text.begin(), text.end());
    return text;
}

inline std::string varint(std::uint64_t number) {
    std::string text;
    for (; number >= 0x80; number >>= 7)
        text += static_cast<char>(0x80 | (number & 0x7F));
    return text += static_cast<char>(number);
}

// A frame of lp:// without options.
inline std::string frame(std::string_view payload) {
    return little_endian(payload.size(), 4).append(payload);
}

class EchoTest : public ::testing::Test {
  protected:
    // Starts the program, and waits until it is ready.
    void start(std::vector<std::string> arguments, unsigned descriptors_max = 0) {
        arguments.insert(arguments.end(), {"--log-level", "debug"});
        server = std::make_unique<EchoProcess>(arguments, descriptors_max);
        until([&] { return is_ready() || server->exit_code(); });
        ASSERT_TRUE(is_ready()) << server->err();
        port = port_of(0);
    }

    // The program never held more than so much above what it held then. A sanitizer's own memory,
    // shadows and a quarantine of what was freed, says nothing about ours.
    void expect_peak_within(std::size_t before, std::size_t bytes) const {
        if (kWithSanitizer) return;
        EXPECT_LE(server->peak_memory_bytes(), before + bytes);
    }

    [[nodiscard]] bool is_ready() const { return server->out().ends_with("ready\n"); }

    // The words behind "listening".
    [[nodiscard]] std::vector<std::string> listening() const {
        constexpr std::string_view kWord = "listening ";
        std::vector<std::string> addresses;
        std::string_view rest = server->out();
        while (rest.starts_with(kWord)) {
            const std::size_t end = rest.find('\n');
            addresses.emplace_back(rest.substr(kWord.size(), end - kWord.size()));
            rest.remove_prefix(end + 1);
        }
        return addresses;
    }

    [[nodiscard]] std::uint16_t port_of(std::size_t listener) const {
        const std::string address = listening().at(listener);
        const std::size_t digits = address.rfind(':') + 1;
        std::uint16_t number = 0;
        std::from_chars(address.data() + digits, address.data() + address.size(), number);
        return number;
    }

    Peer& connect(int receive_buffer_bytes = 0) {
        peers.push_back(std::make_unique<Peer>(port, receive_buffer_bytes));
        return *peers.back();
    }

    template <class Condition>
    void until(Condition&& condition, SourcePlace where = SourcePlace::current()) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > give_up) {
                ADD_FAILURE_AT(where.file, where.line)
                    << "waited in vain; the program said: " << server->err();
                return;
            }
            for (const auto& peer : peers)
                peer->pump();
            server->pump();
            std::this_thread::yield();
        }
    }

    // What the peer receives, once there is as much of it as of what is expected.
    void expect_received(Peer& peer, const std::string& expected,
                         SourcePlace where = SourcePlace::current()) {
        until([&] { return peer.received().size() >= expected.size() || peer.gone(); }, where);
        EXPECT_TRUE(peer.received() == expected)
            << "received " << peer.received().size() << " bytes of " << expected.size();
    }

    // Others are served: a client of its own is answered.
    void expect_served(SourcePlace where = SourcePlace::current()) {
        Peer& peer = connect();
        const std::string message = frame("still there");
        peer.send(message);
        expect_received(peer, message, where);
        peer.close();
    }

    void expect_logged(const std::string& words, SourcePlace where = SourcePlace::current()) {
        until([&] { return server->err().find(words) != std::string::npos; }, where);
    }
    void expect_closed_for(const std::string& reason, SourcePlace where = SourcePlace::current()) {
        expect_logged("reason=" + reason, where);
    }

    void expect_exit(int code, SourcePlace where = SourcePlace::current()) {
        until([&] { return server->exit_code().has_value(); }, where);
        EXPECT_EQ(server->exit_code(), code) << server->err();
    }

    std::unique_ptr<EchoProcess> server;
    std::vector<std::unique_ptr<Peer>> peers;
    std::uint16_t port = 0;
};

}  // namespace potok::testing
