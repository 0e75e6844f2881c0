// The WebSocket decoder as a Subject of the engine contract, and the notation of its events:
//
//     T(6869)                text "hi"; B(…) is binary. The brackets are the message's first and
//     last T(68[ping:00]69)       control frames stand where they came, between fragments too
//     [pong:…] [close 1000:…]
//     T(z…)                  a compressed message, as it came
//     !name                  a failure
//
// Without a test framework: the fuzz target and the conformance rows use it as well.
#pragma once

#include <string>

#include "protocol/websocket.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {

inline void write_control(const std::string& name, const WebSocketDecoder::Event& event,
                          std::string& transcript) {
    transcript += name;
    write_hex(transcript, event.bytes);
    transcript += "]";
}

inline Pull write_event(const WebSocketDecoder::Event& event, std::string& transcript) {
    using Kind = WebSocketDecoder::Event::Kind;
    switch (event.kind) {
        case Kind::need_more:
            return Pull::need_more;
        case Kind::data:
            if (event.first) transcript += event.type == MessageType::text ? "T(" : "B(";
            if (event.first && event.compressed) transcript += "z";
            write_hex(transcript, event.bytes);
            if (event.last) transcript += ")";
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

class WebSocketSubject {
  public:
    static constexpr std::size_t kTailMax = WebSocketDecoder::kTailMax;

    explicit WebSocketSubject(const WebSocketFormat& format, bool compression = false)
        : decoder_(format) {
        if (compression) decoder_.expect_compression();
    }

    Pull pull(MutableBytes& cursor, std::string& transcript) {
        return write_event(decoder_.next(cursor), transcript);
    }

    const WebSocketDecoder& decoder() const { return decoder_; }

  private:
    WebSocketDecoder decoder_;
};

}  // namespace potok::test
