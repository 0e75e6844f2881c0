#include "protocol/certificate_secret.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(CertificateSecret, WhatIsCutOffIsWipedAndTheRestStays) {
    Secret secret(bytes_of("open sesame"));
    const char* const memory = secret.text().data();
    secret.shrink(4);
    EXPECT_EQ(secret.text(), "open");
    EXPECT_EQ(secret.text().data(), memory) << "no copy is left elsewhere";
    // The vector's capacity is still ours to look at.
    EXPECT_EQ(memory[4], '\0');
    EXPECT_EQ(memory[10], '\0');
}

TEST(CertificateSecret, AMovedOneIsInOnePlaceOnly) {
    Secret first(bytes_of("sesame"));
    const char* const memory = first.text().data();
    Secret second(bytes_of("other"));
    second = std::move(first);
    EXPECT_EQ(second.text(), "sesame");
    EXPECT_EQ(second.text().data(), memory);
}

TEST(CertificateSecretDeathTest, DoesNotGrow) {
    Secret secret(bytes_of("a"));
    EXPECT_DEATH(secret.shrink(2), "");
}

}  // namespace
}  // namespace potok
