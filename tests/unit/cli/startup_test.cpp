#include "cli/startup.hpp"

#include <fstream>

#include "tests/gtest_pch.hpp"
#include "tests/unit/cli/sample_manual.hpp"
#include "tests/unit/diagnostics/temporary_folder.hpp"

namespace potok::cli {
namespace {

using Words = std::vector<std::string_view>;
using Variables = std::vector<Variable>;

class StartUp : public testing::Test {
  protected:
    // A configuration file as an argument: "--config=…".
    std::string config_with(std::string_view text) {
        const std::string path = folder_.path("c" + std::to_string(files_++) + ".toml");
        std::ofstream(path) << text;
        return "--config=" + path;
    }

    Startup start(const Words& arguments, const Variables& variables = {},
                  Language locale = Language::english) {
        return start_up(sample::kManual,
                        {.arguments = arguments, .variables = variables, .locale = locale},
                        settings_ref(settings_));
    }

    // The one line of an ending with exit code 2.
    std::string fault(const Words& arguments, const Variables& variables = {},
                      Language locale = Language::english) {
        const Startup startup = start(arguments, variables, locale);
        EXPECT_EQ(startup.exit, ExitCode::usage);
        EXPECT_EQ(startup.out, "");
        EXPECT_EQ(std::ranges::count(startup.err, '\n'), 1) << startup.err;
        return startup.err;
    }

