#include "protocol/certificate_algorithm.hpp"

#include <openssl/objects.h>

#include "protocol/certificate_openssl.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;
using OwnedObject = Owned<ASN1_OBJECT, ASN1_OBJECT_free>;

OwnedObject numbered(const char* number) {
    return OwnedObject(OBJ_txt2obj(number, 1));
}

TEST(CertificateAlgorithm, GoesByItsNameOrElseItsNumber) {
    EXPECT_EQ(algorithm_name(OBJ_nid2obj(NID_aes_256_cbc)), "AES-256-CBC");
    EXPECT_EQ(algorithm_name(numbered("1.2.3.4.5.6.7").get()), "1.2.3.4.5.6.7");
}

TEST(CertificateAlgorithm, OfRussiasStandardsIsGost) {
    for (const int number : {NID_id_GostR3410_2001, NID_id_GostR3410_2012_256,
                             NID_id_GostR3410_2012_512, NID_id_GostR3411_2012_256})
        EXPECT_EQ(unsupported(OBJ_nid2obj(number)).kind, Kind::gost);
    EXPECT_EQ(unsupported(numbered("1.2.643.9.9").get()).kind, Kind::gost);
    EXPECT_EQ(unsupported(numbered("1.2.6439.1").get()).kind, Kind::unsupported_algorithm);
    EXPECT_EQ(unsupported(OBJ_nid2obj(NID_dsa)).kind, Kind::unsupported_algorithm);
}

}  // namespace
}  // namespace potok
