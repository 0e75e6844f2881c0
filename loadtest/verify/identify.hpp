// identify: which message the received bytes are, and what is wrong with them.
//
// The message expected next is compared first, which settles nearly every one. Only what differs is
// looked into: a header is read, messages without one are compared with their neighbours, and
// damaged bytes are related to the message they most likely were. Free functions of values; any
// thread.
//
// What can and cannot be told apart:
// - with a header: everything; where damage spoils the header itself, the bytes are related to that
//   neighbour of the expected message, or to the spoilt name's, with which they agree most; bytes
//   that agree with none of them, or are too few to, are foreign;
// - with a header, where everybody's messages are expected (fan-out): everything; either half of a
//   spoilt header names the message, and bytes that agree with neither are foreign;
// - without a header: another message of this connection, up to kNeighbours before or after the
//   expected one, by equality (see payload.hpp for the odds); one of another connection counts as
//   damage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "loadtest/verify/payload.hpp"

namespace potok::loadtest {

// What a connection may receive.
struct Expectation {
    std::uint32_t connection = 0;
    std::optional<std::uint64_t> next;  // the oldest message not yet answered
    std::uint64_t sent = 0;             // the numbers below exist
    // Fan-out: the messages of all connections below are expected, and all have headers.
    std::uint32_t senders = 0;
};

// The first byte that is wrong. No `expected`: the message should have ended here; no `got`: it did
// end.
struct Difference {
    std::uint64_t offset = 0;
    std::optional<std::byte> expected;
    std::optional<std::byte> got;
    friend bool operator==(const Difference&, const Difference&) = default;
};

// intact: `name` to the last byte, be it of this connection or of another one.
// corrupted: it was `name`, and differs from it; or, with a status, it was to be `name` and is the
// refusal of an HTTP server.
// foreign: no message of this run that has been sent; `name` says nothing.
struct Verification {
    enum class Kind : std::uint8_t { intact, corrupted, foreign };

    Kind kind = Kind::foreign;
    MessageName name;
    Difference difference;
    std::uint16_t status = 0;  // of HTTP, where it is not the good one: then nothing is compared
    friend bool operator==(const Verification&, const Verification&) = default;
};

inline constexpr std::uint64_t kNeighbours = 64;

[[nodiscard]] Verification identify(const PayloadScheme& scheme, const Expectation& expectation,
                                    Bytes received) noexcept;

// Where `received`, as a whole, first differs from `image`.
[[nodiscard]] std::optional<Difference> difference_of(const MessageImage& image,
                                                      Bytes received) noexcept;

// Whether a message of this name can have been sent, as far as this connection knows.
[[nodiscard]] bool may_exist(const Expectation& expectation, MessageName name) noexcept;

}  // namespace potok::loadtest
