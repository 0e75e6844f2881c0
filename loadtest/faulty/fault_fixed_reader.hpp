// FixedSizeReader: cuts a stream without messages (tcp) into messages of a fixed size.
//
// The same face as FrameReader, for sessions that are written once for every protocol: whole
// messages go to the sink where they lie, one that came in pieces in a block of its own. Bytes at
// the end that are less than a message are handed over as a shorter one, so no byte is ever kept
// for good. Loop thread only.
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "protocol/session/frame_assembly.hpp"
#include "protocol/session/message_sink.hpp"

namespace potok::loadtest {

struct FixedSizeFormat {
    std::size_t message_bytes = 0;
};

class FixedSizeReader {
  public:
    using Format = FixedSizeFormat;

    // `format` and `budget` outlive the reader and the blocks it hands out.
    FixedSizeReader(const Format& format, MemoryBudget& budget) noexcept
        : format_(format), assembly_(budget) {
        ASSERT(format.message_bytes != 0);
    }
    FixedSizeReader(const Format&&, MemoryBudget&) = delete;

    // The four below: as FrameReader says.
    template <MessageSink Sink>
    [[nodiscard]] Reading feed(MutableBytes data, Sink& sink);

    template <MessageSink Sink>
    [[nodiscard]] bool retry(Sink& sink) {
        if (!keeps_message()) return true;
        if (!sink.on_message(assembly_.block())) return false;
        assembly_.clear();
        return true;
    }

    template <MessageSink Sink>
    [[nodiscard]] Reading end(Sink& sink) {
        ended_ = true;
        return {{0, retry(sink) ? Consumed::Next::more : Consumed::Next::paused}};
    }

    [[nodiscard]] bool ended() const noexcept { return ended_; }

    [[nodiscard]] MutableBytes receive_target() const noexcept { return {}; }
    [[nodiscard]] std::size_t held_bytes() const noexcept { return assembly_.held_bytes(); }

    // Calls visit(Bytes message) for each message of what the sink was given.
    template <class Visit>
    void for_each_payload(Bytes run, Visit&& visit) const {
        while (!run.empty()) {
            const std::size_t bytes = std::min(run.size(), format_.message_bytes);
            visit(run.first(bytes));
            run = run.subspan(bytes);
        }
    }

  private:
    [[nodiscard]] std::size_t held() const noexcept {
        return assembly_.empty() ? 0 : assembly_.block()->size();
    }
    [[nodiscard]] bool keeps_message() const noexcept {
        return held() == format_.message_bytes || (ended_ && held() != 0);
    }
    [[nodiscard]] bool keep(Bytes piece) noexcept {
        return piece.empty() ||
               assembly_.append(piece, format_.message_bytes - held() - piece.size());
    }

    const Format& format_;
    FrameAssembly assembly_;  // the front of a message, or one that the sink refused
    bool ended_ = false;
};

template <MessageSink Sink>
Reading FixedSizeReader::feed(MutableBytes data, Sink& sink) {
    Bytes rest = data;
    const auto reading = [&](Consumed::Next next) {
        return Reading{{data.size() - rest.size(), next}};
    };
    const Reading no_memory{{data.size()}, CloseReason::memory_budget};
    if (!retry(sink)) return reading(Consumed::Next::paused);
    if (held() != 0) {
        const Bytes piece = rest.first(std::min(rest.size(), format_.message_bytes - held()));
        if (!keep(piece)) return no_memory;
        rest = rest.subspan(piece.size());
        if (!retry(sink)) return reading(Consumed::Next::paused);
    }
    const std::size_t count = rest.size() / format_.message_bytes;
    if (count != 0) {
        const Bytes run = rest.first(count * format_.message_bytes);
        if (!sink.on_messages(run, count)) return reading(Consumed::Next::paused);
        rest = rest.subspan(run.size());
    }
    if (!keep(rest)) return no_memory;
    rest = {};
    return reading(Consumed::Next::more);
}

}  // namespace potok::loadtest
