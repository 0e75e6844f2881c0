#include "loadtest/report/plan_fault_text.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

TEST(PlanFaultText, NamesTheDescriptorsAndWhatToDoInBothLanguages) {
    LoadSettings settings;
    settings.connections = 15000;
    const PlanFault fault = TooFewDescriptors{.needed = 15032, .allowed = 1024};
    for (const Language language : {Language::english, Language::russian}) {
        const std::string text = plan_fault_text(language, settings, fault);
        for (const char* part : {"15000", "15032", "1024", "ulimit -Hn", "--connections"}) {
            EXPECT_NE(text.find(part), std::string::npos) << text;
        }
        EXPECT_EQ(text.find('\n'), std::string::npos);
    }
}

TEST(PlanFaultText, NamesTheSourceInBothLanguages) {
    for (const SystemCause cause :
         {SystemCause::address_not_local, SystemCause::address_family_unsupported,
          SystemCause::permission_denied}) {
        const PlanFault fault = BadSource{"192.0.2.1", {SystemCall::bind, cause, 0}};
        for (const Language language : {Language::english, Language::russian}) {
            const std::string text = plan_fault_text(language, {}, fault);
            EXPECT_NE(text.find("--source 192.0.2.1"), std::string::npos) << text;
            EXPECT_EQ(text.find('\n'), std::string::npos);
            EXPECT_EQ(text.find("port"), std::string::npos) << text;
        }
    }
}

TEST(PlanFaultText, NamesTheHostThatWasNotFound) {
    LoadSettings settings;
    settings.target.host = "no-such-host.invalid";
    const PlanFault fault = SystemError{SystemCall::resolve, SystemCause::name_not_found, 0};
    const std::string text = plan_fault_text(Language::english, settings, fault);
    EXPECT_NE(text.find("no-such-host.invalid"), std::string::npos) << text;
}

}  // namespace
}  // namespace potok::loadtest
