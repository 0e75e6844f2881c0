#include "tests/conformance/sockets/websocket_row_answer.hpp"

#include <string_view>

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/websocket_deflate_steps.hpp"

namespace potok::conformance {
namespace {

using testing::ReadFrame;

std::string from_hex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
    return bytes;
}

class Reader {
  public:
    Reader(RowAnswer& to, bool masked) : to_(to), masked_(masked) {}

    void read(std::string_view events) {
        while (!events.empty() && events.front() != '!') {
            std::size_t taken = 1;
            switch (events.front()) {
                case 'T':
                case 'B':
                    opcode_ = events.front() == 'T' ? testing::kTextFrame : testing::kBinaryFrame;
                    payload_.clear();
                    taken = 2;
                    break;
                case ')':
                    add(to_.messages, opcode_, from_hex(payload_));
                    break;
                case '[':
                    taken = events.find(']') + 1;
                    read_control(events.substr(1, taken - 2));
                    break;
                default:
                    payload_ += events.front();
            }
            events.remove_prefix(taken);
        }
    }

    void close(std::uint16_t code) {
        const bool bare = code == close_code::kNoStatus;
        add(to_.controls, testing::kCloseFrame, bare ? "" : testing::close_body(code));
    }

  private:
    void read_control(std::string_view event) {
        constexpr std::string_view kPing = "ping:";
        if (!event.starts_with(kPing)) return;
        add(to_.controls, testing::kPongFrame, from_hex(event.substr(kPing.size())));
    }

    void add(std::vector<ReadFrame>& to, int opcode, std::string payload) {
        const ReadFrame frame{opcode, true, masked_, std::move(payload)};
        to.push_back(frame);
        to_.echoed.push_back(frame);
    }

    RowAnswer& to_;
    const bool masked_;
    int opcode_ = 0;
    std::string payload_;  // of the message under way, in digits
};

}  // namespace

RowAnswer answer_of(const WebSocketRow& row, bool masked) {
    RowAnswer answer;
    Reader reader(answer, masked);
    reader.read(row.events);
    if (row.close_code != 0) reader.close(row.close_code);
    return answer;
}

std::vector<WebSocketRow> rows_for_sockets(WebSocketRole role) {
    std::vector<WebSocketRow> rows = websocket_rows();
    for (WebSocketRow& row : websocket_deflate_rows())
        rows.push_back(std::move(row));
    std::erase_if(rows, [&](const WebSocketRow& row) {
        return row.role != role || row.compression == RowCompression::with_context;
    });
    return rows;
}

std::vector<ReadFrame> take_inflated_frames(std::string& bytes) {
    constexpr int kRsv1 = 4;
    std::vector<ReadFrame> frames = testing::take_frames(bytes);
    for (ReadFrame& frame : frames) {
        if (frame.reserved != kRsv1) continue;
        MessageInflater inflater({});
        const test::Inflated made = test::inflated(inflater, frame.payload);
        EXPECT_EQ(made.kind, MessageInflater::Step::Kind::done) << "what it said is damaged";
        frame.payload = made.text;
        frame.reserved = 0;
    }
    return frames;
}

}  // namespace potok::conformance
