// What a server shows of itself, out of files as administrators have them, and what is wrong with
// those.
#include "server/tls_identity.hpp"

#include "tests/support/certificate_folder.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;

class TlsIdentityTest : public ::testing::Test {
  protected:
    std::optional<Kind> fault_of(const TlsSettings& settings,
                                 std::chrono::sys_seconds now = kToday) {
        const auto loaded = load_tls_identity(settings, now);
        if (loaded) return std::nullopt;
        path = loaded.error().path;
        return loaded.error().kind;
    }

    CertificateFolder folder;
    std::string path;  // of the last fault
};

TEST_F(TlsIdentityTest, CertificatesComeInTheOrderOfTheOptions) {
    const Issued first = issue({.subject = "first", .own_key = true});
    const Issued second = issue({.subject = "second", .key = KeyChoice::rsa2048});
    const Issued third = issue({.subject = "third"});
    const TlsSettings settings{
        .certificates = {folder.write("1.crt", pem_of(first.certificate)),
                         folder.write("2.crt", pem_of(second.certificate))},
        .keys = {folder.write("1.key", pem_of(first.key)),
                 folder.write("2.key", pem_of(second.key))},
        .pfx = {folder.write("3.pfx", pfx_of(third, {.password = ""}))},
    };
    const auto loaded = load_tls_identity(settings, kToday);
    ASSERT_TRUE(loaded);
    const TlsIdentity& identity = loaded.value();
    ASSERT_EQ(identity.credentials.size(), 3u);
    EXPECT_EQ(identity.credentials[0].facts().subject, "CN=first");
    EXPECT_EQ(identity.credentials[1].facts().subject, "CN=second");
    EXPECT_EQ(identity.credentials[2].facts().subject, "CN=third");
    EXPECT_EQ(identity.paths[2], settings.pfx[0]);
    EXPECT_TRUE(identity.warnings.empty());
    EXPECT_TRUE(identity.clients.empty());
}

TEST_F(TlsIdentityTest, ThePasswordIsTheFirstLineOfItsFile) {
    const Issued issued = issue();
    const std::string pfx = folder.write("server.pfx", pfx_of(issued, {.password = "se cret"}));
    for (const std::string text :
         {"se cret", "se cret\n", "se cret\r\n", "se cret\nsecond\n", "\xEF\xBB\xBFse cret\r\n"}) {
        const std::string password = folder.write("password", text);
        EXPECT_EQ(fault_of({.pfx = {pfx}, .key_password_file = password}), std::nullopt) << text;
    }
    EXPECT_EQ(fault_of({.pfx = {pfx}, .key_password_file = folder.write("password", "another")}),
              Kind::password_wrong);
    EXPECT_EQ(path, pfx);
    EXPECT_EQ(fault_of({.pfx = {pfx}, .key_password_file = folder.path("none")}),
              Kind::no_such_file);
    EXPECT_EQ(path, folder.path("none"));
}

TEST_F(TlsIdentityTest, TheMomentCounts) {
    const std::string file = folder.write("server.pem", issue());  // valid for a year from kToday
    const TlsSettings settings{.certificates = {file}};
    using days = std::chrono::days;
    EXPECT_EQ(fault_of(settings, kToday - days(2)), Kind::not_yet_valid);
    EXPECT_EQ(fault_of(settings, kToday + days(366)), Kind::expired);
    EXPECT_EQ(path, file);
    const auto soon = load_tls_identity(settings, kToday + days(360));
    ASSERT_TRUE(soon);
    ASSERT_EQ(soon.value().warnings.size(), 1u);
    EXPECT_EQ(soon.value().warnings[0].kind, Kind::expires_soon);
}

