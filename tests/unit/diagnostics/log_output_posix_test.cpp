#include "diagnostics/log_output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "tests/gtest_pch.hpp"
#include "tests/unit/diagnostics/temporary_folder.hpp"

namespace potok {
namespace {

using namespace std::chrono_literals;

// A named pipe whose reader reads when the test says so.
class LogOutputTest : public testing::Test {
  protected:
    LogOutputTest() {
        EXPECT_EQ(::mkfifo(pipe_.c_str(), 0600), 0);
        reader_ = ::open(pipe_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        auto opened = LogOutput::open(pipe_);
        EXPECT_TRUE(opened.ok());
        if (opened) output_.emplace(std::move(opened).value());
        over_.end_in(0s);
    }
    ~LogOutputTest() override { ::close(reader_); }

    std::string read(std::size_t most) {
        std::string text(most, '\0');
        const ssize_t got = ::read(reader_, text.data(), text.size());
        text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return text;
    }

    // Returns how many lines of that length it took.
    std::size_t fill(const std::string& line) {
        std::size_t taken = 0;
        while (output_->write(line, over_))
            ++taken;
        return taken;
    }

    TemporaryFolder folder_;
    const std::string pipe_ = folder_.path("pipe");
    int reader_ = -1;
    std::optional<LogOutput> output_;
    LogPatience endless_;
    LogPatience over_;
};

TEST_F(LogOutputTest, WritesALineLongerThanOneChunk) {
    const std::string line = std::string(10'000, 'x') + "\n";
    EXPECT_TRUE(output_->write(line, endless_));
    EXPECT_EQ(read(20'000), line);
}

TEST_F(LogOutputTest, StopsWaitingWhenThePatienceIsOver) {
    EXPECT_GT(fill("unread\n"), 0U);
    EXPECT_FALSE(output_->write("unread\n", over_));
}

TEST_F(LogOutputTest, GoesOnWhenTheReaderDoes) {
    static_cast<void>(fill("unread\n"));
    while (!read(1 << 20).empty())
        continue;
    EXPECT_TRUE(output_->write("read\n", endless_));
    EXPECT_EQ(read(100), "read\n");
}

TEST_F(LogOutputTest, ALineThatWasCutDoesNotSpoilTheNextOne) {
    const std::string longest = std::string(100'000, 'x') + "\n";
    EXPECT_FALSE(output_->write(longest, over_)) << "longer than the pipe";
    const std::string head = read(longest.size());
    EXPECT_EQ(head, std::string(head.size(), 'x'));
    EXPECT_TRUE(output_->write("next\n", over_));
    EXPECT_EQ(read(100), "\nnext\n");
}

TEST_F(LogOutputTest, DoesNotWaitForAReaderToComeWhenItOpens) {
    const std::string lonely = folder_.path("lonely");
    ASSERT_EQ(::mkfifo(lonely.c_str(), 0600), 0);
    const auto opened = LogOutput::open(lonely);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().kind, LogOutput::OpenFault::fifo_without_reader);
    EXPECT_EQ(opened.error().code, ENXIO);
}

TEST_F(LogOutputTest, TellsARefusalByTheSystemsNumber) {
    const auto opened = LogOutput::open(folder_.path("no/such/folder"));
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().kind, LogOutput::OpenFault::refused);
    EXPECT_EQ(opened.error().code, ENOENT);
}

TEST_F(LogOutputTest, WhatADiskRefusesIsNotWritten) {
    auto full = LogOutput::open("/dev/full");
    ASSERT_TRUE(full.ok());
    LogOutput output = std::move(full).value();
    EXPECT_FALSE(output.write("refused\n", endless_));
}

TEST_F(LogOutputTest, LeavesStderrOpen) {
    { const LogOutput standard_error; }
    EXPECT_NE(::fcntl(STDERR_FILENO, F_GETFD), -1);
}

}  // namespace
}  // namespace potok
