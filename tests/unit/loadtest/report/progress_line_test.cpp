#include "loadtest/report/progress_line.hpp"

#include "diagnostics/code_point.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;
using Stage = ProgressSnapshot::Stage;

ProgressSnapshot snapshot_of(Stage stage) {
    return {.stage = stage,
            .elapsed = 3700ms,
            .length = 30s,
            .open = 1499,
            .requested = 1500,
            .sent = 5550,
            .answered = 5549,
            .faults = 0,
            .answered_per_second = 1498.6};
}

TEST(ProgressLine, SaysInBothLanguagesHowTheStageGoes) {
    EXPECT_EQ(progress_line(snapshot_of(Stage::load), Language::english),
              "load 3 s of 30 s: 1499 of 1500 open, 5550 sent, 5549 answered (1499/s)");
    EXPECT_EQ(
        progress_line(snapshot_of(Stage::load), Language::russian),
        "нагрузка 3 с из 30 с: открыто 1499 из 1500, отправлено 5550, отвечено 5549 (1499/с)");
    EXPECT_EQ(progress_line(snapshot_of(Stage::grace), Language::english),
              "last answers 3 s of 30 s: 1499 of 1500 open, 5550 sent, 5549 answered");
    EXPECT_EQ(progress_line(snapshot_of(Stage::grace), Language::russian),
              "последние ответы 3 с из 30 с: открыто 1499 из 1500, отправлено 5550, отвечено 5549");
}

TEST(ProgressLine, ARampHasNoKnownEnd) {
    ProgressSnapshot ramp = snapshot_of(Stage::ramp);
    ramp.length = 0s;
    ramp.elapsed = 250ms;
    EXPECT_EQ(progress_line(ramp, Language::english), "connecting: 1499 of 1500 open, 250 ms");
    EXPECT_EQ(progress_line(ramp, Language::russian), "подключение: открыто 1499 из 1500, 250 мс");
}

TEST(ProgressLine, FaultsAreShownAsSoonAsThereAreAny) {
    ProgressSnapshot snapshot = snapshot_of(Stage::load);
    snapshot.faults = 2;
    EXPECT_THAT(progress_line(snapshot, Language::english), ::testing::EndsWith(", FAULTS: 2"));
    EXPECT_THAT(progress_line(snapshot, Language::russian), ::testing::EndsWith(", ОШИБКИ: 2"));
}

TEST(ProgressLine, TimeBeforeTheBeginningIsShownAsNone) {
    ProgressSnapshot snapshot = snapshot_of(Stage::load);
    snapshot.elapsed = -20ms;
    EXPECT_THAT(progress_line(snapshot, Language::english), ::testing::StartsWith("load 0 ms of"));
}

TEST(ProgressLine, OnATerminalItReplacesTheLineBeforeAndNeverWraps) {
    const std::string line = progress_line(snapshot_of(Stage::load), Language::russian);
    EXPECT_EQ(terminal_line(line, 200), "\r\x1b[K" + line);
    for (std::size_t columns = 2; columns < 60; ++columns) {
        const std::string shown = terminal_line(line, columns).substr(4);
        EXPECT_EQ(display_columns(shown), columns - 1);
        EXPECT_TRUE(line.starts_with(shown));
    }
    EXPECT_EQ(terminal_line(line, 0), "\r\x1b[K");
    EXPECT_EQ(cleared_terminal_line(), "\r\x1b[K");
}

}  // namespace
}  // namespace potok::loadtest
