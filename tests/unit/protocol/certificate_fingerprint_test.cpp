#include "protocol/certificate_fingerprint.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

Fingerprint counting() {
    Fingerprint fingerprint;
    for (std::size_t i = 0; i < fingerprint.size(); ++i)
        fingerprint[i] = static_cast<std::byte>(i * 7);
    return fingerprint;
}

constexpr std::string_view kHex =
    "00070e151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9";

std::string with_colons(std::string_view hex) {
    std::string text;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        text += (i == 0 ? "" : ":") + std::string(hex.substr(i, 2));
    return text;
}

std::string in_capitals(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char letter) {
        return static_cast<char>(std::toupper(letter));
    });
    return text;
}

TEST(CertificateFingerprint, IsWrittenAsPeopleCopyIt) {
    EXPECT_EQ(fingerprint_text(counting()), "sha256:" + std::string(kHex));
}

TEST(CertificateFingerprint, IsReadInEveryFormThatPeopleHaveItIn) {
    const std::string hex(kHex);
    for (const std::string_view name :
         {"", "sha256:", "sha-256:", "sha256=", "sha256 Fingerprint="}) {
        for (const std::string& digits : {hex, with_colons(hex)}) {
            EXPECT_EQ(parse_fingerprint(std::string(name) + digits), counting()) << name;
            EXPECT_EQ(parse_fingerprint(in_capitals(std::string(name) + digits)), counting());
        }
    }
}

TEST(CertificateFingerprint, IsReadBackForACertificate) {
    const Fingerprint fingerprint = fingerprint_of(issue().certificate.get());
    EXPECT_EQ(parse_fingerprint(fingerprint_text(fingerprint)), fingerprint);
    EXPECT_NE(fingerprint, fingerprint_of(issue().certificate.get())) << "another serial number";
}

TEST(CertificateFingerprint, OfAnotherLengthOrDigestIsNone) {
    const std::string hex(kHex);
    const std::string colons = with_colons(hex);
    for (const std::string& text :
         {std::string(), std::string("sha256:"), hex.substr(1), hex + "0", hex + "00",
          "sha1:" + hex, "md5:" + hex.substr(32), colons + ":", ":" + colons,
          hex.substr(0, 63) + "g", colons.substr(0, 2) + "-" + colons.substr(3),
          hex.substr(0, 62) + ":0"})
        EXPECT_FALSE(parse_fingerprint(text)) << text;
}

}  // namespace
}  // namespace potok::testing
