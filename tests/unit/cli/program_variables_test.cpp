// That the names are those of the programs' tables is tested with each program.
#include "cli/program_variables.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

TEST(ProgramVariables, AreThoseOfAnyProgramAndTheCommonOnes) {
    for (const char* variable : {"POTOK_CONNECTIONS", "POTOK_MAX_CONNECTIONS", "POTOK_LISTEN",
                                 "POTOK_THREADS", "POTOK_LOG_LEVEL", "POTOK_LANG"}) {
        EXPECT_TRUE(is_variable_of_a_program(variable)) << variable;
    }
}

TEST(ProgramVariables, AreNoOthers) {
    for (const char* variable :
         {"POTOK_TREADS", "POTOK_HELP", "POTOK_", "POTOK_threads", "CONNECTIONS", ""}) {
        EXPECT_FALSE(is_variable_of_a_program(variable)) << variable;
    }
}

TEST(ProgramVariables, AProgramThatDoesNotExistHasNone) {
    EXPECT_TRUE(options_with_variables("potok-nothing").empty());
}

}  // namespace
}  // namespace potok::cli
