#include "reactor/command.hpp"

#include "reactor/event_loop.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

class CommandTest : public ::testing::Test {
  protected:
    MemoryBudget budget;
    std::unique_ptr<EventLoop> loop = std::move(EventLoop::create({.budget = &budget})).value();
};

TEST_F(CommandTest, CallsItsFunctionWithTheLoop) {
    EventLoop* seen = nullptr;
    make_command([&](EventLoop& at) { seen = &at; })->run(*loop);
    EXPECT_EQ(seen, loop.get());
}

TEST_F(CommandTest, KeepsACopyOfAFunctionThatLivesElsewhere) {
    std::string said;
    std::unique_ptr<Command> command;
    {
        auto function = [&said, word = std::string("a word of its own")](EventLoop&) {
            said = word;
        };
        command = make_command(function);
    }
    command->run(*loop);
    EXPECT_EQ(said, "a word of its own");
}

TEST_F(CommandTest, DestroysWhatItOwnsWithoutHavingRun) {
    auto shared = std::make_shared<int>(1);
    auto command = make_command([shared](EventLoop&) {});
    EXPECT_EQ(shared.use_count(), 2);
    command.reset();
    EXPECT_EQ(shared.use_count(), 1);
}

}  // namespace
}  // namespace potok
