#include "loadtest/verify/http_answer.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/loadtest/printers.hpp"

namespace potok::loadtest {
namespace {

using Buffer = std::vector<std::byte>;
using Kind = Verification::Kind;

constexpr std::uint32_t kOwn = 5;
// Number 99 is still in line, and cannot be answered any more; 109 is under way.
constexpr Expectation kExpectation{.connection = kOwn, .next = 99, .sent = 110};
constexpr MessageName kUnderWay{kOwn, 109};

Buffer message(const PayloadScheme& scheme, std::uint64_t number, std::uint32_t connection = kOwn) {
    Buffer bytes(scheme.size_of({connection, number}));
    scheme.image({connection, number}).write_to(bytes);
    return bytes;
}

Verification answered(const PayloadScheme& scheme, const Buffer& body, std::uint16_t status = 200) {
    return verify_answer(scheme, kExpectation, status, body);
}

const PayloadScheme kScheme(1, Alphabet::binary, {64, 64});
const PayloadScheme kTiny(1, Alphabet::binary, {2, 2});

TEST(VerifyAnswer, TheMessageOfTheRequestIsIntact) {
    for (const PayloadScheme& scheme : {kScheme, kTiny}) {
        const Verification found = answered(scheme, message(scheme, 109));
        EXPECT_EQ(found.kind, Kind::intact);
        EXPECT_EQ(found.name, kUnderWay);
    }
}

TEST(VerifyAnswer, WhateverElseComesIsTheMessageOfTheRequestDamaged) {
    Buffer longer = message(kScheme, 109);
    longer.push_back(std::byte{1});
    Buffer flipped = message(kScheme, 109);
    flipped[40] ^= std::byte{1};
    Buffer other_name = message(kScheme, 3);
    other_name[40] ^= std::byte{1};
    const Buffer page(100, std::byte{'x'});
    for (const Buffer& body : {Buffer{}, longer, flipped, other_name, page}) {
        const Verification found = answered(kScheme, body);
        EXPECT_EQ(found.kind, Kind::corrupted);
        EXPECT_EQ(found.name, kUnderWay);
        EXPECT_EQ(found.status, 0);
        EXPECT_EQ(found.difference,
                  difference_of(kScheme.image(kUnderWay), body).value_or(Difference{}));
    }
}

TEST(VerifyAnswer, AnotherMessageToTheLastByteIsThatOne) {
    const Verification earlier = answered(kScheme, message(kScheme, 3));
    EXPECT_EQ(earlier.kind, Kind::intact);
    EXPECT_EQ(earlier.name, (MessageName{kOwn, 3}));
    const Verification strange = answered(kScheme, message(kScheme, 7, 8));
    EXPECT_EQ(strange.kind, Kind::intact);
    EXPECT_EQ(strange.name, (MessageName{8, 7}));
}

TEST(VerifyAnswer, OneThatWasNotSentYetIsDamage) {
    EXPECT_EQ(answered(kScheme, message(kScheme, 110)).kind, Kind::corrupted);
}

TEST(VerifyAnswer, AnotherStatusIsARefusalWhateverTheBody) {
    for (const std::uint16_t status :
         std::initializer_list<std::uint16_t>{201, 204, 302, 404, 503}) {
        const Verification found = answered(kScheme, message(kScheme, 109), status);
        EXPECT_EQ(found.kind, Kind::corrupted);
        EXPECT_EQ(found.name, kUnderWay);
        EXPECT_EQ(found.status, status);
    }
}

TEST(VerifyFront, ARightFrontIsNoAnswerYet) {
    Buffer front = message(kScheme, 109);
    for (;; front.pop_back()) {
        EXPECT_EQ(verify_front(kScheme, kExpectation, 200, front), std::nullopt) << front.size();
        if (front.empty()) break;
    }
}

TEST(VerifyFront, AWrongFrontIsDamageAndAnotherStatusARefusal) {
    const Buffer wrong = message(kScheme, 3);
    const auto found = verify_front(kScheme, kExpectation, 200, Bytes(wrong).first(30));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->kind, Kind::corrupted);
    EXPECT_EQ(found->name, kUnderWay);
    EXPECT_EQ(verify_front(kScheme, kExpectation, 500, {})->status, 500);
}

}  // namespace
}  // namespace potok::loadtest
