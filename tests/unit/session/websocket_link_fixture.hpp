// WebSocketLinkTest: a WebSocketLink of either role on a ScriptedStream: an echo, unless it is told
// to refuse, or something else to do.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "protocol/session/websocket_link.hpp"
#include "reactor/event_loop.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/websocket_bytes.hpp"
#include "tests/unit/session/scripted_stream.hpp"

namespace potok::test {

using testing::close_body;
using testing::frame;
using testing::kBinaryFrame;
using testing::kCloseFrame;
using testing::kPingFrame;
using testing::kPongFrame;
using testing::kTextFrame;
using testing::masked_frame;
using testing::ReadFrame;
using testing::take_frames;

struct WebSocketSeen {
    std::vector<std::string> messages;
    int in_place = 0;
    std::vector<std::string> closes;
    std::optional<CloseReason> closed;
    bool refuses = false;
    std::function<void()> in_block;  // done in place of an echo
};

inline std::string letter(MessageType type) {
    return type == MessageType::text ? "t:" : "b:";
}

class WebSocketLinkSession final : public Session {
  public:
    WebSocketLinkSession(const WebSocketSettings& settings, MemoryBudget& budget,
                         WebSocketSeen& seen, bool echoes)
        : link(settings, budget), seen_(seen), echoes_(echoes) {}

    void on_open(Stream& stream) override { link.open(stream); }
    Consumed on_data(MutableBytes data) override { return link.feed(data, *this); }
    void on_drained() override { link.go_on(*this); }
    void on_turn() override { link.go_on(*this); }
    void on_end() override { link.end(); }
    void on_alarm() override { link.alarm(); }
    void on_drain(Stream&) override {
        link.close(close_code::kGoingAway, {}, CloseReason::drained);
    }
    void on_close(CloseReason reason) override { seen_.closed = reason; }
    MutableBytes receive_target() override { return link.receive_target(); }
    std::size_t held_bytes() const noexcept override { return link.held_bytes(); }

    bool on_message(MessageType type, MutableBytes payload) {
        if (seen_.refuses) return false;
        const std::string message = letter(type) + std::string(text_of(payload));
        if (echoes_ && link.send_in_place(type, payload) == SendStatus::rejected) return false;
        seen_.messages.push_back(message);
        ++seen_.in_place;
        return true;
    }
    bool on_message_block(MessageType type, const BlockRef& block) {
        if (seen_.refuses) return false;
        if (seen_.in_block) {
            seen_.in_block();
            return true;
        }
        const Bytes payload = block->bytes().subspan(kMessageHeadroom);
        if (echoes_ && link.send_block(type, block) == SendStatus::rejected) return false;
        seen_.messages.push_back(letter(type) + std::string(text_of(payload)));
        return true;
    }
    CloseReason on_peer_close(std::uint16_t code, Bytes reason) {
        seen_.closes.push_back(std::to_string(code) + ":" + std::string(text_of(reason)));
        return CloseReason::ended_by_peer;
    }

    WebSocketLink link;

  private:
    WebSocketSeen& seen_;
    const bool echoes_;
};

class WebSocketLinkTest : public ::testing::Test {
  protected:
    void start(WebSocketRole role, bool echoes = true) {
        settings.role = role;
        session.reset();
        session = std::make_unique<WebSocketLinkSession>(settings, budget, seen, echoes);
        if (agreed) session->link.compress_by(compression, *agreed);
        stream = std::make_unique<ScriptedStream>(*session);
        stream->open();
    }

    void peer_sends(std::string_view bytes) {
        stream->peer_sends(bytes);
        stream->step();
    }

    std::vector<ReadFrame> frames() { return take_frames(stream->received); }
    static ReadFrame plain(int opcode, std::string payload) {
        return {opcode, true, false, std::move(payload)};
    }

    WebSocketSettings settings;
    MessageCompression compression;
    std::optional<DeflateParameters> agreed;  // none: no compression
    MemoryBudget budget;
    WebSocketSeen seen;
    std::unique_ptr<ScriptedStream> stream;  // its loop outlives what the session holds
    std::unique_ptr<WebSocketLinkSession> session;
};

}  // namespace potok::test
