// EchoProgram: the built potok-echo, and many connections to it at a time, each of which plays one
// row. Nothing waits for time to pass: whoever is not done within a minute has failed.
#pragma once

#include <charconv>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/gtest_pch.hpp"
#include "tests/net/echo/echo_process.hpp"
#include "tests/support/peer.hpp"

namespace potok::conformance {

// One connection: true when it is over and judged. Called again and again, between pumps.
using Play = std::function<bool(testing::Peer& peer)>;

class EchoProgram {
  public:
    EchoProgram(const std::string& address, const std::string& max_message)
        : process_({"--listen", address, "--max-message", max_message, "--log-level", "off"}) {
        while (!process_.out().ends_with("ready\n") && !process_.exit_code())
            process_.pump();
        const std::string& out = process_.out();
        const std::size_t colon = out.rfind(':', out.find("\nready"));
        if (colon == std::string::npos) ADD_FAILURE() << process_.err();
        std::from_chars(out.data() + colon + 1, out.data() + out.size(), port_);
    }

    // All of them, so many at a time.
    void play(std::vector<Play> plays) {
        constexpr std::size_t kAtATime = 64;
        std::vector<std::pair<Play, std::unique_ptr<testing::Peer>>> running;
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!plays.empty() || !running.empty()) {
            ASSERT_LT(std::chrono::steady_clock::now(), give_up)
                << running.size() << " rows came to no end, " << plays.size() << " never began";
            while (!plays.empty() && running.size() < kAtATime) {
                running.emplace_back(std::move(plays.back()),
                                     std::make_unique<testing::Peer>(port_));
                plays.pop_back();
            }
            std::erase_if(running, [](auto& each) {
                each.second->pump();
                return each.first(*each.second);
            });
            process_.pump();
            std::this_thread::yield();
        }
    }

    [[nodiscard]] bool is_alive() { return !process_.exit_code(); }

  private:
    testing::EchoProcess process_;
    std::uint16_t port_ = 0;
};

}  // namespace potok::conformance
