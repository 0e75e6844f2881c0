#include "server/metrics.hpp"

#include <map>
#include <set>
#include <sstream>

#include "cli/build_info.hpp"
#include "diagnostics/close_reason_text.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

// The text, read by the rules of its format: lines of comment and lines of samples.
struct Metrics {
    std::map<std::string, std::string> types;  // by name
    std::map<std::string, std::string> helps;
    std::map<std::string, double> values;  // by name and labels
};

Metrics read(const std::string& text) {
    Metrics metrics;
    EXPECT_TRUE(text.ends_with('\n'));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string hash, kind, name, rest;
        if (line.starts_with("# ")) {
            words >> hash >> kind >> name;
            std::getline(words >> std::ws, rest);
            (kind == "TYPE" ? metrics.types : metrics.helps)[name] = rest;
            continue;
        }
        const std::size_t value = line.rfind(' ');
        const bool is_new =
            metrics.values.emplace(line.substr(0, value), std::stod(line.substr(value + 1))).second;
        EXPECT_TRUE(is_new) << line;
    }
    return metrics;
}

class MetricsTest : public ::testing::Test {
  protected:
    void SetUp() override {
        LoopGroupOptions options;
        options.threads = 2;
        loops = std::move(LoopGroup::create(std::move(options))).value();
    }
    [[nodiscard]] LoopCounters& counters(std::uint32_t loop) {
        return loops->loop(loop).counters();
    }
    [[nodiscard]] double value(const std::string& name) {
        const Metrics metrics = read(metrics_text(*loops, nullptr));
        const auto found = metrics.values.find(name);
        return found == metrics.values.end() ? -1 : found->second;
    }

    std::unique_ptr<LoopGroup> loops;
};

TEST_F(MetricsTest, EveryNameHasAHelpAndATypeThatItsEndingAgreesWith) {
    const Metrics metrics = read(metrics_text(*loops, nullptr));
    std::set<std::string> names;
    for (const auto& [sample, value] : metrics.values)
        names.insert(sample.substr(0, sample.find('{')));
    EXPECT_EQ(names, (std::set<std::string>{
                         "potok_accept_pauses_total", "potok_build_info", "potok_connections",
                         "potok_connections_closed_total", "potok_connections_opened_total",
                         "potok_loop_iterations_total", "potok_received_bytes_total",
                         "potok_sent_bytes_total"}));
    EXPECT_EQ(metrics.types.size(), names.size());
    for (const std::string& name : names) {
        const bool counts = name.ends_with("_total");
        EXPECT_EQ(metrics.types.at(name), counts ? "counter" : "gauge") << name;
        EXPECT_TRUE(metrics.helps.at(name).ends_with('.')) << name;
    }
}

TEST_F(MetricsTest, EachLoopShowsItsOwnFigures) {
    counters(0).opened.add(3);
    counters(1).opened.add(4);
    counters(0).bytes_received.add(5'000'000'000);
    counters(1).bytes_sent.add(7);
    counters(1).iterations.add(8);
    counters(0).accept_pauses.add(9);
    EXPECT_EQ(value("potok_connections_opened_total{loop=\"0\"}"), 3);
    EXPECT_EQ(value("potok_connections_opened_total{loop=\"1\"}"), 4);
    EXPECT_EQ(value("potok_received_bytes_total{loop=\"0\"}"), 5'000'000'000.0);
    EXPECT_EQ(value("potok_received_bytes_total{loop=\"1\"}"), 0);
    EXPECT_EQ(value("potok_sent_bytes_total{loop=\"1\"}"), 7);
    EXPECT_EQ(value("potok_loop_iterations_total{loop=\"1\"}"), 8);
    EXPECT_EQ(value("potok_accept_pauses_total{loop=\"0\"}"), 9);
    EXPECT_EQ(value("potok_connections{loop=\"0\"}"), 0);
}

TEST_F(MetricsTest, ClosedConnectionsAreSummedByReasonUnderTheNamesOfTheLog) {
    for (std::size_t reason = 0; reason < kCloseReasonCount; ++reason) {
        counters(0).closed[reason].add(reason);
        counters(1).closed[reason].add(1);
    }
    const Metrics metrics = read(metrics_text(*loops, nullptr));
    for (std::size_t reason = 0; reason < kCloseReasonCount; ++reason) {
        const std::string name(close_reason_name(static_cast<CloseReason>(reason)));
        EXPECT_EQ(metrics.values.at("potok_connections_closed_total{reason=\"" + name + "\"}"),
                  static_cast<double>(reason + 1));
    }
}

TEST_F(MetricsTest, AReasonThatNeverCameIsLeftOutButTheNameIsAlwaysThere) {
    EXPECT_EQ(value("potok_connections_closed_total{reason=\"finished\"}"), 0);
    EXPECT_EQ(value("potok_connections_closed_total{reason=\"reset\"}"), -1);
}

TEST_F(MetricsTest, TheVersionIsALabel) {
    const std::string version(cli::build_info().version);
    EXPECT_EQ(value("potok_build_info{version=\"" + version + "\"}"), 1);
}

TEST_F(MetricsTest, HandshakesAreCountedWhereTlsIsSpoken) {
    TlsCounters tls;
    tls.full = 3;
    tls.resumed = 2;
    tls.failed[static_cast<std::size_t>(TlsFailure::Kind::plain_http)] = 5;
    EXPECT_EQ(metrics_text(*loops, nullptr).find("tls"), std::string::npos);
    const Metrics metrics = read(metrics_text(*loops, &tls));
    EXPECT_EQ(metrics.values.at("potok_tls_handshakes_total{kind=\"full\"}"), 3);
    EXPECT_EQ(metrics.values.at("potok_tls_handshakes_total{kind=\"resumed\"}"), 2);
    EXPECT_EQ(metrics.values.at("potok_tls_failures_total{cause=\"plain_http\"}"), 5);
    EXPECT_EQ(metrics.values.at("potok_tls_failures_total{cause=\"certificate\"}"), 0);
    EXPECT_FALSE(metrics.values.contains("potok_tls_failures_total{cause=\"not_tls\"}"));
}

}  // namespace
}  // namespace potok
