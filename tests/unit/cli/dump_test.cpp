#include "cli/dump.hpp"

#include "cli/common_options.hpp"
#include "cli/config_file.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/cli/sample_manual.hpp"

namespace potok::cli {
namespace {

const OptionTable& table() {
    static const OptionTable made(sample::kOptions, common_options());
    return made;
}

Configuration configured(const std::vector<Given>& given) {
    auto merged = Configuration::merge(table(), given, Language::english);
    EXPECT_TRUE(merged.ok());
    return std::move(merged).value();
}

Given from(Origin origin, std::string_view source, std::string_view option, std::string_view text) {
    return {.option = table().with_flag(option),
            .text = std::string(text),
            .source = {.origin = origin, .name = std::string(source), .line = 7}};
}

std::string dumped(const std::vector<Given>& given, Language language = Language::english) {
    return dump(language, configured(given));
}

bool has_line(const std::string& text, std::string_view line) {
    return ("\n" + text).find("\n" + std::string(line) + "\n") != std::string::npos;
}

TEST(Dump, NamesTheOriginOfEachValue) {
    const std::string text = dumped({
        from(Origin::command_line, "--max-message", "max-message", "1KiB"),
        from(Origin::environment, "POTOK_THREADS", "threads", "4"),
        from(Origin::file, "potok.toml", "broadcast", "yes"),
    });
    EXPECT_TRUE(has_line(text, "max-message = \"1KiB\"  # command line --max-message")) << text;
    EXPECT_TRUE(has_line(text, "threads = 4  # environment POTOK_THREADS")) << text;
    EXPECT_TRUE(has_line(text, "broadcast = true  # file potok.toml:7")) << text;
    EXPECT_TRUE(has_line(text, "rate = \"1/s\"  # default")) << text;
}

TEST(Dump, NamesTheOriginInRussian) {
    const std::string text = dumped(
        {
            from(Origin::command_line, "", "cert", "c"),
            from(Origin::environment, "POTOK_THREADS", "threads", "4"),
            from(Origin::file, "potok.toml", "broadcast", "no"),
        },
        Language::russian);
    EXPECT_TRUE(has_line(text, "cert = \"c\"  # командная строка")) << text;
    EXPECT_TRUE(has_line(text, "threads = 4  # окружение POTOK_THREADS")) << text;
    EXPECT_TRUE(has_line(text, "broadcast = false  # файл potok.toml:7")) << text;
    EXPECT_TRUE(has_line(text, "rate = \"1/s\"  # по умолчанию")) << text;
}

TEST(Dump, SaysWhatIsNotSetAndWhatHoldsThen) {
    EXPECT_TRUE(has_line(dumped({}), "# threads: not set: one a core"));
    EXPECT_TRUE(has_line(dumped({}), "# cert: not set"));
    EXPECT_TRUE(has_line(dumped({}, Language::russian), "# threads: не задано: по числу ядер"));
}

TEST(Dump, WritesSeveralValuesAsAnArray) {
    EXPECT_TRUE(has_line(dumped({}),
                         "listen = [\"lp://127.0.0.1:9002\", \"tcp://127.0.0.1:9003\"]"
                         "  # default"));
    const std::string one = dumped({from(Origin::file, "f", "header", "a # \"b\"")});
    EXPECT_TRUE(has_line(one, "header = [\"a # \\\"b\\\"\"]  # file f:7")) << one;
}

TEST(Dump, LeavesOutActionsAndTheNameOfTheFile) {
    const std::string text =
        dumped({from(Origin::command_line, "--check", "check", "true"),
                from(Origin::command_line, "--config", "config", "potok.toml")});
    for (const std::string_view action : {"help", "version", "check", "dump-config", "config"}) {
        EXPECT_EQ(("\n" + text).find("\n" + std::string(action)), std::string::npos) << action;
    }
}

TEST(Dump, EscapesTheNameOfTheSource) {
    const std::string text = dumped({from(Origin::file, "a\nthreads = 5 #", "threads", "4")});
    EXPECT_TRUE(has_line(text, "threads = 4  # file a\\nthreads = 5 #:7")) << text;
}

// Read back as a file it gives the same values, whatever was given and in whatever language.
TEST(Dump, IsAConfigurationFileThatMeansTheSame) {
    const Configuration before = configured({
        from(Origin::command_line, "--listen", "listen", "lp://*:1?max=64KiB"),
        from(Origin::command_line, "--listen", "listen", "ws://[::1]:2"),
        from(Origin::environment, "POTOK_THREADS", "threads", "007"),
        from(Origin::file, "файл\x1b.toml", "cert", "a\\b \"c\" 'd' # \xd0\xb9\n\t"),
        from(Origin::command_line, "-b", "broadcast", "1"),
        from(Origin::command_line, "--header", "header", ""),
        from(Origin::command_line, "--offset", "offset", "-4"),
        from(Origin::command_line, "--ramp", "ramp", "1.5s"),
        from(Origin::command_line, "--compression", "compression", "off"),
        from(Origin::command_line, "--lang", "lang", "ru"),
    });
    for (const Language language : {Language::english, Language::russian}) {
        const std::string text = dump(language, before);
        const auto given = parse_config(table(), "dumped.toml", text);
        ASSERT_TRUE(given.ok()) << fault_text(language, given.error()) << text;
        const Configuration after = configured(given.value());
        for (std::size_t i = 0; i < before.settings().size(); ++i) {
            EXPECT_EQ(before.settings()[i].values, after.settings()[i].values)
                << before.settings()[i].option->name;
        }
    }
}

}  // namespace
}  // namespace potok::cli
