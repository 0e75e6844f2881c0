#include "diagnostics/tls_context_fault_text.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using Kind = TlsContextFault::Kind;

TEST(TlsContextFaultText, SaysSomethingElseForEachInBothLanguages) {
    for (const Language language : {Language::english, Language::russian}) {
        std::set<std::string> texts;
        std::set<std::string_view> names;
        for (int i = 0; i <= static_cast<int>(kLastTlsContextFault); ++i) {
            const auto kind = static_cast<Kind>(i);
            const std::string text = tls_context_fault_text(language, {.kind = kind});
            EXPECT_EQ(text.find('{'), text.npos) << text;
            EXPECT_TRUE(texts.insert(text).second) << text;
            EXPECT_TRUE(names.insert(tls_context_fault_name(kind)).second);
        }
        EXPECT_EQ(texts.count(""), 0u);
        EXPECT_EQ(names.count(""), 0u);
    }
}

TEST(TlsContextFaultText, SaysWhichCertificate) {
    const TlsContextFault fault{.kind = Kind::credentials_refused, .index = 1, .code = 7};
    EXPECT_EQ(tls_context_fault_text(Language::english, fault).find("the certificate № 2 "), 0u);
    EXPECT_EQ(
        tls_context_fault_text(Language::russian, fault, "мой.pem").find("сертификат мой.pem "),
        0u);
}

TEST(SystemTrustFaultText, SaysWhichFileAndWhoNamedIt) {
    using Trust = SystemTrustFault::Kind;
    EXPECT_EQ(system_trust_fault_text(Language::english,
                                      {Trust::not_readable, "/no/such", "SSL_CERT_FILE"}),
              "/no/such, which SSL_CERT_FILE names, cannot be read");
    std::set<std::string> texts;
    for (const Language language : {Language::english, Language::russian}) {
        for (const Trust kind : {Trust::none_found, Trust::not_readable, Trust::no_certificate})
            texts.insert(system_trust_fault_text(language, {kind, "a", "b"}));
    }
    EXPECT_EQ(texts.size(), 6u);
    EXPECT_EQ(texts.count(""), 0u);
}

}  // namespace
}  // namespace potok::testing
