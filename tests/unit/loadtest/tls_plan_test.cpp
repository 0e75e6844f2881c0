// What files and options become before a run: whom to trust, what to show, and what is wrong with
// them.
#include "loadtest/tls_plan.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_folder.hpp"

namespace potok::loadtest {
namespace {

using potok::testing::CertificateFolder;
using potok::testing::issue;
using potok::testing::Issued;
using potok::testing::kToday;
using potok::testing::pem_of;
using Kind = CertificateFault::Kind;

class TlsPlanTest : public ::testing::Test {
  protected:
    TlsPlanTest() {
        settings.target =
            std::move(parse_endpoint("wss://potok.example:9011", EndpointUse::target)).value();
        settings.tls.insecure = true;
    }
    std::optional<Kind> fault() {
        const auto plan = make_tls_plan(settings, kToday);
        if (plan) return std::nullopt;
        for (const Language language : {Language::english, Language::russian})
            EXPECT_NE(tls_plan_fault_text(language, settings, plan.error()), "");
        return std::get<CertificateFault>(plan.error()).kind;
    }

    CertificateFolder folder;
    LoadSettings settings;
};

TEST_F(TlsPlanTest, AsksForTheTargetsHostUnlessToldOtherwise) {
    auto plan = make_tls_plan(settings, kToday);
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan.value().server.text(), "potok.example");
    EXPECT_EQ(plan.value().port, 9011);
    EXPECT_EQ(plan.value().protocols.wire(), "\x08http/1.1");
    EXPECT_EQ(plan.value().trust.kind(), TlsTrust::Kind::anyone_may_answer);
    EXPECT_FALSE(plan.value().settings().resume);
    settings.tls.server_name = "другой.example";
    settings.tls.protocol = "x";
    plan = make_tls_plan(settings, kToday);
    EXPECT_EQ(plan.value().server.text(), "xn--c1abqtis.example");
    EXPECT_EQ(plan.value().protocols.wire(), "\x01x");
}

TEST_F(TlsPlanTest, OnlyTheWebAsksForAProtocolByItself) {
    settings.target = std::move(parse_endpoint("lps://h:1", EndpointUse::target)).value();
    EXPECT_TRUE(make_tls_plan(settings, kToday).value().protocols.empty());
}

TEST_F(TlsPlanTest, TrustsWhatItIsTold) {
    settings.tls = {.fingerprint = "sha256:" + std::string(64, '7')};
    EXPECT_EQ(make_tls_plan(settings, kToday).value().trust.kind(), TlsTrust::Kind::fingerprint);
    const std::string file = folder.write("ca.crt", pem_of(issue({.ca = true}).certificate));
    settings.tls = {.ca = file};
    const auto plan = make_tls_plan(settings, kToday);
    EXPECT_EQ(plan.value().trust.kind(), TlsTrust::Kind::authorities);
    EXPECT_EQ(plan.value().trusted_by, file);
    EXPECT_EQ(plan.value().trust.authorities().size(), 1u);
    settings.tls.ca = folder.write("empty.crt", "");
    EXPECT_EQ(fault(), Kind::empty_file);
    settings.tls.ca = folder.write("text.crt", "nothing");
    EXPECT_EQ(fault(), Kind::no_certificate);
}

TEST_F(TlsPlanTest, ShowsACertificateThatIsGoodNow) {
    const Issued good = issue();
    settings.tls.client_certificate = folder.write("client.pem", good);
    EXPECT_TRUE(make_tls_plan(settings, kToday).value().credentials != nullptr);
    settings.tls.client_certificate = folder.write("client.crt", pem_of(good.certificate));
    EXPECT_NE(fault(), std::nullopt) << "without its key";
    settings.tls.client_key = folder.write("client.key", pem_of(good.key));
    EXPECT_EQ(fault(), std::nullopt);
    settings.tls = {.insecure = true};
    settings.tls.client_certificate =
        folder.write("old.pem", issue({.not_before = kToday - std::chrono::days(9),
                                       .not_after = kToday - std::chrono::days(2)}));
    EXPECT_EQ(fault(), Kind::expired);
}

TEST_F(TlsPlanTest, OpensWhatIsEncryptedWithThePasswordOfAFile) {
    const Issued issued = issue();
    const std::string pfx = folder.write("client.pfx", pfx_of(issued, {.password = "se cret"}));
    const std::string certificate = folder.write("client.crt", pem_of(issued.certificate));
    const std::string key =
        folder.write("client.key", pem_of(issued.key, testing::KeyFile::pkcs8, "se cret"));
    settings.tls.client_certificate = pfx;
    EXPECT_EQ(fault(), Kind::password_needed);
    settings.tls.key_password_file = folder.write("password", "se cret\r\n");
    EXPECT_EQ(fault(), std::nullopt);
    settings.tls.client_certificate = certificate;
    settings.tls.client_key = key;
    EXPECT_EQ(fault(), std::nullopt);
    settings.tls.key_password_file = folder.write("password", "another");
    EXPECT_EQ(fault(), Kind::password_wrong);
    settings.tls.key_password_file = folder.path("none");
    EXPECT_EQ(fault(), Kind::no_such_file);
}

}  // namespace
}  // namespace potok::loadtest
