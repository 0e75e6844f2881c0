#include "protocol/tls_hello_bound.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

std::string record(char type, const std::string& body) {
    const auto size = static_cast<unsigned>(body.size());
    return {std::string{type, '\3', '\1', static_cast<char>(size >> 8U), static_cast<char>(size)} +
            body};
}

// Its header, and as much of it as is to follow at once.
std::string hello(std::size_t announced, std::size_t present, char type = '\1') {
    return std::string{type, static_cast<char>(announced >> 16U),
                       static_cast<char>(announced >> 8U), static_cast<char>(announced)} +
           std::string(present, 'h');
}

constexpr char kHandshake = '\x16';
constexpr char kChangeCipherSpec = '\x14';
constexpr std::size_t kMost = TlsHelloBound::kBytesMax;

// The answer must not depend on where the bytes are cut.
bool allows(const std::string& first, const std::string& second = {}, bool is_tls13 = true) {
    TlsHelloBound whole;
    const bool answer =
        whole.allows(bytes_of(first), false) && whole.allows(bytes_of(second), is_tls13);
    TlsHelloBound cut;
    bool answer_cut = true;
    for (const char& byte : first)
        answer_cut = answer_cut && cut.allows(bytes_of({&byte, 1}), false);
    for (const char& byte : second)
        answer_cut = answer_cut && cut.allows(bytes_of({&byte, 1}), is_tls13);
    EXPECT_EQ(answer, answer_cut);
    return answer;
}

TEST(TlsHelloBound, AHelloIsAllowedUpToTheLimit) {
    EXPECT_TRUE(allows(record(kHandshake, hello(500, 500))));
    EXPECT_TRUE(allows(record(kHandshake, hello(kMost, 0))));
    EXPECT_FALSE(allows(record(kHandshake, hello(kMost + 1, 0))));
    EXPECT_FALSE(allows(record(kHandshake, hello(0xFFFFFF, 0))));
}

TEST(TlsHelloBound, AHeaderOverSeveralRecordsIsAHeader) {
    const std::string header = hello(kMost + 1, 0);
    for (std::size_t at = 1; at < header.size(); ++at) {
        EXPECT_FALSE(allows(record(kHandshake, header.substr(0, at)) + record(kHandshake, "") +
                            record(kHandshake, header.substr(at))));
    }
}

TEST(TlsHelloBound, ASecondHelloIsBoundedInTls13) {
    const std::string first =
        record(kHandshake, hello(100, 60)) + record(kHandshake, std::string(40, 'h'));
    const std::string change = record(kChangeCipherSpec, "\1");
    const std::string second = record(kHandshake, hello(kMost + 1, 0));
    EXPECT_FALSE(allows(first, second));
    EXPECT_FALSE(allows(first, change + second));
    EXPECT_TRUE(allows(first, change + record(kHandshake, hello(kMost, 0))));
}

TEST(TlsHelloBound, WhatFollowsTheHelloInTls12MayBeEncryptedAndIsNotRead) {
    const std::string first = record(kHandshake, hello(100, 100));
    const std::string looks_like_a_hello = record(kHandshake, hello(0xFFFFFF, 12));
    EXPECT_TRUE(allows(first, looks_like_a_hello, false));
    EXPECT_TRUE(allows(first, record(kChangeCipherSpec, "\1") + looks_like_a_hello, false));
}

TEST(TlsHelloBound, OtherMessagesAndOtherProtocolsAreOpenSSLsToJudge) {
    EXPECT_TRUE(allows(record(kHandshake, hello(0xFFFFFF, 0, '\x0b'))));
    EXPECT_TRUE(allows(record('\x17', hello(0xFFFFFF, 0))));
    EXPECT_TRUE(allows("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"));
    EXPECT_TRUE(allows(std::string("\x80\x2e\x01\x03\x01\xff\xff\xff\xff", 9)));
    EXPECT_TRUE(allows(""));
}

}  // namespace
}  // namespace potok
