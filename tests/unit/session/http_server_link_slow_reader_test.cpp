// Deadlines for a client that has not yet read what it waits for: it is not silent.
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
    EXPECT_EQ(received(), ok("/1") + kContinue);
    stream->ring();
    settle();
    EXPECT_EQ(received(), ok("/1") + kContinue + refusal("408 Request Timeout"))
        << "from then on it has its time, and no more";
}

TEST_F(HttpLinkTest, TheNextRequestIsNotDueFromAClientThatStillReadsAnAnswer) {
    start_answering();
    stream->peer_reads = false;
    peer_sends(get("/long"));
    for (int i = 0; i < 10; ++i)
        stream->ring();
    EXPECT_EQ(stream->count("finish"), 0);
    stream->peer_reads = true;
    settle();
    stream->ring();
    EXPECT_EQ(stream->count("finish"), 1) << "it has read all";
}

}  // namespace
}  // namespace potok::test
