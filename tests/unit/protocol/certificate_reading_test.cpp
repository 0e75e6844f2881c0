#include "protocol/certificate_reading.hpp"

#include <openssl/evp.h>
#include <openssl/objects.h>

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;

CredentialsOrFault read_one(const std::string& file, Password password = std::nullopt) {
    return read_credentials({.certificate = {bytes_of(file), "one.pem"}, .password = password});
}

CredentialsOrFault read_two(const std::string& certificate, const std::string& key,
                            Password password = std::nullopt) {
    return read_credentials({.certificate = {bytes_of(certificate), "cert.pem"},
                             .key = CertificateBytes{bytes_of(key), "key.pem"},
                             .password = password});
}

bool is(const CredentialsOrFault& read, const Issued& issued) {
    return read && read.value().facts().fingerprint == fingerprint_of(issued.certificate.get()) &&
           EVP_PKEY_eq(read.value().key(), issued.key.get()) == 1;
}

// Each form of a key's file, with its password.
struct KeyRow {
    std::string file;
    Password password;
};

std::vector<KeyRow> forms_of(const OwnedKey& key) {
    std::vector<KeyRow> rows = {{pem_of(key), std::nullopt},
                                {pem_of(key), "not needed"},
                                {pem_of(key, KeyFile::pkcs8, "secret"), "secret"},
                                {pem_of(key, KeyFile::pkcs8, "пароль"), "пароль"},
                                {der_of(key), std::nullopt},
                                {der_of(key, KeyFile::pkcs8, "secret"), "secret"}};
    if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_ED25519) return rows;
    rows.push_back({pem_of(key, KeyFile::traditional), std::nullopt});
    rows.push_back({pem_of(key, KeyFile::traditional, "secret"), "secret"});
    rows.push_back({der_of(key, KeyFile::traditional), std::nullopt});
    return rows;
}

constexpr std::array kChoices{KeyChoice::p256, KeyChoice::p384, KeyChoice::rsa2048,
                              KeyChoice::ed25519};

TEST(CertificateReading, TwoFilesOfAnyFormAreRead) {
    for (const KeyChoice choice : kChoices) {
        const Issued leaf = issue({.key = choice});
        for (const std::string& certificate : {pem_of(leaf.certificate), der_of(leaf.certificate)})
            for (const KeyRow& row : forms_of(leaf.key))
                EXPECT_TRUE(is(read_two(certificate, row.file, row.password), leaf));
    }
}

TEST(CertificateReading, OneFileInAnyOrderIsRead) {
    for (const KeyChoice choice : kChoices) {
        const Issued leaf = issue({.key = choice});
        for (const KeyRow& row : forms_of(leaf.key)) {
            if (!row.file.starts_with("-----")) continue;
            const std::string certificate = pem_of(leaf.certificate);
            EXPECT_TRUE(is(read_one(certificate + row.file, row.password), leaf));
            EXPECT_TRUE(is(read_one(row.file + certificate, row.password), leaf));
        }
        for (const Password password : {Password("secret"), Password("пароль"), Password()}) {
            const std::optional<std::string> owned =
                password ? std::optional(std::string(*password)) : std::nullopt;
            EXPECT_TRUE(is(read_one(pfx_of(leaf, {.password = owned}), password), leaf));
        }
    }
}

TEST(CertificateReading, OneFileGivenTwiceIsOneFile) {
    const Issued leaf = issue();
    const std::string file = pem_of(leaf.key) + pem_of(leaf.certificate);
    EXPECT_TRUE(is(read_credentials({.certificate = {bytes_of(file), "both.pem"},
                                     .key = CertificateBytes{bytes_of(file), "both.pem"}}),
                   leaf));
    EXPECT_TRUE(is(read_two(file, file), leaf)) << "or under two names";
}

TEST(CertificateReading, APfxAndAKeyOfItsOwnMayBeTwoFiles) {
    const Issued leaf = issue();
    EXPECT_TRUE(is(read_two(pfx_of(leaf), pfx_of(leaf), "secret"), leaf));
    EXPECT_TRUE(is(read_two(pfx_of(leaf, {.with_key = false}), pem_of(leaf.key), "secret"), leaf));
}

std::vector<Fingerprint> chain_in(const CredentialsOrFault& read) {
    std::vector<Fingerprint> chain;
    for (const OwnedX509& one : read.value().chain())
        chain.push_back(fingerprint_of(one.get()));
    return chain;
}

