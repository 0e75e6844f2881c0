// FrameReader: turns what on_data() brings into whole messages. A Session owns one, by value.
//
//   whole messages that lie in the input   → the sink gets their run in place
//   the front of one that does not         → assembled in a block; the sink gets it when complete
//
// So a stream of small messages costs neither a copy nor a call each, and much of a large one is
// received where it belongs (receive_target). Back-pressure is a refusal of the sink: what was
// refused is kept, in on_data()'s unconsumed rest or in the block, and offered again before all
// else.
//
//   Consumed on_data(MutableBytes data) override {
//       const Reading reading = reader_.feed(data, *this);
//       if (reading.failure) stream_->finish(*reading.failure);
//       return reading.consumed;
//   }
//   void on_drained() override {
//       if (reader_.ended()) return on_end();
//       if (reader_.retry(*this)) stream_->resume_reading();
//   }
//   void on_end() override {
//       const Reading reading = reader_.end(*this);
//       if (!reading.paused()) stream_->finish(reading.failure.value_or(CloseReason::finished));
//   }
//
// Loop thread only.
#pragma once

#include <cstddef>
#include <optional>

#include "base/bytes.hpp"
#include "protocol/length_prefixed.hpp"
#include "protocol/line.hpp"
#include "protocol/message_engine.hpp"
#include "protocol/session/frame_assembly.hpp"
#include "protocol/session/message_sink.hpp"

namespace potok {

template <MessageEngine Engine>
class FrameReader {
  public:
    using Format = typename Engine::Format;

    // `format` and `budget` outlive the reader and the blocks it hands out.
    FrameReader(const Format& format, MemoryBudget& budget) noexcept
        : engine_(format), assembly_(budget) {}
    FrameReader(const Format&&, MemoryBudget&) = delete;
    FrameReader(const FrameReader&) = delete;
    FrameReader& operator=(const FrameReader&) = delete;

    // Hands the messages in `data` to the sink. With a failure, the messages before it were handed
    // over and all of `data` is done with; a failure stays. Reads `data` only inside this call.
    template <MessageSink Sink>
    [[nodiscard]] Reading feed(MutableBytes data, Sink& sink);

    // Offers again the message that is kept here, if one is; true: none is any more.
    template <MessageSink Sink>
    [[nodiscard]] bool retry(Sink& sink);

    // At the peer's end. A message cut off is CloseReason::truncated_message; a line without its
    // terminator is handed over as it is. Call it again after it said paused().
    template <MessageSink Sink>
    [[nodiscard]] Reading end(Sink& sink);

    // Session::receive_target(): the block's room, when much of a large message is still to come.
    [[nodiscard]] MutableBytes receive_target() noexcept;

    [[nodiscard]] std::size_t held_bytes() const noexcept { return assembly_.held_bytes(); }

    // end() was called, and found no message cut off.
    [[nodiscard]] bool ended() const noexcept { return ended_; }

    // The bytes so far end inside a message.
    [[nodiscard]] bool mid_message() const noexcept {
        return header_cut_off_ || (!failure_ && !engine_.between_messages());
    }

    // Calls visit(Bytes payload) for each message of what the sink was given.
    template <class Visit>
    void for_each_payload(Bytes encoded, Visit&& visit) const {
        engine_.for_each_payload(encoded, visit);
    }

  private:
    enum class Step : unsigned char { incomplete, complete, failed };

    // Assembles from the front of `rest`, to the message's end or to that of `rest`.
    Step assemble(Bytes& rest) noexcept;
    Step fail(CloseReason reason) noexcept;

    // A complete message stands in the block: the sink refused it, or has not seen it yet.
    [[nodiscard]] bool keeps_message() const noexcept {
        return !assembly_.empty() && (engine_.between_messages() || ended_);
    }
    [[nodiscard]] Reading failed(std::size_t bytes) const noexcept {
        return {{bytes, Consumed::Next::more}, failure_};
    }

    Engine engine_;
    FrameAssembly assembly_;
    std::optional<CloseReason> failure_;
    bool header_cut_off_ = false;  // what feed() left unconsumed is the front of a header
    bool ended_ = false;
};

template <MessageEngine Engine>
template <MessageSink Sink>
bool FrameReader<Engine>::retry(Sink& sink) {
    if (!keeps_message()) return true;
    if (!sink.on_message(assembly_.block())) return false;
    assembly_.clear();
    return true;
}

template <MessageEngine Engine>
template <MessageSink Sink>
Reading FrameReader<Engine>::feed(MutableBytes data, Sink& sink) {
    if (failure_) return failed(data.size());
    Bytes rest = data;
    const auto reading = [&](Consumed::Next next) {
        return Reading{{data.size() - rest.size(), next}};
    };
    header_cut_off_ = false;
    if (!retry(sink)) return reading(Consumed::Next::paused);
    while (!rest.empty()) {
        if (engine_.between_messages()) {
            const MessageRun run = engine_.whole_messages(rest);
            if (run.count != 0 && !sink.on_messages(rest.first(run.bytes), run.count)) {
                return reading(Consumed::Next::paused);
            }
            rest = rest.subspan(run.bytes);
            if (rest.empty()) break;
        }
        const Step step = assemble(rest);
        if (step == Step::failed) return failed(data.size());
        if (step == Step::incomplete) break;
        if (!retry(sink)) return reading(Consumed::Next::paused);
    }
    header_cut_off_ = !rest.empty();
    return reading(Consumed::Next::more);
}

template <MessageEngine Engine>
template <MessageSink Sink>
Reading FrameReader<Engine>::end(Sink& sink) {
    if (failure_) return failed(0);
    if (Engine::kEndOfInputEndsMessage || !mid_message()) {
        ended_ = true;
        return {{0, retry(sink) ? Consumed::Next::more : Consumed::Next::paused}};
    }
    fail(CloseReason::truncated_message);
    return failed(0);
}

extern template class FrameReader<LengthPrefixedDecoder>;
extern template class FrameReader<LineDecoder>;

using LengthPrefixedReader = FrameReader<LengthPrefixedDecoder>;
using LineReader = FrameReader<LineDecoder>;

static_assert(sizeof(LengthPrefixedReader) <= 48 && sizeof(LineReader) <= 48,
              "a session that owns one fits in 128 bytes with room to spare");

}  // namespace potok
