// HttpHeadScanner: finds the end of a head, however it is cut, and refuses what no head may have.
//
// It remembers how far it came, so each byte is looked at once: what need_more leaves in the cursor
// is given again in front of what follows, and passed over in one step. Bytes are judged by their
// place in the line, not by their meaning; what they say is read once, when the head is whole
// (http_request.hpp, http_response.hpp). The state is
//
//   start -> method -> target -> version -> CR -> name -> value -> CR -> name ... -> CR -> whole
//
// and a trailer section begins at name. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "protocol/http_failure.hpp"
#include "protocol/http_limits.hpp"

namespace potok {

enum class HttpHeadKind : std::uint8_t { request, response, trailers };

class HttpHeadScanner {
  public:
    // `limits` outlives the scanner.
    HttpHeadScanner(HttpHeadKind kind, const HttpLimits& limits) noexcept;

    // The size of the head at the front of `in`, its empty line included, when it is all there; a
    // failure; or neither. Until then `in` is to begin with the bytes that it began with before.
    struct Answer {
        std::size_t head_bytes = 0;  // 0: not yet
        std::optional<HttpFailure> failure{};
    };
    [[nodiscard]] Answer scan(Bytes in) noexcept;

    // Nothing was seen but what may be passed over.
    [[nodiscard]] bool is_at_start() const noexcept;

    // For the next head of this kind.
    void restart() noexcept;

  private:
    enum class State : std::uint8_t {
        start,         // of a request: one CRLF may come here
        start_return,  // its CR was there
        method,
        target,
        version,
        status_line,
        line_return,  // CR behind a start line or a field line
        name_begin,
        name,
        value,
        last_return,  // CR in the place of a field line
    };

    void pass_over_run(Bytes in) noexcept;
    [[nodiscard]] std::optional<HttpFailure> take(char byte) noexcept;
    [[nodiscard]] std::optional<HttpFailure> take_start(char byte) noexcept;
    [[nodiscard]] std::optional<HttpFailure> take_method(char byte) noexcept;
    [[nodiscard]] std::optional<HttpFailure> take_end_of_target(char byte) noexcept;
    [[nodiscard]] std::optional<HttpFailure> take_end_of_version(char byte) noexcept;
    [[nodiscard]] std::optional<HttpFailure> take_status_line(char byte) noexcept;
    [[nodiscard]] std::optional<HttpFailure> begin_field(char byte) noexcept;
    [[nodiscard]] std::optional<HttpFailure> take_end_of_name(char byte) noexcept;
    [[nodiscard]] std::optional<HttpFailure> take_end_of_value(char byte) noexcept;
    [[nodiscard]] std::optional<HttpFailure> take_line_feed(char byte, State next) noexcept;
    std::nullopt_t go_to(State next) noexcept;
    [[nodiscard]] std::size_t bytes_max() const noexcept;
    [[nodiscard]] HttpFailure too_long() const noexcept;
    [[nodiscard]] State first_state() const noexcept;

    const HttpLimits* limits_;
    std::uint16_t scanned_ = 0;
    std::uint16_t part_bytes_ = 0;  // of what the state is named after, so far
    std::uint16_t fields_ = 0;
    HttpHeadKind kind_;
    State state_;
    bool had_empty_line_ = false;
    bool whole_ = false;
    std::optional<HttpFailure> failure_;
};

static_assert(sizeof(HttpHeadScanner) <= 24, "it is part of every session");

}  // namespace potok
