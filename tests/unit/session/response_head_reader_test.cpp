#include "protocol/session/response_head_reader.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::test {
namespace {

using Answer = ResponseHeadReader::Answer;

constexpr std::string_view kInterim = "HTTP/1.1 103 Early\r\nX: y\r\n\r\n";

TEST(ResponseHeadReader, TakesInterimResponsesAndTheHeadAndLeavesTheRest) {
    const HttpLimits limits;
    ResponseHeadReader reader("GET", limits);
    const std::string bytes = std::string(kInterim) + std::string(kInterim) +
                              "HTTP/1.1 404 No\r\nContent-Length: 4\r\n\r\nbody";
    Bytes rest = bytes_of(bytes);
    HttpResponseHead head;
    ASSERT_EQ(reader.read(rest, head), Answer::head);
    EXPECT_EQ(head.status, 404);
    EXPECT_EQ(text_of(rest), "body");
}

TEST(ResponseHeadReader, LeavesAnUnfinishedHeadToBeGivenAgain) {
    const HttpLimits limits;
    ResponseHeadReader reader("GET", limits);
    const std::string bytes = std::string(kInterim) + "HTTP/1.1 101 Yes\r\nA: b\r\n\r\n";
    std::string kept;
    HttpResponseHead head;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        kept += bytes[i];
        Bytes rest = bytes_of(kept);
        const Answer answer = reader.read(rest, head);
        EXPECT_EQ(answer, i + 1 == bytes.size() ? Answer::head : Answer::need_more) << i;
        if (answer == Answer::need_more) kept.erase(0, kept.size() - rest.size());
    }
    EXPECT_EQ(head.status, 101);
}

TEST(ResponseHeadReader, TellsWhatIsNoHttpFromWhatBreaksItsRules) {
    const HttpLimits limits;
    HttpResponseHead head;
    ResponseHeadReader stranger("GET", limits);
    Bytes greeting = bytes_of("220 mail");
    EXPECT_EQ(stranger.read(greeting, head), Answer::failed);
    EXPECT_EQ(stranger.why().failure, std::nullopt);
    ResponseHeadReader breaker("GET", limits);
    Bytes folded = bytes_of("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n");
    EXPECT_EQ(breaker.read(folded, head), Answer::failed);
    EXPECT_EQ(breaker.why().failure, HttpFailure::field_folded);
}

TEST(ResponseHeadReader, TakesABoundedNumberOfInterimResponses) {
    HttpLimits limits;
    limits.informational_max = 2;
    ResponseHeadReader reader("GET", limits);
    HttpResponseHead head;
    for (int i = 0; i < 2; ++i) {
        Bytes rest = bytes_of(kInterim);
        EXPECT_EQ(reader.read(rest, head), Answer::need_more);
    }
    Bytes rest = bytes_of(kInterim);
    EXPECT_EQ(reader.read(rest, head), Answer::failed);
    EXPECT_EQ(reader.why().failure, HttpFailure::too_many_informational);
}

}  // namespace
}  // namespace potok::test
