#include "protocol/certificate_pair.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

constexpr std::array kChoices{KeyChoice::p256, KeyChoice::p384, KeyChoice::rsa2048,
                              KeyChoice::ed25519};

TEST(CertificatePair, ACertificateBelongsToItsKeyAlone) {
    for (const KeyChoice choice : kChoices) {
        const Issued issued = issue({.key = choice});
        for (const KeyChoice other : kChoices) {
            const OwnedKey key = key_of(other);
            EXPECT_EQ(belong_together(issued.certificate.get(), key.get()), choice == other);
            EXPECT_EQ(has_signed(issued.certificate.get(), key.get()), choice == other);
        }
    }
}

// A key whose public half is its certificate's, and whose private half is not.
TEST(CertificatePair, AKeyWhoseOtherHalfIsDamagedSignsNothing) {
    const Issued issued = issue();
    const OwnedKey other = make_key(KeyChoice::p256);
    OSSL_PARAM* mine = nullptr;
    ASSERT_EQ(EVP_PKEY_todata(issued.key.get(), EVP_PKEY_KEYPAIR, &mine), 1);
    BIGNUM* number = nullptr;
    ASSERT_EQ(EVP_PKEY_get_bn_param(other.get(), OSSL_PKEY_PARAM_PRIV_KEY, &number), 1);
    ASSERT_EQ(OSSL_PARAM_set_BN(OSSL_PARAM_locate(mine, OSSL_PKEY_PARAM_PRIV_KEY), number), 1);
    EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr);
    evp_pkey_st* mixed = nullptr;
    EVP_PKEY_fromdata_init(context);
    ASSERT_EQ(EVP_PKEY_fromdata(context, &mixed, EVP_PKEY_KEYPAIR, mine), 1);
    const OwnedKey owned(mixed);
    EVP_PKEY_CTX_free(context);
    BN_free(number);
    OSSL_PARAM_free(mine);

    EXPECT_TRUE(belong_together(issued.certificate.get(), mixed));
    EXPECT_FALSE(has_signed(issued.certificate.get(), mixed));
}

TEST(CertificatePair, AnIssuerHasSignedAndNotOnlyTheName) {
    const Issued ca = issue({.subject = "ca", .own_key = true, .ca = true});
    const Issued namesake = issue({.subject = "ca", .own_key = true, .ca = true});
    const Issued leaf = issue({.issuer = &ca});
    const auto issued_by = [](const Issued& one, const Issued& other) {
        return is_issued_by(one.certificate.get(), other.certificate.get());
    };
    EXPECT_TRUE(issued_by(leaf, ca));
    EXPECT_FALSE(issued_by(leaf, namesake));
    EXPECT_FALSE(issued_by(leaf, leaf));
    EXPECT_FALSE(issued_by(ca, leaf));
    EXPECT_TRUE(issued_by(ca, ca));
}

TEST(CertificatePair, TlsHasSignaturesOfSomeKeysOnly) {
    for (const KeyChoice choice : kChoices)
        EXPECT_TRUE(is_key_of_tls(key_facts_of(issue({.key = choice}).certificate.get())));
    const Issued bitcoin = issue({.key = KeyChoice::secp256k1});
    EXPECT_FALSE(is_key_of_tls(key_facts_of(bitcoin.certificate.get())));
    EXPECT_FALSE(is_key_of_tls({.kind = KeyKind::gost}));
    EXPECT_FALSE(is_key_of_tls({.kind = KeyKind::other, .name = "DSA"}));
    EXPECT_TRUE(is_key_of_tls({.kind = KeyKind::rsa_pss}));
    EXPECT_TRUE(is_key_of_tls({.kind = KeyKind::ed448}));
}

}  // namespace
}  // namespace potok::testing
