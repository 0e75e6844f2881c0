#include "diagnostics/tls_alert_text.hpp"

#include "protocol/tls_failure.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

TEST(TlsAlertText, HasTheNameAndTheNumber) {
    EXPECT_EQ(alert_text(48), "unknown_ca (48)");
    EXPECT_EQ(alert_text(200), "200");
}

TEST(TlsAlertText, SaysSomethingForEveryNumberInBothLanguages) {
    for (int alert = 0; alert < 256; ++alert) {
        const auto number = static_cast<std::uint8_t>(alert);
        const std::string english = received_alert_text(Language::english, number);
        const std::string russian = received_alert_text(Language::russian, number);
        EXPECT_TRUE(english.ends_with(alert_text(number))) << english;
        EXPECT_TRUE(russian.ends_with(alert_text(number))) << russian;
        EXPECT_EQ(english.find('{'), english.npos);
        EXPECT_NE(english, russian);
    }
}

TEST(TlsAlertText, SaysWhatAnAlertMeansForUs) {
    EXPECT_EQ(received_alert_text(Language::english, 116),
              "the other side wants a client certificate; its alert is certificate_required (116)");
    EXPECT_EQ(received_alert_text(Language::english, 200),
              "the other side ended the connection; its alert is 200");
}

}  // namespace
}  // namespace potok::testing
