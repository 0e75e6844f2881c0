#include "cli/config_file.hpp"

#include <fstream>

#include "cli/common_options.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/cli/sample_manual.hpp"
#include "tests/unit/diagnostics/temporary_folder.hpp"

namespace potok::cli {
namespace {

const OptionTable& table() {
    static const OptionTable made(sample::kOptions, common_options());
    return made;
}

// "listen=a@1 listen=b@1 threads=4@2": what is given, with its lines.
std::string given_in(std::string_view text) {
    const auto parsed = parse_config(table(), "potok.toml", text);
    EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : fault_text(Language::english, parsed.error()));
    if (!parsed) return {};
    std::string all;
    for (const Given& given : parsed.value()) {
        EXPECT_EQ(given.source.origin, Origin::file);
        EXPECT_EQ(given.source.name, "potok.toml");
        if (!all.empty()) all += ' ';
        all += std::string(given.option->name) + "=" + given.text + "@" +
               std::to_string(given.source.line);
    }
    return all;
}

std::string fault_in(std::string_view text, Language language = Language::english) {
    const auto parsed = parse_config(table(), "potok.toml", text);
    EXPECT_FALSE(parsed.ok()) << text;
    return parsed.ok() ? std::string() : fault_text(language, parsed.error());
}

TEST(ParseConfig, TakesStringsAsOnTheCommandLine) {
    EXPECT_EQ(given_in("max-message = \"64KiB\"\nthreads = '4'\n"),
              "max-message=64KiB@1 threads=4@2");
}

TEST(ParseConfig, TakesNumbersAndBooleansWhereTheKindHasThem) {
    EXPECT_EQ(
        given_in("threads = 4\nmax-message = 65536\nrate = 0.5\nbroadcast = true\noffset = -2"),
        "threads=4@1 max-message=65536@2 rate=0.5@3 broadcast=true@4 offset=-2@5");
    EXPECT_EQ(given_in("broadcast = false"), "broadcast=false@1");
}

TEST(ParseConfig, TakesAnArrayOrOneValueForARepeatableOption) {
    EXPECT_EQ(given_in("listen = [\"a\",\n  \"b\"]"), "listen=a@1 listen=b@2");
    EXPECT_EQ(given_in("listen = \"a\""), "listen=a@1");
}

TEST(ParseConfig, GivesInTheOrderOfTheLines) {
    EXPECT_EQ(given_in("threads = 1\nbroadcast = true\ncert = 'c'"),
              "threads=1@1 broadcast=true@2 cert=c@3");
}

TEST(ParseConfig, AnEmptyFileGivesNothing) {
    EXPECT_EQ(given_in(""), "");
    EXPECT_EQ(given_in("# nothing\n\n"), "");
    EXPECT_EQ(given_in("\xef\xbb\xbf"), "");
}

struct BadFile {
    std::string_view text;
    std::string_view english;
    std::string_view russian;
};

constexpr BadFile kBadFiles[] = {
    {"max-mesage = 1", "potok.toml:1:1: no such key \"max-mesage\": did you mean max-message?",
     "potok.toml:1:1: нет такого ключа \"max-mesage\": может быть, max-message?"},
    {"\n\n  zzz = 1",
     "potok.toml:3:3: no such key \"zzz\": the keys are the long flags that --help lists",
     "potok.toml:3:3: нет такого ключа \"zzz\": ключи — это длинные флаги из --help"},
    {"max_message = 1", "did you mean max-message?", "может быть, max-message?"},
    {"help = true", "no such key \"help\"", "нет такого ключа \"help\""},
    {"config = 'other.toml'", "no such key \"config\"", "нет такого ключа \"config\""},
    {"[limits]\nmax-message = 1", "potok.toml:1:2: no such key \"limits\"",
     "potok.toml:1:2: нет такого ключа \"limits\""},
    {"[threads]\nx = 1", "threads: a TOML table is not a whole number",
     "threads: значение TOML table — это не целое число"},
    {"threads = true", "threads: a TOML boolean is not a whole number",
     "значение TOML boolean — это не целое число"},
    {"threads = [4]", "threads: a TOML array is not a whole number",
     "значение TOML array — это не целое число"},
    {"broadcast = 1", "broadcast: a TOML integer is not true or false",
     "значение TOML integer — это не true или false"},
    {"cert = 5", "cert: a TOML integer is not a path",
     "значение TOML integer — это не путь к файлу"},
    {"listen = 9001", "listen: a TOML integer is not an address",
     "значение TOML integer — это не адрес"},
    {"listen = ['a', 5]", "potok.toml:1:16: listen: a TOML integer is not an address",
     "1:16: listen"},
    {"listen = [['a']]", "a TOML array is not an address", "значение TOML array — это не адрес"},
    {"listen = []", "listen: the value is empty: give an address",
     "значение пустое: укажите адрес"},
    {"compression = 1979-05-27", "compression: a TOML date is not on|off",
     "значение TOML date — это не on|off"},
    {"threads = 1\nthreads = 2", "potok.toml:2:11: not TOML: ", "potok.toml:2:11: это не TOML: "},
    {"threads = 1\nthreads = 2",
     "cannot redefine existing integer 'threads'; the line is \"threads = 2\"",
     "строка такая: \"threads = 2\"; библиотека говорит: «Error while parsing key-value pair: "
     "cannot redefine existing integer 'threads'»"},
    {"threads 4", "potok.toml:1:9: not TOML: ", "; строка такая: \"threads 4\""},
    {"a = 1\r\nthreads 4\r\n", "; the line is \"threads 4\"", "potok.toml:2:"},
    {"cert = \"open", "potok.toml:1:13: not TOML: ", "potok.toml:1:13: это не TOML: "},
    {"threads = 99999999999999999999", "not representable in 64 bits", "это не TOML"},
    {"cert = \"\xff\"", "not TOML: ", "строка такая: \"cert = \\\"\\xff\\\"\""},
    {"cert = \"a\x1b[2J\"", "not TOML: ", "\\x1b[2J"},
    {"[\nthreads = 1", "potok.toml:1:2: not TOML: ", "строка такая: \"[\""},
    {"порт = 1", "potok.toml:1:1: not TOML: ", "строка такая: \"порт = 1\""},
    {"threads = два", "potok.toml:1:11: not TOML: ", "строка такая: \"threads = два\""},
    {"[{\"", "potok.toml:1:2: not TOML: ", "potok.toml:1:2: это не TOML: "},
    {"\n\n\n=", "potok.toml:4:1: not TOML: ", "строка такая: \"=\""},
};

TEST(ParseConfig, NamesWhatIsWrongAndWhereInBothLanguages) {
    for (const BadFile& bad : kBadFiles) {
        SCOPED_TRACE(bad.text);
        const std::string en = fault_in(bad.text, Language::english);
        const std::string ru = fault_in(bad.text, Language::russian);
        EXPECT_NE(en.find(bad.english), std::string::npos) << en;
        EXPECT_NE(ru.find(bad.russian), std::string::npos) << ru;
        EXPECT_EQ((en + ru).find('\n'), std::string::npos);
    }
}

TEST(ParseConfig, ReportsTheFirstFaultInTheFile) {
    EXPECT_TRUE(fault_in("zzz = 1\naaa = 2").starts_with("potok.toml:1:1: no such key \"zzz\""));
}

// A value of the right type but not of the kind is found with those of all other sources.
TEST(ParseConfig, LeavesValuesToTheirKinds) {
    EXPECT_EQ(given_in("idle-timeout = 30\nloss = 5"), "idle-timeout=30@1 loss=5@2");
    EXPECT_EQ(given_in("max-message = '16MB'"), "max-message=16MB@1");
}

// The library is not sure of every character outside a string.
TEST(ParseConfig, SurvivesAnyCharacterAnywhere) {
    for (unsigned value = 0x80; value < 0x800; ++value) {
        const std::string letter = {static_cast<char>(0xc0 | (value >> 6)),
                                    static_cast<char>(0x80 | (value & 0x3f))};
        for (const std::string& text :
             {letter + " = 1", "cert = " + letter, "cert" + letter + "= 1"}) {
            EXPECT_FALSE(parse_config(table(), "f", text).ok()) << text;
        }
        EXPECT_TRUE(parse_config(table(), "f", "cert = '" + letter + "' # " + letter).ok())
            << letter;
    }
}

// Whatever the bytes: options or one line that says why not.
TEST(ParseConfig, SurvivesAnyText) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    constexpr std::string_view kAlphabet = "a=1[]\"'\n\r.-#{}, \\\xd0\xff";
    for (int round = 0; round < 2000; ++round) {
        std::string text(random() % 30, ' ');
        for (char& byte : text)
            byte = kAlphabet[random() % kAlphabet.size()];
        const auto parsed = parse_config(table(), "f", text);
        if (parsed) continue;
        const std::string said = fault_text(Language::english, parsed.error());
        EXPECT_FALSE(said.empty());
        EXPECT_EQ(said.find('\n'), std::string::npos) << said;
    }
}

