#include "protocol/certificate_contents.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "protocol/certificate_openssl.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;

ContentsOrFault read(std::string_view bytes, Wanted wanted = Wanted::all,
                     Password password = std::nullopt) {
    return read_contents(bytes_of(bytes), wanted, password);
}

std::optional<Kind> fault_of(const ContentsOrFault& read) {
    return read ? std::nullopt : std::optional(read.error().kind);
}

// "2 certificates, 1 key".
std::pair<std::size_t, std::size_t> counts(const ContentsOrFault& read) {
    if (!read) return {99, 99};
    return {read.value().certificates.size(), read.value().keys.size()};
}

using Counts = std::pair<std::size_t, std::size_t>;

std::string request_pem() {
    const Owned<X509_REQ, X509_REQ_free> request(X509_REQ_new());
    X509_REQ_set_pubkey(request.get(), key_of(KeyChoice::p256).get());
    X509_REQ_sign(request.get(), key_of(KeyChoice::p256).get(), EVP_sha256());
    const Owned<BIO, BIO_free_all> out(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509_REQ(out.get(), request.get());
    std::string text(10000, '\0');
    text.resize(static_cast<std::size_t>(BIO_read(out.get(), text.data(), int(text.size()))));
    return text;
}

std::string public_key_pem() {
    const Owned<BIO, BIO_free_all> out(BIO_new(BIO_s_mem()));
    PEM_write_bio_PUBKEY(out.get(), key_of(KeyChoice::p256).get());
    std::string text(10000, '\0');
    text.resize(static_cast<std::size_t>(BIO_read(out.get(), text.data(), int(text.size()))));
    return text;
}

// A message of nothing but certificates.
std::string p7b(const std::vector<const OwnedX509*>& certificates) {
    const Owned<PKCS7, PKCS7_free> message(PKCS7_new());
    PKCS7_set_type(message.get(), NID_pkcs7_signed);
    PKCS7_content_new(message.get(), NID_pkcs7_data);
    for (const OwnedX509* one : certificates)
        PKCS7_add_certificate(message.get(), one->get());
    unsigned char* der = nullptr;
    const int size = i2d_PKCS7(message.get(), &der);
    std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

std::string from_pem(const std::string& pem) {
    const Owned<BIO, BIO_free_all> in(BIO_new_mem_buf(pem.data(), int(pem.size())));
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    EXPECT_EQ(PEM_read_bio(in.get(), &name, &header, &data, &size), 1);
    std::string der(reinterpret_cast<char*>(data), static_cast<std::size_t>(size));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
    return der;
}

TEST(CertificateContents, AnyOrderOfBlocksIsRead) {
    const Issued leaf = issue();
    const std::string certificate = pem_of(leaf.certificate);
    const std::string key = pem_of(leaf.key);
    EXPECT_EQ(counts(read(certificate + key)), Counts(1, 1));
    EXPECT_EQ(counts(read(key + certificate + certificate)), Counts(2, 1));
    EXPECT_EQ(counts(read("Bag Attributes\n" + key + "\nsubject=\n" + certificate)), Counts(1, 1));
}

TEST(CertificateContents, EachObjectMayStandAloneInDer) {
    const Issued leaf = issue();
    EXPECT_EQ(counts(read(der_of(leaf.certificate))), Counts(1, 0));
    for (const KeyChoice choice : {KeyChoice::p256, KeyChoice::rsa2048}) {
        EXPECT_EQ(counts(read(der_of(key_of(choice)))), Counts(0, 1));
        EXPECT_EQ(counts(read(der_of(key_of(choice), KeyFile::traditional))), Counts(0, 1));
        EXPECT_EQ(
            counts(read(der_of(key_of(choice), KeyFile::pkcs8, "secret"), Wanted::all, "secret")),
            Counts(0, 1));
    }
    EXPECT_EQ(counts(read(der_of(key_of(KeyChoice::ed25519)))), Counts(0, 1)) << "48 bytes";
    EXPECT_EQ(counts(read(p7b({&leaf.certificate, &leaf.certificate}))), Counts(2, 0));
}

TEST(CertificateContents, WhatIsNoneOfBothIsNoticed) {
    for (const std::string& request : {request_pem(), from_pem(request_pem())}) {
        ASSERT_TRUE(read(request));
        EXPECT_TRUE(read(request).value().has_request);
    }
    for (const std::string& key : {public_key_pem(), from_pem(public_key_pem())}) {
        ASSERT_TRUE(read(key));
        EXPECT_TRUE(read(key).value().has_public_key);
    }
}

TEST(CertificateContents, WhatIsNotWantedIsNoticedAndLeftAlone) {
    const Issued leaf = issue();
    const std::string broken = "-----BEGIN PRIVATE KEY-----\nAAEC\n-----END PRIVATE KEY-----\n";
    const ContentsOrFault certificates =
        read(pem_of(leaf.certificate) + broken, Wanted::certificates);
    EXPECT_EQ(counts(certificates), Counts(1, 0));
    EXPECT_TRUE(certificates.value().has_key);
    const std::string other = "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n";
    const ContentsOrFault keys = read(other + pem_of(leaf.key), Wanted::keys);
    EXPECT_EQ(counts(keys), Counts(0, 1));
    EXPECT_TRUE(keys.value().has_certificate);
    EXPECT_EQ(counts(read(der_of(leaf.certificate), Wanted::keys)), Counts(0, 0));
    EXPECT_EQ(counts(read(der_of(leaf.key), Wanted::certificates)), Counts(0, 0));
}

TEST(CertificateContents, RevocationListsAreReadWhereTheyAreWanted) {
    const Issued leaf = issue({.ca = true});
    const std::string both = pem_of(leaf.certificate) + revocation_list_of(leaf, {});
    const ContentsOrFault trust = read(both + pem_of(leaf.key), Wanted::trust);
    EXPECT_EQ(counts(trust), Counts(1, 0));
    EXPECT_EQ(trust.value().lists.size(), 1u);
    EXPECT_TRUE(read(both).value().lists.empty());
    const std::string broken = "-----BEGIN X509 CRL-----\nAAEC\n-----END X509 CRL-----\n";
    EXPECT_EQ(fault_of(read(both + broken, Wanted::trust)), Kind::damaged);
    EXPECT_TRUE(read(both + broken));
}

TEST(CertificateContents, TextOfAnyEditorIsRead) {
    std::string text = pem_of(issue().certificate);
    EXPECT_EQ(counts(read("\xEF\xBB\xBF" + text)), Counts(1, 0));
    std::string wide = "\xFF\xFE";
    std::string crlf;
    for (const char letter : text) {
        wide += letter;
        wide += '\0';
        if (letter == '\n') crlf += '\r';
        crlf += letter;
    }
    EXPECT_EQ(counts(read(wide)), Counts(1, 0));
    EXPECT_EQ(counts(read(crlf)), Counts(1, 0));
}

TEST(CertificateContents, AFileOfSomethingElseIsNoneOfTheFormats) {
    for (const std::string_view text :
         {"hello", "0", "0\x01", "<html>", "\x7F\x45LF", "-----BEGI", "MIIBIjANBgkqh"})
        EXPECT_EQ(fault_of(read(text)), Kind::unknown_format) << text;
    for (const std::string_view text : {"", " ", "\r\n\t\n"})
        EXPECT_EQ(fault_of(read(text)), Kind::empty_file);
    // A sequence of one number.
    EXPECT_EQ(fault_of(read(std::string_view("\x30\x03\x02\x01\x05", 5))), Kind::unknown_format);
    EXPECT_EQ(fault_of(read(std::string_view("\x30\x81\x03\x02\x01\x05", 6))),
              Kind::unknown_format);
}

TEST(CertificateContents, WhatWasCutOffIsDamagedAndNotUnknown) {
    const Issued leaf = issue();
    for (const std::string& whole :
         {der_of(leaf.certificate), pfx_of(leaf), pem_of(leaf.certificate)}) {
        EXPECT_EQ(fault_of(read(whole.substr(0, whole.size() / 2))), Kind::damaged);
        EXPECT_EQ(fault_of(read(whole.substr(0, whole.size() - 2))), Kind::damaged);
    }
    EXPECT_EQ(fault_of(read(der_of(leaf.certificate) + '\n')), Kind::damaged) << "or grew";
}

// Of 256 wrong passwords one leaves a padding as it should be.
TEST(CertificateContents, AWrongPasswordIsOneHoweverItsPaddingLooks) {
    const std::string key = pem_of(key_of(KeyChoice::p256), KeyFile::traditional, "secret");
    for (int i = 0; i < 2000; ++i)
        EXPECT_EQ(fault_of(read(key, Wanted::all, std::to_string(i))), Kind::password_wrong) << i;
}

TEST(CertificateContents, ABlockOfAKeyThatTlsHasNotIsNamed) {
    for (const std::string label : {"OPENSSH", "DSA"}) {
        const std::string text = "-----BEGIN " + label + " PRIVATE KEY-----\nAAEC\n-----END " +
                                 label + " PRIVATE KEY-----\n";
        const ContentsOrFault contents = read(text);
        ASSERT_FALSE(contents);
        EXPECT_EQ(contents.error().kind, Kind::unsupported_algorithm);
        EXPECT_EQ(contents.error().algorithm, label);
    }
}

TEST(CertificateContents, MoreCertificatesThanAnyoneTrustsAreRefused) {
    const std::string one = pem_of(issue().certificate);
    std::string many;
    for (std::size_t i = 0; i < kCertificatesMax; ++i)
        many += one;
    EXPECT_EQ(counts(read(many)), Counts(kCertificatesMax, 0));
    EXPECT_EQ(fault_of(read(many + one)), Kind::too_many_certificates);
    EXPECT_EQ(counts(read(many + one, Wanted::trust)), Counts(kCertificatesMax + 1, 0))
        << "whom one trusts may be more";
}

// Each format, whole: cut off anywhere it is a fault, and with any bit of it turned no crash.
class CertificateForm : public ::testing::TestWithParam<std::pair<const char*, std::string (*)()>> {
};

TEST_P(CertificateForm, CutOffAnywhereIsAFault) {
    const std::string whole = GetParam().second();
    const std::size_t least = whole.find_last_not_of("\r\n") + 1;
    ASSERT_TRUE(read(whole, Wanted::all, "secret"));
    for (std::size_t size = 0; size < least; ++size)
        EXPECT_FALSE(read(whole.substr(0, size), Wanted::all, "secret")) << size;
}

TEST_P(CertificateForm, WithABitTurnedIsWholeOrAFault) {
    const std::string whole = GetParam().second();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1 << at % 8);
        const ContentsOrFault contents = read(damaged, Wanted::all, "secret");
        if (contents) continue;
        EXPECT_EQ(contents.error().path, "");
    }
}

std::string message_of_one() {
    const Issued leaf = issue();
    return p7b({&leaf.certificate});
}

using Form = std::pair<const char*, std::string (*)()>;
INSTANTIATE_TEST_SUITE_P(
    Forms, CertificateForm,
    ::testing::Values(Form{"CertificateInPem", [] { return pem_of(issue().certificate); }},
                      Form{"CertificateInDer", [] { return der_of(issue().certificate); }},
                      Form{"KeyInPem", [] { return pem_of(key_of(KeyChoice::p256)); }},
                      Form{"KeyInDer", [] { return der_of(key_of(KeyChoice::p256)); }},
                      Form{"EncryptedKeyInPem",
                           [] {
                               return pem_of(key_of(KeyChoice::p256), KeyFile::traditional,
                                             "secret");
                           }},
                      Form{"Message", message_of_one}),
    [](const auto& form) { return std::string(form.param.first); });

}  // namespace
}  // namespace potok::testing
