#include "diagnostics/log.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <thread>

#include "tests/gtest_pch.hpp"
#include "tests/unit/diagnostics/temporary_folder.hpp"

namespace potok {
namespace {

namespace fs = std::filesystem;

class LogTest : public testing::Test {
  protected:
    std::string path(const std::string& name) const { return folder_.path(name); }

    static std::unique_ptr<Log> open(const LogSettings& settings) {
        auto opened = Log::open(settings);
        EXPECT_TRUE(opened.ok());
        return std::move(opened).value();
    }

    static std::vector<std::string> lines_of(const std::string& file) {
        std::ifstream in(file);
        std::vector<std::string> lines;
        for (std::string line; std::getline(in, line);)
            lines.push_back(line);
        return lines;
    }

    static std::size_t count_of(const std::vector<std::string>& lines, std::string_view part) {
        return static_cast<std::size_t>(std::ranges::count_if(
            lines,
            [part](const std::string& line) { return line.find(part) != std::string::npos; }));
    }

    // The sum of what every log_lines_lost line of a text log says.
    static std::size_t lost_in(const std::vector<std::string>& lines) {
        constexpr std::string_view kHead = "log_lines_lost count=";
        std::size_t lost = 0;
        for (const std::string& line : lines) {
            const std::size_t at = line.find(kHead);
            if (at != std::string::npos) lost += std::stoul(line.substr(at + kHead.size()));
        }
        return lost;
    }

