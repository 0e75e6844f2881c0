#include "protocol/session/tls_room.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(TlsRoom, AdmitsSoManyStepsInAnIterationAndNoMore) {
    TlsRoom room;
    for (unsigned i = 0; i < TlsRoomOptions{}.handshake_steps_max; ++i)
        EXPECT_TRUE(room.admits(1, 0));
    EXPECT_FALSE(room.admits(1, 0));
    EXPECT_TRUE(room.admits(2, 0));
}

TEST(TlsRoom, WhoWasPutOffComesBeforeWhoHadATurn) {
    TlsRoom room;
    constexpr std::size_t kWaiting = 3 * TlsRoomOptions{}.handshake_steps_max;
    std::vector<int> steps(kWaiting, 0);
    std::vector<std::uint8_t> rounds(kWaiting, 0);
    for (std::uint64_t iteration = 1; iteration <= 6; ++iteration) {
        for (std::size_t i = 0; i < kWaiting; ++i) {
            if (!room.admits(iteration, rounds[i])) continue;
            rounds[i] = room.round();
            ++steps[i];
        }
        const auto [least, most] = std::minmax_element(steps.begin(), steps.end());
        EXPECT_LE(*most - *least, 1) << "the first in line are not served again and again";
    }
    EXPECT_EQ(steps, std::vector<int>(kWaiting, 2));
}

TEST(TlsRoom, NewcomersHoweverManyKeepNobodyFromTheNextStep) {
    TlsRoom room;
    std::vector<std::uint8_t> newcomers;  // those who wait, the newest first to ask
    std::uint8_t resident = room.round();
    std::uint64_t last_step = 0;
    for (std::uint64_t iteration = 1; iteration <= 200; ++iteration) {
        for (unsigned i = 0; i <= TlsRoomOptions{}.handshake_steps_max; ++i)
            newcomers.insert(newcomers.begin(), room.round());
        std::erase_if(newcomers,
                      [&](std::uint8_t newcomer) { return room.admits(iteration, newcomer); });
        if (!room.admits(iteration, resident)) continue;
        resident = room.round();
        last_step = iteration;
    }
    EXPECT_GE(last_step, 50u) << "more come than can be served, and it still has its steps";
}

TEST(TlsRoom, StepsThatTakeLongAreFewerInAnIteration) {
    TlsRoom room({.handshake_time_max = std::chrono::milliseconds(2)});
    EXPECT_TRUE(room.admits(1, 0));
    room.count(std::chrono::microseconds(1999));
    EXPECT_TRUE(room.admits(1, 0));
    room.count(std::chrono::microseconds(1));
    EXPECT_FALSE(room.admits(1, 0));
    EXPECT_TRUE(room.admits(2, 0));
    room.count(std::chrono::seconds(1));
    EXPECT_FALSE(room.admits(2, 0));
    EXPECT_TRUE(room.admits(3, 0)) << "one in each, whatever they take";
}

TEST(TlsRoom, OneWhoIsAloneHasAStepInEachIteration) {
    TlsRoom room;
    std::uint8_t round = 0;
    for (std::uint64_t iteration = 1; iteration <= 600; ++iteration) {
        ASSERT_TRUE(room.admits(iteration, round)) << iteration;
        round = room.round();
        EXPECT_FALSE(room.admits(iteration, round)) << "one in an iteration";
    }
}

TEST(TlsRoomDeathTest, ALayerAboveAnotherNeedsARoomOfItsOwn) {
    TlsRoom room;
    room.enter();
    EXPECT_TRUE(room.in_use());
    EXPECT_DEATH(room.enter(), "in_use");
    room.leave();
    EXPECT_FALSE(room.in_use());
}

}  // namespace
}  // namespace potok
