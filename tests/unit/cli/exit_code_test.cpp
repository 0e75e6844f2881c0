#include "cli/exit_code.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

// Scripts compare these: a change here is a change of the interface.
TEST(ExitCode, HasTheDocumentedNumbers) {
    EXPECT_EQ(number_of(ExitCode::good), 0);
    EXPECT_EQ(number_of(ExitCode::failed), 1);
    EXPECT_EQ(number_of(ExitCode::usage), 2);
    EXPECT_EQ(number_of(ExitCode::machine), 3);
    EXPECT_EQ(number_of(ExitCode::unreachable), 4);
    EXPECT_EQ(number_of(ExitCode::invalid), 5);
    EXPECT_EQ(number_of(ExitCode::interrupted), 130);
}

}  // namespace
}  // namespace potok::cli
