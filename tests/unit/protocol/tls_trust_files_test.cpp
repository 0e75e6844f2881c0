// Authorities and revocation lists in the forms that administrators are sent them in.
#include "protocol/tls_trust_files.hpp"

#include <openssl/pem.h>
#include <openssl/pkcs7.h>

#include "protocol/certificate_openssl.hpp"
#include "protocol/certificate_revocation.hpp"
#include "tests/support/certificate_folder.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A message of certificates and lists, as Windows exports a chain (.p7b).
std::string message_of(const Issued& authority, const std::string& list = {}) {
    const Owned<PKCS7, PKCS7_free> message(PKCS7_new());
    PKCS7_set_type(message.get(), NID_pkcs7_signed);
    PKCS7_content_new(message.get(), NID_pkcs7_data);
    PKCS7_add_certificate(message.get(), authority.certificate.get());
    const Owned<BIO, BIO_free_all> in(BIO_new_mem_buf(list.data(), static_cast<int>(list.size())));
    const OwnedRevocationList revoked(PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr));
    if (revoked) PKCS7_add_crl(message.get(), revoked.get());
    const Owned<BIO, BIO_free_all> out(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS7(out.get(), message.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

// The bytes of the first block.
std::string der_in(const std::string& pem) {
    const Owned<BIO, BIO_free_all> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    char* label = nullptr;
    char* headers = nullptr;
    unsigned char* der = nullptr;
    long size = 0;
    PEM_read_bio(in.get(), &label, &headers, &der, &size);
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(label);
    OPENSSL_free(headers);
    OPENSSL_free(der);
    return bytes;
}

// As Notepad's "Unicode".
std::string utf16_of(const std::string& text) {
    std::string wide = "\xFF\xFE";
    for (const char letter : text)
        wide += {letter, '\0'};
    return wide;
}

std::string indented(const std::string& text) {
    std::string lines = "  ";
    for (const char letter : text) {
        lines += letter;
        if (letter == '\n') lines += "  ";
    }
    return lines;
}

class TlsTrustFiles : public ::testing::Test {
  protected:
    using Load = TrustFindings(TrustStore&, const CertificateJudge&);

    // The kinds of what is found in a file, the fault that it is being the only one.
    std::vector<Kind> found(Load& load, const std::string& bytes) {
        const std::string path = folder.write("file", bytes);
        const TrustFindings loaded = load(store, {.now = kToday, .path = path});
        if (!loaded) {
            EXPECT_EQ(loaded.error().path, path);
            return {loaded.error().kind};
        }
        std::vector<Kind> kinds;
        for (const CertificateFault& finding : loaded.value())
            kinds.push_back(finding.kind);
        return kinds;
    }

    CertificateFolder folder;
    TrustStore store;
    const Issued authority = issue({.subject = "authority", .own_key = true, .ca = true});
    const Issued other = issue({.subject = "other", .own_key = true, .ca = true});
};

TEST_F(TlsTrustFiles, AuthoritiesComeInEveryFormThatCertificatesDo) {
    const std::string pem = pem_of(authority.certificate);
    for (const std::string& form :
         {pem, "\xEF\xBB\xBF" + pem, utf16_of(pem), indented(pem), der_of(authority.certificate),
          message_of(authority), der_in(message_of(authority)), pem + pem_of(authority.key)}) {
        store = TrustStore();
        EXPECT_THAT(found(load_authorities, form), IsEmpty()) << form;
        EXPECT_EQ(store.size(), 1u) << form;
    }
}

TEST_F(TlsTrustFiles, ListsComeInEveryFormToo) {
    const std::string pem = revocation_list_of(authority, {}, {});
    for (const std::string& form : {pem, utf16_of(pem), indented(pem), der_in(pem),
                                    message_of(authority, pem), pem_of(other.certificate) + pem}) {
        store = TrustStore();
        ASSERT_THAT(found(load_authorities, pem_of(authority.certificate)), IsEmpty());
        EXPECT_THAT(found(load_revocation_lists, form), IsEmpty()) << form;
        EXPECT_TRUE(store.has_revocation_lists()) << form;
        EXPECT_EQ(store.size(), 1u) << "who stands beside a list is not trusted for it";
    }
}

TEST_F(TlsTrustFiles, AListBesideItsAuthorityCounts) {
    const std::string both = revocation_list_of(authority, {}, {}) + pem_of(authority.certificate);
    EXPECT_THAT(found(load_authorities, both), IsEmpty());
    EXPECT_TRUE(store.has_revocation_lists());
}

TEST_F(TlsTrustFiles, AListIsJudged) {
    ASSERT_THAT(found(load_authorities, pem_of(authority.certificate)), IsEmpty());
    const auto found_of = [this](const Issued& issuer, std::chrono::hours until) {
        return found(load_revocation_lists,
                     revocation_list_of(issuer, {}, {.until = kToday + until}));
    };
    using std::chrono::hours;
    EXPECT_THAT(found_of(authority, hours(-1)), ElementsAre(Kind::list_expired));
    EXPECT_THAT(found_of(authority, hours(1)), ElementsAre(Kind::list_expires_soon));
    EXPECT_THAT(found_of(other, hours(100)), ElementsAre(Kind::list_of_another));
    EXPECT_THAT(found_of(other, hours(1)),
                ElementsAre(Kind::list_expires_soon, Kind::list_of_another));
}

TEST_F(TlsTrustFiles, WhatIsNoneOfThemIsAFault) {
    const std::string list = revocation_list_of(authority, {}, {});
    const std::string certificate = pem_of(authority.certificate);
    EXPECT_THAT(found(load_authorities, "nothing"), ElementsAre(Kind::no_certificate));
    EXPECT_THAT(found(load_authorities, list), ElementsAre(Kind::no_certificate));
    EXPECT_THAT(found(load_authorities, ""), ElementsAre(Kind::empty_file));
    EXPECT_THAT(found(load_authorities, certificate + certificate.substr(0, 100)),
                ElementsAre(Kind::damaged));
    EXPECT_THAT(found(load_revocation_lists, "nothing"), ElementsAre(Kind::no_revocation_list));
    EXPECT_THAT(found(load_revocation_lists, certificate), ElementsAre(Kind::no_revocation_list));
    EXPECT_THAT(found(load_revocation_lists, list + list.substr(0, 100)),
                ElementsAre(Kind::damaged));
    const TrustFindings none = load_authorities(store, {.now = kToday, .path = folder.path("no")});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, Kind::no_such_file);
}

TEST_F(TlsTrustFiles, MayBeAsLargeAsTheListsOfLargeAuthorities) {
    const std::string list = revocation_list_of(authority, {}, {});
    std::string large = "# ";
    large.resize(static_cast<std::size_t>(kTrustFileMax) - list.size() - 1, '.');
    large += '\n' + list;
    ASSERT_THAT(found(load_authorities, pem_of(authority.certificate)), IsEmpty());
    EXPECT_THAT(found(load_revocation_lists, large), IsEmpty());
    EXPECT_THAT(found(load_revocation_lists, large + '\n'), ElementsAre(Kind::too_large));
}

}  // namespace
}  // namespace potok::testing
