#include "diagnostics/host_name_fault_text.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(HostNameFaultText, EveryFaultIsToldInBothLanguagesWithTheName) {
    std::set<std::string> said;
    for (int i = 0; i <= static_cast<int>(HostNameFault::name_too_long); ++i) {
        for (const Language language : {Language::english, Language::russian}) {
            const std::string text =
                host_name_fault_text(language, "почта", static_cast<HostNameFault>(i));
            EXPECT_THAT(text, ::testing::HasSubstr("почта"));
            EXPECT_TRUE(said.insert(text).second) << text;
        }
    }
}

TEST(HostNameFaultText, AStrangersBytesAreEscaped) {
    EXPECT_THAT(host_name_fault_text(Language::english, "\x1b\xff", HostNameFault::not_utf8),
                ::testing::HasSubstr("\\x1b\\xff"));
}

}  // namespace
}  // namespace potok
