#include "diagnostics/plain_http_answer.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(PlainHttpAnswer, IsAWholeRefusalInBothLanguages) {
    const std::string answer = plain_http_answer();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"));
    const std::size_t head = answer.find("\r\n\r\n") + 4;
    const std::string page = answer.substr(head);
    EXPECT_THAT(answer,
                testing::HasSubstr("Content-Length: " + std::to_string(page.size()) + "\r\n"));
    EXPECT_THAT(answer, testing::HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(page, testing::HasSubstr("ask for https://"));
    EXPECT_THAT(page, testing::HasSubstr("укажите https://"));
}

}  // namespace
}  // namespace potok
