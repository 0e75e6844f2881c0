// Text lines, each ended by LF or CRLF: a streaming decoder.
//
// A CR belongs to the terminator only if LF follows it; anywhere else it is content. Where the
// input stops behind a CR the decoder takes it and remembers it, so it never asks for a byte to be
// given again, and the CR comes out as content later if it was none of a terminator's. Nothing here
// allocates. A decoder belongs to one thread; a format is immutable while decoders refer to it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "protocol/message_engine.hpp"

namespace potok {

struct LineFormat {
    static constexpr std::uint64_t kMaxLineDefault = 16u << 20;
    static constexpr std::uint64_t kMaxLineLimit = std::uint64_t{1} << 62;

    std::uint64_t max_line = kMaxLineDefault;  // without the terminator; at most kMaxLineLimit

    friend bool operator==(const LineFormat&, const LineFormat&) = default;
};

enum class LineFailure : std::uint8_t {
    over_maximum,  // more content than max_line
};

// Each line is any number of text events, then one end event. A line that is too long gives its
// first max_line bytes, then the failure. need_more leaves nothing in the cursor. A failure stays.
class LineDecoder {
  public:
    using Format = LineFormat;

    struct Event {
        enum class Kind : std::uint8_t { need_more, text, end, failure };

        Kind kind = Kind::need_more;
        LineFailure failure{};  // failure: which
        Bytes bytes{};  // text: a view of the input, or of a CR that the last input ended with
    };

    // The input's end ends a line as well; how long it is only its terminator tells.
    static constexpr bool kEndOfInputEndsMessage = true;
    static constexpr bool kLengthIsKnown = false;

    // `format` outlives the decoder.
    explicit LineDecoder(const LineFormat& format) noexcept : format_(&format) {
        ASSERT(format.max_line <= LineFormat::kMaxLineLimit);
    }
    explicit LineDecoder(const LineFormat&&) = delete;

    // Takes the next event from the front of `cursor`.
    [[nodiscard]] Event next(Bytes& cursor) noexcept;

    [[nodiscard]] bool between_messages() const noexcept {
        return seen_ == 0 && !carriage_return_ && !failed_;
    }

    // The most that can still come of the current line, its terminator included.
    [[nodiscard]] std::uint64_t missing_bytes_max() const noexcept {
        return format_->max_line - seen_ + 2;
    }

    // The longest front of `in` that is whole lines, none over the maximum; the decoder is not
    // moved. Precondition: between_messages().
    [[nodiscard]] MessageRun whole_messages(Bytes in) const noexcept;

    // Calls visit(Bytes text) for each line of a run; the last may lack its terminator.
    template <class Visit>
    static void for_each_payload(Bytes run, Visit&& visit) {
        while (!run.empty()) {
            const Extent line = first_line(run);
            visit(run.first(line.text_bytes));
            run = run.subspan(line.bytes);
        }
    }

  private:
    struct Extent {
        std::size_t text_bytes;
        std::size_t bytes;  // with the terminator, if there is one
    };
    static Extent first_line(Bytes in) noexcept;

    Event text(Bytes& cursor, std::size_t size) noexcept;
    Event end(Bytes& cursor, std::size_t size) noexcept;
    Event failure() noexcept;
    Event resolve_carriage_return(Bytes& cursor) noexcept;

    const LineFormat* format_;
    std::uint64_t seen_ = 0;        // content of the current line so far; at most max_line
    bool carriage_return_ = false;  // taken behind it, and not yet known for content or terminator
    bool failed_ = false;
};

static_assert(MessageEngine<LineDecoder>);
static_assert(sizeof(LineDecoder) <= 32, "it is part of every session");

}  // namespace potok
