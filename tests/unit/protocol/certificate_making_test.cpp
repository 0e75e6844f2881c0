#include "protocol/certificate_making.hpp"

#include <openssl/bn.h>
#include <openssl/x509v3.h>

#include <set>

#include "protocol/certificate_judgement.hpp"
#include "protocol/certificate_openssl.hpp"
#include "protocol/certificate_pair.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using ::testing::ElementsAre;
using Kind = CertificateFault::Kind;

Credentials made(const SelfSigned& wanted = {.now = kToday}) {
    auto credentials = make_self_signed(wanted);
    EXPECT_TRUE(credentials);
    return std::move(credentials).value();
}

std::optional<CertificateFault> fault_of(const SelfSigned& wanted) {
    const auto credentials = make_self_signed(wanted);
    return credentials ? std::nullopt : std::optional(credentials.error());
}

TEST(CertificateMaking, IsForThisHostAndWhatWasAskedFor) {
    EXPECT_THAT(made().facts().names, ElementsAre("localhost", "127.0.0.1", "::1"));
    const Credentials asked = made(
        {.names = {"Поток.рф", "192.0.2.1", "LOCALHOST", "*.a.example", "a.example", "a.example"},
         .now = kToday});
    EXPECT_THAT(asked.facts().names, ElementsAre("xn--j1ahacq.xn--p1ai", "192.0.2.1", "localhost",
                                                 "*.a.example", "a.example", "127.0.0.1", "::1"));
    EXPECT_EQ(asked.facts().subject, "CN=xn--j1ahacq.xn--p1ai");
    EXPECT_EQ(X509_check_host(asked.leaf(), "b.a.example", 0, 0, nullptr), 1);
    EXPECT_EQ(X509_check_ip_asc(asked.leaf(), "::1", 0), 1);
}

TEST(CertificateMaking, IsSignedByItsOwnKeyOfTheKindThatWasAskedFor) {
    const Credentials p256 = made();
    EXPECT_EQ(p256.facts().key.name, "ECDSA P-256");
    const Credentials rsa = made({.key = NewKey::rsa_2048, .now = kToday});
    EXPECT_EQ(rsa.facts().key.kind, KeyKind::rsa);
    EXPECT_EQ(rsa.facts().key.bits, 2048);
    for (const Credentials* one : {&p256, &rsa}) {
        EXPECT_TRUE(is_issued_by(one->leaf(), one->leaf()));
        EXPECT_TRUE(has_signed(one->leaf(), one->key()));
        EXPECT_FALSE(find_fault(*one, {.now = kToday}));
        EXPECT_TRUE(one->chain().empty());
    }
}

TEST(CertificateMaking, IsAnEndpointsAndNoAuthoritys) {
    const Credentials self = made();
    EXPECT_EQ(X509_check_ca(self.leaf()), 0);
    EXPECT_EQ(X509_check_purpose(self.leaf(), X509_PURPOSE_SSL_SERVER, 0), 1);
    EXPECT_EQ(X509_check_purpose(self.leaf(), X509_PURPOSE_SSL_CLIENT, 0), 1);
    EXPECT_EQ(X509_get_version(self.leaf()), X509_VERSION_3);
    EXPECT_NE(X509_get0_subject_key_id(self.leaf()), nullptr);
    EXPECT_EQ(X509_get_key_usage(self.leaf()), unsigned{KU_DIGITAL_SIGNATURE});
    const Credentials rsa = made({.key = NewKey::rsa_2048, .now = kToday});
    EXPECT_EQ(X509_get_key_usage(rsa.leaf()), unsigned{KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT});
}

TEST(CertificateMaking, IsValidFromAnHourAgoForAsLongAsWasAskedFor) {
    const Credentials self = made({.now = kToday, .validity = std::chrono::days(30)});
    EXPECT_EQ(self.facts().not_before, kToday - std::chrono::hours(1));
    EXPECT_EQ(self.facts().not_after, kToday + std::chrono::days(30));
    for (const int days : {0, -1, 3651}) {
        const auto fault = fault_of({.now = kToday, .validity = std::chrono::days(days)});
        ASSERT_TRUE(fault);
        EXPECT_EQ(fault->kind, Kind::bad_validity);
        EXPECT_EQ(fault->days, days);
        EXPECT_EQ(fault->limit, 3650u);
    }
    EXPECT_FALSE(fault_of({.now = kToday, .validity = kCertificateValidityMax}));
    EXPECT_FALSE(fault_of({.now = kToday, .validity = std::chrono::days(1)}));
}

TEST(CertificateMaking, ItsSerialNumberIsOf128BitsAndNoOtherHasIt) {
    std::set<std::string> serials;
    for (int i = 0; i < 50; ++i) {
        const Credentials self = made();
        const ASN1_INTEGER* const serial = X509_get0_serialNumber(self.leaf());
        EXPECT_EQ(ASN1_STRING_length(serial), 16);
        const Owned<BIGNUM, BN_free> number(ASN1_INTEGER_to_BN(serial, nullptr));
        EXPECT_FALSE(BN_is_negative(number.get()));
        EXPECT_EQ(BN_num_bits(number.get()), 127);
        serials.emplace(reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)), 16);
    }
    EXPECT_EQ(serials.size(), 50u);
}

TEST(CertificateMaking, ANameThatNoHostHasIsRefused) {
    const auto fault = fault_of({.names = {"a.example", "a b"}, .now = kToday});
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, Kind::bad_name);
    EXPECT_EQ(fault->subject, "a b");
}

TEST(CertificateMaking, HasAsManyNamesAsThereIsRoomFor) {
    std::vector<std::string> names;
    for (std::size_t i = 3; i < kCertificateNamesMax; ++i)
        names.push_back("host" + std::to_string(i));
    EXPECT_EQ(made({.names = names, .now = kToday}).facts().names.size(), kCertificateNamesMax);
    names.push_back("one-more");
    const auto fault = fault_of({.names = names, .now = kToday});
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, Kind::too_many_names);
    EXPECT_EQ(fault->limit, kCertificateNamesMax);
}

TEST(CertificateMaking, ANameTooLongForASubjectIsAmongTheOthersOnly) {
    const std::string name = std::string(60, 'a') + ".example";
    const Credentials self = made({.names = {name}, .now = kToday});
    EXPECT_EQ(self.facts().names.front(), name);
    EXPECT_EQ(self.facts().subject, "CN=localhost");
}

}  // namespace
}  // namespace potok::testing
