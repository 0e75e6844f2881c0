#include "protocol/certificate_revocation.hpp"

#include <openssl/pem.h>

#include "protocol/certificate_openssl.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;
using namespace std::chrono_literals;

OwnedRevocationList list_of(const ListTerm& term) {
    const std::string text =
        revocation_list_of(issue({.subject = "authority", .ca = true}), {}, term);
    const Owned<BIO, BIO_free_all> in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    return OwnedRevocationList(PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr));
}

CertificateJudge at(std::chrono::seconds later) {
    return {.now = kToday + later, .path = "staff.crl"};
}

TEST(CertificateRevocation, ItsLastSecondIsValidAndTheNextOneIsNot) {
    const OwnedRevocationList list = list_of({.from = kToday, .until = kToday + 48h});
    EXPECT_FALSE(find_fault(*list, at(0s)));
    EXPECT_FALSE(find_fault(*list, at(48h)));
    const auto expired = find_fault(*list, at(48h + 1s));
    ASSERT_TRUE(expired);
    EXPECT_EQ(*expired, (CertificateFault{.kind = Kind::list_expired,
                                          .path = "staff.crl",
                                          .subject = "CN=authority",
                                          .days = 1,
                                          .moment = kToday + 48h}));
    const auto early = find_fault(*list, at(-25h));
    ASSERT_TRUE(early);
    EXPECT_EQ(early->kind, Kind::list_not_yet_valid);
    EXPECT_EQ(early->days, 2);
    EXPECT_EQ(early->moment, kToday);
}

TEST(CertificateRevocation, ADayBeforeItsEndIsWarnedOf) {
    const OwnedRevocationList list = list_of({.from = kToday, .until = kToday + 48h});
    EXPECT_FALSE(find_warning(*list, at(24h - 1s)));
    const auto warning = find_warning(*list, at(24h));
    ASSERT_TRUE(warning);
    EXPECT_EQ(warning->kind, Kind::list_expires_soon);
    EXPECT_EQ(warning->path, "staff.crl");
    EXPECT_EQ(warning->subject, "CN=authority");
    EXPECT_EQ(warning->moment, kToday + 48h);
    EXPECT_FALSE(find_warning(*list, at(48h + 1s))) << "that is a fault";
    EXPECT_TRUE(find_warning(*list, at(0s), 48h));
}

TEST(CertificateRevocation, WithoutAnEndItIsValidForEver) {
    const OwnedRevocationList list = list_of({.from = kToday, .until = std::nullopt});
    EXPECT_FALSE(find_fault(*list, at(10'000h)));
    EXPECT_FALSE(find_warning(*list, at(10'000h)));
}

}  // namespace
}  // namespace potok::testing
