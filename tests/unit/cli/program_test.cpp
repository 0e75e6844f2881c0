#include "cli/program.hpp"

#include <cstdio>
#include <cstdlib>

#include "tests/gtest_pch.hpp"
#include "tests/unit/cli/sample_manual.hpp"

namespace potok::cli {
namespace {

struct Said {
    std::optional<ExitCode> exit;
    std::string out;
    std::string err;
};

class ProgramTest : public testing::Test {
  protected:
    ProgramTest() { ::setenv("LC_ALL", "C", 1); }
    ~ProgramTest() override { ::unsetenv("LC_ALL"); }

    Said configure(std::vector<const char*> arguments) {
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        Said said;
        said.exit =
            program_.configure(static_cast<int>(arguments.size()), arguments.data(), settings_);
        said.out = testing::internal::GetCapturedStdout();
        said.err = testing::internal::GetCapturedStderr();
        return said;
    }

    Program program_{sample::kManual};
    sample::Settings settings_;
};

TEST_F(ProgramTest, ReadsArgumentsWithoutItsOwnName) {
    const Said said = configure({"potok-sample", "--threads", "3"});
    EXPECT_EQ(said.exit, std::nullopt);
    EXPECT_EQ(said.out + said.err, "");
    EXPECT_EQ(settings_.threads, 3U);
}

TEST_F(ProgramTest, PrintsHelpToStdoutAndFaultsToStderr) {
    const Said help = configure({"potok-sample", "--help"});
    EXPECT_EQ(help.exit, ExitCode::good);
    EXPECT_TRUE(help.out.starts_with("Usage: "));
    EXPECT_EQ(help.err, "");
    const Said fault = configure({"potok-sample", "--zzz"});
    EXPECT_EQ(fault.exit, ExitCode::usage);
    EXPECT_EQ(fault.out, "");
    EXPECT_TRUE(fault.err.starts_with("potok-sample: --zzz: "));
}

TEST_F(ProgramTest, ReadsTheEnvironmentAndTheLocale) {
    ::setenv("POTOK_THREADS", "5", 1);
    ::setenv("LC_ALL", "ru_RU.UTF-8", 1);
    EXPECT_EQ(configure({"potok-sample"}).exit, std::nullopt);
    ::unsetenv("POTOK_THREADS");
    EXPECT_EQ(settings_.threads, 5U);
    EXPECT_EQ(program_.language(), Language::russian);
}

// In a process of its own, whose stdout is spoilt for good.
TEST_F(ProgramTest, OutputThatCannotBeWrittenIsAFaultOfTheMachine) {
    const auto help_into_a_full_disk = [this] {
        if (std::freopen("/dev/full", "w", stdout) == nullptr) std::_Exit(99);
        std::vector<const char*> arguments{"potok-sample", "--help"};
        const auto exit =
            program_.configure(static_cast<int>(arguments.size()), arguments.data(), settings_);
        std::_Exit(exit ? number_of(*exit) : 98);
    };
    EXPECT_EXIT(help_into_a_full_disk(), testing::ExitedWithCode(3),
                "potok-sample: cannot write to stdout: no space is left");
}

TEST_F(ProgramTest, OutputThatArrivedIsNone) {
    EXPECT_EQ(program_.flush_output(), std::nullopt);
}

TEST_F(ProgramTest, CanBeStartedWithoutAName) {
    EXPECT_EQ(configure({}).exit, std::nullopt);
}

TEST_F(ProgramTest, HandsOnTheSettingsOfTheLog) {
    EXPECT_EQ(configure({"potok-sample", "--log-level=error"}).exit, std::nullopt);
    EXPECT_EQ(program_.log_settings().level, LogLevel::error);
}

TEST_F(ProgramTest, FailsWithALineAndTheCode) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(program_.fail(ExitCode::machine, "no port"), ExitCode::machine);
    program_.warn("careful");
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "potok-sample: no port\npotok-sample: careful\n");
}

}  // namespace
}  // namespace potok::cli
