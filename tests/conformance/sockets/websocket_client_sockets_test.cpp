// The rows of RFC 6455 and RFC 7692 that bind a client, played by a hostile server on a loopback
// socket to our client's link on a real loop: it is told the whole messages before a fault, answers
// pings with masked pongs, and its close frame has the right code and ends what it says.
#include "protocol/session/websocket_link.hpp"
#include "reactor/connector.hpp"
#include "tests/conformance/sockets/row_pieces.hpp"
#include "tests/conformance/sockets/websocket_row_answer.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/loop_harness.hpp"

namespace potok::conformance {
namespace {

using testing::ReadFrame;

struct Heard {
    std::vector<ReadFrame> messages;
    bool closed = false;
};

// A client that listens.
class Listening final : public Session {
  public:
    // `compression`: none where it was not agreed on.
    Listening(const WebSocketSettings& settings, MessageCompression* compression,
              MemoryBudget& budget, Heard& heard)
        : link_(settings, budget), heard_(heard) {
        if (compression != nullptr) link_.compress_by(*compression, {});
    }

    void on_open(Stream& stream) override { link_.open(stream); }
    Consumed on_data(MutableBytes data) override { return link_.feed(data, *this); }
    void on_drained() override { link_.go_on(*this); }
    void on_turn() override { link_.go_on(*this); }
    void on_end() override { link_.end(); }
    void on_alarm() override { link_.alarm(); }
    void on_close(CloseReason) override { heard_.closed = true; }
    MutableBytes receive_target() override { return link_.receive_target(); }

    bool on_message(MessageType type, MutableBytes payload) { return note(type, payload); }
    bool on_message_block(MessageType type, const BlockRef& block) {
        return note(type, block->bytes().subspan(kMessageHeadroom));
    }
    CloseReason on_peer_close(std::uint16_t, Bytes) { return CloseReason::finished; }

  private:
    bool note(MessageType type, Bytes payload) {
        heard_.messages.push_back(
            {static_cast<int>(type), true, true, std::string(text_of(payload))});
        return true;
    }

    WebSocketLink link_;
    Heard& heard_;
};

class HostileServer {
  public:
    HostileServer() {
        settings_.role = WebSocketRole::client;
        settings_.max_message = kRowsMaxMessage;
        harness_.script.on_open = [this](Stream& stream) { say_more(stream); };
        harness_.script.on_data = [this](Stream&, MutableBytes data) {
            unread_ += text_of(data);
            const auto more = testing::take_frames(unread_);
            frames_.insert(frames_.end(), more.begin(), more.end());
            return Consumed{data.size()};
        };
        harness_.script.on_end = [](Stream& stream) { stream.finish(CloseReason::finished); };
    }

    void play(const WebSocketRow& row, std::vector<std::string> pieces) {
        SCOPED_TRACE("§" + row.section + ": " + row.rule + ", in " + std::to_string(pieces.size()) +
                     " pieces");
        const RowAnswer expected = answer_of(row, true);
        const std::size_t index = harness_.sessions();
        pieces_ = std::move(pieces);
        next_ = 0;
        unread_.clear();
        frames_.clear();
        Heard heard;
        connect(row, heard);
        harness_.until([&] { return harness_.sessions() > index && is_over(index, expected); });
        harness_.until([&] { return heard.closed && harness_.log(index).closed != 0; });
        EXPECT_EQ(unread_, "") << "half a frame";
        EXPECT_TRUE(frames_ == expected.controls)
            << frames_.size() << " frames came, and " << expected.controls.size() << " were due";
        EXPECT_TRUE(heard.messages == expected.messages) << heard.messages.size() << " messages";
    }

  private:
    void connect(const WebSocketRow& row, Heard& heard) {
        const bool compressed = row.compression != RowCompression::none;
        ConnectOptions options;
        options.addresses.push_back(Address::ipv4({127, 0, 0, 1}, harness_.port()));
        options.limits = &limits_;
        Connector::start(
            harness_.loop(), std::move(options),
            std::make_unique<Listening>(settings_, compressed ? &compression_ : nullptr,
                                        harness_.loop().budget(), heard));
    }

    // All was said and answered: then the server ends, as it should be the first to.
    bool is_over(std::size_t index, const RowAnswer& expected) {
        Stream* const stream = harness_.log(index).stream;
        if (stream == nullptr || !stream->is_open()) return true;
        if (next_ < pieces_.size()) {
            say_more(*stream);
            return false;
        }
        if (frames_.size() < expected.controls.size()) return false;
        stream->finish(CloseReason::finished);
        return true;
    }

    void say_more(Stream& stream) { static_cast<void>(stream.send(bytes_of(pieces_[next_++]))); }

    testing::LoopHarness harness_;
    WebSocketSettings settings_;
    MessageCompression compression_;
    ConnectionLimits limits_;
    std::vector<std::string> pieces_;
    std::size_t next_ = 0;
    std::string unread_;
    std::vector<ReadFrame> frames_;
};

TEST(WebSocketClientOverSockets, EveryRowHoldsWholeAndInPieces) {
    HostileServer server;
    Cuts cuts;
    int played = 0;
    for (const WebSocketRow& row : rows_for_sockets(WebSocketRole::client)) {
        ++played;
        for (int variant = 0; variant < Cuts::kVariants; ++variant)
            server.play(row, cuts.pieces(row.bytes, variant));
        if (::testing::Test::HasFailure()) break;  // one row tells enough
    }
    std::printf("%d rows played, each %d times\n", played, Cuts::kVariants);
    EXPECT_GT(played, 500);
}

}  // namespace
}  // namespace potok::conformance
