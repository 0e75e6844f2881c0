// HttpBodyDecoder: cuts the body of one message out of a stream of bytes (RFC 9112 §6, §7).
//
//   size [ ;extension ... ] CRLF  data CRLF  ...  0 CRLF  [ trailers ] CRLF
//
// Data is passed on in views of the input, as it comes. A size is judged before its bytes: against
// the limit of the whole body, without an addition that could overflow. Whoever reads an extension
// or a line end more kindly than another can be made to see another message, so blanks, signs,
// prefixes and bare line ends are refused. A trailer section waits in the cursor until it is whole.
// One thread at a time.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "protocol/http_head_scan.hpp"

namespace potok {

class HttpBodyDecoder {
  public:
    struct Event {
        enum class Kind : std::uint8_t { need_more, data, trailers, end, failure };

        Kind kind = Kind::need_more;
        Bytes bytes{};          // data: never empty
        HttpFailure failure{};  // failure: which
    };

    // A body of no bytes, over at once. `limits` outlives the decoder.
    explicit HttpBodyDecoder(const HttpLimits& limits) noexcept;

    // For the body of the next message. A length over the limit fails at once.
    void restart(const HttpFraming& framing) noexcept;

    // Takes the next event from the front of `cursor`. `trailers` is filled by that event, with
    // views into the input; those that belong in a head are left out. After `end` comes `end`.
    [[nodiscard]] Event next(Bytes& cursor, HttpFields& trailers) noexcept;

    // The end of the input: ends a body that is framed by it, and cuts off any other.
    [[nodiscard]] Event at_end_of_input() noexcept;

    [[nodiscard]] bool ended() const noexcept { return state_ == State::ended; }

    // How much is known to follow: the rest of a length or of a chunk.
    [[nodiscard]] std::uint64_t announced_bytes() const noexcept { return missing_; }

  private:
    enum class State : std::uint8_t {
        size,            // no digit yet
        size_more,       // of digits
        extension_name,  // nothing of it yet
        extension_name_more,
        extension_value,  // nothing of it yet
        extension_token,
        extension_quoted,
        extension_escaped,  // behind a backslash
        extension_end,      // behind a quoted string
        size_return,        // CR behind size and extensions
        data,
        data_end,     // CR comes
        data_return,  // LF comes
        trailers,
        ended,
        failed,
    };

    [[nodiscard]] bool has_room() const noexcept;
    [[nodiscard]] Event next_data(Bytes& cursor) noexcept;
    [[nodiscard]] Event next_trailers(Bytes& cursor, HttpFields& trailers) noexcept;
    void fail(HttpFailure failure) noexcept;
    void go_on_if(bool good, State next, HttpFailure otherwise) noexcept;
    void take(char byte) noexcept;
    void take_size_digit(char byte) noexcept;
    void take_behind_size(char byte, HttpFailure otherwise) noexcept;
    void take_extension(char byte) noexcept;
    void end_of_size(char byte) noexcept;
    void end_of_size_line(char byte) noexcept;

    const HttpLimits* limits_;
    std::uint64_t missing_ = 0;    // of the length, or of the chunk
    std::uint64_t allowance_ = 0;  // of the limit
    HttpHeadScanner scanner_;
    std::uint32_t extension_bytes_ = 0;
    std::uint8_t digits_ = 0;
    HttpFraming::Kind kind_ = HttpFraming::Kind::none;
    State state_ = State::ended;
    HttpFailure failure_{};
};

static_assert(sizeof(HttpBodyDecoder) <= 64, "it is part of every session");

}  // namespace potok
