#include "protocol/websocket_failure.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(WebSocketFailure, BadTextAndDamageAre1007AndTooMuchIs1009AndAllElse1002) {
    for (int i = 0; i < kWebSocketFailures; ++i) {
        const auto failure = static_cast<WebSocketFailure>(i);
        std::uint16_t expected = 1002;
        if (failure == WebSocketFailure::text_not_utf8) expected = 1007;
        if (failure == WebSocketFailure::close_reason_not_utf8) expected = 1007;
        if (failure == WebSocketFailure::deflate_damaged) expected = 1007;
        if (failure == WebSocketFailure::message_too_big) expected = 1009;
        EXPECT_EQ(close_code_of(failure), expected) << name_of(failure);
    }
}

TEST(WebSocketFailure, EveryOneHasANameOfItsOwn) {
    std::set<std::string> names;
    for (int i = 0; i < kWebSocketFailures; ++i)
        names.insert(name_of(static_cast<WebSocketFailure>(i)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(kWebSocketFailures));
    EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace potok