TEST(CertificateReading, AChainIsPutInOrder) {
    const Issued root = issue({.subject = "root", .own_key = true, .ca = true});
    const Issued upper = issue({.subject = "upper", .own_key = true, .issuer = &root, .ca = true});
    const Issued lower = issue({.subject = "lower", .own_key = true, .issuer = &upper, .ca = true});
    const Issued stranger = issue({.subject = "stranger", .own_key = true, .ca = true});
    const Issued leaf = issue({.key = KeyChoice::rsa2048, .issuer = &lower});
    const std::vector<Fingerprint> wanted = {fingerprint_of(lower.certificate.get()),
                                             fingerprint_of(upper.certificate.get()),
                                             fingerprint_of(root.certificate.get())};
    std::vector<std::string> blocks = {pem_of(leaf.certificate), pem_of(lower.certificate),
                                       pem_of(upper.certificate), pem_of(root.certificate),
                                       pem_of(stranger.certificate)};
    std::ranges::sort(blocks);
    do {
        std::string file;
        for (const std::string& block : blocks)
            file += block;
        const CredentialsOrFault read = read_two(file, pem_of(leaf.key));
        ASSERT_TRUE(is(read, leaf));
        EXPECT_EQ(chain_in(read), wanted);
    } while (std::ranges::next_permutation(blocks).found);
}

TEST(CertificateReading, WhoSignedHimselfHasNoIssuerBeside) {
    const Issued self = issue();
    const std::string twice = pem_of(self.certificate) + pem_of(self.certificate);
    const CredentialsOrFault leaf = read_two(twice, pem_of(self.key));
    ASSERT_TRUE(is(leaf, self));
    EXPECT_TRUE(leaf.value().chain().empty());
    const Issued root = issue({.subject = "root", .own_key = true, .ca = true});
    const Issued below = issue({.issuer = &root});
    const CredentialsOrFault chain =
        read_two(pem_of(below.certificate) + pem_of(root.certificate) + pem_of(root.certificate),
                 pem_of(below.key));
    ASSERT_TRUE(is(chain, below));
    EXPECT_EQ(chain.value().chain().size(), 1u);
}

TEST(CertificateReading, AmongSeveralTheLeafIsTheOneThatTheKeyFits) {
    const Issued other = issue({.subject = "other", .own_key = true});
    const Issued mine = issue({.subject = "mine", .own_key = true});
    const std::string certificates = pem_of(other.certificate) + pem_of(mine.certificate);
    EXPECT_TRUE(is(read_two(certificates, pem_of(mine.key)), mine));
    EXPECT_TRUE(is(read_two(certificates, pem_of(other.key)), other));
    const Issued stranger = issue({.own_key = true});
    EXPECT_TRUE(is(read_two(certificates, pem_of(stranger.key) + pem_of(mine.key)), mine))
        << "and among several keys the one that fits";
    EXPECT_TRUE(read_two(certificates, pem_of(mine.key)).value().chain().empty());
}

// What is said of two files, or of one where there is no second.
struct FaultRow {
    std::string certificate;
    std::string key;
    Kind kind;
    std::string path;
    std::string other_path = {};
    Password password = std::nullopt;
};

std::vector<FaultRow> faults() {
    const Issued leaf = issue();
    const Issued other = issue({.own_key = true});
    const Issued bitcoin = issue({.key = KeyChoice::secp256k1});
    const std::string certificate = pem_of(leaf.certificate);
    const std::string key = pem_of(leaf.key);
    const std::string locked = pem_of(leaf.key, KeyFile::pkcs8, "secret");
    const std::string nothing =
        "-----BEGIN DH PARAMETERS-----\nAAEC\n-----END DH PARAMETERS-----\n";
    const std::string request =
        "-----BEGIN CERTIFICATE REQUEST-----\nAAEC\n-----END CERTIFICATE REQUEST-----\n";
    const std::string open = "-----BEGIN PUBLIC KEY-----\nAAEC\n-----END PUBLIC KEY-----\n";
    return {
        {"", key, Kind::empty_file, "cert.pem"},
        {certificate, " \n", Kind::empty_file, "key.pem"},
        {"hello", key, Kind::unknown_format, "cert.pem"},
        {certificate, "hello", Kind::unknown_format, "key.pem"},
        {certificate.substr(0, 200), key, Kind::damaged, "cert.pem"},
        {certificate, key.substr(0, 100), Kind::damaged, "key.pem"},
        {nothing, key, Kind::no_certificate, "cert.pem"},
        {certificate, nothing, Kind::no_key, "key.pem"},
        {certificate, "", Kind::key_beside_certificate, "one.pem"},
        {key, "", Kind::certificate_file_holds_key, "one.pem"},
        {key, key, Kind::certificate_file_holds_key, "cert.pem"},
        {certificate, certificate, Kind::key_file_holds_certificate, "key.pem"},
        {key, certificate, Kind::files_swapped, "cert.pem", "key.pem"},
        {locked, certificate, Kind::files_swapped, "cert.pem", "key.pem"},
        {request, key, Kind::holds_request, "cert.pem"},
        {request, "", Kind::holds_request, "one.pem"},
        {certificate, open, Kind::holds_public_key, "key.pem"},
        {pfx_of(leaf, {.with_key = false}), "", Kind::pfx_without_key, "one.pem", "", "secret"},
        {certificate, pfx_of(leaf, {.with_key = false}), Kind::pfx_without_key, "key.pem", "",
         "secret"},
        {pfx_of(leaf, {.with_certificate = false}), "", Kind::pfx_without_certificate, "one.pem",
         "", "secret"},
        {certificate, locked, Kind::password_needed, "key.pem"},
        {certificate + locked, "", Kind::password_needed, "one.pem"},
        {certificate, locked, Kind::password_wrong, "key.pem", "", "Secret"},
        {pfx_of(leaf), "", Kind::password_needed, "one.pem"},
        {pfx_of(leaf), "", Kind::password_wrong, "one.pem", "", "Secret"},
        {certificate, pem_of(other.key), Kind::key_mismatch, "cert.pem", "key.pem"},
        {certificate + pem_of(other.key), "", Kind::key_mismatch, "one.pem"},
        {pem_of(bitcoin.certificate), pem_of(bitcoin.key), Kind::unsupported_algorithm, "key.pem"},
    };
}

