// ws:// of the built program: one port for pages and WebSockets, messages, closes, pings, and who
// may open one.
#include "tests/net/echo/echo_web_fixture.hpp"
#include "tests/unit/protocol/websocket_deflate_steps.hpp"

namespace potok::testing {
namespace {

using EchoWebSocket = EchoWebTest;

TEST_F(EchoWebSocket, OnePortAnswersPagesAndWebSocketsEvenOnOneConnection) {
    start_web();
    WebClient both = client();
    both.send(request("GET /") + opening() + masked_frame(kTextFrame, "right behind"));
    const std::string page = response(both);
    EXPECT_EQ(status(page), "HTTP/1.1 200 OK");
    EXPECT_NE(page.find("<html"), std::string::npos);
    expect_switched(both);
    expect_frames(both, {plain(kTextFrame, "right behind")});
}

TEST_F(EchoWebSocket, EveryMessageComesBackAsTheKindItWas) {
    start_web();
    WebClient peer = websocket();
    for (const int kind : {kTextFrame, kBinaryFrame}) {
        for (const std::size_t size : {0u, 1u, 125u, 126u, 65'535u, 65'536u, 16u << 20}) {
            const std::string payload(size, 'm');
            peer.send(masked_frame(kind, payload));
            expect_frames(peer, {plain(kind, payload)});
        }
    }
}

TEST_F(EchoWebSocket, TwoThousandMessagesComeBackInOrder) {
    start_web();
    WebClient peer = websocket();
    std::vector<ReadFrame> expected;
    for (int i = 0; i < 2000; ++i) {
        peer.send(masked_frame(kTextFrame, std::to_string(i)));
        expected.push_back(plain(kTextFrame, std::to_string(i)));
    }
    expect_frames(peer, expected);
}

TEST_F(EchoWebSocket, FragmentsComeBackAsOneMessageBehindThePongsBetweenThem) {
    start_web();
    WebClient peer = websocket();
    peer.send(masked_frame(kTextFrame, "при", false) + masked_frame(kPingFrame, "1") +
              masked_frame(0, "", false) + masked_frame(kPingFrame, "2") + masked_frame(0, "вет"));
    expect_frames(peer,
                  {plain(kPongFrame, "1"), plain(kPongFrame, "2"), plain(kTextFrame, "привет")});
}

// ---- Compression

std::string deflated(const std::string& message) {
    MessageDeflater deflater({});
    return test::deflated(deflater, message);
}

std::vector<ReadFrame> inflated(std::vector<ReadFrame> frames) {
    for (ReadFrame& frame : frames) {
        if (frame.reserved == 0) continue;
        MessageInflater inflater({});
        frame.payload = test::inflated(inflater, frame.payload).text;
    }
    return frames;
}

constexpr std::string_view kOffer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

ReadFrame compressed_echo(std::string message) {
    return {kTextFrame, true, false, std::move(message), 4};
}

TEST_F(EchoWebSocket, WhoOffersCompressionIsAnsweredCompressedWhereThatIsAGain) {
    start_web();
    WebClient peer = client();
    peer.send(opening(kOffer));
    const std::string answer = response(peer, Body::none);
    EXPECT_NE(answer.find("Sec-WebSocket-Extensions: permessage-deflate; "
                          "server_no_context_takeover; client_no_context_takeover\r\n"),
              std::string::npos)
        << answer;
    const std::string text(100'000, 'a');
    peer.send(masked_frame(kTextFrame, deflated(text), true, 4) + masked_frame(kTextFrame, text) +
              masked_frame(kTextFrame, deflated("short"), true, 4));
    until([&] { return peer.ended() || peer.frames.size() == 3; });
    EXPECT_EQ(inflated(peer.frames),
              (std::vector<ReadFrame>{compressed_echo(text), compressed_echo(text),
                                      plain(kTextFrame, "short")}));
}

TEST_F(EchoWebSocket, CompressionCanBeSwitchedOff) {
    start_web({"--compression", "off"});
    WebClient peer = client();
    peer.send(opening(kOffer));
    EXPECT_EQ(response(peer, Body::none).find("Extensions"), std::string::npos);
    peer.send(masked_frame(kTextFrame, std::string(1000, 'a')));
    expect_frames(peer, {plain(kTextFrame, std::string(1000, 'a'))});
    peer.send(masked_frame(kTextFrame, deflated("short"), true, 4));
    expect_frames(peer, {plain_close(1002)});
}

TEST_F(EchoWebSocket, ABroadcastReachesEachAsHeAgreedTo) {
    start_web({"--broadcast"});
    WebClient without = websocket();
    WebClient with = websocket(0, kOffer);
    WebClient narrow =
        websocket(0, "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n");
    const std::string text(1000, 'a');
    for (const WebClient* sender : {&without, &with, &narrow}) {
        sender->send(masked_frame(kTextFrame, text));
        expect_frames(without, {plain(kTextFrame, text)});
        expect_frames(narrow, {plain(kTextFrame, text)});
        until([&] { return with.ended() || with.frames.size() == 1; });
        EXPECT_EQ(inflated(std::exchange(with.frames, {})),
                  std::vector<ReadFrame>{compressed_echo(text)});
    }
}

// ---- Closing

TEST_F(EchoWebSocket, ACloseIsAnsweredWithItsCodeBehindEverythingBeforeIt) {
    start_web();
    for (const unsigned code : {1000u, 1001u, 1003u, 1011u, 3000u, 4999u}) {
        WebClient peer = websocket();
        peer.send(masked_frame(kTextFrame, "last") +
                  masked_frame(kCloseFrame, close_body(code, "причина")) +
                  masked_frame(kTextFrame, "behind it"));
        expect_frames(peer, {plain(kTextFrame, "last"), plain_close(code)});
        expect_end(peer);
    }
    WebClient silent = websocket();
    silent.send(masked_frame(kCloseFrame, ""));
    expect_frames(silent, {plain(kCloseFrame, "")});
    expect_end(silent);
    expect_closed_for("finished");
}

TEST_F(EchoWebSocket, AHalfClosedClientGetsEverythingThenTheEnd) {
    start_web();
    WebClient peer = websocket();
    const std::string large(1'000'000, 'l');
    peer.send(masked_frame(kTextFrame, "one") + masked_frame(kBinaryFrame, large));
    until([&] { return peer.peer->all_sent(); });
    peer.peer->half_close();
    expect_frames(peer, {plain(kTextFrame, "one"), plain(kBinaryFrame, large)});
    expect_end(peer);
}

TEST_F(EchoWebSocket, SigtermSays1001AndWaitsForTheAnswerButNotForEver) {
    start_web({"--drain-timeout", "300ms"});
    WebClient answers = websocket();
    WebClient keeps_silent = websocket();
    answers.send(masked_frame(kTextFrame, "before the signal"));
    until([&] { return answers.peer->all_sent(); });
    server->terminate();
    expect_frames(answers, {plain(kTextFrame, "before the signal"), plain_close(1001)});
    expect_frames(keeps_silent, {plain_close(1001)});
    answers.send(masked_frame(kCloseFrame, close_body(1001)));
    expect_end(answers);
    expect_exit(0);
    EXPECT_NE(server->err().find("reason=drained"), std::string::npos);
    EXPECT_NE(server->err().find("reason=drain_timeout"), std::string::npos);
}

// ---- Pings

TEST_F(EchoWebSocket, WhoAnswersPingsStaysAndWhoDoesNotIsClosed) {
    start_web({"--ping-interval", "1s"});
    WebClient silent = websocket();
    WebClient alive = websocket();
    int answered = 0;
    until([&] {
        alive.read_frames();
        for (const ReadFrame& frame : std::exchange(alive.frames, {})) {
            EXPECT_EQ(frame.opcode, kPingFrame);
            alive.send(masked_frame(kPongFrame, frame.payload));
            ++answered;
        }
        return silent.ended() && answered > 2;
    });
    EXPECT_EQ(silent.frames, (std::vector{plain(kPingFrame, ""), plain(kPingFrame, ""),
                                          plain_close(1011, "no answer to pings")}));
    EXPECT_FALSE(alive.peer->gone());
    silent.peer->close();
    expect_closed_for("ping_timeout");
}

// ---- Who may open one

TEST_F(EchoWebSocket, AHandshakeThatIsNotToTheLetterIsRefused) {
    start_web();
    const std::string good = opening();
    const auto with = [&](std::string_view from, std::string_view to) {
        std::string changed = good;
        return changed.replace(changed.find(from), from.size(), to);
    };
    const std::vector<std::pair<std::string, std::string>> refused = {
        {with("Version: 13", "Version: 8"), "426"},
        {with("dGhlIHNhbXBsZSBub25jZQ==", "dG9vIHNob3J0"), "400"},
        {with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), "400"},
        {opening("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), "400"},
        {with("Host: 127.0.0.1\r\n", ""), "400"},
        {with("GET", "POST"), "4"},
        {opening("Content-Length: 2\r\n") + "no", "400"},
    };
    for (const auto& [bytes, expected] : refused) {
        WebClient peer = client();
        peer.send(bytes);
        const std::string answer = response(peer);
        EXPECT_EQ(answer.find("HTTP/1.1 " + expected), 0u) << bytes << answer;
        if (expected == "426") {
            EXPECT_NE(answer.find("Sec-WebSocket-Version: 13\r\n"), std::string::npos);
        }
    }
}

TEST_F(EchoWebSocket, PagesOfOtherSitesMayNotOpenOneUnlessTheyAreListed) {
    start_web({"--origin", "https://*.example.org"});
    const std::string own = "Origin: http://127.0.0.1\r\n";
    for (const std::string& fields :
         {std::string(), own, std::string("Origin: https://chat.example.org\r\n")}) {
        WebClient welcome = websocket(0, fields);
        EXPECT_FALSE(welcome.peer->gone()) << fields;
    }
    for (const std::string_view origin : {"https://evil.test", "https://example.org.evil.test",
                                          "http://chat.example.org", "null"}) {
        WebClient stranger = client();
        stranger.send(opening("Origin: " + std::string(origin) + "\r\n"));
        EXPECT_EQ(status(response(stranger)), "HTTP/1.1 403 Forbidden") << origin;
    }
}

TEST_F(EchoWebSocket, OnlyTheAllowedHostsAreAnswered) {
    start_web({"--allowed-host", "127.0.0.1"});
    WebClient welcome = websocket();
    WebClient rebound = client();
    rebound.send("GET / HTTP/1.1\r\nHost: attacker.test\r\n\r\n");
    EXPECT_EQ(status(response(rebound)), "HTTP/1.1 421 Misdirected Request");
}

TEST_F(EchoWebSocket, AnHttpListenerOpensNone) {
    start({"--listen", "http://127.0.0.1:0"});
    WebClient peer = client();
    peer.send(opening());
    EXPECT_EQ(status(response(peer)), "HTTP/1.1 404 Not Found") << "an Upgrade is passed over";
}

// ---- Broadcast

TEST_F(EchoWebSocket, ABroadcastReachesEverybodyAndNobodyBehindACloseFrame) {
    start_web({"--broadcast"});
    WebClient one = websocket();
    WebClient two = websocket();
    WebClient leaves = websocket();
    one.send(masked_frame(kTextFrame, "to all"));
    for (WebClient* each : {&one, &two, &leaves})
        expect_frames(*each, {plain(kTextFrame, "to all")});
    leaves.send(masked_frame(kCloseFrame, close_body(1000)));
    for (int i = 0; i < 100; ++i)
        two.send(masked_frame(kBinaryFrame, "more"));
    until([&] { return leaves.ended(); });
    ASSERT_FALSE(leaves.frames.empty());
    EXPECT_EQ(leaves.frames.back(), plain_close(1000));
    EXPECT_EQ(leaves.in, "");
    expect_frames(one, std::vector<ReadFrame>(100, plain(kBinaryFrame, "more")));
    const std::string large(100'000, 'x');  // it comes in pieces, and goes out of its own block
    two.frames.clear();
    one.send(masked_frame(kBinaryFrame, large));
    expect_frames(one, {plain(kBinaryFrame, large)});
}

TEST_F(EchoWebSocket, ABroadcastClosesWhoReadsTooSlowlyAndGoesOnForTheOthers) {
    start_web({"--broadcast", "--max-queued", "64KiB"});
    WebClient slow = websocket(4096);
    slow.peer->stop_reading();
    WebClient sender = websocket();
    const std::string message(50'000, 'b');
    int sent = 0;
    until([&] {
        sender.read_frames();
        if (static_cast<int>(sender.frames.size()) == sent) {
            sender.send(masked_frame(kBinaryFrame, message));
            ++sent;
        }
        return server->err().find("reason=slow_reader") != std::string::npos;
    });
    expect_frames(sender, std::vector<ReadFrame>(static_cast<std::size_t>(sent),
                                                 plain(kBinaryFrame, message)));
}

}  // namespace
}  // namespace potok::testing
