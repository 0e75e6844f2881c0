// What a member of a broadcast notices: each fault is shown to it once.
#include "tests/sim/hearing.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/sim/calm_world.hpp"

namespace potok::sim {
namespace {

class HearingTest : public testing::Test {
  protected:
    // Publisher 0 says "a", "b" and "c", publisher 1 says "d".
    HearingTest() {
        for (const char* words : {"a", "b", "c"})
            said_.push_back(publish(0, words));
        said_.push_back(publish(1, "d"));
    }

    std::string publish(std::size_t publisher, const std::string& words) {
        std::string wire = publications_.next_stamp(publisher) + words;
        publications_.add(publisher, wire);
        return wire;
    }

    Hearing hearing(bool hears_all) { return {world_, publications_, 1, hears_all}; }

    CalmWorld world_;
    Publications publications_{2};
    std::vector<std::string> said_;
};

TEST_F(HearingTest, WhoWasThereFromTheBeginningIsOwedAll) {
    Hearing member = hearing(true);
    for (const std::string& wire : said_) {
        EXPECT_FALSE(member.has_heard_all());
        member.take(wire, wire);
    }
    EXPECT_TRUE(member.has_heard_all());
}

TEST_F(HearingTest, WhoCameLaterIsOwedItsOwn) {
    Hearing member = hearing(false);
    member.take(said_[1], said_[1]);
    member.take(said_[2], said_[2]);
    EXPECT_FALSE(member.has_heard_all());
    member.take(said_[3], said_[3]);
    EXPECT_TRUE(member.has_heard_all());
}

TEST_F(HearingTest, AMissingMessageIsFound) {
    Hearing member = hearing(false);
    member.take(said_[0], said_[0]);
    EXPECT_THROW(member.take(said_[2], said_[2]), WorldFailure);
}

TEST_F(HearingTest, AMessageThatComesTwiceIsFound) {
    Hearing member = hearing(false);
    member.take(said_[1], said_[1]);
    EXPECT_THROW(member.take(said_[1], said_[1]), WorldFailure);
}

TEST_F(HearingTest, AMissingFirstMessageIsFoundWhereAllAreOwed) {
    Hearing member = hearing(true);
    EXPECT_THROW(member.take(said_[1], said_[1]), WorldFailure);
}

TEST_F(HearingTest, AChangedByteIsFound) {
    Hearing member = hearing(false);
    const std::string changed = said_[0].substr(0, said_[0].size() - 1) + "x";
    EXPECT_THROW(member.take(changed, changed), WorldFailure);
}

TEST_F(HearingTest, WhatIsNoBroadcastMessageIsFound) {
    Hearing member = hearing(false);
    EXPECT_THROW(member.take("stampless", "stampless"), WorldFailure);
}

TEST_F(HearingTest, NobodyWaitsForWhoLeft) {
    Hearing member = hearing(true);
    member.take(said_[3], said_[3]);
    publications_.withdraw(0);
    EXPECT_TRUE(member.has_heard_all());
}

}  // namespace
}  // namespace potok::sim
