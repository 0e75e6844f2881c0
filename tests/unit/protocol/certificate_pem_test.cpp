#include "protocol/certificate_pem.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_workshop.hpp"

namespace potok::testing {
namespace {

using Kind = CertificateFault::Kind;
using Next = PemBlocks::Next;

constexpr std::string_view kBlock = "-----BEGIN A B-----\nAAEC\n-----END A B-----\n";

std::vector<std::string> labels_of(std::string_view text) {
    std::vector<std::string> labels;
    PemBlocks blocks(text);
    PemBlock block;
    for (;;) {
        const Next next = blocks.next(block);
        if (next == Next::end) return labels;
        labels.push_back(next == Next::block ? block.label : "damaged");
        if (next == Next::damaged) return labels;
    }
}

using ::testing::ElementsAre;

TEST(CertificatePem, BlocksComeOneAfterTheOther) {
    PemBlocks blocks(kBlock);
    PemBlock block;
    ASSERT_EQ(blocks.next(block), Next::block);
    EXPECT_EQ(block.label, "A B");
    EXPECT_EQ(block.der.text(), std::string_view("\0\1\2", 3));
    EXPECT_EQ(blocks.next(block), Next::end);
    const std::string two = std::string(kBlock) + "-----BEGIN C-----\nAA==\n-----END C-----";
    EXPECT_THAT(labels_of(two), ElementsAre("A B", "C"));
    EXPECT_TRUE(labels_of("").empty());
}

TEST(CertificatePem, WhatStandsAroundIsPassedOver) {
    const std::string block(kBlock);
    const std::string line(1000, 'x');
    EXPECT_THAT(labels_of("\xEF\xBB\xBF" + block), ElementsAre("A B"));
    EXPECT_THAT(labels_of("subject=CN = a\n\n" + block + line + "\n" + block),
                ElementsAre("A B", "A B"));
    EXPECT_THAT(labels_of("key: |\n  -----BEGIN A-----\n  AAEC\n  -----END A-----\n"),
                ElementsAre("A"));
    EXPECT_THAT(labels_of("-----BEGIN A-----\r\nAAEC\r\n-----END A-----\r\n"), ElementsAre("A"));
}

TEST(CertificatePem, LinesOfAnyLengthAreRead) {
    const std::string text = "-----BEGIN A-----\n" + std::string(4000, 'A') + "\n-----END A-----\n";
    PemBlocks blocks(text);
    PemBlock block;
    ASSERT_EQ(blocks.next(block), Next::block);
    EXPECT_EQ(block.der.size(), 3000u);
}

TEST(CertificatePem, ABlockWithoutItsEndIsDamaged) {
    for (std::size_t size = kBlock.find("A B"); size < kBlock.size() - 1; ++size)
        EXPECT_THAT(labels_of(kBlock.substr(0, size)), ElementsAre("damaged")) << size;
    EXPECT_THAT(labels_of("-----BEGIN A-----\nAAEC\n-----END B-----\n"), ElementsAre("damaged"));
    EXPECT_THAT(labels_of("-----BEGIN A-----\n?\n-----END A-----\n"), ElementsAre("damaged"));
    EXPECT_THAT(labels_of("-----BEGIN A-----\nAAEC\n-----BEGIN A-----\nAAEC\n-----END A-----\n"),
                ElementsAre("damaged"));
}

std::string wide(std::string_view text, bool little) {
    std::string bytes = little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char letter : text) {
        if (!little) bytes += '\0';
        bytes += letter;
        if (little) bytes += '\0';
    }
    return bytes;
}

TEST(CertificatePem, Utf16IsNarrowedWhereItIsMarked) {
    for (const bool little : {true, false}) {
        const auto text = narrowed(bytes_of(wide(kBlock, little)));
        ASSERT_TRUE(text);
        EXPECT_EQ(text->text(), kBlock);
    }
    EXPECT_EQ(narrowed(bytes_of(std::string_view("\xFF\xFE\x1F\x04", 4)))->text(), "?");
    EXPECT_FALSE(narrowed(bytes_of(kBlock)));
    EXPECT_FALSE(narrowed(bytes_of("\xFF")));
    EXPECT_FALSE(narrowed(bytes_of("\xFF\xFE-")));
}

PemBlock block_of(const std::string& text) {
    PemBlocks blocks(text);
    PemBlock block;
    EXPECT_EQ(blocks.next(block), Next::block);
    return block;
}

std::optional<Kind> fault_of(PemBlock& block, Password password) {
    const auto fault = decrypt(block, password);
    return fault ? std::optional(fault->kind) : std::nullopt;
}

TEST(CertificatePem, HeadersOfAnEncryptedKeyAreObeyed) {
    const OwnedKey key = key_of(KeyChoice::p256);
    for (const std::string cipher : {"AES-256-CBC", "AES-128-CBC", "DES-EDE3-CBC"}) {
        const std::string text = pem_of(key, KeyFile::traditional, "secret", cipher);
        PemBlock block = block_of(text);
        EXPECT_EQ(fault_of(block, std::nullopt), Kind::password_needed);
        EXPECT_EQ(fault_of(block, "secret"), std::nullopt);
        EXPECT_EQ(block.der.text(), der_of(key, KeyFile::traditional));
        EXPECT_EQ(fault_of(block, "secret"), std::nullopt) << "no longer encrypted";
    }
    PemBlock plain = block_of(pem_of(key));
    EXPECT_EQ(fault_of(plain, std::nullopt), std::nullopt);
}

TEST(CertificatePem, HeadersThatCannotBeObeyedAreFaults) {
    const auto block_with = [](const std::string& headers) {
        return block_of("-----BEGIN A-----\n" + headers +
                        "\n\nAAECAwQFBgcICQoLDA0ODw==\n-----END A-----\n");
    };
    PemBlock old = block_with("Proc-Type: 4,ENCRYPTED\nDEK-Info: DES-CBC,0011223344556677");
    const auto fault = decrypt(old, "secret");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, Kind::key_old_algorithm);
    EXPECT_EQ(fault->algorithm, "DES-CBC");
    for (const std::string headers :
         {"Proc-Type: 4,ENCRYPTED", "Proc-Type: 4,ENCRYPTED\nDEK-Info: NONE,00",
          "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00", "Proc-Type: 5,ENCRYPTED"}) {
        PemBlock damaged = block_with(headers);
        EXPECT_EQ(fault_of(damaged, "secret"), Kind::damaged) << headers;
    }
    PemBlock wrong = block_of(pem_of(key_of(KeyChoice::p256), KeyFile::traditional, "secret"));
    EXPECT_EQ(fault_of(wrong, std::string_view()), Kind::password_wrong);
}

}  // namespace
}  // namespace potok::testing
