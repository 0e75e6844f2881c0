// The deadline of a client that waits for 100, and has not yet read so far: it is not silent.
#include "tests/unit/session/http_link_fixture.hpp"

namespace potok::test {
namespace {

TEST_F(HttpLinkTest, ABodyIsNotDueFromAClientThatCannotHaveReadThe100) {
    start_answering();
    stream->peer_reads = false;
    peer_sends(get("/1") +
               "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n"
               "Expect: 100-continue\r\n\r\n");
    for (int i = 0; i < 10; ++i)
        stream->ring();
    EXPECT_EQ(stream->count("finish"), 0);
    stream->peer_reads = true;
    settle();
    stream->ring();
    settle();
    EXPECT_EQ(received(), ok("/1") + kContinue) << "its time begins now";
    stream->ring();
    settle();
    EXPECT_EQ(received(), ok("/1") + kContinue + refusal("408 Request Timeout"))
        << "from then on it has its time, and no more";
}

}  // namespace
}  // namespace potok::test
