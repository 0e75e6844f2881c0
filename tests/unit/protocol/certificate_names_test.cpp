#include "protocol/certificate_names.hpp"

#include <openssl/x509.h>

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using ::testing::ElementsAre;

std::string name_or_nothing(const std::string& name) {
    const auto made = certificate_name(name);
    if (made) return made.value();
    EXPECT_EQ(made.error().kind, CertificateFault::Kind::bad_name);
    EXPECT_EQ(made.error().subject, name);
    return {};
}

TEST(CertificateNames, AreReadInTheOrderOfTheCertificate) {
    const Issued issued =
        issue({.alternative_names = "DNS:a.example,DNS:*.b.example,IP:192.0.2.1,IP:2001:db8::1,"
                                    "email:a@b.example,URI:https://a.example/,RID:1.2.3"});
    EXPECT_THAT(names_of(issued.certificate.get()),
                ElementsAre("a.example", "*.b.example", "192.0.2.1", "2001:db8::1", "a@b.example",
                            "https://a.example/"));
    EXPECT_TRUE(names_of(issue().certificate.get()).empty());
}

TEST(CertificateNames, AddressesAreInTheirUsualForm) {
    EXPECT_EQ(name_or_nothing("127.0.0.1"), "127.0.0.1");
    EXPECT_EQ(name_or_nothing("::1"), "::1");
    EXPECT_EQ(name_or_nothing("::"), "::");
    EXPECT_EQ(name_or_nothing("1::"), "1::");
    EXPECT_EQ(name_or_nothing("2001:DB8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
    EXPECT_EQ(name_or_nothing("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
    EXPECT_EQ(name_or_nothing("1:0:0:2:0:0:0:3"), "1:0:0:2::3");
    EXPECT_EQ(name_or_nothing("::ffff:192.0.2.1"), "::ffff:c000:201");
}

TEST(CertificateNames, HostsAreOfAsciiInLowerCase) {
    EXPECT_EQ(name_or_nothing("Host.Example"), "host.example");
    EXPECT_EQ(name_or_nothing("localhost"), "localhost");
    EXPECT_EQ(name_or_nothing("host.example."), "host.example");
    EXPECT_EQ(name_or_nothing("*.Host.example"), "*.host.example");
    EXPECT_EQ(name_or_nothing("Почта.РФ"), "xn--80a1acny.xn--p1ai");
    EXPECT_EQ(name_or_nothing("*.почта.рф"), "*.xn--80a1acny.xn--p1ai");
    EXPECT_EQ(name_or_nothing("my_service"), "my_service");
}

TEST(CertificateNames, WhatNoHostIsCalledIsRefused) {
    for (const std::string& name :
         {std::string(), std::string("."), std::string("a b"), std::string("a..b"),
          std::string("-a"), std::string("a-"), std::string("*"), std::string("*."),
          std::string("a.*.b"), std::string("*a.b"), std::string("a/b"), std::string("a:1"),
          std::string("a\0b", 3), std::string("127.0.0.1\0", 10), std::string("\xff\xfe"),
          std::string(64, 'a'), std::string("a.") + std::string(252, 'b')})
        EXPECT_EQ(name_or_nothing(name), "") << name;
}

TEST(CertificateNames, AreReadAsTheyWereSet) {
    const OwnedX509 certificate(X509_new());
    const std::vector<std::string> names = {"a.example", "*.b.example", "127.0.0.1", "::1"};
    ASSERT_TRUE(set_names(certificate.get(), names));
    EXPECT_EQ(names_of(certificate.get()), names);
}

}  // namespace
}  // namespace potok::testing
