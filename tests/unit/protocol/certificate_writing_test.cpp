#include "protocol/certificate_writing.hpp"

#include <openssl/evp.h>

#include "protocol/certificate_reading.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

constexpr std::array kChoices{KeyChoice::p256, KeyChoice::rsa2048, KeyChoice::ed25519};
constexpr std::array<std::string_view, 3> kPasswords = {"", "secret", "длинный пароль"};

// A leaf of each kind of key, with a chain of one.
Credentials credentials_of(KeyChoice choice) {
    Issued ca = issue({.subject = "ca", .own_key = true, .ca = true});
    Issued leaf = issue({.key = choice, .issuer = &ca, .alternative_names = "DNS:поток.рф"});
    std::vector<OwnedX509> chain;
    chain.push_back(std::move(ca.certificate));
    return {std::move(leaf.certificate), std::move(chain), std::move(leaf.key)};
}

bool is_same(const CredentialsOrFault& read, const Credentials& written) {
    return read && read.value().facts().fingerprint == written.facts().fingerprint &&
           EVP_PKEY_eq(read.value().key(), written.key()) == 1 && read.value().chain().size() == 1;
}

Password none_if_empty(std::string_view password) {
    return password.empty() ? Password() : Password(password);
}

TEST(CertificateWriting, WhatIsWrittenAsPemIsReadBack) {
    for (const KeyChoice choice : kChoices) {
        const Credentials written = credentials_of(choice);
        const std::string certificate = certificate_pem(written);
        for (const std::string_view password : kPasswords) {
            const SecretOrFault key = key_pem(written, password);
            ASSERT_TRUE(key);
            const bool encrypted = key.value().text().starts_with("-----BEGIN ENCRYPTED");
            EXPECT_EQ(encrypted, !password.empty());
            EXPECT_TRUE(
                is_same(read_credentials({.certificate = {bytes_of(certificate), "a.pem"},
                                          .key = CertificateBytes{key.value().bytes(), "a.key"},
                                          .password = none_if_empty(password)}),
                        written));
        }
    }
}

TEST(CertificateWriting, WhatIsWrittenAsPfxIsReadBack) {
    for (const KeyChoice choice : {KeyChoice::p256, KeyChoice::rsa2048}) {
        const Credentials written = credentials_of(choice);
        for (const PfxForm form : {PfxForm::modern, PfxForm::for_old_windows}) {
            for (const std::string_view password : kPasswords) {
                const SecretOrFault pfx = pfx_of(written, password, form);
                ASSERT_TRUE(pfx);
                const CredentialsOrFault read =
                    read_credentials({.certificate = {pfx.value().bytes(), "a.pfx"},
                                      .password = none_if_empty(password)});
                EXPECT_TRUE(is_same(read, written));
            }
        }
    }
}

TEST(CertificateWriting, ACertificateComesOutOfAPfxInBothForms) {
    const Credentials written = credentials_of(KeyChoice::p256);
    const SecretOrFault pfx = pfx_of(written, "secret");
    ASSERT_TRUE(pfx);
    const CertificatesOrFault read = read_certificates({pfx.value().bytes(), "a.pfx"}, "secret");
    ASSERT_TRUE(read);
    EXPECT_EQ(certificate_pem(read.value()), certificate_pem(written));
    const std::string der = certificate_der(read.value().front().get());
    const CertificatesOrFault again = read_certificates({bytes_of(der), "a.cer"});
    ASSERT_TRUE(again);
    EXPECT_EQ(fingerprint_of(again.value().front().get()), written.facts().fingerprint);
}

TEST(CertificateWriting, APemHasTheLeafFirst) {
    const Credentials written = credentials_of(KeyChoice::p256);
    const std::string text = certificate_pem(written);
    const CertificatesOrFault read = read_certificates({bytes_of(text), "a.pem"});
    ASSERT_TRUE(read);
    ASSERT_EQ(read.value().size(), 2u);
    EXPECT_EQ(fingerprint_of(read.value().front().get()), written.facts().fingerprint);
}

}  // namespace
}  // namespace potok::testing
