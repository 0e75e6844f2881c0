// http:// of the built program: the page, the echo of a body, the paths for administration, and
// requests that no client should send.
#include "tests/net/echo/echo_web_fixture.hpp"

namespace potok::testing {
namespace {

class EchoHttp : public EchoWebTest {
  protected:
    // The value of a metric without labels of its own, or with all of them given.
    static double metric(const std::string& text, const std::string& name) {
        const std::size_t at = text.find("\n" + name + " ");
        return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
    }

    std::string status_of(std::string_view bytes, SourcePlace where = SourcePlace::current()) {
        WebClient peer = client();
        peer.send(bytes);
        const std::string answer = status(response(peer, Body::as_announced, where));
        peer.peer->close();
        return answer.size() < 12 ? answer : answer.substr(9, 3);
    }
};

TEST_F(EchoHttp, ABodyComesBackWithItsTypeOnAConnectionThatStays) {
    start_web();
    WebClient peer = client();
    for (const std::size_t size : {0u, 1u, 100'000u, 16u << 20}) {
        const std::string sent(size, 'b');
        peer.send(post(sent, "Content-Type: application/x-any\r\n"));
        const std::string answer = response(peer);
        EXPECT_EQ(status(answer), "HTTP/1.1 200 OK");
        EXPECT_TRUE(body(answer) == sent) << size;
        EXPECT_NE(answer.find("Content-Type: application/x-any\r\n"), std::string::npos);
    }
    EXPECT_FALSE(peer.peer->gone());
}

TEST_F(EchoHttp, AChunkedBodyComesBackWhole) {
    start_web();
    WebClient peer = client();
    peer.send(request("POST /", "Transfer-Encoding: chunked\r\n",
                      "5\r\nhello\r\n6;note=x\r\n world\r\n0\r\nX-End: 1\r\n\r\n"));
    EXPECT_EQ(body(response(peer)), "hello world");
}

TEST_F(EchoHttp, WhoAsksFirstIsToldToGoOn) {
    start_web();
    WebClient peer = client();
    const std::string whole = post("body", "Expect: 100-continue\r\n");
    peer.send(whole.substr(0, whole.size() - 4));
    EXPECT_EQ(response(peer), "HTTP/1.1 100 Continue\r\n\r\n");
    peer.send("body");
    EXPECT_EQ(body(response(peer)), "body");
}

TEST_F(EchoHttp, PipelinedRequestsAreAnsweredInOrderThoughTheClientHalfCloses) {
    start_web();
    WebClient peer = client();
    for (int i = 0; i < 200; ++i)
        peer.send(post(std::to_string(i)));
    until([&] { return peer.peer->all_sent(); });
    peer.peer->half_close();
    for (int i = 0; i < 200; ++i)
        ASSERT_EQ(body(response(peer)), std::to_string(i));
    expect_end(peer);
}

TEST_F(EchoHttp, AConnectionThatWasAnsweredOutlivesTheDeadlineOfItsFirstHead) {
    start_web({"--handshake-timeout", "100ms"});
    WebClient kept = client();
    kept.send(request("GET /healthz"));
    EXPECT_EQ(body(response(kept)), "ok\n");
    WebClient silent = client();
    expect_end(silent);  // its deadline was behind that of the first
    kept.send(request("GET /healthz"));
    EXPECT_EQ(body(response(kept)), "ok\n");
}

TEST_F(EchoHttp, HeadIsAnsweredLikeGetWithoutTheBody) {
    start_web();
    WebClient peer = client();
    peer.send(request("GET /") + request("HEAD /") + request("GET /healthz"));
    const std::string got = response(peer);
    const std::string head = response(peer, Body::none);
    EXPECT_EQ(head.substr(head.find("Content-Type")),
              got.substr(0, got.find("\r\n\r\n") + 4).substr(got.find("Content-Type")));
    EXPECT_EQ(body(response(peer)), "ok\n") << "no byte of a body came between";
}

TEST_F(EchoHttp, PathsAndMethodsThatAreNotThereAreToldApart) {
    start_web();
    EXPECT_EQ(status_of(request("GET /nothing")), "404");
    EXPECT_EQ(status_of(request("DELETE /")), "405");
    EXPECT_EQ(status_of(request("POST /metrics", "Content-Length: 0\r\n")), "405");
    EXPECT_EQ(status_of(request("BREW /")), "501");
    EXPECT_EQ(status_of(request("OPTIONS *")), "204");
    WebClient peer = client();
    peer.send(request("PUT /healthz", "Content-Length: 0\r\n"));
    EXPECT_NE(response(peer).find("Allow: GET, HEAD\r\n"), std::string::npos);
}

// ---- Administration

TEST_F(EchoHttp, MetricsCountWhatHappened) {
    start({"--listen", "ws://127.0.0.1:0", "--threads", "1"});
    WebClient open = websocket();
    WebClient closed = websocket();
    closed.send(frame(kTextFrame, "unmasked", {}));
    expect_frames(closed, {plain_close(1002)});
    closed.peer->close();
    expect_closed_for("protocol_error");
    WebClient peer = client();
    peer.send(request("GET /metrics"));
    const std::string answer = response(peer);
    EXPECT_NE(answer.find("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"),
              std::string::npos);
    const std::string text = body(answer);
    EXPECT_EQ(metric(text, "potok_connections{loop=\"0\"}"), 2) << text;
    EXPECT_EQ(metric(text, "potok_connections_opened_total{loop=\"0\"}"), 3);
    EXPECT_EQ(metric(text, "potok_connections_closed_total{reason=\"protocol_error\"}"), 1);
    EXPECT_GT(metric(text, "potok_received_bytes_total{loop=\"0\"}"), 300);
    EXPECT_GT(metric(text, "potok_sent_bytes_total{loop=\"0\"}"), 200);
}

TEST_F(EchoHttp, AnAdminAddressTakesItsPathsFromTheOthers) {
    start_web({"--admin", "http://127.0.0.1:0"});
    for (const char* path : {"/healthz", "/readyz", "/metrics"})
        EXPECT_EQ(status_of(request("GET " + std::string(path))), "404") << path;
    EXPECT_EQ(status_of(request("GET /")), "200");
    port = port_of(1);
    for (const char* path : {"/healthz", "/readyz", "/metrics"})
        EXPECT_EQ(status_of(request("GET " + std::string(path))), "200") << path;
    EXPECT_EQ(status_of(request("GET /")), "404");
    EXPECT_EQ(status_of(post("body")), "405");
    EXPECT_EQ(status_of(opening()), "404");
}

TEST_F(EchoHttp, SigtermEndsQuietConnectionsAtOnceAndAnswersTheOthers) {
    // One loop: when the first has ended, the others have been told.
    start({"--listen", "ws://127.0.0.1:0", "--threads", "1", "--drain-timeout", "1h"});
    WebClient quiet = client();
    quiet.send(request("GET /healthz"));
    static_cast<void>(response(quiet));
    WebClient busy = client();
    const std::string whole = post("body");
    busy.send(whole.substr(0, whole.size() - 2));
    until([&] { return busy.peer->all_sent(); });
    WebClient behind = client();  // when it is answered, what was sent before has arrived
    behind.send(request("GET /healthz"));
    static_cast<void>(response(behind));
    server->terminate();
    expect_end(quiet);
    busy.send("dy");
    const std::string answer = response(busy);
    EXPECT_EQ(body(answer), "body");
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
    expect_end(busy);
    expect_end(behind);
    expect_exit(0);
}

TEST_F(EchoHttp, TheLogNamesWhomATrustedProxySpeaksForAndNobodyElsesWord) {
    for (const bool trusted : {true, false}) {
        start_web({"--trusted-proxy", trusted ? "127.0.0.0/8" : "192.0.2.1"});
        WebClient page = client();
        page.send(request("GET /healthz", "X-Forwarded-For: 203.0.113.1, 198.51.100.7\r\n"));
        static_cast<void>(response(page));
        page.peer->close();
        WebClient socket = websocket(0, "Forwarded: for=\"[2001:db8::9]:80\"\r\n");
        socket.send(masked_frame(kCloseFrame, ""));
        expect_frames(socket, {plain(kCloseFrame, "")});
        socket.peer->close();
        if (trusted) {
            expect_logged("peer=198.51.100.7 reason=finished");
            expect_logged("peer=2001:db8::9 reason=finished");
        } else {
            expect_logged("reason=finished");
            server->terminate();
            expect_exit(0);
            EXPECT_EQ(server->err().find("198.51.100.7"), std::string::npos);
            EXPECT_EQ(server->err().find("2001:db8::9"), std::string::npos);
        }
    }
}

// ---- What no client should send

TEST_F(EchoHttp, ARefusalArrivesAndNothingBehindItIsAnswered) {
    start_web({"--max-message", "1KiB"});
    const std::vector<std::pair<std::string, std::string>> table = {
        {request("POST /", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
         "400"},
        {request("POST /", "Content-Length: 4\r\nContent-Length: 5\r\n", "body"), "400"},
        {request("POST /", "Transfer-Encoding: chunked, chunked\r\n"), "400"},
        {request("POST /", "Transfer-Encoding: chunked\r\n", "0x1\r\n"), "400"},
        {request("GET /", "X : y\r\n"), "400"},
        {request("GET /", "X: y\r\n folded\r\n"), "400"},
        {"GET / HTTP/1.1\nHost: h\n\n", "400"},
        {"GET / HTTP/1.1\r\n\r\n", "400"},
        {"GET /\r\n\r\n", "400"},
        {request("POST /", "Content-Length: 1025\r\n"), "413"},
        {request("POST /", "Transfer-Encoding: chunked\r\n", "401\r\n"), "413"},
        {request("GET /" + std::string(10'000, 'u')), "414"},
        {request("POST /", "Expect: wonders\r\nContent-Length: 1\r\n"), "417"},
        {request("GET /", "X: " + std::string(10'000, 'x') + "\r\n"), "431"},
        {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", "505"},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"},
    };
    for (const auto& [bytes, expected] : table) {
        WebClient peer = client();
        peer.send(request("GET /healthz") + bytes + request("GET /behind"));
        EXPECT_EQ(body(response(peer)), "ok\n");
        EXPECT_EQ(status(response(peer)).substr(9, 3), expected) << bytes.substr(0, 100);
        expect_end(peer);
        peer.peer->close();
    }
    expect_closed_for("bad_request");
}

TEST_F(EchoHttp, WhatAClientWritesDoesNotReachTheLogAsItIs) {
    start_web();
    const std::string evil = "\x1b[2Jevil";
    for (const std::string& bytes :
         {evil + "\r\n\r\n", "GET /" + evil + " HTTP/1.1\r\n\r\n",
          request("GET /%0Aevil", "X-Forwarded-For: " + evil + "\r\nUser-Agent: evil\r\n"),
          opening("Origin: http://evil\r\nSec-WebSocket-Protocol: evil\r\n")}) {
        WebClient peer = client();
        peer.send(bytes);
        static_cast<void>(response(peer));
        peer.peer->close();
    }
    WebClient closes = websocket();
    closes.send(masked_frame(kCloseFrame, close_body(4000, "evil\nline")));
    expect_frames(closes, {plain_close(4000)});
    closes.peer->close();
    expect_closed_for("finished");
    server->terminate();
    expect_exit(0);
    EXPECT_EQ(server->err().find("evil"), std::string::npos) << server->err();
    EXPECT_EQ(server->err().find('\x1b'), std::string::npos);
}

TEST_F(EchoHttp, WhoSendsBodiesAndReadsNothingIsHeldBackThenClosed) {
    start_web({"--progress-timeout", "500ms", "--max-queued", "64KiB"});
    const std::size_t before = server->peak_memory_bytes();
    WebClient peer = client(4096);
    peer.peer->stop_reading();
    for (int i = 0; i < 400; ++i)
        peer.send(post(std::string(100'000, 'b')));
    expect_closed_for("no_progress");
    EXPECT_FALSE(peer.peer->all_sent());
    expect_peak_within(before, 8u << 20);
}

TEST_F(EchoHttp, ARefusalArrivesThoughAllThatItRefusesIsOnItsWay) {
    start_web({"--max-message", "1MiB"});
    WebClient peer = client(4096);
    peer.peer->stop_reading();
    peer.send(post(std::string(10u << 20, 'b')));
    until([&] { return peer.peer->all_sent() || peer.peer->gone(); });
    EXPECT_TRUE(peer.peer->all_sent());
    peer.peer->start_reading();
    EXPECT_EQ(status(response(peer)), "HTTP/1.1 413 Content Too Large");
    expect_end(peer);
}

TEST_F(EchoHttp, AnUpgradeBehindAFullQueueIsClosedAndThatIsLoggedOnce) {
    start_web({"--max-queued", "64KiB"});
    WebClient peer = client(4096);
    peer.peer->stop_reading();
    peer.send(post(std::string(12u << 20, 'b')) + opening());
    expect_closed_for("slow_reader");
    server->terminate();
    expect_exit(0);
    const std::string& log = server->err();
    const std::size_t first = log.find("reason=slow_reader");
    EXPECT_EQ(log.find("reason=slow_reader", first + 1), std::string::npos) << log;
}

TEST_F(EchoHttp, FiveThousandSlowHeadsAreClosedInTimeAndOthersAreServedMeanwhile) {
    if (!may_open(6000)) GTEST_SKIP() << "the limit of descriptors here is too low";
    start_web({"--handshake-timeout", "1s"});
    for (int i = 0; i < 5000; ++i) {
        Peer& slow = connect();
        slow.send("GET / HTTP/1.1\r\nHo");
        slow.pump();
    }
    const auto all_connected = std::chrono::steady_clock::now();
    WebClient other = websocket();
    int served = 0;
    other.send(masked_frame(kTextFrame, "x"));
    std::size_t first_left = 0;
    until([&] {
        other.read_frames();
        if (!std::exchange(other.frames, {}).empty()) {
            ++served;
            other.send(masked_frame(kTextFrame, "x"));
        }
        while (first_left < 5000 && peers[first_left]->gone())
            ++first_left;
        return first_left == 5000;
    });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - all_connected;
    RecordProperty("seconds_until_all_were_closed", std::to_string(took.count()));
    EXPECT_LT(took.count(), 20)
        << "the limit is one second; the rest is for a machine that is busy";
    EXPECT_GT(served, 3);
    for (std::size_t i = 0; i < 5000; i += 500) {
        EXPECT_EQ(peers[i]->received().substr(0, 30), "HTTP/1.1 408 Request Timeout\r\n");
    }
}

}  // namespace
}  // namespace potok::testing
