// Whatever the bytes, the pieces they come in and what the sink refuses: the sink gets, once and in
// order, exactly the whole messages that the engine finds in all of them, and the end is told as it
// was.
//
// Settings: engine and format (line if the high bit is set; else width, order, counts_header from
// the low bits up), maximum (4 bytes, big-endian), refusals (4 bytes: a bit an offer, over and
// over).
#include "protocol/session/frame_reader.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include "reactor/memory_budget.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

class Sink {
  public:
    explicit Sink(std::uint32_t refusals) : refusals_(refusals) {}

    bool on_messages(Bytes run, std::size_t count) {
        require(count != 0 && !run.empty(), "a run is not empty");
        return take(run);
    }
    bool on_message(const BlockRef& block) { return take(block->bytes()); }

    [[nodiscard]] const std::string& taken() const { return taken_; }

  private:
    bool take(Bytes bytes) {
        // A refusal is followed by an acceptance, or the test would not end.
        if (!refused_ && (refusals_ >> (offers_++ % 32) & 1) != 0) return refused_ = true, false;
        refused_ = false;
        taken_ += text_of(bytes);
        return true;
    }

    std::string taken_;
    std::uint32_t refusals_;
    unsigned offers_ = 0;
    bool refused_ = false;
};

// The Stream's part: holds what was not consumed, redelivers it after a pause, uses the receive
// target.
template <class Engine>
class Feeder {
  public:
    Feeder(const typename Engine::Format& format, std::uint32_t refusals)
        : reader_(format, budget_), sink_(refusals) {}

    void receive(Bytes piece) {
        while (!piece.empty() && !failure_) {
            const MutableBytes target = held_.empty() ? reader_.receive_target() : MutableBytes{};
            const std::size_t size =
                target.empty() ? piece.size() : std::min(target.size(), piece.size());
            if (target.empty()) {
                held_ += text_of(piece);
                deliver_held();
            } else {
                std::memcpy(target.data(), piece.data(), size);
                note(reader_.feed(target.first(size), sink_), size);
            }
            piece = piece.subspan(size);
            while (paused_)
                drain();
        }
    }

    void end() {
        Reading reading = reader_.end(sink_);
        while (reading.paused())
            reading = reader_.end(sink_);
        failure_ = reading.failure;
    }

    [[nodiscard]] const std::string& taken() const { return sink_.taken(); }
    [[nodiscard]] std::optional<CloseReason> failure() const { return failure_; }
    [[nodiscard]] std::size_t budget_used() const { return budget_.used(); }

  private:
    void drain() {
        if (!reader_.retry(sink_)) return;
        paused_ = false;
        deliver_held();
    }

    void deliver_held() {
        if (held_.empty()) return;
        const std::size_t size = held_.size();
        const std::unique_ptr<std::byte[]> exact(new std::byte[size]);
        std::memcpy(exact.get(), held_.data(), size);
        const Reading reading = reader_.feed({exact.get(), size}, sink_);
        held_.erase(0, reading.consumed.bytes);
        note(reading, size);
    }

    void note(const Reading& reading, std::size_t size) {
        require(reading.consumed.bytes <= size, "no more is consumed than there is");
        require(reading.paused() || size - reading.consumed.bytes < kLengthHeaderMax,
                "nothing but a header is left");
        paused_ = reading.paused();
        failure_ = reading.failure;
    }

    MemoryBudget budget_;
    FrameReader<Engine> reader_;
    Sink sink_;
    std::string held_;
    bool paused_ = false;
    std::optional<CloseReason> failure_;
};

// What the engine alone makes of all the bytes at once.
struct Expected {
    std::size_t whole_bytes = 0;
    bool failed = false;
};

template <class Engine>
Expected expected_of(const typename Engine::Format& format, Bytes in) {
    using Kind = typename Engine::Event::Kind;
    Engine engine(format);
    Expected expected;
    for (Bytes cursor = in;;) {
        const auto event = engine.next(cursor);
        if (event.kind == Kind::need_more) return expected;
        if (event.kind == Kind::failure) return {expected.whole_bytes, true};
        if (engine.between_messages()) expected.whole_bytes = in.size() - cursor.size();
    }
}

template <class Engine>
void check(const typename Engine::Format& format, FuzzInput input, std::uint32_t refusals) {
    const Bytes bytes = input.rest();
    const Expected expected = expected_of<Engine>(format, bytes);
    Feeder<Engine> feeder(format, refusals);
    for (Bytes rest = bytes; !rest.empty();) {
        const std::size_t size = std::min(input.next_piece(), rest.size());
        feeder.receive(rest.first(size));
        rest = rest.subspan(size);
    }
    require(feeder.failure().has_value() == expected.failed, "it fails where the engine fails");
    feeder.end();

    const bool cut_off = !expected.failed && expected.whole_bytes != bytes.size();
    const bool all = cut_off && Engine::kEndOfInputEndsMessage;
    const std::size_t taken = all ? bytes.size() : expected.whole_bytes;
    require(feeder.taken() == text_of(bytes.first(taken)), "the sink gets exactly the messages");
    if (!expected.failed) {
        require((feeder.failure() == CloseReason::truncated_message) == (cut_off && !all),
                "a message cut off is told");
    }
    require(feeder.budget_used() == 0, "nothing is held at the end");
}

void check(FuzzInput input) {
    const unsigned bits = input.take_byte();
    const std::uint32_t maximum = input.take_number();
    const std::uint32_t refusals = input.take_number();
    if ((bits & 128) != 0) return check<LineDecoder>(LineFormat{maximum}, input, refusals);
    const LengthPrefix format{static_cast<PrefixWidth>((bits & 7) % 5),
                              (bits & 8) != 0 ? ByteOrder::big : ByteOrder::little,
                              (bits & 16) != 0, maximum};
    check<LengthPrefixedDecoder>(format, input, refusals);
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
