#include "protocol/certificate_pbe.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "protocol/certificate_openssl.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;
using OwnedAlgorithm = Owned<X509_ALGOR, X509_ALGOR_free>;

OwnedAlgorithm pbes1(int number, int iterations) {
    return OwnedAlgorithm(PKCS5_pbe_set(number, iterations, nullptr, 8));
}

OwnedAlgorithm pbes2(const EVP_CIPHER* cipher, int iterations) {
    return OwnedAlgorithm(PKCS5_pbe2_set(cipher, iterations, nullptr, 16));
}

// What OpenSSL makes no more.
OwnedAlgorithm pbes2_with(int cipher) {
    const Owned<PBE2PARAM, PBE2PARAM_free> parameters(PBE2PARAM_new());
    X509_ALGOR_set0(parameters->encryption, OBJ_nid2obj(cipher), V_ASN1_UNDEF, nullptr);
    X509_ALGOR_free(parameters->keyfunc);
    parameters->keyfunc = PKCS5_pbkdf2_set(1, nullptr, 8, -1, -1);
    OwnedAlgorithm algorithm(X509_ALGOR_new());
    X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_pbes2), V_ASN1_UNDEF, nullptr);
    ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(PBE2PARAM), parameters.get(), &algorithm->parameter);
    return algorithm;
}

OwnedAlgorithm scrypt(std::uint64_t cost, std::uint64_t blocks, std::uint64_t parallel) {
    return OwnedAlgorithm(
        PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 16, nullptr, cost, blocks, parallel));
}

std::optional<Kind> refused(const OwnedAlgorithm& encryption) {
    PasswordWork work;
    const auto fault = work.begin(encryption.get());
    return fault ? std::optional(fault->kind) : std::nullopt;
}

TEST(CertificatePbe, WhatOpensslHasMayBeTried) {
    const OpensslErrors errors;
    EXPECT_EQ(refused(pbes1(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 2000)), std::nullopt);
    EXPECT_EQ(refused(pbes2(EVP_aes_256_cbc(), 600'000)), std::nullopt);
    EXPECT_EQ(refused(scrypt(16384, 8, 1)), std::nullopt);
}

TEST(CertificatePbe, WhatOnlyTheLegacyProviderHasIsNamed) {
    const OpensslErrors errors;
    PasswordWork work;
    const auto rc2 = work.begin(pbes1(NID_pbe_WithSHA1And40BitRC2_CBC, 1).get());
    ASSERT_TRUE(rc2);
    EXPECT_EQ(rc2->kind, Kind::pfx_old_algorithm);
    EXPECT_EQ(rc2->algorithm, "RC2-40-CBC");
    EXPECT_EQ(refused(pbes1(NID_pbe_WithSHA1And128BitRC4, 1)), Kind::pfx_old_algorithm);
    EXPECT_EQ(refused(pbes1(NID_pbeWithMD5AndDES_CBC, 1)), Kind::pfx_old_algorithm);
    EXPECT_EQ(refused(pbes2_with(NID_des_cbc)), Kind::pfx_old_algorithm);
}

TEST(CertificatePbe, WhatNobodyHereHasIsUnsupported) {
    const OpensslErrors errors;
    const OwnedAlgorithm aes(X509_ALGOR_new());
    X509_ALGOR_set0(aes.get(), OBJ_nid2obj(NID_aes_256_cbc), V_ASN1_UNDEF, nullptr);
    EXPECT_EQ(refused(aes), Kind::unsupported_algorithm) << "a cipher is no use of a password";
    const OwnedAlgorithm gost(X509_ALGOR_new());
    X509_ALGOR_set0(gost.get(), OBJ_nid2obj(NID_id_Gost28147_89), V_ASN1_UNDEF, nullptr);
    EXPECT_EQ(refused(gost), Kind::gost);
}

TEST(CertificatePbe, ParametersOfAnotherFormAreDamage) {
    const OpensslErrors errors;
    for (const int number : {NID_pbes2, NID_pbe_WithSHA1And3_Key_TripleDES_CBC}) {
        const OwnedAlgorithm none(X509_ALGOR_new());
        X509_ALGOR_set0(none.get(), OBJ_nid2obj(number), V_ASN1_UNDEF, nullptr);
        EXPECT_EQ(refused(none), Kind::damaged);
    }
}

TEST(CertificatePbe, TheWorkOfAllPartsIsCountedTogether) {
    const OpensslErrors errors;
    constexpr int kHalf = PasswordWork::kIterationsMax / 2;
    PasswordWork work;
    EXPECT_FALSE(work.begin(pbes2(EVP_aes_256_cbc(), kHalf).get()));
    EXPECT_FALSE(work.begin(pbes1(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, kHalf).get()));
    const auto third = work.begin(pbes2(EVP_aes_256_cbc(), 1).get());
    ASSERT_TRUE(third);
    EXPECT_EQ(third->kind, Kind::too_much_work);
}

TEST(CertificatePbe, WorkWithoutEndIsRefusedInEachForm) {
    const OpensslErrors errors;
    EXPECT_EQ(refused(pbes2(EVP_aes_256_cbc(), 2'000'000'000)), Kind::too_much_work);
    EXPECT_EQ(refused(pbes1(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 2'000'000'000)),
              Kind::too_much_work);
    EXPECT_EQ(refused(scrypt(1024, 8, 600)), Kind::too_much_work);
    PasswordWork work;
    const OwnedAlgorithm sha(X509_ALGOR_new());
    X509_ALGOR_set_md(sha.get(), EVP_sha256());
    EXPECT_FALSE(work.begin_digest(sha.get(), 1));
    const auto fault = work.begin_digest(sha.get(), UINT64_MAX);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, Kind::too_much_work);
}

TEST(CertificatePbe, ADigestThatOpensslHasNotIsUnsupported) {
    const OpensslErrors errors;
    PasswordWork work;
    const OwnedAlgorithm digest(X509_ALGOR_new());
    X509_ALGOR_set0(digest.get(), OBJ_nid2obj(NID_md2), V_ASN1_UNDEF, nullptr);
    EXPECT_EQ(work.begin_digest(digest.get(), 1)->kind, Kind::unsupported_algorithm);
    X509_ALGOR_set0(digest.get(), OBJ_nid2obj(NID_id_GostR3411_2012_256), V_ASN1_UNDEF, nullptr);
    EXPECT_EQ(work.begin_digest(digest.get(), 1)->kind, Kind::gost);
}

}  // namespace
}  // namespace potok
