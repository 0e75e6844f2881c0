#include "base/result.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

enum class Fault { small, large };

Result<int, Fault> half_of(int number) {
    if (number % 2 != 0) return Fault::small;
    return number / 2;
}

TEST(Result, HoldsTheValueOrTheError) {
    EXPECT_EQ(half_of(4).value(), 2);
    EXPECT_EQ(half_of(3).error(), Fault::small);
    EXPECT_TRUE(half_of(4).ok());
    EXPECT_FALSE(half_of(3));
}

TEST(Result, MovesAValueThatCannotBeCopied) {
    Result<std::unique_ptr<int>, Fault> made(std::make_unique<int>(7));
    const std::unique_ptr<int> taken = std::move(made).value();
    EXPECT_EQ(*taken, 7);
}

TEST(ResultDeathTest, AskingForWhatIsNotThereIsAProgrammersError) {
    EXPECT_DEATH(static_cast<void>(half_of(3).value()), "assertion failed");
    EXPECT_DEATH(static_cast<void>(half_of(4).error()), "assertion failed");
}

}  // namespace
}  // namespace potok