class ReadConfig : public testing::Test {
  protected:
    std::string file_with(std::string_view text) const {
        const std::string path = folder_.path("potok.toml");
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

    static Result<std::vector<Given>, Fault> read(const std::string& path,
                                                  Language language = Language::english) {
        return read_config(table(), path, {.origin = Origin::command_line, .name = "--config"},
                           language);
    }

    static std::string fault_of(const std::string& path, Language language) {
        const auto parsed = read(path, language);
        EXPECT_FALSE(parsed.ok());
        return parsed.ok() ? std::string() : fault_text(language, parsed.error());
    }

    TemporaryFolder folder_;
};

TEST_F(ReadConfig, ReadsAFile) {
    const auto parsed = read(file_with("threads = 4"));
    ASSERT_TRUE(parsed.ok());
    ASSERT_EQ(parsed.value().size(), 1U);
    EXPECT_EQ(parsed.value()[0].text, "4");
}

TEST_F(ReadConfig, SaysWhyAFileCannotBeRead) {
    const std::string missing = folder_.path("missing.toml");
    EXPECT_EQ(
        fault_of(missing, Language::english),
        "--config: cannot read \"" + missing + "\": no such file or directory: check the path");
    EXPECT_EQ(fault_of(missing, Language::russian),
              "--config: не удалось прочитать \"" + missing +
                  "\": нет такого файла или каталога: проверьте путь");
    const std::string folder = folder_.path();
    EXPECT_EQ(fault_of(folder, Language::russian),
              "--config: не удалось прочитать \"" + folder + "\": это каталог: проверьте путь");
    EXPECT_NE(fault_of(missing + "/x", Language::english).find(missing), std::string::npos);
}

TEST_F(ReadConfig, TakesAFileUpToItsLimitAndNoLonger) {
    std::string text(kConfigSizeMax, '#');
    EXPECT_TRUE(read(file_with(text)).ok());
    text += '#';
    EXPECT_NE(
        fault_of(file_with(text), Language::english).find("longer than a configuration can be"),
        std::string::npos);
    EXPECT_NE(fault_of("/dev/zero", Language::russian).find("длиннее, чем бывает конфигурация"),
              std::string::npos);
}

TEST_F(ReadConfig, FaultsInsideTheFileNameTheFile) {
    const std::string path = file_with("zzz = 1");
    EXPECT_TRUE(fault_of(path, Language::english).starts_with(path + ":1:1: no such key"));
}

TEST(TomlString, IsWhatTomlReadsBackAsTheSame) {
    constexpr std::string_view kTexts[] = {
        "",        "plain",     "with \"quotes\"", "back\\slash", "a\tb\nc",
        "\x1b[0m", "кириллица", "кавычки \" и \\", "'single'",    "# no comment"};
    for (const std::string_view text : kTexts) {
        const std::string quoted = toml_string(text);
        EXPECT_EQ(quoted.find('\n'), std::string::npos) << quoted;
        EXPECT_EQ(given_in("cert = " + quoted), "cert=" + std::string(text) + "@1");
    }
}

TEST(TomlString, KeepsReadableTextReadable) {
    EXPECT_EQ(toml_string("файл.pem"), "\"файл.pem\"");
    EXPECT_EQ(toml_string("\xe2\x80\xae"
                          "abc"),
              "\"\\u202Eabc\"");
}

}  // namespace
}  // namespace potok::cli
