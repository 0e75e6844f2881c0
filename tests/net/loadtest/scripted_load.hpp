// ScriptedLoadTest: potok-loadtest against a ScriptedServer, and what is claimed of every such run.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/net/loadtest/load_generator.hpp"
#include "tests/net/loadtest/scripted_server.hpp"

namespace potok::testing {

inline constexpr std::uint64_t kConnections = 5;

class ScriptedLoadTest : public ::testing::Test {
  protected:
    using Faults = LoadGenerator::Faults;

    // One attempt. What is given later overrides.
    void start(const std::string& target, const std::vector<std::string>& pace,
               const std::vector<std::string>& more) {
        run = std::make_unique<LoadGenerator>(LoadGenerator::with(
            LoadGenerator::with({target, "-c", std::to_string(kConnections), "--seed", "7"}, pace),
            more));
    }

    void expect_all_good(std::uint64_t messages) const {
        SCOPED_TRACE(run->story());
        EXPECT_EQ(run->exit_code(), 0);
        EXPECT_EQ(run->count("messages/ok"), kConnections * messages);
        EXPECT_EQ(run->faults(), Faults{});
        EXPECT_EQ(run->losses(), Faults{});
    }
    // On a machine that stays too busy the run is invalid instead, and its counts are as exact.
    void expect_not_passed() const {
        EXPECT_THAT(run->exit_code(), ::testing::AnyOf(1, 5)) << run->story();
    }

    std::unique_ptr<ScriptedServer> server;
    std::unique_ptr<LoadGenerator> run;
};

// Says yes to CONNECT, and is then whom it led to.
class ScriptedProxy {
  public:
    // `script` is that of the target.
    explicit ScriptedProxy(Script script) : target_(std::move(script)) {
        Script proxy = target_;
        proxy.answer = [this](std::string_view chunk) { return answer(chunk); };
        server_ = std::make_unique<ScriptedServer>(std::move(proxy));
    }

    [[nodiscard]] std::string host_and_port() const { return server_->host_and_port(); }
    // The last that it was asked.
    [[nodiscard]] std::string request() {
        const std::lock_guard lock(mutex_);
        return request_;
    }

  private:
    std::string answer(std::string_view chunk) {
        if (!chunk.starts_with("CONNECT ")) return target_.answer(chunk);
        const std::lock_guard lock(mutex_);
        request_ = chunk;
        return "HTTP/1.1 200 Yes\r\n\r\n";
    }

    const Script target_;
    std::mutex mutex_;
    std::string request_;
    std::unique_ptr<ScriptedServer> server_;  // its thread refers to what stands above
};

}  // namespace potok::testing