TEST_F(TlsIdentityTest, AReloadTakesWhatIsOutOfItsTermAndAStartDoesNot) {
    const Issued authority = issue({.subject = "authority", .own_key = true, .ca = true});
    const TlsSettings settings{
        .certificates = {folder.write("good.pem", issue({.subject = "good"})),
                         folder.write("old.pem", issue({.subject = "old", .not_after = kToday}))},
        .client_ca = folder.write("ca.crt", pem_of(authority.certificate)),
        .revocation_lists = {
            folder.write("ca.crl", revocation_list_of(authority, {}, {.until = kToday}))}};
    const auto later = kToday + std::chrono::seconds(1);
    EXPECT_EQ(fault_of(settings, later), Kind::expired);
    const auto reloaded = load_tls_identity(settings, later, TlsLoading::reload);
    ASSERT_TRUE(reloaded);
    EXPECT_EQ(reloaded.value().credentials.size(), 2u);
    ASSERT_EQ(reloaded.value().warnings.size(), 2u);
    EXPECT_EQ(reloaded.value().warnings[0].kind, Kind::expired);
    EXPECT_EQ(reloaded.value().warnings[0].path, settings.certificates[1]);
    EXPECT_EQ(reloaded.value().warnings[1].kind, Kind::list_expired);

    folder.write("old.pem", issue({.key = KeyChoice::rsa1024}));
    EXPECT_FALSE(load_tls_identity(settings, kToday, TlsLoading::reload)) << "weak is weak";
}

TEST_F(TlsIdentityTest, ListsThatRefuseEveryoneAreNotStartedWith) {
    const Issued authority = issue({.subject = "authority", .own_key = true, .ca = true});
    const Issued other = issue({.subject = "other", .own_key = true, .ca = true});
    TlsSettings settings{.certificates = {folder.write("server.pem", issue())},
                         .client_ca = folder.write("ca.crt", pem_of(authority.certificate)),
                         .revocation_lists = {folder.path("list")}};
    folder.write("list", revocation_list_of(authority, {}, {.until = kToday}));
    EXPECT_EQ(fault_of(settings, kToday + std::chrono::seconds(1)), Kind::list_expired);
    EXPECT_EQ(path, settings.revocation_lists[0]);
    folder.write("list", revocation_list_of(other, {}, {}));
    const auto loaded = load_tls_identity(settings, kToday);
    ASSERT_TRUE(loaded);
    ASSERT_EQ(loaded.value().warnings.size(), 1u);
    EXPECT_EQ(loaded.value().warnings[0].kind, Kind::list_of_another);
    EXPECT_EQ(loaded.value().warnings[0].subject, "CN=other");
}

TEST_F(TlsIdentityTest, WeakKeysAndMismatchesAreFaults) {
    const Issued weak = issue({.key = KeyChoice::rsa1024});
    EXPECT_EQ(fault_of({.certificates = {folder.write("weak.pem", weak)}}), Kind::weak_key);
    const Issued one = issue({.own_key = true});
    const Issued other = issue({.own_key = true});
    EXPECT_EQ(fault_of({.certificates = {folder.write("one.crt", pem_of(one.certificate))},
                        .keys = {folder.write("other.key", pem_of(other.key))}}),
              Kind::key_mismatch);
}

TEST_F(TlsIdentityTest, AuthoritiesOfClientsHaveCertificatesAndListsHaveLists) {
    const Issued authority = issue({.subject = "authority", .ca = true});
    const std::string server = folder.write("server.pem", issue());
    const std::string ca = folder.write("ca.crt", pem_of(authority.certificate));
    const std::string empty_text = folder.write("text", "nothing");
    TlsSettings settings{.certificates = {server}, .client_ca = ca};
    const auto loaded = load_tls_identity(settings, kToday);
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded.value().clients.size(), 1u);
    settings.client_ca = empty_text;
    EXPECT_EQ(fault_of(settings), Kind::no_certificate);
    EXPECT_EQ(path, empty_text);
    settings.client_ca = ca;
    settings.revocation_lists = {ca};
    EXPECT_EQ(fault_of(settings), Kind::no_revocation_list);
    EXPECT_EQ(path, ca);
}

}  // namespace
}  // namespace potok::testing
