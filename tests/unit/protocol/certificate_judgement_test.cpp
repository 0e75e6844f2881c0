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

TEST(CertificateJudgement, TheChainIsJudgedToo) {
    Wish wish = lasting(-10, -2);
    wish.subject = "old authority";
    wish.ca = true;
    Issued authority = issue(wish);
    Issued leaf = issue({.issuer = &authority});
    std::vector<OwnedX509> chain;
    chain.push_back(std::move(authority.certificate));
    const Credentials both = credentials_of(std::move(leaf), std::move(chain));
    const auto fault = find_fault(both, today());
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, Kind::expired);
    EXPECT_EQ(fault->subject, "CN=old authority");
    EXPECT_EQ(fault->days, 2);
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
