#include "diagnostics/http_status_text.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(HttpStatusText, NamesWhatHasAName) {
    EXPECT_EQ(http_status_text(503), "503 (Service Unavailable)");
    EXPECT_EQ(http_status_text(299), "299");
}

}  // namespace
}  // namespace potok
