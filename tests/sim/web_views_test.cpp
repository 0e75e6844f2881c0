// What the clients of WebSocket and HTTP notice: each view is shown the fault that it is for.
#include "tests/gtest_pch.hpp"
#include "tests/sim/calm_world.hpp"
#include "tests/sim/http_traffic.hpp"
#include "tests/sim/websocket_traffic.hpp"

namespace potok::sim {
namespace {

constexpr std::string_view kOpened =
    "HTTP/1.1 101 Switching Protocols\r\nDate: any\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kLast =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";

class WebViews : public ::testing::Test {
  protected:
    std::string look(ClientView& view, std::string_view piece) { return view.look(piece, answer); }

    CalmWorld world;
    std::string answer;
};

TEST_F(WebViews, AWebSocketSeesFramesAndAnswersPings) {
    const auto view = websocket_view(world);
    const std::string text = server_frame(0x81, "words");
    const std::string bytes = std::string(kOpened) + text + server_frame(0x89, "ping") + text;
    std::string seen;
    for (const char byte : bytes)
        seen += look(*view, {&byte, 1});
    EXPECT_EQ(seen, text + text);
    EXPECT_EQ(answer.size(), 2u + 4 + 4) << "a pong, masked";
}

TEST_F(WebViews, AWebSocketThatIsNotOpenedIsFound) {
    const auto view = websocket_view(world);
    EXPECT_THROW(look(*view, "HTTP/1.1 400 Bad Request\r\n\r\n"), WorldFailure);
}

TEST_F(WebViews, AnythingBehindACloseFrameIsFound) {
    const auto view = websocket_view(world);
    EXPECT_THROW(look(*view, std::string(kOpened) + server_frame(0x88, close_body(1000)) + "x"),
                 WorldFailure);
}

TEST_F(WebViews, AnEndWithoutACloseFrameIsFound) {
    const auto view = websocket_view(world);
    EXPECT_EQ(look(*view, kOpened), "");
    EXPECT_THROW(view->look_at_end(false), WorldFailure);
}

TEST_F(WebViews, AnEndBehindACloseFrameIsInOrder) {
    const auto view = websocket_view(world, WebSocketEnd::goes_away);
    look(*view, std::string(kOpened) + server_frame(0x88, close_body(1001)));
    view->look_at_end(false);
    EXPECT_EQ(answer.size(), 2u + 4 + 2) << "a close frame, masked";
}

TEST_F(WebViews, WhoEndedFirstIsOwedNoCloseFrame) {
    const auto view = websocket_view(world);
    look(*view, kOpened);
    view->look_at_end(true);
}

TEST_F(WebViews, ALongFrameIsSeenByItsHeader) {
    const std::string wire = server_frame(0x82, std::string(70'000, 'x'));
    EXPECT_FALSE(see_frame(std::string_view(wire).substr(0, 9)));
    ASSERT_TRUE(see_frame(wire));
    EXPECT_EQ(see_frame(wire)->bytes(), wire.size());
}

TEST_F(WebViews, AResponseThatIsCutOffIsFound) {
    const auto view = http_view(world, {{}});
    look(*view, kLast.substr(0, kLast.size() - 1));
    EXPECT_THROW(view->look_at_end(false), WorldFailure);
}

TEST_F(WebViews, AResponseIsItsStatusAndItsBody) {
    const auto view = http_view(world, {{}});
    std::string seen;
    for (const char byte : kLast)
        seen += look(*view, {&byte, 1});
    EXPECT_EQ(seen, "<200 close>ok");
}

TEST_F(WebViews, AResponseThatNobodyAskedForIsFound) {
    const auto view = http_view(world, {});
    EXPECT_THROW(look(*view, kLast), WorldFailure);
}

TEST_F(WebViews, AResponseBehindTheLastOneIsFound) {
    const auto view = http_view(world, {{}, {}});
    EXPECT_THROW(look(*view, std::string(kLast) + std::string(kLast)), WorldFailure);
}

TEST_F(WebViews, ASecond100IsFound) {
    const auto view = http_view(world, {{.may_continue = true, .on_continue = "body"}});
    EXPECT_EQ(look(*view, kContinue), "");
    EXPECT_EQ(answer, "body");
    EXPECT_THROW(look(*view, kContinue), WorldFailure);
}

}  // namespace
}  // namespace potok::sim
