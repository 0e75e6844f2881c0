#include "protocol/certificate_judgement.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;
using namespace std::chrono_literals;
using std::chrono::days;

Credentials credentials_of(Issued leaf, std::vector<OwnedX509> chain = {}) {
    return {std::move(leaf.certificate), std::move(chain), std::move(leaf.key)};
}

// Valid from `from` until `until`, both days from today.
Wish lasting(int from, int until) {
    return {.not_before = kToday + days(from), .not_after = kToday + days(until)};
}

CertificateJudge today(std::chrono::seconds later = 0s) {
    return {.now = kToday + later, .path = "server.pem"};
}

TEST(CertificateJudgement, WhatIsStrongAndValidHasNoFault) {
    for (const KeyChoice choice : {KeyChoice::p256, KeyChoice::rsa2048, KeyChoice::ed25519}) {
        const Credentials good = credentials_of(issue({.key = choice}));
        EXPECT_FALSE(find_fault(good, today()));
        EXPECT_FALSE(find_warning(good, today()));
    }
}

TEST(CertificateJudgement, ItsLastSecondIsValidAndTheNextOneIsNot) {
    const Credentials leaf = credentials_of(issue(lasting(0, 1)));
    EXPECT_FALSE(find_fault(leaf, today()));
    EXPECT_FALSE(find_fault(leaf, today(24h)));
    const auto fault = find_fault(leaf, today(24h + 1s));
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, Kind::expired);
    EXPECT_EQ(fault->days, 1);
    EXPECT_EQ(fault->moment, kToday + 24h);
    EXPECT_EQ(fault->path, "server.pem");
    EXPECT_EQ(fault->subject, "CN=leaf.example");
    const auto early = find_fault(leaf, today(-1s));
    ASSERT_TRUE(early);
    EXPECT_EQ(early->kind, Kind::not_yet_valid);
    EXPECT_EQ(early->days, 1);
    EXPECT_EQ(early->moment, kToday);
    EXPECT_EQ(find_fault(leaf, today(-25h))->days, 2);
    EXPECT_EQ(find_fault(leaf, today(24h * 11))->days, 10);
}

// A leaf and who issued it.
Credentials credentials_of(const Wish& issuer, Wish leaf) {
    Issued authority = issue(issuer);
    leaf.issuer = &authority;
    Issued issued = issue(leaf);
    std::vector<OwnedX509> chain;
    chain.push_back(std::move(authority.certificate));
    return credentials_of(std::move(issued), std::move(chain));
}

TEST(CertificateJudgement, TheChainIsJudgedToo) {
    Wish wish = lasting(2, 10);
    wish.subject = "young authority";
    wish.ca = true;
    const Credentials both = credentials_of(wish, {});
    const auto fault = find_fault(both, today());
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, Kind::not_yet_valid);
    EXPECT_EQ(fault->subject, "CN=young authority");
    EXPECT_EQ(fault->days, 2);
}

// A root that was cross-signed by an older one, as large authorities send it along for years.
TEST(CertificateJudgement, AnIssuerThatExpiredIsWarnedOfAndNoFault) {
    Wish wish = lasting(-10, -2);
    wish.subject = "old authority";
    wish.ca = true;
    const Credentials both = credentials_of(wish, {});
    EXPECT_FALSE(find_fault(both, today()));
    const auto warning = find_expired_issuer(both, today());
    ASSERT_TRUE(warning);
    EXPECT_EQ(warning->kind, Kind::issuer_expired);
    EXPECT_EQ(warning->subject, "CN=old authority");
    EXPECT_EQ(warning->path, "server.pem");
    EXPECT_EQ(warning->days, 2);
    EXPECT_FALSE(find_expired_issuer(both, today(-3 * 24h)));
    EXPECT_FALSE(find_expired_issuer(credentials_of(issue(lasting(-10, -2))), today()))
        << "the leaf is no issuer";
}

TEST(CertificateJudgement, WhoExpiredHasNoOtherFault) {
    Wish weak = lasting(-10, 10);
    weak.key = KeyChoice::rsa1024;
    weak.ca = true;
    const auto fault = find_fault(credentials_of(weak, lasting(-10, -2)), today());
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, Kind::weak_key);
}

TEST(CertificateJudgement, WarningsAndWhatIsOutOfItsTermAreToldApart) {
    for (int i = 0; i <= static_cast<int>(kLastCertificateFault); ++i) {
        const auto kind = static_cast<Kind>(i);
        EXPECT_FALSE(is_warning(kind) && is_out_of_term(kind)) << i;
    }
    EXPECT_TRUE(is_out_of_term(Kind::expired));
    EXPECT_TRUE(is_out_of_term(Kind::list_expired));
    EXPECT_FALSE(is_out_of_term(Kind::not_yet_valid)) << "a new one's, while there is an old one";
    EXPECT_TRUE(is_warning(Kind::issuer_expired));
    EXPECT_FALSE(is_warning(Kind::weak_key));
}

TEST(CertificateJudgement, WhatExpiresSoonIsWarnedOf) {
    const Credentials leaf = credentials_of(issue(lasting(-1, 14)));
    const auto warning = find_warning(leaf, today());
    ASSERT_TRUE(warning);
    EXPECT_EQ(warning->kind, Kind::expires_soon);
    EXPECT_EQ(warning->days, 14);
    EXPECT_EQ(warning->moment, kToday + days(14));
    EXPECT_FALSE(find_warning(leaf, today(-1s)));
    EXPECT_FALSE(find_warning(leaf, today(), days(13)));
    EXPECT_EQ(find_warning(leaf, today(13 * 24h + 1s))->days, 1);
    EXPECT_FALSE(find_warning(leaf, today(15 * 24h))) << "that is a fault";
}

TEST(CertificateJudgement, OfAChainTheFirstToExpireIsWarnedOf) {
    Wish wish = lasting(-10, 3);
    wish.subject = "authority";
    wish.ca = true;
    Issued authority = issue(wish);
    wish = lasting(-1, 5);
    wish.issuer = &authority;
    Issued leaf = issue(wish);
    std::vector<OwnedX509> chain;
    chain.push_back(std::move(authority.certificate));
    const auto warning = find_warning(credentials_of(std::move(leaf), std::move(chain)), today());
    ASSERT_TRUE(warning);
    EXPECT_EQ(warning->subject, "CN=authority");
    EXPECT_EQ(warning->days, 3);
}

TEST(CertificateJudgement, AWeakKeyIsAFault) {
    const auto fault = find_fault(credentials_of(issue({.key = KeyChoice::rsa1024})), today());
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, Kind::weak_key);
    EXPECT_EQ(fault->algorithm, "RSA");
    EXPECT_EQ(fault->bits, 1024);
}

TEST(CertificateJudgement, AnIssuersWeakSignatureIsAFaultAndOnesOwnIsNone) {
    const Issued authority = issue({.subject = "authority", .key = KeyChoice::rsa2048, .ca = true});
    for (const std::string digest : {"SHA1", "MD5"}) {
        const auto fault =
            find_fault(credentials_of(issue({.issuer = &authority, .digest = digest})), today());
        ASSERT_TRUE(fault) << digest;
        EXPECT_EQ(fault->kind, Kind::weak_signature);
        EXPECT_EQ(fault->algorithm, "RSA-" + digest);
        EXPECT_FALSE(find_fault(
            credentials_of(issue({.key = KeyChoice::rsa2048, .digest = digest})), today()));
    }
}

}  // namespace
}  // namespace potok::testing
