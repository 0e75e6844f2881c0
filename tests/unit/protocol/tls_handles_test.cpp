#include "protocol/tls_handles.hpp"

#include <openssl/conf.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <fstream>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(TlsHandles, AShareOutlivesItsFirstOwner) {
    OwnedKey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    OwnedX509 certificate(X509_new());
    OwnedSslContext context(SSL_CTX_new(TLS_method()));
    const OwnedKey second_key = share(key);
    const OwnedX509 second_certificate = share(certificate);
    const OwnedSslContext second_context = share(context);
    key.reset();
    certificate.reset();
    context.reset();
    EXPECT_EQ(EVP_PKEY_get_bits(second_key.get()), 256);
    EXPECT_EQ(X509_set_pubkey(second_certificate.get(), second_key.get()), 1);
    EXPECT_TRUE(OwnedSsl(SSL_new(second_context.get())));
}

TEST(TlsHandles, NoneHasNoOtherOwner) {
    EXPECT_FALSE(share(OwnedKey()));
    EXPECT_FALSE(share(OwnedX509()));
    EXPECT_FALSE(share(OwnedSslContext()));
}

// What the system's configuration says is said again in a child: OpenSSL reads it once a process.
TEST(TlsHandlesDeathTest, TheSystemsConfigurationIsNotRead) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const std::string path = ::testing::TempDir() + "potok_openssl.cnf";
    std::ofstream(path) << "openssl_conf = all\n[all]\nssl_conf = tls\n[tls]\n"
                           "system_default = least\n[least]\nMinProtocol = TLSv1.3\n";
    const auto least_version = [&path](bool by_us) {
        ::setenv("OPENSSL_CONF", path.c_str(), 1);
        if (by_us) begin_openssl();
        const OwnedSslContext context(SSL_CTX_new(TLS_method()));
        std::exit(SSL_CTX_get_min_proto_version(context.get()) == TLS1_3_VERSION ? 3 : 0);
    };
    EXPECT_EXIT(least_version(true), ::testing::ExitedWithCode(0), "");
    EXPECT_EXIT(least_version(false), ::testing::ExitedWithCode(3), "") << "the test sees nothing";
}

}  // namespace
}  // namespace potok
