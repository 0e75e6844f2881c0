#include "protocol/certificate_key.hpp"

#include <openssl/evp.h>
#include <openssl/objects.h>

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;

constexpr std::array kChoices{KeyChoice::p256, KeyChoice::rsa2048, KeyChoice::ed25519};

KeyOrFault read(KeyForm form, const std::string& der, Password password = std::nullopt) {
    PasswordWork work;
    return read_key(form, bytes_of(der), password, work);
}

std::optional<Kind> fault_of(const KeyOrFault& key) {
    return key ? std::nullopt : std::optional(key.error().kind);
}

bool is(const KeyOrFault& read, KeyChoice choice) {
    return read && EVP_PKEY_eq(read.value().get(), key_of(choice).get()) == 1;
}

TEST(CertificateKey, IsReadInEachForm) {
    for (const KeyChoice choice : kChoices) {
        const OwnedKey key = key_of(choice);
        EXPECT_TRUE(is(read(KeyForm::pkcs8, der_of(key)), choice));
        const std::string encrypted = der_of(key, KeyFile::pkcs8, "пароль");
        EXPECT_TRUE(is(read(KeyForm::encrypted_pkcs8, encrypted, "пароль"), choice));
    }
    EXPECT_TRUE(is(read(KeyForm::rsa, der_of(key_of(KeyChoice::rsa2048), KeyFile::traditional)),
                   KeyChoice::rsa2048));
    EXPECT_TRUE(is(read(KeyForm::ec, der_of(key_of(KeyChoice::p256), KeyFile::traditional)),
                   KeyChoice::p256));
}

TEST(CertificateKey, AnEncryptedOneWantsItsPassword) {
    const std::string encrypted = der_of(key_of(KeyChoice::p256), KeyFile::pkcs8, "secret");
    EXPECT_EQ(fault_of(read(KeyForm::encrypted_pkcs8, encrypted)), Kind::password_needed);
    for (const std::string& wrong : {std::string(), std::string("Secret"), std::string("secret "),
                                     std::string(kPasswordMax + 1, 's')})
        EXPECT_EQ(fault_of(read(KeyForm::encrypted_pkcs8, encrypted, wrong)), Kind::password_wrong);
}

TEST(CertificateKey, CutOffAnywhereItIsAFault) {
    for (const KeyChoice choice : kChoices) {
        const std::string der = der_of(key_of(choice));
        for (std::size_t size = 0; size < der.size(); ++size)
            EXPECT_EQ(fault_of(read(KeyForm::pkcs8, der.substr(0, size))), Kind::damaged);
    }
}

TEST(CertificateKey, OfAnAlgorithmThatWeHaveNotIsNamed) {
    const std::string ec = der_of(key_of(KeyChoice::p256));
    const KeyOrFault dsa = read(KeyForm::pkcs8, with_algorithm(der_of(key_of(KeyChoice::ed25519)),
                                                               NID_ED25519, NID_X25519));
    ASSERT_FALSE(dsa);
    EXPECT_EQ(dsa.error().kind, Kind::unsupported_algorithm);
    EXPECT_EQ(dsa.error().algorithm, "X25519");
    EXPECT_EQ(fault_of(read(KeyForm::pkcs8, ec)), std::nullopt);
}

}  // namespace
}  // namespace potok::testing
