// DetectorsTest: the same fault met by the load generator in every way: every scheme, open and
// closed loop, each against a faulty server of its own, all at once.
//
// A generator that says "invalid" says that this machine was too busy to measure: that trial is
// made again, a few times. No other answer is asked for twice.
#pragma once

#include <cstdio>

#include "loadtest/faulty/faulty_server.hpp"
#include "tests/net/loadtest/load_generator.hpp"

namespace potok::testing {

class DetectorsTest : public ::testing::Test {
  protected:
    using Kind = loadtest::FaultKind;
    using Plan = loadtest::FaultPlan;
    using Faults = LoadGenerator::Faults;
    using Arguments = std::vector<std::string>;
    // What was found, and what was done.
    using Check = std::function<void(const LoadGenerator& run, const loadtest::FaultCounts& done)>;

    static constexpr std::uint64_t kConnections = 50;
    static constexpr std::uint64_t kSeed = 20'260'801;
    static constexpr int kInvalid = 5;
    // How late the server answers a closed loop, which else would go as fast as the machine can.
    static constexpr Duration kClosedLoopPace = std::chrono::milliseconds(400);
    static constexpr std::uint64_t kInFlight = 8;

    std::vector<EndpointScheme> schemes{EndpointScheme::tcp, EndpointScheme::lp,
                                        EndpointScheme::line, EndpointScheme::ws};
    bool in_closed_loop_too = true;
    Arguments open_load{"-c", std::to_string(kConnections), "-r", "20/s"};

    std::string path;  // of the target

    // What a fault of a message means over HTTP is its own: an answer belongs to a request.
    void also_over_http() { schemes.push_back(EndpointScheme::http); }

    // Loads a server with these faults in each way, and checks what came of it.
    void each(const Plan& plan, const Arguments& more, const Check& check) {
        std::vector<Trial> trials;
        for (const EndpointScheme scheme : schemes) {
            trials.push_back(Trial(scheme, false));
            if (in_closed_loop_too) trials.push_back(Trial(scheme, true));
        }
        for (int attempts = 3; !trials.empty(); --attempts) {
            for (Trial& trial : trials)
                trial.start(plan, path,
                            LoadGenerator::with(
                                trial.closed ? closed_load(trial.scheme) : open_load, more));
            for (Trial& trial : trials)
                trial.finish();
            std::erase_if(trials, [&](const Trial& trial) {
                if (trial.run->exit_code() == kInvalid && attempts > 1) {
                    std::printf("again, for the machine was too busy: %s\n%s\n",
                                trial.name().c_str(), trial.run->last_line().c_str());
                    return false;
                }
                SCOPED_TRACE(trial.name() + '\n' + trial.run->story());
                check(*trial.run, trial.server->counts());
                return true;
            });
        }
    }

    // The verdict in all its forms: for scripts, for programs, for people.
    static void expect_verdict(const LoadGenerator& run, int exit_code, const std::string& verdict,
                               const std::string& word) {
        EXPECT_EQ(run.exit_code(), exit_code);
        EXPECT_EQ(run.count("exit_code"), static_cast<std::uint64_t>(exit_code));
        EXPECT_EQ(run.word("verdict"), verdict);
        EXPECT_EQ(run.last_line().substr(0, word.size() + 1), word + " ");
    }
    static void expect_passed(const LoadGenerator& run) {
        expect_verdict(run, 0, "passed", "PASSED");
        EXPECT_EQ(run.faults(), Faults{});
        EXPECT_EQ(run.losses(), Faults{});
        EXPECT_EQ(run.count("messages/ok"), run.count("messages/sent"));
        EXPECT_EQ(run.count("connections/minimum"), run.count("connections/requested"));
    }
    static void expect_failed(const LoadGenerator& run) {
        expect_verdict(run, 1, "failed", "FAILED");
        EXPECT_EQ(run.text().find("PASSED"), std::string::npos);
    }
    // Exactly these faults of messages: for scripts, and for people with the first example of
    // each.
    static void expect_faults(const LoadGenerator& run, const Faults& faults) {
        EXPECT_EQ(run.faults(), faults);
        Arguments names;
        for (const nlohmann::json& example : run.value("first_faults")) {
            const auto name = example.at("fault").get<std::string>();
            names.push_back(name);
            EXPECT_THAT(
                run.text(),
                ::testing::HasSubstr(name + ": " + std::to_string(run.count("messages/" + name))));
            const auto number = example.at("message").at("number").get<std::uint64_t>();
            EXPECT_THAT(run.text(),
                        ::testing::HasSubstr("message " + std::to_string(number) + " "));
        }
        Arguments expected;
        for (const auto& [name, count] : faults)
            expected.push_back(name);
        EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(expected));
    }
    static void expect_named_in_verdict(const LoadGenerator& run, const std::string& fault) {
        EXPECT_THAT(run.last_line(), ::testing::HasSubstr(fault));
    }
    static bool is_websocket(const LoadGenerator& run) {
        return run.word("request/target").starts_with("ws");
    }
    static void expect_all_held(const LoadGenerator& run) {
        EXPECT_EQ(run.count("connections/held"), kConnections);
        EXPECT_EQ(run.count("connections/minimum"), kConnections);
    }

  private:
    // As many messages a second, of which over HTTP one is under way at a time.
    static std::uint64_t in_flight_over(EndpointScheme scheme) {
        return scheme == EndpointScheme::http ? 1 : kInFlight;
    }
    static Arguments closed_load(EndpointScheme scheme) {
        return {"-c", std::to_string(kConnections), "--in-flight",
                std::to_string(in_flight_over(scheme))};
    }

    struct Trial {
        Trial(EndpointScheme over, bool in_closed_loop) : scheme(over), closed(in_closed_loop) {}

        void start(Plan plan, const std::string& target_path, const Arguments& load) {
            if (closed && plan.late == Duration::zero())
                plan.late = kClosedLoopPace * in_flight_over(scheme) / kInFlight;
            const auto address = parse_endpoint(
                std::string(scheme_name(scheme, false)) + "://127.0.0.1:0", EndpointUse::listen);
            run.reset();
            server = loadtest::FaultyServer::start({address.value()}, plan, kSeed, 2).value();
            run = std::make_unique<LoadGenerator>(
                LoadGenerator::with({to_string(server->addresses().front()) + target_path}, load));
        }
        void finish() const {
            run->finish();
            server->stop();
        }
        [[nodiscard]] std::string name() const {
            return std::string(scheme_name(scheme, false)) + (closed ? ", closed" : ", open") +
                   " loop, seed of the faults " + std::to_string(kSeed);
        }

        EndpointScheme scheme;
        bool closed;
        std::unique_ptr<loadtest::FaultyServer> server;
        std::unique_ptr<LoadGenerator> run;
    };
};

}  // namespace potok::testing
