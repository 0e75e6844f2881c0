#include "protocol/tls_trust_store.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

std::string der_of(const TestCertificate& certificate) {
    unsigned char* der = nullptr;
    const int bytes = i2d_X509(certificate.certificate.get(), &der);
    std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(bytes));
    OPENSSL_free(der);
    return text;
}

TEST(TrustStore, ReadsCertificatesAmidstOtherThings) {
    const TestCertificate one = make_certificate({.subject = "one"});
    const TestCertificate two = make_certificate({.subject = "two"});
    TrustStore store;
    const TrustStore::Added added =
        store.add(bytes_of("\xEF\xBB\xBF# Our authorities\r\n" + one.pem() +
                           "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\nand\n" +
                           two.pem() + "the end"));
    EXPECT_EQ(added.certificates, 2u);
    EXPECT_EQ(added.damaged, 0u);
    EXPECT_EQ(store.size(), 2u);
    EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST(TrustStore, ReadsDer) {
    TrustStore store;
    EXPECT_EQ(store.add(bytes_of(der_of(make_certificate({})))).certificates, 1u);
    EXPECT_EQ(store.size(), 1u);
}

TEST(TrustStore, ReadsWhatStandsBehindSomethingDamaged) {
    const std::string good = make_certificate({}).pem();
    std::string damaged = good;
    damaged[100] = '!';
    std::string wrong = good;
    wrong[40] = wrong[40] == 'A' ? 'B' : 'A';
    TrustStore store;
    const TrustStore::Added added = store.add(bytes_of(damaged + wrong + good));
    EXPECT_EQ(added.certificates, 1u);
    EXPECT_EQ(added.damaged, 2u);
}

TEST(TrustStore, FindsNothingInNothing) {
    for (const std::string_view text :
         {"", "hello", "-----BEGIN", "-----BEGIN CERTIFICATE-----\n", "\x30\x82"}) {
        TrustStore store;
        EXPECT_EQ(store.add(bytes_of(text)).certificates, 0u) << text;
        EXPECT_TRUE(store.empty());
    }
}

TEST(TrustStore, HoldsACertificateOnce) {
    const TestCertificate one = make_certificate({});
    TrustStore store = trust_in({&one});
    EXPECT_EQ(store.add(bytes_of(one.pem())).damaged, 0u);
    EXPECT_EQ(store.size(), 1u);
}

TEST(TrustStore, KnowsItsAuthoritiesByName) {
    const TestCertificate one = make_certificate({.subject = "one", .authority = true});
    const TestCertificate two = make_certificate({.subject = "two", .authority = true});
    TrustStore store;
    EXPECT_TRUE(store.add(*one.certificate));
    EXPECT_TRUE(store.has_authority(*X509_get_subject_name(one.certificate.get())));
    EXPECT_FALSE(store.has_authority(*X509_get_subject_name(two.certificate.get())));
}

TEST(TrustStore, DigestTellsWhatIsTrusted) {
    const TestCertificate one = make_certificate({.subject = "one", .authority = true});
    const TestCertificate two = make_certificate({.subject = "two", .authority = true});
    EXPECT_EQ(trust_in({&one}).digest(), trust_in({&one}).digest());
    EXPECT_EQ(trust_in({&one, &two}).digest(), trust_in({&two, &one}).digest());
    EXPECT_NE(trust_in({&one}).digest(), trust_in({&two}).digest());
    TrustStore listed = trust_in({&one});
    EXPECT_FALSE(listed.has_revocation_lists());
    EXPECT_EQ(listed.add(bytes_of(make_revocation_list(one, {&two}))).revocation_lists, 1u);
    EXPECT_TRUE(listed.has_revocation_lists());
    EXPECT_NE(listed.digest(), trust_in({&one}).digest());
}

TEST(TrustStore, CopiesShareWhatTheyHold) {
    const TestCertificate one = make_certificate({});
    TrustStore store = trust_in({&one});
    const TrustStore copy = store;
    store = TrustStore();
    EXPECT_EQ(copy.size(), 1u);
    EXPECT_EQ(store.size(), 0u);
}

}  // namespace
}  // namespace potok::testing
