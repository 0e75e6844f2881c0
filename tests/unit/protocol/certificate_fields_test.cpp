#include "protocol/certificate_fields.hpp"

#include <openssl/x509.h>

#include "protocol/certificate_openssl.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

TEST(CertificateFields, ANameIsReadAsItIsWritten) {
    const auto text = [](const std::string& subject) {
        return text_of_name(X509_get_subject_name(issue({.subject = subject}).certificate.get()));
    };
    EXPECT_EQ(text("leaf.example"), "CN=leaf.example");
    EXPECT_EQ(text("поток"), "CN=поток");
    EXPECT_EQ(text("a\nb"), "CN=a\\0Ab") << "one line whatever stands in it";
}

TEST(CertificateFields, AMomentIsReadOrIsNone) {
    using Time = Owned<ASN1_TIME, ASN1_TIME_free>;
    const Time today(ASN1_TIME_set(nullptr, kToday.time_since_epoch().count()));
    EXPECT_EQ(moment_of(today.get()), kToday);
    const Time none(ASN1_TIME_new());
    EXPECT_EQ(moment_of(none.get()), std::nullopt);
    EXPECT_EQ(moment_of(nullptr), std::nullopt) << "not this moment";
}

}  // namespace
}  // namespace potok::testing
