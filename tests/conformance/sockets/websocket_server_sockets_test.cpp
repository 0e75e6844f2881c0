// The rows of RFC 6455 and RFC 7692 that bind a server, played to potok-echo over TCP: what came
// before a fault is answered in order, the close frame has the right code, the connection ends
// behind it, and nothing behind the fault is answered.
#include "tests/conformance/sockets/echo_program.hpp"
#include "tests/conformance/sockets/row_pieces.hpp"
#include "tests/conformance/sockets/websocket_row_answer.hpp"

namespace potok::conformance {
namespace {

using testing::Peer;
using testing::ReadFrame;

std::string request_of(const WebSocketRow& row) {
    std::string request =
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
    if (row.compression != RowCompression::none)
        request += "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    return request + "\r\n";
}

class WebSocketPlay {
  public:
    // `eager`: the row's bytes come right behind the request.
    WebSocketPlay(const WebSocketRow& row, std::vector<std::string> pieces, bool eager)
        : row_(row),
          pieces_(std::move(pieces)),
          expected_(answer_of(row, false).echoed),
          eager_(eager) {
        if (eager) {
            pieces_.front().insert(0, request_of(row));
        } else {
            pieces_.insert(pieces_.begin(), request_of(row));
        }
    }

    bool operator()(Peer& peer) {
        unread_ += peer.take_received();
        if (!opened_) open();
        if (opened_) {
            const std::vector<ReadFrame> more = take_inflated_frames(unread_);
            frames_.insert(frames_.end(), more.begin(), more.end());
        }
        if (peer.gone()) return judge(peer);
        say_more(peer);
        return false;
    }

  private:
    void open() {
        const std::size_t end = unread_.find("\r\n\r\n");
        if (end == std::string::npos) return;
        EXPECT_TRUE(unread_.starts_with("HTTP/1.1 101 ")) << about();
        const bool agreed = unread_.find("permessage-deflate") < end;
        EXPECT_EQ(agreed, row_.compression != RowCompression::none) << about();
        unread_.erase(0, end + 4);
        opened_ = true;
    }

    // One piece at a time; behind the last of an open row, the end.
    void say_more(Peer& peer) {
        if (!peer.all_sent() || (next_ == 1 && !opened_ && !eager_)) return;
        if (next_ < pieces_.size()) return peer.send(pieces_[next_++]);
        const bool heard_all = opened_ && frames_.size() >= expected_.size();
        if (row_.close_code != 0 || !heard_all || ended_) return;
        ended_ = true;
        peer.half_close();
    }

    bool judge(const Peer& peer) const {
        EXPECT_TRUE(opened_) << about();
        EXPECT_FALSE(peer.was_reset()) << about();
        EXPECT_EQ(unread_, "") << about() << ": half a frame";
        EXPECT_EQ(frames_.size(), expected_.size()) << about();
        EXPECT_TRUE(frames_ == expected_) << about();
        EXPECT_TRUE(row_.close_code != 0 || ended_) << about() << ": ended by the server";
        return true;
    }

    [[nodiscard]] std::string about() const {
        return "§" + row_.section + ": " + row_.rule + ", in " + std::to_string(pieces_.size()) +
               " pieces";
    }

    const WebSocketRow& row_;
    std::vector<std::string> pieces_;
    const std::vector<ReadFrame> expected_;
    std::string unread_;
    std::vector<ReadFrame> frames_;
    std::size_t next_ = 0;
    bool eager_;
    bool opened_ = false;
    bool ended_ = false;
};

TEST(WebSocketServerOverSockets, EveryRowHoldsWholeAndInPieces) {
    EchoProgram program("ws://127.0.0.1:0", std::to_string(kRowsMaxMessage));
    Cuts cuts;
    const std::vector<WebSocketRow> rows = rows_for_sockets(WebSocketRole::server);
    std::vector<Play> plays;
    int played = 0;
    for (const WebSocketRow& row : rows) {
        ++played;
        for (int variant = 0; variant < Cuts::kVariants; ++variant)
            plays.emplace_back(WebSocketPlay(row, cuts.pieces(row.bytes, variant), variant == 1));
    }
    program.play(std::move(plays));
    EXPECT_TRUE(program.is_alive());
    std::printf("%d rows played, each %d times; 0 cannot be seen\n", played, Cuts::kVariants);
    EXPECT_GT(played, 500);
}

}  // namespace
}  // namespace potok::conformance
