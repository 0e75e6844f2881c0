// The WebSocket decoder as a Subject of the engine contract, and the notation of its events:
//
//     T(6869)                text "hi"; B(…) is binary. The brackets are the message's first and
//     last T(68[ping:00]69)       control frames stand where they came, between fragments too
//     [pong:…] [close 1000:…]
//     !name                  a failure
//
// Without a test framework: the fuzz target and the conformance rows use it as well.
#pragma once

#include <string>

#include "protocol/websocket.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {

class WebSocketSubject {
  public:
    static constexpr std::size_t kTailMax = WebSocketDecoder::kTailMax;

    explicit WebSocketSubject(const WebSocketFormat& format) : decoder_(format) {}

    Pull pull(MutableBytes& cursor, std::string& transcript) {
        using Kind = WebSocketDecoder::Event::Kind;
        const WebSocketDecoder::Event event = decoder_.next(cursor);
        switch (event.kind) {
            case Kind::need_more:
                return Pull::need_more;
            case Kind::data:
                write_data(event, transcript);
                break;
            case Kind::ping:
                write_control("[ping:", event, transcript);
                break;
            case Kind::pong:
                write_control("[pong:", event, transcript);
                break;
            case Kind::close:
                write_control("[close " + std::to_string(event.code) + ":", event, transcript);
                break;
            case Kind::failure:
                transcript += std::string("!") + name_of(event.failure);
                return Pull::failure;
        }
        return Pull::event;
    }

    const WebSocketDecoder& decoder() const { return decoder_; }

  private:
    static void write_data(const WebSocketDecoder::Event& event, std::string& transcript) {
        if (event.first) transcript += event.type == MessageType::text ? "T(" : "B(";
        write_hex(transcript, event.bytes);
        if (event.last) transcript += ")";
    }

    static void write_control(const std::string& name, const WebSocketDecoder::Event& event,
                              std::string& transcript) {
        transcript += name;
        write_hex(transcript, event.bytes);
        transcript += "]";
    }

    WebSocketDecoder decoder_;
};

}  // namespace potok::test
