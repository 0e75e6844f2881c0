#include "protocol/basic_credentials.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

// RFC 7617 §2 and §2.1.
TEST(BasicCredentials, AreThoseOfTheRfc) {
    EXPECT_EQ(basic_credentials("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    EXPECT_EQ(basic_credentials("test", "123\u00A3"), "Basic dGVzdDoxMjPCow==");
}

TEST(BasicCredentials, MayLackEitherPart) {
    EXPECT_EQ(basic_credentials("", ""), "Basic Og==");
    EXPECT_EQ(basic_credentials("ab", ""), "Basic YWI6");
    EXPECT_EQ(basic_credentials("", "a:b"), "Basic OmE6Yg==");
}

}  // namespace
}  // namespace potok::testing
