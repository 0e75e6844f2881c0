#include "protocol/certificate_der.hpp"

#include <openssl/x509.h>

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

TEST(CertificateDer, IsTheWholeOfTheBytesOrNothing) {
    const std::string der = der_of(issue().certificate);
    EXPECT_TRUE(read_der<X509_free>(bytes_of(der), d2i_X509));
    EXPECT_FALSE(read_der<X509_free>(bytes_of(der + '\0'), d2i_X509));
    EXPECT_FALSE(read_der<X509_free>(bytes_of(der).first(der.size() - 1), d2i_X509));
    EXPECT_FALSE(read_der<X509_free>({}, d2i_X509));
}

}  // namespace
}  // namespace potok::testing
