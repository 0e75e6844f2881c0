#include "cli/parse_value.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/cli/sample_manual.hpp"

namespace potok::cli {
namespace {

using namespace std::chrono_literals;

const Option& option_named(std::string_view name) {
    const auto found = std::ranges::find(sample::kOptions, name, &Option::name);
    EXPECT_NE(found, sample::kOptions.end()) << name;
    return *found;
}

Value value_of(std::string_view name, std::string_view text) {
    const auto parsed = parse_value(option_named(name), {}, text, Language::english);
    EXPECT_TRUE(parsed.ok()) << name << ' ' << text;
    return parsed.ok() ? parsed.value() : Value{};
}

TEST(ParseValue, GivesEachKindItsOwnTypeOfValue) {
    EXPECT_EQ(value_of("broadcast", "true"), Value(true));
    EXPECT_EQ(value_of("header", "a b"), Value(std::string("a b")));
    EXPECT_EQ(value_of("cert", "file"), Value(std::string("file")));
    EXPECT_EQ(value_of("threads", "4"), Value(std::int64_t{4}));
    EXPECT_EQ(value_of("max-message", "1KiB"), Value(std::int64_t{1024}));
    EXPECT_EQ(value_of("idle-timeout", "1s"), Value(std::chrono::nanoseconds(1s)));
    EXPECT_EQ(value_of("rate", "60/m"), Value(1.0));
    EXPECT_EQ(value_of("loss", "50%"), Value(50.0));
    EXPECT_EQ(value_of("compression", "off"), Value(Choice{1}));
    EXPECT_EQ(std::get<EndpointAddress>(value_of("listen", "lp://*:1")).host, "*");
    EXPECT_EQ(std::get<EndpointAddress>(value_of("target", "lp://h:1")).host, "h");
}

TEST(ParseValue, KnowsTheWordsForYesAndNo) {
    for (const std::string_view yes : {"true", "yes", "on", "1"}) {
        EXPECT_EQ(value_of("broadcast", yes), Value(true)) << yes;
    }
    for (const std::string_view no : {"false", "no", "off", "0"}) {
        EXPECT_EQ(value_of("broadcast", no), Value(false)) << no;
    }
}

TEST(ParseValue, TakesAKeywordInPlaceOfTheKind) {
    EXPECT_EQ(value_of("ramp", "auto"), Value(Keyword{}));
    EXPECT_EQ(value_of("ramp", "5s"), Value(std::chrono::nanoseconds(5s)));
}

TEST(ParseValue, BothBoundsBelongToTheRange) {
    EXPECT_EQ(value_of("threads", "1"), Value(std::int64_t{1}));
    EXPECT_EQ(value_of("threads", "64"), Value(std::int64_t{64}));
    EXPECT_EQ(value_of("max-message", "1GiB"), Value(std::int64_t{1} << 30));
    EXPECT_EQ(value_of("offset", "-100"), Value(std::int64_t{-100}));
    EXPECT_EQ(value_of("loss", "100%"), Value(100.0));
}

TEST(ParseValue, AnEmptyTextIsAValueOnlyWhereTheOptionSaysSo) {
    EXPECT_EQ(value_of("header", ""), Value(std::string()));
}

struct BadValue {
    std::string_view option;
    std::string_view text;
    Problem problem;
    std::string_view hint;
    std::string_view english;
    std::string_view russian;
};

constexpr BadValue kBadValues[] = {
    {"broadcast", "maybe", Problem::malformed, "", "\"maybe\" is not true or false",
     "\"maybe\" — это не true или false"},
    {"broadcast", "TRUE", Problem::malformed, "", "", ""},
    {"cert", "", Problem::empty_value, "",
     "the value is empty: give a path or leave the option out",
     "значение пустое: укажите путь к файлу или уберите параметр"},
    {"threads", "", Problem::empty_value, "", "give a whole number", "укажите целое число"},
    {"max-message", "", Problem::empty_value, "", "give a size", "укажите размер"},
    {"listen", "", Problem::empty_value, "", "give an address", "укажите адрес"},
    {"compression", "", Problem::empty_value, "", "give on|off", "укажите on|off"},
    {"threads", "four", Problem::malformed, "", "\"four\" is not a whole number",
     "\"four\" — это не целое число"},
    {"threads", "4.5", Problem::malformed, "", "", ""},
    {"threads", "0", Problem::out_of_range, "", "give from 1 to 64", "укажите от 1 до 64"},
    {"threads", "65", Problem::out_of_range, "", "\"65\" is out of range", "\"65\" вне пределов"},
    {"threads", "-1", Problem::out_of_range, "", "", ""},
    {"threads", "99999999999999999999", Problem::out_of_range, "", "give from 1 to 64",
     "укажите от 1 до 64"},
    {"offset", "-102", Problem::out_of_range, "", "give at least -100", "укажите не меньше -100"},
    {"offset", "3", Problem::rejected, "", "give an even number", ""},
    {"max-message", "16MB", Problem::malformed, "16MiB",
     "\"16MB\" is not a size (bytes, or KiB, MiB, GiB as in 64KiB): did you mean 16MiB?",
     "\"16MB\" — это не размер (байты или KiB, MiB, GiB, например 64KiB): может быть, 16MiB?"},
    {"max-message", "16M", Problem::malformed, "16MiB", "did you mean 16MiB?",
     "может быть, 16MiB?"},
    {"max-message", "much", Problem::malformed, "", "is not a size", "это не размер"},
    {"max-message", "0", Problem::out_of_range, "", "from 1 to 1GiB", "от 1 до 1GiB"},
    {"max-message", "2GiB", Problem::out_of_range, "", "from 1 to 1GiB", "от 1 до 1GiB"},
    {"max-message", "99999999999GiB", Problem::out_of_range, "", "from 1 to 1GiB", "от 1 до 1GiB"},
    {"idle-timeout", "30", Problem::malformed, "30s",
     "\"30\" is not a duration (with ms, s, m or h as in 10s): did you mean 30s?",
     "\"30\" — это не промежуток времени (с ms, s, m или h, например 10s): может быть, 30s?"},
    {"idle-timeout", "soon", Problem::malformed, "", "is not a duration",
     "это не промежуток времени"},
    {"idle-timeout", "25h", Problem::out_of_range, "", "from 0 to 24h", "от 0 до 24h"},
    {"idle-timeout", "9999999999999999h", Problem::out_of_range, "", "", ""},
    {"ramp", "automatic", Problem::malformed, "", "as in 10s) or auto", "например 10s) или auto"},
    {"ramp", "9999999999999999h", Problem::too_large, "", "is too large: give less",
     "слишком много: укажите меньше"},
    {"rate", "1/d", Problem::malformed, "",
     "is not a rate (per second, or with /s, /m, /h as in 1000/s)",
     "это не частота (в секунду или с /s, /m, /h, например 1000/s)"},
    {"rate", "0/s", Problem::out_of_range, "", "from 0.001/s to 1000000/s",
     "от 0.001/s до 1000000/s"},
    {"loss", "50", Problem::malformed, "", "is not a percentage (as in 99.9%)",
     "это не доля в процентах (например, 99.9%)"},
    {"loss", "101%", Problem::out_of_range, "", "from 0% to 100%", "от 0% до 100%"},
    {"compression", "onn", Problem::not_a_choice, "on",
     "\"onn\" is not one of on|off: did you mean on?",
     "\"onn\" — не одно из слов on|off: может быть, on?"},
    {"compression", "zstd", Problem::not_a_choice, "", "\"zstd\" is not one of on|off",
     "\"zstd\" — не одно из слов on|off"},
    {"listen", "lp:/h", Problem::rejected, "", "", ""},
    {"target", "lp://*:1", Problem::rejected, "", "* is for listening only", ""},
    {"threads", "4\x1b[2J\n", Problem::malformed, "", "\"4\\x1b[2J\\n\"", "\"4\\x1b[2J\\n\""},
};

TEST(ParseValue, NamesWhatIsWrongInBothLanguages) {
    for (const BadValue& bad : kBadValues) {
        const Source source{.origin = Origin::command_line, .name = "--flag"};
        const auto parsed =
            parse_value(option_named(bad.option), source, bad.text, Language::english);
        SCOPED_TRACE(std::string(bad.option) + "=" + std::string(bad.text));
        ASSERT_FALSE(parsed.ok());
        EXPECT_EQ(parsed.error().problem, bad.problem);
        EXPECT_EQ(parsed.error().hint, bad.hint);
        EXPECT_EQ(parsed.error().source.name, "--flag");
        const std::string en = fault_text(Language::english, parsed.error());
        const std::string ru = fault_text(Language::russian, parsed.error());
        EXPECT_TRUE(en.starts_with("--flag: ")) << en;
        EXPECT_NE(en.find(bad.english), std::string::npos) << en;
        EXPECT_NE(ru.find(bad.russian), std::string::npos) << ru;
        EXPECT_EQ((en + ru).find_first_of("{}\n"), std::string::npos) << en << ru;
    }
}

TEST(ParseValue, AsksTheOptionsCheckInTheLanguageOfTheUser) {
    const auto parsed = parse_value(option_named("offset"), {}, "3", Language::russian);
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(fault_text(Language::russian, parsed.error()), "укажите чётное число");
}

TEST(ParseValueDeathTest, ABoundThatIsNotOfTheKindIsAProgrammersError) {
    const Option option{.name = "x", .kind = Kind::size, .range = {"1", "1GB"}};
    EXPECT_DEATH(static_cast<void>(parse_value(option, {}, "5", Language::english)),
                 "assertion failed");
}

}  // namespace
}  // namespace potok::cli
