#include "server/echo/close_log.hpp"

#include <cstdio>
#include <fstream>

#include "diagnostics/close_reason_text.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::echo {
namespace {

const Address kPeer = Address::ipv4({192, 0, 2, 7}, 4242);

// What a log of this level says when a connection ends for each of the reasons.
std::string written(LogLevel level, std::initializer_list<CloseReason> reasons) {
    const std::string path = ::testing::TempDir() + "potok_close_log_test.log";
    std::remove(path.c_str());
    {
        LogSettings settings;
        settings.file = path;
        settings.level = level;
        const auto log = std::move(Log::open(settings)).value();
        for (const CloseReason reason : reasons)
            CloseLog(*log).write(kPeer, reason);
    }
    std::ifstream file(path);
    std::string text(std::istreambuf_iterator<char>(file), {});
    std::remove(path.c_str());
    return text;
}

TEST(CloseLog, NamesThePeerAndTheReason) {
    const std::string line = written(LogLevel::info, {CloseReason::message_too_long});
    EXPECT_THAT(line, ::testing::HasSubstr(
                          " info connection_closed peer=192.0.2.7:4242 reason=message_too_long\n"));
}

TEST(CloseLog, WhatIsADaysWorkIsForDebuggingOnly) {
    const auto everyday = {CloseReason::finished, CloseReason::drained, CloseReason::stopped,
                           CloseReason::reset};
    EXPECT_EQ(written(LogLevel::info, everyday), "");
    const std::string all = written(LogLevel::debug, everyday);
    EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 4);
}

TEST(CloseLog, WhatTlsFailedAtHasALineOfItsOwnAlready) {
    EXPECT_EQ(written(LogLevel::info, {CloseReason::tls_failed}), "");
    EXPECT_THAT(written(LogLevel::debug, {CloseReason::tls_failed}),
                ::testing::HasSubstr("reason=tls_failed"));
}

TEST(CloseLog, EveryLimitIsNews) {
    for (auto i = static_cast<std::size_t>(CloseReason::slow_reader); i < kCloseReasonCount; ++i) {
        const auto reason = static_cast<CloseReason>(i);
        if (reason == CloseReason::tls_failed) continue;
        EXPECT_THAT(
            written(LogLevel::info, {reason}),
            ::testing::HasSubstr(std::string("reason=") + std::string(close_reason_name(reason))));
    }
}

}  // namespace
}  // namespace potok::echo