TEST(CertificateReading, EachFaultNamesItsFile) {
    for (const FaultRow& row : faults()) {
        const bool one = row.path == "one.pem";
        const CredentialsOrFault read = one ? read_one(row.certificate, row.password)
                                            : read_two(row.certificate, row.key, row.password);
        const std::string what = std::to_string(static_cast<int>(row.kind)) + " " + row.path;
        ASSERT_FALSE(read) << what;
        EXPECT_EQ(read.error().kind, row.kind) << what;
        EXPECT_EQ(read.error().path, row.path) << what;
        EXPECT_EQ(read.error().other_path, row.other_path) << what;
    }
}

TEST(CertificateReading, OfRussiasStandardsNothingIsSupported) {
    const Issued leaf = issue();
    const auto gost = [](const std::string& der) {
        return with_algorithm(der, NID_X9_62_id_ecPublicKey, NID_id_tc26_sign);
    };
    const CredentialsOrFault certificate =
        read_two(gost(der_of(leaf.certificate)), pem_of(leaf.key));
    ASSERT_FALSE(certificate);
    EXPECT_EQ(certificate.error().kind, Kind::gost);
    EXPECT_EQ(certificate.error().path, "cert.pem");
    EXPECT_EQ(certificate.error().algorithm, "id-tc26-sign");
    const CredentialsOrFault key = read_two(pem_of(leaf.certificate), gost(der_of(leaf.key)));
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().kind, Kind::gost);
    EXPECT_EQ(key.error().path, "key.pem");
    EXPECT_TRUE(read_certificates({bytes_of(gost(der_of(leaf.certificate))), "ca.pem"}))
        << "a bundle of roots may hold such a one";
}

TEST(CertificateReading, ADamagedKeyThatStillParsesIsFound) {
    const Issued leaf = issue();
    std::string key = der_of(leaf.key);
    // Behind the private number stands the public one, which still fits.
    const std::size_t number = key.find(std::string("\x02\x01\x01\x04\x20", 5)) + 5;
    key[number + 16] = static_cast<char>(key[number + 16] ^ 1);
    const CredentialsOrFault read = read_two(pem_of(leaf.certificate), key);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, Kind::damaged);
    EXPECT_EQ(read.error().path, "key.pem");
}

TEST(CertificateReading, CutOffAnywhereACombinedFileIsAFault) {
    const Issued leaf = issue();
    const std::string certificate = pem_of(leaf.certificate);
    for (const std::string& file : {certificate + pem_of(leaf.key), pem_of(leaf.key) + certificate})
        for (std::size_t size = 0; size < file.size() - 1; ++size)
            EXPECT_FALSE(read_one(file.substr(0, size))) << size;
}

TEST(CertificateReading, CertificatesAloneComeInTheOrderOfTheFile) {
    const Issued first = issue({.subject = "first"});
    const Issued second = issue({.subject = "second"});
    const std::string bundle = pem_of(first.certificate) +
                               pem_of(first.key, KeyFile::pkcs8, "secret") +
                               pem_of(second.certificate);
    const CertificatesOrFault read = read_certificates({bytes_of(bundle), "ca.pem"});
    ASSERT_TRUE(read);
    ASSERT_EQ(read.value().size(), 2u);
    EXPECT_EQ(facts_of(read.value()[1].get()).subject, "CN=second");
    const CertificatesOrFault none = read_certificates({bytes_of(pem_of(first.key)), "ca.pem"});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, Kind::certificate_file_holds_key);
    EXPECT_EQ(none.error().path, "ca.pem");
}

}  // namespace
}  // namespace potok::testing