    TemporaryFolder folder_;
    int files_ = 0;
    sample::Settings settings_;
};

TEST_F(StartUp, WithoutAnythingTheDefaultsHold) {
    const Startup startup = start({});
    EXPECT_EQ(startup.exit, std::nullopt);
    EXPECT_EQ(startup.out + startup.err, "");
    EXPECT_EQ(settings_.limits.max_message, 16U << 20);
    EXPECT_EQ(settings_.listen.size(), 2U);
    EXPECT_EQ(settings_.threads, std::nullopt);
}

// All sixteen combinations of the four sources: the one that should win does.
TEST_F(StartUp, TheCommandLineBeatsTheEnvironmentBeatsTheFileBeatsTheDefault) {
    const std::string config = config_with("max-message = \"1KiB\"");
    for (int present = 0; present < 8; ++present) {
        Words arguments;
        Variables variables;
        std::uint64_t expected = 16U << 20;
        if ((present & 1) != 0) {
            arguments.push_back(config);
            expected = 1024;
        }
        if ((present & 2) != 0) {
            variables.push_back({"POTOK_MAX_MESSAGE", "2KiB"});
            expected = 2048;
        }
        if ((present & 4) != 0) {
            arguments.push_back("--max-message=3KiB");
            expected = 3072;
        }
        EXPECT_EQ(start(arguments, variables).exit, std::nullopt);
        EXPECT_EQ(settings_.limits.max_message, expected) << present;
    }
}

TEST_F(StartUp, TheFileMayBeNamedByAVariable) {
    const std::string path = config_with("threads = 3").substr(9);
    EXPECT_EQ(start({}, {{"POTOK_CONFIG", path}}).exit, std::nullopt);
    EXPECT_EQ(settings_.threads, 3U);
}

TEST_F(StartUp, TheFlagNamesTheFileBeforeTheVariable) {
    const std::string config = config_with("threads = 3");
    EXPECT_EQ(start({config}, {{"POTOK_CONFIG", "/no/such/file"}}).exit, std::nullopt);
    EXPECT_EQ(settings_.threads, 3U);
}

TEST_F(StartUp, TheLastOfSeveralFilesAndLanguagesCounts) {
    const std::string config = config_with("threads = 3");
    EXPECT_EQ(start({"--config=/no/such/file", config}).exit, std::nullopt);
    EXPECT_EQ(settings_.threads, 3U);
    EXPECT_EQ(start({"--lang=en", "--lang=ru"}).language, Language::russian);
}

TEST_F(StartUp, FillsInTheCommonSettings) {
    const Startup startup =
        start({"--log-level=debug", "--log-file", "x.log"}, {{"POTOK_LOG_FORMAT", "json"}});
    EXPECT_EQ(startup.log.level, LogLevel::debug);
    EXPECT_EQ(startup.log.format, LogFormat::json);
    EXPECT_EQ(startup.log.file, "x.log");
}

TEST_F(StartUp, AFaultIsOneLineOnStderrAndExitCodeTwo) {
    EXPECT_EQ(fault({"--max-mesage=1"}),
              "potok-sample: --max-mesage: no such option: did you mean --max-message?\n");
    EXPECT_EQ(fault({}, {{"POTOK_THREADS", "many"}}),
              "potok-sample: POTOK_THREADS: \"many\" is not a whole number\n");
    const std::string config = config_with("treads = 1");
    EXPECT_EQ(fault({config}), "potok-sample: " + config.substr(9) +
                                   ":1:1: no such key \"treads\": did you mean threads?\n");
    EXPECT_EQ(fault({"--config", "/no/such/file"}),
              "potok-sample: --config: cannot read \"/no/such/file\": no such file or directory: "
              "check the path\n");
    EXPECT_EQ(fault({}, {{"POTOK_CONFIG", "/"}}),
              "potok-sample: POTOK_CONFIG: cannot read \"/\": it is a directory: check the path\n");
}

TEST_F(StartUp, AnEmptyNameOfAFileIsAFault) {
    EXPECT_EQ(fault({"--config="}),
              "potok-sample: --config: the value is empty: give a path or leave the option out\n");
}

TEST_F(StartUp, LeavesTheSettingsAloneOnAFault) {
    settings_.cert = "before";
    static_cast<void>(fault({"--cert=after", "--threads=none"}));
    EXPECT_EQ(settings_.cert, "before");
}

TEST_F(StartUp, SpeaksTheLanguageOfTheLocaleUnlessTold) {
    EXPECT_EQ(fault({"--zzz"}, {}, Language::russian),
              "potok-sample: --zzz: нет такого параметра: все перечислены в --help\n");
    EXPECT_EQ(fault({"--lang=en", "--zzz"}, {}, Language::russian),
              "potok-sample: --zzz: no such option: --help lists all of them\n");
    EXPECT_EQ(fault({"--zzz"}, {{"POTOK_LANG", "ru"}}),
              "potok-sample: --zzz: нет такого параметра: все перечислены в --help\n");
}

TEST_F(StartUp, TheLanguageGovernsTheWholeCommandLineWhereverItStands) {
    EXPECT_EQ(fault({"--threads=x", "--lang", "ru"}),
              "potok-sample: --threads: \"x\" — это не целое число\n");
    EXPECT_EQ(fault({"--threads", "--lang=ru"}),
              "potok-sample: --threads: нужно значение: напишите --threads=N\n");
    EXPECT_EQ(fault({"--offset=3", "--lang=ru"}), "potok-sample: --offset: укажите чётное число\n");
    EXPECT_EQ(fault({"lp://h", "--lang=ru"}),
              "potok-sample: \"lp://h\": нет порта: укажите его после узла, например "
              "tcp://127.0.0.1:9003\n");
}

TEST_F(StartUp, TheLanguageMayComeFromTheFile) {
    const std::string config = config_with("lang = \"ru\"\nthreads = 0");
    EXPECT_NE(fault({config}).find("вне пределов: укажите от 1 до 64"), std::string::npos);
    EXPECT_EQ(start({config_with("lang = 'ru'")}).language, Language::russian);
    EXPECT_EQ(start({config_with("lang = 'ru'"), "--lang=en"}).language, Language::english);
}

TEST_F(StartUp, AnUnknownLanguageIsReportedInTheOneOfTheLocale) {
    EXPECT_EQ(fault({"--lang=fr"}, {}, Language::russian),
              "potok-sample: --lang: \"fr\" — не одно из слов en|ru\n");
    EXPECT_EQ(fault({"--lang=fr"}), "potok-sample: --lang: \"fr\" is not one of en|ru\n");
}

TEST_F(StartUp, HelpIsGivenOnStdoutEvenWhenTheRestIsWrong) {
    for (const Words& words :
         {Words{"--help"}, Words{"-h"}, Words{"--zzz", "--help"}, Words{"--threads", "--help"},
          Words{"--config=/none", "-h", "x", "y"}}) {
        const Startup startup = start(words, {{"POTOK_THREADS", "bad"}});
        EXPECT_EQ(startup.exit, ExitCode::good);
        EXPECT_TRUE(startup.out.starts_with("Usage: potok-sample"));
        EXPECT_EQ(startup.err, "");
    }
    EXPECT_TRUE(start({"--help", "--lang", "ru"}).out.starts_with("Использование: potok-sample"));
}

TEST_F(StartUp, HelpBehindTwoDashesIsAnOperand) {
    EXPECT_NE(fault({"--", "--help"}).find("\"--help\""), std::string::npos);
}

TEST_F(StartUp, VersionIsGivenOnStdout) {
    const Startup startup = start({"-V", "--zzz"});
    EXPECT_EQ(startup.exit, ExitCode::good);
    EXPECT_TRUE(startup.out.starts_with("potok-sample "));
    EXPECT_EQ(startup.err, "");
}

TEST_F(StartUp, CheckEndsWithZeroOrTwo) {
    const Startup good = start({"--check", "--threads=2"});
    EXPECT_EQ(good.exit, ExitCode::good);
    EXPECT_EQ(good.out, "");
    EXPECT_EQ(good.err, "potok-sample: the configuration is good\n");
    EXPECT_EQ(start({"--check", "--threads=0"}).exit, ExitCode::usage);
    EXPECT_EQ(start({"--check", "--lang=ru"}).err, "potok-sample: конфигурация верна\n");
}

TEST_F(StartUp, DumpPrintsTheConfigurationInEffect) {
    const Startup startup = start({"--dump-config", "--threads=2"}, {{"POTOK_CERT", "c.pem"}});
    EXPECT_EQ(startup.exit, ExitCode::good);
    EXPECT_EQ(startup.err, "");
    EXPECT_NE(startup.out.find("threads = 2  # command line --threads\n"), std::string::npos);
    EXPECT_NE(startup.out.find("cert = \"c.pem\"  # environment POTOK_CERT\n"), std::string::npos);
}

TEST_F(StartUp, DumpOfAWrongConfigurationIsAFault) {
    static_cast<void>(fault({"--dump-config", "--threads=0"}));
    static_cast<void>(fault({"--dump-config", "--cert=c.pem"}));
}

TEST_F(StartUp, ChecksTheSettingsAsAWhole) {
    EXPECT_EQ(fault({"--cert=c.pem"}), "potok-sample: --cert needs --threads\n");
    EXPECT_EQ(fault({"--cert=c.pem", "--lang=ru", "--check"}),
              "potok-sample: --cert нуждается в --threads\n");
    EXPECT_EQ(start({"--cert=c.pem", "--threads=1"}).exit, std::nullopt);
}

TEST_F(StartUp, WarnsAboutUnknownVariablesAndGoesOn) {
    const Startup startup = start({}, {{"POTOK_TREADS", "1"}});
    EXPECT_EQ(startup.exit, std::nullopt);
    EXPECT_EQ(
        startup.err,
        "potok-sample: POTOK_TREADS: the variable names no option and is ignored: did you mean "
        "POTOK_THREADS?\n");
}

TEST_F(StartUp, ChecksWhatIsMaskedToo) {
    EXPECT_NE(fault({"--threads=1"}, {{"POTOK_THREADS", "many"}}).find("POTOK_THREADS: \"many\""),
              std::string::npos);
}

TEST_F(StartUp, AFlagCanBeTurnedOffAgain) {
    EXPECT_EQ(start({"--broadcast=no"}, {{"POTOK_BROADCAST", "1"}}).exit, std::nullopt);
    EXPECT_FALSE(settings_.broadcast);
    EXPECT_EQ(start({}, {{"POTOK_BROADCAST", "1"}}).exit, std::nullopt);
    EXPECT_TRUE(settings_.broadcast);
}

}  // namespace
}  // namespace potok::cli
