#include "diagnostics/tls_failure_text.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using Kind = TlsFailure::Kind;

TlsFailure failure_of(Kind kind) {
    TlsFailure failure;
    failure.kind = kind;
    failure.alert = 48;
    failure.reason = 258;
    if (kind == Kind::certificate) failure.certificate = std::make_unique<CertificateFailure>();
    return failure;
}

TEST(TlsFailureText, SaysSomethingElseForEachInBothLanguages) {
    for (const Language language : {Language::english, Language::russian}) {
        std::set<std::string> texts;
        std::set<std::string_view> names;
        for (int i = 0; i <= static_cast<int>(kLastTlsFailureKind); ++i) {
            const auto kind = static_cast<Kind>(i);
            const std::string text = tls_failure_text(language, failure_of(kind));
            EXPECT_EQ(text.find('{'), text.npos) << text;
            EXPECT_FALSE(text.ends_with('.')) << text;
            EXPECT_TRUE(texts.insert(text).second) << text;
            EXPECT_TRUE(names.insert(tls_failure_name(kind)).second);
        }
        EXPECT_EQ(texts.count(""), 0u);
        EXPECT_EQ(names.count(""), 0u);
    }
}

TEST(TlsFailureText, HasTheAlertAndTheReason) {
    const std::string alert = tls_failure_text(Language::english, failure_of(Kind::alert));
    EXPECT_NE(alert.find("unknown_ca (48)"), alert.npos);
    EXPECT_EQ(tls_failure_text(Language::russian, failure_of(Kind::malformed)),
              "другая сторона нарушила правила TLS (причина OpenSSL: 258)");
}

TEST(TlsFailureText, HasTheNameThatNobodyHasAndNoControlsOfIt) {
    TlsFailure failure = failure_of(Kind::unknown_name);
    failure.asked = "b.example\n";
    const std::string text = tls_failure_text(Language::english, failure);
    EXPECT_NE(text.find("b.example"), text.npos) << text;
    EXPECT_EQ(text.find('\n'), text.npos) << text;
}

}  // namespace
}  // namespace potok::testing
