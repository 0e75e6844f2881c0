#include "protocol/certificate_pfx.hpp"

#include <openssl/objects.h>
#include <openssl/pkcs12.h>

#include "protocol/certificate_contents.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;

ContentsOrFault read(const std::string& pfx, Password password, Wanted wanted = Wanted::all) {
    return read_contents(bytes_of(pfx), wanted, password);
}

std::optional<Kind> fault_of(const ContentsOrFault& read) {
    return read ? std::nullopt : std::optional(read.error().kind);
}

const Issued& leaf() {
    static const Issued made = issue();
    return made;
}

TEST(CertificatePfx, HoldsAKeyItsCertificateAndAChain) {
    const Issued ca = issue({.subject = "ca", .ca = true});
    const ContentsOrFault contents = read(pfx_of(leaf(), {.chain = {&ca.certificate}}), "secret");
    ASSERT_TRUE(contents);
    EXPECT_EQ(contents.value().certificates.size(), 2u);
    EXPECT_EQ(contents.value().keys.size(), 1u);
    EXPECT_TRUE(contents.value().is_pfx);
}

TEST(CertificatePfx, IsReadHoweverItIsEncrypted) {
    constexpr int kTripleDes = NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
    for (const int key : {0, -1, kTripleDes, NID_aes_128_cbc}) {
        for (const int certificate : {0, -1, kTripleDes}) {
            for (const bool mac : {true, false}) {
                const std::string pfx = pfx_of(leaf(), {.password = "пароль",
                                                        .with_mac = mac,
                                                        .key_encryption = key,
                                                        .certificate_encryption = certificate});
                EXPECT_EQ(fault_of(read(pfx, "пароль")), std::nullopt) << key << certificate << mac;
            }
        }
    }
}

TEST(CertificatePfx, NoPasswordAndOneOfNoLettersAreBothTried) {
    for (const std::optional<std::string>& made :
         {std::optional<std::string>(), std::optional<std::string>("")}) {
        for (const int encryption : {0, NID_pbe_WithSHA1And3_Key_TripleDES_CBC}) {
            const std::string pfx = pfx_of(leaf(), {.password = made,
                                                    .key_encryption = encryption,
                                                    .certificate_encryption = encryption});
            for (const Password given : {Password(), Password("")})
                EXPECT_EQ(fault_of(read(pfx, given)), std::nullopt) << made.has_value();
            EXPECT_EQ(fault_of(read(pfx, "secret")), Kind::password_wrong);
        }
    }
}

TEST(CertificatePfx, ItsPasswordIsWantedAndHasToBeRight) {
    for (const bool mac : {true, false}) {
        const std::string pfx = pfx_of(leaf(), {.with_mac = mac});
        EXPECT_EQ(fault_of(read(pfx, std::nullopt)), Kind::password_needed);
        EXPECT_EQ(fault_of(read(pfx, "Secret")), Kind::password_wrong);
        EXPECT_EQ(fault_of(read(pfx, std::string(kPasswordMax + 1, 'a'))), Kind::password_wrong);
    }
}

TEST(CertificatePfx, WhatIsNotWantedIsLeftAlone) {
    // Certificates in the open, the key encrypted by what nobody has.
    const std::string pfx =
        with_algorithm(pfx_of(leaf(), {.with_mac = false,
                                       .key_encryption = NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
                                       .certificate_encryption = -1}),
                       NID_pbe_WithSHA1And3_Key_TripleDES_CBC, NID_pbe_WithSHA1And40BitRC2_CBC);
    const ContentsOrFault contents = read(pfx, "secret", Wanted::certificates);
    ASSERT_TRUE(contents);
    EXPECT_EQ(contents.value().certificates.size(), 1u);
    EXPECT_TRUE(contents.value().has_key);
    EXPECT_EQ(fault_of(read(pfx, "secret")), Kind::pfx_old_algorithm);
}

TEST(CertificatePfx, OfAnOldWindowsSaysSo) {
    const std::string made =
        pfx_of(leaf(), {.with_mac = false,
                        .key_encryption = NID_aes_128_cbc,
                        .certificate_encryption = NID_pbe_WithSHA1And3_Key_TripleDES_CBC});
    const ContentsOrFault contents =
        read(with_algorithm(made, NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
                            NID_pbe_WithSHA1And40BitRC2_CBC),
             "secret");
    ASSERT_FALSE(contents);
    EXPECT_EQ(contents.error().kind, Kind::pfx_old_algorithm);
    EXPECT_EQ(contents.error().algorithm, "RC2-40-CBC");
}

TEST(CertificatePfx, ThatAsksForWorkWithoutEndIsRefused) {
    std::string pfx = pfx_of(leaf(), {.iterations = 0x10000});
    constexpr std::string_view kIterations("\x02\x03\x01\x00\x00", 5);
    ASSERT_TRUE(pfx.ends_with(kIterations)) << "of the check of integrity";
    pfx.replace(pfx.size() - 3, 3, "\x7F\xFF\xFF");
    EXPECT_EQ(fault_of(read(pfx, "secret")), Kind::too_much_work);
}

TEST(CertificatePfx, CutOffOrDamagedAnywhereItIsAFaultOrStillWhole) {
    const std::string pfx = pfx_of(leaf());
    for (std::size_t size = 0; size < pfx.size(); ++size)
        EXPECT_FALSE(read(pfx.substr(0, size), "secret")) << size;
    for (std::size_t at = 0; at < pfx.size(); at += 3) {
        std::string damaged = pfx;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x01);
        static_cast<void>(read(damaged, "secret"));
    }
}

}  // namespace
}  // namespace potok::testing
