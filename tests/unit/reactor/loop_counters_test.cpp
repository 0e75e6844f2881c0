#include "reactor/loop_counters.hpp"

#include <thread>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(LoopCounters, BeginAtZero) {
    const LoopCounters counters;
    EXPECT_EQ(counters.iterations.value(), 0u);
    for (const Counter& closed : counters.closed)
        EXPECT_EQ(closed.value(), 0u);
}

TEST(LoopCounters, EachReasonHasItsOwn) {
    LoopCounters counters;
    for (std::size_t i = 0; i < kCloseReasonCount; ++i)
        counters.closed_for(static_cast<CloseReason>(i)).add(i);
    for (std::size_t i = 0; i < kCloseReasonCount; ++i)
        EXPECT_EQ(counters.closed[i].value(), i);
}

// One thread writes; whoever reads meanwhile sees the figure grow, never torn nor going back.
TEST(LoopCounters, AReaderOnAnotherThreadSeesThemGrow) {
    Counter counter;
    constexpr std::uint64_t kStep = (std::uint64_t{1} << 32) + 1;
    constexpr std::uint64_t kSteps = 100'000;
    std::thread writer([&] {
        for (std::uint64_t i = 0; i < kSteps; ++i)
            counter.add(kStep);
    });
    std::uint64_t last = 0;
    while (last < kSteps * kStep) {
        const std::uint64_t seen = counter.value();
        ASSERT_GE(seen, last);
        ASSERT_EQ(seen >> 32, seen & 0xFFFFFFFF);
        last = seen;
    }
    writer.join();
}

}  // namespace
}  // namespace potok
