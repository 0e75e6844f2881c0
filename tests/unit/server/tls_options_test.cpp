// What is wrong with the options of TLS together: each in a sentence that names the option.
#include "server/tls_options.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using ::testing::HasSubstr;

std::string fault_of(const TlsSettings& settings, std::string_view tls_address = "wss://*:1") {
    const std::string russian = check_tls_settings(settings, tls_address, Language::russian);
    const std::string english = check_tls_settings(settings, tls_address, Language::english);
    EXPECT_EQ(russian.empty(), english.empty());
    EXPECT_TRUE(english.empty() || english != russian);
    return english;
}

TEST(TlsOptions, WhatBelongsTogetherIsNoFault) {
    EXPECT_EQ(fault_of({}, ""), "");
    EXPECT_EQ(fault_of({.self_signed = true}), "");
    EXPECT_EQ(fault_of({.certificates = {"a"}}), "");
    EXPECT_EQ(fault_of({.certificates = {"a", "b"}, .keys = {"c", "d"}}), "");
    EXPECT_EQ(fault_of({.pfx = {"a"}, .key_password_file = "b"}), "");
    EXPECT_EQ(fault_of({.self_signed = true, .client_ca = "a", .revocation_lists = {"b"}}), "");
}

TEST(TlsOptions, KeysAreAsManyAsCertificatesOrNone) {
    EXPECT_THAT(fault_of({.certificates = {"a", "b"}, .keys = {"c"}}), HasSubstr("--key: 1 for 2"));
    EXPECT_THAT(fault_of({.certificates = {"a"}, .keys = {"c", "d"}}), HasSubstr("--key: 2 for 1"));
    EXPECT_THAT(fault_of({.keys = {"c"}}), HasSubstr("--key: 1 for 0"));
    EXPECT_THAT(fault_of({.key_password_file = "a", .self_signed = true}),
                HasSubstr("--key-password-file"));
}

TEST(TlsOptions, ClientsNeedAnAuthorityAndAServer) {
    using Asked = TlsSettings::ClientCertificates;
    EXPECT_THAT(fault_of({.self_signed = true, .client_certificates = Asked::request}),
                HasSubstr("--client-cert: say with --client-ca"));
    EXPECT_THAT(fault_of({.self_signed = true, .revocation_lists = {"a"}}), HasSubstr("--crl"));
    EXPECT_THAT(fault_of({.client_ca = "a"}, ""), HasSubstr("--client-ca"));
}

TEST(TlsOptions, ACertificateWantsAnAddressAndAnAddressACertificate) {
    EXPECT_THAT(fault_of({}), HasSubstr("wss://*:1 needs a certificate"));
    EXPECT_THAT(fault_of({.self_signed = true}, ""), HasSubstr("--listen wss://"));
}

struct Settings {
    TlsSettings tls;
};

TEST(TlsOptions, TwoTablesBecomeOne) {
    constexpr std::array<cli::Option, 1> kFirst = {{{.name = "first"}}};
    constexpr auto kBoth = joined(kFirst, tls_options<&Settings::tls>);
    static_assert(kBoth.size() == 10);
    EXPECT_EQ(kBoth[0].name, "first");
    EXPECT_EQ(kBoth[1].name, "cert");
}

}  // namespace
}  // namespace potok