    TemporaryFolder folder_;
};

TEST_F(LogTest, WritesEverythingQueuedBeforeItIsGone) {
    const std::string file = path("log");
    auto log = open({.file = file});
    for (int i = 0; i < 1000; ++i)
        log->write(LogLevel::info, "counted", {{"number", i}});
    log.reset();
    const auto lines = lines_of(file);
    ASSERT_EQ(lines.size(), 1000U);
    EXPECT_TRUE(lines.front().ends_with("info counted number=0")) << lines.front();
    EXPECT_TRUE(lines.back().ends_with("info counted number=999")) << lines.back();
}

TEST_F(LogTest, LeavesOutWhatIsBelowItsLevel) {
    const std::string file = path("log");
    auto log = open({.level = LogLevel::warning, .file = file});
    EXPECT_FALSE(log->wants(LogLevel::info));
    EXPECT_TRUE(log->wants(LogLevel::warning));
    log->write(LogLevel::debug, "unwanted");
    log->write(LogLevel::info, "unwanted");
    log->write(LogLevel::warning, "wanted");
    log->write(LogLevel::error, "wanted");
    log.reset();
    EXPECT_EQ(lines_of(file).size(), 2U);
    EXPECT_EQ(count_of(lines_of(file), "unwanted"), 0U);
}

TEST_F(LogTest, WritesNothingWhenItIsOff) {
    const std::string file = path("log");
    auto log = open({.level = LogLevel::off, .file = file});
    EXPECT_FALSE(log->wants(LogLevel::off));
    log->write(LogLevel::error, "unwanted");
    log->write(LogLevel::off, "unwanted");
    log.reset();
    EXPECT_TRUE(lines_of(file).empty());
}

TEST_F(LogTest, WritesToStderrUnlessToldOtherwise) {
    testing::internal::CaptureStderr();
    auto log = open({.format = LogFormat::json});
    log->write(LogLevel::error, "to_stderr", {{"text", "a\"b"}});
    ASSERT_TRUE(log->reopen().ok());
    log.reset();
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_NE(said.find(R"("event":"to_stderr","text":"a\"b"})"), std::string::npos) << said;
    EXPECT_EQ(std::ranges::count(said, '\n'), 1);
}

TEST_F(LogTest, AddsToAFileThatIsThere) {
    const std::string file = path("log");
    std::ofstream(file) << "before\n";
    auto log = open({.file = file});
    log->write(LogLevel::info, "after");
    log.reset();
    EXPECT_EQ(lines_of(file).size(), 2U);
    EXPECT_EQ(lines_of(file).front(), "before");
}

TEST_F(LogTest, GoesOnInANewFileWhenReopenedAfterARotation) {
    const std::string file = path("log");
    const std::string rotated = path("log.1");
    auto log = open({.file = file});
    log->write(LogLevel::info, "before_rotation");
    fs::rename(file, rotated);
    ASSERT_TRUE(log->reopen().ok());
    log->write(LogLevel::info, "after_rotation");
    log.reset();
    EXPECT_EQ(count_of(lines_of(file), "after_rotation"), 1U);
    EXPECT_EQ(count_of(lines_of(file), "log_reopened"), 1U);
    EXPECT_EQ(count_of(lines_of(rotated), "after_rotation"), 0U);
}

TEST_F(LogTest, KeepsTheOldFileWhereTheNewOneCannotBeOpened) {
    const std::string file = path("log");
    const std::string rotated = path("log.1");
    auto log = open({.file = file});
    fs::rename(file, rotated);
    fs::create_directory(file);
    const auto reopened = log->reopen();
    ASSERT_FALSE(reopened.ok());
    EXPECT_EQ(reopened.error().kind, LogFaultKind::cannot_open);
    EXPECT_EQ(reopened.error().code, static_cast<int>(std::errc::is_a_directory));
    log->write(LogLevel::info, "still_here");
    log.reset();
    EXPECT_EQ(count_of(lines_of(rotated), "still_here"), 1U);
}

TEST_F(LogTest, TheLastOfSeveralReopensCounts) {
    const std::string file = path("log");
    auto log = open({.file = file});
    for (int i = 0; i < 50; ++i) {
        fs::rename(file, path("log." + std::to_string(i)));
        ASSERT_TRUE(log->reopen().ok());
    }
    log->write(LogLevel::info, "at_last");
    log.reset();
    EXPECT_EQ(count_of(lines_of(file), "at_last"), 1U);
}

TEST_F(LogTest, SaysWhyAFileCannotBeOpened) {
    const auto missing = Log::open({.file = path("no/such/folder/log")});
    ASSERT_FALSE(missing.ok());
    EXPECT_EQ(missing.error().kind, LogFaultKind::cannot_open);
    EXPECT_EQ(missing.error().code, static_cast<int>(std::errc::no_such_file_or_directory));

    const auto directory = Log::open({.file = folder_.path()});
    ASSERT_FALSE(directory.ok());
    EXPECT_EQ(directory.error().code, static_cast<int>(std::errc::is_a_directory));
}

TEST_F(LogTest, FaultsAreOneLineInBothLanguagesWithTheFileAndTheOption) {
    const LogFault fault{LogFaultKind::cannot_open, static_cast<int>(std::errc::permission_denied),
                         "/var/log/a\nb"};
    const std::string en = log_fault_text(Language::english, fault);
    const std::string ru = log_fault_text(Language::russian, fault);
    for (const std::string& said : {en, ru}) {
        EXPECT_NE(said.find(R"("/var/log/a\nb")"), std::string::npos) << said;
        EXPECT_NE(said.find("--log-file"), std::string::npos) << said;
        EXPECT_EQ(said.find_first_of("\n{}"), std::string::npos) << said;
    }
    EXPECT_TRUE(ru.starts_with("не удалось открыть файл журнала"));
    EXPECT_NE(log_fault_text(Language::english, {LogFaultKind::cannot_start_thread, 11, {}}), en);
}

TEST_F(LogTest, ANamedPipeWithoutAReaderIsAFaultInsteadOfAWait) {
    const std::string pipe = path("pipe");
    ASSERT_EQ(std::system(("mkfifo '" + pipe + "'").c_str()), 0);
    const auto opened = Log::open({.file = pipe});
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().kind, LogFaultKind::fifo_without_reader);
    for (const Language language : {Language::english, Language::russian}) {
        const std::string said = log_fault_text(language, opened.error());
        EXPECT_NE(said.find(pipe), std::string::npos) << said;
        EXPECT_NE(said.find("--log-file"), std::string::npos) << said;
        EXPECT_EQ(said.find_first_of("\n{}"), std::string::npos) << said;
    }
}

TEST_F(LogTest, KeepsTheLinesOfSeveralThreadsWhole) {
    const std::string file = path("log");
    auto log = open({.file = file});
    constexpr std::size_t kThreads = 4;
    constexpr std::size_t kLines = 200;
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
        threads.emplace_back([&log, t] {
            for (std::size_t i = 0; i < kLines; ++i) {
                log->write(LogLevel::info, "said", {{"thread", t}, {"number", i}});
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    log.reset();
    const std::regex whole("[-0-9T:.]+Z info said thread=[0-9] number=[0-9]+");
    const auto lines = lines_of(file);
    EXPECT_EQ(lines.size(), kThreads * kLines);
    for (const std::string& line : lines)
        EXPECT_TRUE(std::regex_match(line, whole)) << line;
}

// So many that some are refused before the file is changed, and all are accounted for in any case.
TEST_F(LogTest, CountsLinesThatTheDiskRefuses) {
    const std::string file = path("log");
    constexpr std::size_t kWritten = 2 * Log::kQueueLimit;
    fs::create_symlink("/dev/full", file);
    auto log = open({.file = file});
    for (std::size_t i = 0; i < kWritten; ++i)
        log->write(LogLevel::info, "refused");
    fs::remove(file);
    ASSERT_TRUE(log->reopen().ok());
    log->write(LogLevel::info, "taken");
    log.reset();
    const auto lines = lines_of(file);
    EXPECT_EQ(count_of(lines, "taken"), 1U);
    EXPECT_EQ(lost_in(lines) + count_of(lines, " refused"), kWritten);
}

// A pipe that nobody reads stands for a disk that hangs.
TEST_F(LogTest, DropsTheOldestLinesInsteadOfWaitingForAStuckFile) {
    const std::string pipe = path("pipe");
    ASSERT_EQ(std::system(("mkfifo '" + pipe + "'").c_str()), 0);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> reader(std::fopen(pipe.c_str(), "r+"),
                                                                 &std::fclose);
    ASSERT_NE(reader, nullptr);
    auto log = open({.file = pipe, .last_flush = std::chrono::hours(1)});
    constexpr std::size_t kWritten = 4 * Log::kQueueLimit;
    for (std::size_t i = 1; i <= kWritten; ++i) {
        log->write(LogLevel::info, "number", {{"is", i}});  // returns, though the pipe is full
    }

    std::jthread ending([&log] { log.reset(); });
    std::vector<std::string> lines;
    std::string line(512, '\0');
    const std::string last = "is=" + std::to_string(kWritten) + "\n";
    do {
        ASSERT_NE(std::fgets(line.data(), static_cast<int>(line.size()), reader.get()), nullptr);
        lines.emplace_back(line.c_str());
    } while (!lines.back().ends_with(last));
    ending.join();
    EXPECT_GT(lost_in(lines), 0U);
    EXPECT_EQ(count_of(lines, " number is=") + lost_in(lines), kWritten);
}

// That this test ends is what it claims: the pipe is full, and nobody reads.
TEST_F(LogTest, EndsThoughNobodyReadsIt) {
    const std::string pipe = path("pipe");
    ASSERT_EQ(std::system(("mkfifo '" + pipe + "'").c_str()), 0);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> reader(std::fopen(pipe.c_str(), "r+"),
                                                                 &std::fclose);
    ASSERT_NE(reader, nullptr);
    auto log = open({.file = pipe, .last_flush = std::chrono::milliseconds(1)});
    for (std::size_t i = 0; i < 4 * Log::kQueueLimit; ++i)
        log->write(LogLevel::info, "unread");
    log.reset();
}

}  // namespace
}  // namespace potok
