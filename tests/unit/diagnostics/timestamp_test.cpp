#include "diagnostics/timestamp.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

TEST(UtcTimestamp, IsRfc3339WithMilliseconds) {
    EXPECT_EQ(utc_timestamp(system_clock::time_point(milliseconds(0))), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(utc_timestamp(system_clock::time_point(milliseconds(1'777'896'000'250))),
              "2026-05-04T12:00:00.250Z");
}

TEST(UtcTimestamp, RoundsDownAlsoBeforeTheEpoch) {
    EXPECT_EQ(utc_timestamp(system_clock::time_point(std::chrono::microseconds(-1))),
              "1969-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace potok
