#include "diagnostics/close_reason_text.hpp"

#include <fstream>
#include <set>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

std::vector<CloseReason> all_reasons() {
    std::vector<CloseReason> reasons;
    for (std::size_t i = 0; i < kCloseReasonCount; ++i)
        reasons.push_back(static_cast<CloseReason>(i));
    return reasons;
}

TEST(CloseReasonName, IsALowerCaseWordAndUnique) {
    std::set<std::string_view> names;
    for (const CloseReason reason : all_reasons()) {
        const std::string_view name = close_reason_name(reason);
        EXPECT_FALSE(name.empty());
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos)
            << name;
        EXPECT_TRUE(names.insert(name).second) << name;
    }
}

// The first column of the tables of a page, in order.
std::vector<std::string> reasons_in(const std::string& page) {
    std::ifstream file(std::string(POTOK_SOURCE_DIR) + "/docs/" + page);
    std::vector<std::string> reasons;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("| `")) reasons.push_back(line.substr(3, line.find('`', 3) - 3));
    }
    return reasons;
}

TEST(CloseReasonName, IsExplainedInTheDocumentsOfBothLanguages) {
    std::vector<std::string> names;
    for (const CloseReason reason : all_reasons())
        names.emplace_back(close_reason_name(reason));
    EXPECT_EQ(reasons_in("close-reasons.md"), names);
    EXPECT_EQ(reasons_in("close-reasons.ru.md"), names);
}

// Scripts compare these: a change here is a change of the interface.
TEST(CloseReasonName, StaysTheSame) {
    EXPECT_EQ(close_reason_name(CloseReason::finished), "finished");
    EXPECT_EQ(close_reason_name(CloseReason::slow_reader), "slow_reader");
    EXPECT_EQ(close_reason_name(CloseReason::message_too_long), "message_too_long");
    EXPECT_EQ(close_reason_name(CloseReason::no_descriptors), "no_descriptors");
}

TEST(CloseReasonText, ExplainsEveryReasonOnceInBothLanguages) {
    std::set<std::string_view> said;
    for (const CloseReason reason : all_reasons()) {
        const Text text = close_reason_text(reason);
        EXPECT_TRUE(said.insert(text.en).second) << text.en;
        EXPECT_TRUE(said.insert(text.ru).second) << text.ru;
        EXPECT_FALSE(text.en.ends_with('.') || text.ru.ends_with('.')) << text.en;
    }
    EXPECT_FALSE(said.contains(""));
}

TEST(CloseReasonTextDeathTest, AReasonThatIsNoneIsAProgrammersError) {
    const auto none = static_cast<CloseReason>(kCloseReasonCount);
    EXPECT_DEATH(static_cast<void>(close_reason_name(none)), "assertion failed");
}

}  // namespace
}  // namespace potok
