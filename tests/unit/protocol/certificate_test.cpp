#include "protocol/certificate.hpp"

#include <openssl/x509.h>

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

TEST(Certificate, ItsFactsAreWhatItSays) {
    const Issued ca = issue({.subject = "Корень, \"один\"", .key = KeyChoice::p384, .ca = true});
    const Issued leaf = issue({.subject = "поток.рф",
                               .issuer = &ca,
                               .alternative_names = "DNS:a.example,IP:::1",
                               .not_before = kToday + 1s,
                               .not_after = std::chrono::sys_seconds(253402300799s)});
    const CertificateFacts facts = facts_of(leaf.certificate.get());
    EXPECT_EQ(facts.subject, "CN=поток.рф");
    EXPECT_EQ(facts.issuer, "CN=Корень\\, \\\"один\\\"");
    EXPECT_THAT(facts.names, ElementsAre("a.example", "::1"));
    EXPECT_EQ(facts.not_before, kToday + 1s);
    EXPECT_EQ(facts.not_after, std::chrono::sys_days(std::chrono::year(9999) / 12 / 31) + 86399s);
    EXPECT_EQ(facts.signature, "ecdsa-with-SHA256");
    EXPECT_FALSE(facts.self_issued);
    EXPECT_TRUE(facts_of(ca.certificate.get()).self_issued);
}

TEST(Certificate, WhatCouldStartAnotherLineOfALogIsEscaped) {
    const Issued leaf = issue({.subject = "a\nb\x1b[31m"});
    EXPECT_EQ(facts_of(leaf.certificate.get()).subject, "CN=a\\0Ab\\1B[31m");
}

TEST(Certificate, ItsKeyIsNamedAsPeopleNameIt) {
    struct Row {
        KeyChoice choice;
        KeyKind kind;
        int bits;
        std::string name;
    };
    for (const Row& row : {Row{KeyChoice::p256, KeyKind::ecdsa, 256, "ECDSA P-256"},
                           Row{KeyChoice::p384, KeyKind::ecdsa, 384, "ECDSA P-384"},
                           Row{KeyChoice::secp256k1, KeyKind::ecdsa, 256, "ECDSA secp256k1"},
                           Row{KeyChoice::rsa2048, KeyKind::rsa, 2048, "RSA"},
                           Row{KeyChoice::ed25519, KeyKind::ed25519, 256, "Ed25519"}}) {
        const KeyFacts facts = key_facts_of(issue({.key = row.choice}).certificate.get());
        EXPECT_EQ(facts.kind, row.kind) << row.name;
        EXPECT_EQ(facts.bits, row.bits) << row.name;
        EXPECT_EQ(facts.name, row.name);
    }
}

TEST(Certificate, AMomentThatNobodyCanReadIsNeverNow) {
    const Issued leaf = issue();
    for (ASN1_TIME* const time :
         {X509_getm_notBefore(leaf.certificate.get()), X509_getm_notAfter(leaf.certificate.get())})
        ASN1_STRING_set(time, "soon", 4);
    const CertificateFacts facts = facts_of(leaf.certificate.get());
    EXPECT_GT(facts.not_before, facts.not_after);
    EXPECT_GT(facts.not_before, kToday);
    EXPECT_LT(facts.not_after, kToday);
}

TEST(Credentials, KeepWhatTheyAreMadeOf) {
    Issued ca = issue({.subject = "ca", .ca = true});
    Issued leaf = issue({.issuer = &ca});
    const x509_st* const certificate = leaf.certificate.get();
    std::vector<OwnedX509> chain;
    chain.push_back(std::move(ca.certificate));
    const Credentials made(std::move(leaf.certificate), std::move(chain), std::move(leaf.key));
    EXPECT_EQ(made.leaf(), certificate);
    EXPECT_EQ(made.chain().size(), 1u);
    EXPECT_NE(made.key(), nullptr);
    EXPECT_EQ(made.facts().fingerprint, fingerprint_of(certificate));
}

}  // namespace
}  // namespace potok::testing
