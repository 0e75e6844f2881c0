// LoadGenerator: one run of the built potok-loadtest, and what scripts and people learn from it:
// the exit code, the last line of stdout, the JSON.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "tests/gtest_pch.hpp"
#include "tests/support/child_process.hpp"

namespace potok::testing {

class LoadGenerator {
  public:
    // The target and what else it is told; the JSON file is seen to here.
    explicit LoadGenerator(std::vector<std::string> arguments)
        : json_file_(::testing::TempDir() + "potok-loadtest-" +
                     std::to_string(std::random_device{}()) + ".json"),
          process_(POTOK_BINARY_DIR "/bin/potok-loadtest",
                   {.arguments = with(std::move(arguments), {"--json", json_file_})}) {}
    ~LoadGenerator() {
        std::error_code ignored;
        std::filesystem::remove(json_file_, ignored);
    }
    LoadGenerator(const LoadGenerator&) = delete;
    LoadGenerator& operator=(const LoadGenerator&) = delete;

    static std::vector<std::string> with(std::vector<std::string> arguments,
                                         const std::vector<std::string>& more) {
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    [[nodiscard]] ChildProcess& process() { return process_; }

    // Waits for the end, and reads what it has written.
    void finish() {
        process_.finish();
        std::ifstream file(json_file_);
        if (file) json_ = nlohmann::json::parse(file, nullptr, false);
    }

    // Makes a run and waits for its end. Where that says "invalid", this machine was too busy to
    // measure anything: it is made again, a few times. No other answer is asked for twice.
    template <class Start>
    static void finish_unstarved(std::unique_ptr<LoadGenerator>& run, Start&& start) {
        constexpr int kInvalid = 5;
        for (int attempts = 3; attempts > 0; --attempts) {
            start();
            run->finish();
            if (run->exit_code() != kInvalid) return;
            std::printf("the machine was too busy: %s\n", run->last_line().c_str());
        }
    }

    // ---- After finish()

    [[nodiscard]] int exit_code() const { return process_.exit_code().value_or(-1); }
    [[nodiscard]] const std::string& text() const { return process_.out(); }
    [[nodiscard]] std::string story() const { return process_.story(); }

    // Of stdout, without its line feed; with it, or it would not be a line.
    [[nodiscard]] std::string last_line() const {
        const std::string& out = process_.out();
        if (out.empty() || out.back() != '\n') return "(no line)";
        const std::size_t before = out.rfind('\n', out.size() - 2);
        const std::size_t begin = before == std::string::npos ? 0 : before + 1;
        return out.substr(begin, out.size() - 1 - begin);
    }

    // Null where there is no such value. value("messages/lost")
    [[nodiscard]] nlohmann::json value(const std::string& where) const {
        const nlohmann::json::json_pointer pointer("/" + where);
        return json_.contains(pointer) ? json_.at(pointer) : nlohmann::json();
    }
    [[nodiscard]] std::string word(const std::string& where) const {
        const nlohmann::json found = value(where);
        return found.is_string() ? found.get<std::string>() : "(no word)";
    }
    // Not a number where there is none: it equals nothing, and no order holds for it.
    [[nodiscard]] double number(const std::string& where) const {
        const nlohmann::json found = value(where);
        return found.is_number() ? found.get<double>() : std::nan("");
    }
    [[nodiscard]] std::uint64_t count(const std::string& where) const {
        const nlohmann::json found = value(where);
        return found.is_number_unsigned() ? found.get<std::uint64_t>() : ~std::uint64_t{0};
    }

    // The faults of messages that were found, by name.
    using Faults = std::map<std::string, std::uint64_t>;
    [[nodiscard]] Faults faults() const {
        Faults found;
        for (const std::string name : {"lost", "duplicated", "reordered", "corrupted",
                                       "misdelivered", "foreign", "unsent"}) {
            if (count("messages/" + name) != 0) found[name] = count("messages/" + name);
        }
        return found;
    }
    // How many connections were lost, by "phase: reason".
    [[nodiscard]] Faults losses() const {
        Faults found;
        for (const nlohmann::json& loss : value("connections/losses")) {
            found[loss.at("phase").get<std::string>() + ": " +
                  loss.at("reason").get<std::string>()] = loss.at("count").get<std::uint64_t>();
        }
        return found;
    }
    // The words of a list of objects, empty where there is none: words("reasons", "kind").
    [[nodiscard]] std::vector<std::string> words(const std::string& list,
                                                 const std::string& key) const {
        std::vector<std::string> found;
        for (const nlohmann::json& element : value(list))
            found.push_back(element.at(key).is_string() ? element.at(key).get<std::string>() : "");
        return found;
    }

  private:
    const std::string json_file_;
    ChildProcess process_;
    nlohmann::json json_;
};

}  // namespace potok::testing
