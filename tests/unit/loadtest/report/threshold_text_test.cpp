#include "loadtest/thresholds.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using ::testing::HasSubstr;

std::string said(std::string_view text, Language language) {
    const auto threshold = parse_threshold(text);
    EXPECT_FALSE(threshold.ok()) << text;
    return threshold_fault_text(language, text, threshold.error());
}

TEST(ThresholdText, SaysWhatIsWrongAndWhatToWriteInBothLanguages) {
    struct Case {
        std::string_view text, english, russian;
    };
    for (const Case& c : {
             Case{"p99", "compares nothing", "нет сравнения"},
             Case{"hold==100%", "did you mean held?", "возможно, held?"},
             Case{"zebra==1", "there are held, lost", "есть held, lost"},
             Case{"p101<1s", "write p0 to p100", "от p0 до p100"},
             Case{"lost==x", "a whole number, such as 0", "целое число, например 0"},
             Case{"held==1", "a percentage, such as 100%", "проценты, например 100%"},
             Case{"stall<1", "a duration, such as 50ms", "время, например 50ms"},
             Case{"rate>x", "a rate, such as 1000/s", "частота, например 1000/s"},
         }) {
        EXPECT_THAT(said(c.text, Language::english), HasSubstr(c.english));
        EXPECT_THAT(said(c.text, Language::russian), HasSubstr(c.russian));
    }
    const std::string endless(100, 'p');
    EXPECT_THAT(said(endless, Language::english), HasSubstr("too long"));
    EXPECT_THAT(said(endless, Language::russian), HasSubstr("слишком длинный"));
}

TEST(ThresholdText, IsOneLineWithoutBlanksLeftWhateverTheUserWrote) {
    for (const std::string_view text :
         {"a\nb==1", "\x1b[31m<1", "p99<\xff", "{part}==1", "", "<"}) {
        for (const Language language : {Language::english, Language::russian}) {
            const std::string sentence = said(text, language);
            EXPECT_EQ(sentence.find_first_of("\n\x1b\xff"), std::string::npos) << sentence;
            EXPECT_EQ(sentence.find("{wanted}"), std::string::npos) << sentence;
            EXPECT_FALSE(sentence.empty());
        }
    }
}

}  // namespace
}  // namespace potok::loadtest
