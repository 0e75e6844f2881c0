// What is wrong with the options of TLS, alone and together.
#include "loadtest/tls_options.hpp"

#include "loadtest/load_options.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using ::testing::HasSubstr;

std::string fault_of(const TlsOptions& options, std::string_view target = "wss://h") {
    LoadSettings settings;
    settings.target = std::move(parse_endpoint(target, EndpointUse::target)).value();
    settings.tls = options;
    const std::string english = check_tls(settings, Language::english);
    EXPECT_EQ(english.empty(), check_tls(settings, Language::russian).empty());
    return english;
}

TEST(TlsOptions, AreForTargetsThatSpeakTls) {
    EXPECT_EQ(fault_of({}, "ws://h"), "");
    EXPECT_THAT(fault_of({.insecure = true}, "ws://h"), HasSubstr("wss://"));
    EXPECT_THAT(fault_of({.ca = "a"}, "lp://h:1"), HasSubstr("--ca"));
    EXPECT_EQ(fault_of({.ca = "a"}, "lps://h:1"), "");
}

TEST(TlsOptions, ThereIsOneReasonToTrust) {
    const std::string digits(64, 'a');
    EXPECT_EQ(fault_of({.fingerprint = digits}), "");
    EXPECT_THAT(fault_of({.ca = "a", .fingerprint = digits}), HasSubstr("exclude each other"));
    EXPECT_THAT(fault_of({.fingerprint = digits, .insecure = true}),
                HasSubstr("exclude each other"));
}

TEST(TlsOptions, AKeyHasACertificate) {
    EXPECT_EQ(fault_of({.client_certificate = "a"}), "");
    EXPECT_EQ(fault_of({.client_certificate = "a", .client_key = "b"}), "");
    EXPECT_THAT(fault_of({.client_key = "b"}), HasSubstr("--client-cert"));
}

TEST(TlsOptions, ValuesHaveTheirForm) {
    for (const Language language : {Language::english, Language::russian}) {
        EXPECT_EQ(check_fingerprint(language, "sha256:" + std::string(64, 'F')), "");
        EXPECT_NE(check_fingerprint(language, std::string(63, 'F')), "");
        EXPECT_EQ(check_server_name(language, "почта.рф"), "");
        EXPECT_NE(check_server_name(language, "почта..рф"), "");
        EXPECT_EQ(check_alpn(language, "h2"), "");
        EXPECT_NE(check_alpn(language, std::string(256, 'h')), "");
    }
}

}  // namespace
}  // namespace potok::loadtest
