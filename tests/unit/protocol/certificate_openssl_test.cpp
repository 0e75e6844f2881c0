#include "protocol/certificate_openssl.hpp"

#include <openssl/err.h>

#include "protocol/certificate_reading.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(CertificateOpenssl, LeavesNoErrorOfItsOwnAndEveryOneOfOthers) {
    ERR_clear_error();
    ERR_raise(ERR_LIB_USER, 1);
    const unsigned long before = ERR_peek_last_error();
    {
        const OpensslErrors errors;
        ERR_raise(ERR_LIB_USER, 2);
        EXPECT_EQ(OpensslErrors::last().kind, CertificateFault::Kind::openssl_failed);
        EXPECT_EQ(ERR_GET_REASON(OpensslErrors::last().library_error), 2);
    }
    EXPECT_EQ(ERR_peek_last_error(), before);
    ERR_clear_error();
}

TEST(CertificateOpenssl, AFailedReadingLeavesTheThreadsQueueEmpty) {
    ERR_clear_error();
    const std::string_view damaged =
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    EXPECT_FALSE(read_certificates({bytes_of(damaged), "a.pem"}));
    EXPECT_EQ(ERR_peek_error(), 0u);
}

}  // namespace
}  // namespace potok
