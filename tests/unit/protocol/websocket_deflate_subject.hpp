// The decoder and the inflater behind it as one Subject of the engine contract: what a peer with
// permessage-deflate says. A compressed message is written when it is whole, in the notation of
// websocket_subject.hpp; until then nothing of it is.
//
// Without a test framework: the conformance rows use it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "protocol/utf8.hpp"
#include "protocol/websocket.hpp"
#include "tests/unit/protocol/websocket_deflate_steps.hpp"
#include "tests/unit/protocol/websocket_subject.hpp"

namespace potok::test {

class WebSocketDeflateSubject {
  public:
    static constexpr std::size_t kTailMax = WebSocketDecoder::kTailMax;

    WebSocketDeflateSubject(const WebSocketFormat& format, bool takes_over)
        : decoder_(format), takes_over_(takes_over) {
        decoder_.expect_compression();
    }

    Pull pull(MutableBytes& cursor, std::string& transcript) {
        if (failed_) return fail(*failed_, transcript);
        const WebSocketDecoder::Event event = decoder_.next(cursor);
        if (event.kind != WebSocketDecoder::Event::Kind::data || !event.compressed)
            return write_event(event, transcript);
        if (event.first) messages_.emplace_back();
        messages_.back() += text_of(event.bytes);
        return event.last ? write_message(event.type, transcript) : Pull::event;
    }

  private:
    Pull fail(WebSocketFailure failure, std::string& transcript) {
        failed_ = failure;
        transcript += std::string("!") + name_of(failure);
        return Pull::failure;
    }

    // A copy of the subject has no inflater to copy, so the context is made anew.
    Pull write_message(MessageType type, std::string& transcript) {
        using Kind = MessageInflater::Step::Kind;
        if (!takes_over_) messages_ = {messages_.back()};
        MessageInflater inflater({.takes_over = takes_over_});
        Inflated made;
        for (const std::string& message : messages_)
            made = inflated(inflater, message, decoder_.format().max_message);
        if (made.kind == Kind::too_big) return fail(WebSocketFailure::message_too_big, transcript);
        if (made.kind != Kind::done) return fail(WebSocketFailure::deflate_damaged, transcript);
        if (type == MessageType::text && !is_utf8(bytes_of(made.text)))
            return fail(WebSocketFailure::text_not_utf8, transcript);
        transcript += type == MessageType::text ? "T(" : "B(";
        transcript += hex(made.text) + ")";
        return Pull::event;
    }

    WebSocketDecoder decoder_;
    bool takes_over_;
    std::vector<std::string> messages_;  // compressed, as they came
    std::optional<WebSocketFailure> failed_;
};

}  // namespace potok::test
