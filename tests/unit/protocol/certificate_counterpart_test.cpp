// The openssl program as our counterpart: what it makes we read, what we make it reads, and the
// commands that our faults recommend do what they promise.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "protocol/certificate_file.hpp"
#include "protocol/certificate_making.hpp"
#include "protocol/certificate_writing.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;
namespace fs = std::filesystem;

class CertificateCounterpart : public ::testing::Test {
  protected:
    void SetUp() override {
        fs::create_directories(folder_);
        if (!run("version")) GTEST_SKIP() << "there is no openssl program here";
    }
    ~CertificateCounterpart() override { fs::remove_all(folder_); }

    // In the folder; its files have blanks in their names, hence the quotes of the caller.
    [[nodiscard]] bool run(const std::string& arguments) const {
        const std::string command =
            "cd '" + folder_.string() + "' && openssl " + arguments + " >> log 2>&1";
        return std::system(command.c_str()) == 0;
    }
    void must(const std::string& arguments) const {
        EXPECT_TRUE(run(arguments)) << arguments << '\n' << contents("log");
    }
    [[nodiscard]] std::string path_of(const std::string& name) const {
        return (folder_ / name).string();
    }
    [[nodiscard]] std::string contents(const std::string& name) const {
        std::ifstream file(path_of(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    void write(const std::string& name, std::string_view bytes) const {
        std::ofstream(path_of(name), std::ios::binary) << bytes;
    }

    [[nodiscard]] CredentialsOrFault read(const std::string& certificate,
                                          const std::string& key = {},
                                          Password password = std::nullopt) const {
        return load_credentials({.certificate = path_of(certificate),
                                 .key = key.empty() ? std::string() : path_of(key),
                                 .password = password});
    }
    void make_pair(const std::string& kind) const {
        must("req -x509 -newkey " + kind +
             " -noenc -days 30 -subj '/CN=a.example' -out 'the cert.pem' -keyout 'the key.pem'");
    }

  private:
    const fs::path folder_ =
        fs::path(::testing::TempDir()) /
        ("открытый ssl " +
         std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
};

TEST_F(CertificateCounterpart, ItsKeysAreReadInEachFormThatItWrites) {
    for (const std::string kind : {"ec -pkeyopt ec_paramgen_curve:P-256", "rsa:2048", "ed25519"}) {
        make_pair(kind);
        EXPECT_TRUE(read("the cert.pem", "the key.pem")) << kind;
        const std::string in = " -in 'the key.pem' -out form";
        for (const std::string& form :
             {"pkey -aes256 -passout pass:secret" + in, "pkey -outform DER" + in,
              "pkcs8 -topk8 -passout pass:secret" + in,
              "pkcs8 -topk8 -passout pass:secret -v1 PBE-SHA1-3DES" + in,
              "pkcs8 -topk8 -passout pass:secret -v2 aes-128-cbc -v2prf hmacWithSHA512" + in,
              "pkcs8 -topk8 -passout pass:secret -scrypt -outform DER" + in}) {
            must(form);
            EXPECT_TRUE(read("the cert.pem", "form", "secret")) << kind << ' ' << form;
        }
        if (kind == "ed25519") continue;
        must("pkey -traditional" + in);
        EXPECT_TRUE(read("the cert.pem", "form")) << kind;
        must("pkey -traditional -aes256 -passout pass:secret" + in);
        EXPECT_TRUE(read("the cert.pem", "form", "secret")) << kind;
        EXPECT_EQ(read("the cert.pem", "form", "wrong").error().kind, Kind::password_wrong);
    }
}

TEST_F(CertificateCounterpart, ItsRarerKeysAreReadToo) {
    for (const std::string kind :
         {"ed448", "ec -pkeyopt ec_paramgen_curve:P-521",
          "rsa-pss -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha384"}) {
        make_pair(kind);
        EXPECT_TRUE(read("the cert.pem", "the key.pem")) << kind;
    }
    make_pair("ec -pkeyopt ec_paramgen_curve:brainpoolP256r1");
    EXPECT_EQ(read("the cert.pem", "the key.pem").error().algorithm, "ECDSA brainpoolP256r1");
}

TEST_F(CertificateCounterpart, ItsPfxAndItsMessagesAreRead) {
    make_pair("ec -pkeyopt ec_paramgen_curve:P-256");
    const std::string made =
        "pkcs12 -export -in 'the cert.pem' -inkey 'the key.pem' -out 'a b.pfx'";
    for (const std::string options :
         {"", " -certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1",
          " -certpbe NONE -keypbe NONE", " -nomac", " -iter 100000"}) {
        must(made + options + " -passout pass:секрет");
        EXPECT_TRUE(read("a b.pfx", "", "секрет")) << options;
    }
    must(made + " -passout pass:");
    EXPECT_TRUE(read("a b.pfx"));
    for (const std::string form : {"PEM", "DER"}) {
        must("crl2pkcs7 -nocrl -certfile 'the cert.pem' -out chain.p7b -outform " + form);
        EXPECT_TRUE(read("chain.p7b", "the key.pem")) << form;
    }
    must("x509 -in 'the cert.pem' -trustout -addtrust serverAuth -out trusted.pem");
    EXPECT_TRUE(read("trusted.pem", "the key.pem"));
}

TEST_F(CertificateCounterpart, ARequestAndAPublicKeyAreToldApart) {
    make_pair("ec -pkeyopt ec_paramgen_curve:P-256");
    for (const std::string form : {"PEM", "DER"}) {
        must("req -new -key 'the key.pem' -subj /CN=a -out request -outform " + form);
        EXPECT_EQ(read("request", "the key.pem").error().kind, Kind::holds_request) << form;
        must("pkey -in 'the key.pem' -pubout -out public -outform " + form);
        EXPECT_EQ(read("the cert.pem", "public").error().kind, Kind::holds_public_key) << form;
    }
}

TEST_F(CertificateCounterpart, APfxOfAnOldWindowsIsReadAfterTheRecommendedCommand) {
    make_pair("rsa:2048");
    if (!run("pkcs12 -export -legacy -in 'the cert.pem' -inkey 'the key.pem' -out old.pfx "
             "-passout pass:secret"))
        GTEST_SKIP() << "its legacy provider is not here";
    const CredentialsOrFault refused = read("old.pfx", "", "secret");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::pfx_old_algorithm);
    EXPECT_EQ(refused.error().algorithm, "RC2-40-CBC");
    must("pkcs12 -legacy -in old.pfx -out old.pem -passin pass:secret -passout pass:secret");
    EXPECT_TRUE(read("old.pem", "", "secret"));
}

TEST_F(CertificateCounterpart, AnOldKeyIsReadAfterTheRecommendedCommand) {
    make_pair("rsa:2048");
    const std::string providers = " -provider legacy -provider default";
    if (!run("pkcs8 -topk8 -v1 PBE-MD5-DES -in 'the key.pem' -out old.key -passout pass:secret" +
             providers))
        GTEST_SKIP() << "its legacy provider is not here";
    const CredentialsOrFault refused = read("the cert.pem", "old.key", "secret");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, Kind::key_old_algorithm);
    EXPECT_EQ(refused.error().algorithm, "DES-CBC");
    must("pkey" + providers +
         " -aes256 -in old.key -out old-new.key -passin pass:secret -passout pass:secret");
    EXPECT_TRUE(read("the cert.pem", "old-new.key", "secret"));
}

std::chrono::sys_seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// Whom it trusts by --ca FILE, also by the strictest rules that any client has.
TEST_F(CertificateCounterpart, ItTrustsOursByItsFile) {
    for (const NewKey kind : {NewKey::ecdsa_p256, NewKey::rsa_2048}) {
        const auto made = make_self_signed({.key = kind, .names = {"поток.рф"}, .now = now()});
        ASSERT_TRUE(made);
        write("ours.pem", certificate_pem(made.value()));
        must("verify -CAfile ours.pem ours.pem");
        for (const std::string purpose : {"sslserver", "sslclient"})
            must("verify -x509_strict -partial_chain -purpose " + purpose +
                 " -verify_hostname xn--j1ahacq.xn--p1ai -CAfile ours.pem ours.pem");
        must("verify -x509_strict -verify_ip ::1 -CAfile ours.pem ours.pem");
        EXPECT_FALSE(run("verify -verify_hostname b.example -CAfile ours.pem ours.pem"));
    }
}

TEST_F(CertificateCounterpart, ItReadsWhatWeWrite) {
    for (const NewKey kind : {NewKey::ecdsa_p256, NewKey::rsa_2048}) {
        const auto made = make_self_signed({.key = kind, .now = now()});
        ASSERT_TRUE(made);
        write("open.key", key_pem(made.value()).value().text());
        must("pkey -in open.key -check -noout");
        write("locked.key", key_pem(made.value(), "секрет").value().text());
        must("pkey -in locked.key -check -noout -passin pass:секрет");
        EXPECT_FALSE(run("pkey -in locked.key -noout -passin pass:wrong"));
        for (const PfxForm form : {PfxForm::modern, PfxForm::for_old_windows}) {
            write("ours.pfx", pfx_of(made.value(), "секрет", form).value().text());
            must("pkcs12 -in ours.pfx -noout -passin pass:секрет");
        }
        write("ours.cer", certificate_der(made.value().leaf()));
        must("x509 -inform DER -in ours.cer -noout");
    }
}

TEST_F(CertificateCounterpart, ItsFingerprintIsOurs) {
    make_pair("ec -pkeyopt ec_paramgen_curve:P-256");
    must("x509 -in 'the cert.pem' -noout -fingerprint -sha256 -out fingerprint");
    std::string printed = contents("fingerprint");
    printed.erase(printed.find_last_not_of("\r\n") + 1);
    const CredentialsOrFault ours = read("the cert.pem", "the key.pem");
    ASSERT_TRUE(ours);
    EXPECT_EQ(parse_fingerprint(printed), ours.value().facts().fingerprint) << printed;
}

}  // namespace
}  // namespace potok::testing
