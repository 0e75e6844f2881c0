// PayloadScheme: which bytes the messages of a run consist of.
//
// A message's name, the pair (connection, number), and the run's seed decide its size and every
// byte of it, so whoever receives bytes can say whose they should be without having seen them sent.
//
// A message of at least header_size() bytes begins with a header: its name under a mask, then a
// 64-bit check of it. That makes it recognisable anywhere, also in the middle of a byte stream, and
// nothing that is not of this run passes for it. A shorter message is all body: it can be compared
// with the messages it might be, but it names neither itself nor its connection. From 4 bytes on
// such a guess is good; below, a message of n bytes equals another one by chance once in 256^n
// times (64^n printable), so that one or other fault may be seen as one of another kind; never does
// a missing or an additional message go unseen, for those show in the counts. Immutable; any
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "loadtest/verify/message_image.hpp"

namespace potok::loadtest {

struct MessageName {
    std::uint32_t connection = 0;
    std::uint64_t number = 0;
    friend bool operator==(const MessageName&, const MessageName&) = default;
};

inline constexpr std::uint32_t kConnectionsMax = std::uint32_t{1} << 24;
inline constexpr std::uint64_t kNumbersMax = std::uint64_t{1} << 40;

struct SizeRange {
    std::size_t least = 64;
    std::size_t most = 64;
};

inline constexpr std::size_t kMessageSizeMax = std::size_t{1} << 30;

// How long a header is: binary 16 bytes, printable 24.
[[nodiscard]] constexpr std::size_t header_size_of(Alphabet alphabet) noexcept {
    return (alphabet == Alphabet::binary ? 2 : 3) * MessageImage::kWordSize;
}

class PayloadScheme {
  public:
    // Precondition: 1 <= size.least <= size.most <= kMessageSizeMax.
    PayloadScheme(std::uint64_t seed, Alphabet alphabet, SizeRange size) noexcept;

    // Precondition of both: the name is below kConnectionsMax and kNumbersMax.
    [[nodiscard]] MessageImage image(MessageName name) const noexcept;
    [[nodiscard]] std::size_t size_of(MessageName name) const noexcept;

    [[nodiscard]] std::size_t header_size() const noexcept {
        return header_words_ * MessageImage::kWordSize;
    }

    // Whether every message of the run has a header.
    [[nodiscard]] bool all_have_headers() const noexcept { return size_.least >= header_size(); }

    // The name in the header that `bytes` begin with; none if it is not whole or not of this run.
    [[nodiscard]] std::optional<MessageName> read_name(Bytes bytes) const noexcept;

    // The same without asking the check: whose message it may have been before it was damaged.
    [[nodiscard]] std::optional<MessageName> guess_name(Bytes bytes) const noexcept;

    // The same from the other half of the header: the name whose check this is. No two names share
    // one, so whichever half is whole names the message.
    [[nodiscard]] std::optional<MessageName> guess_name_by_check(Bytes bytes) const noexcept;

  private:
    [[nodiscard]] std::uint64_t masked(MessageName name) const noexcept;
    [[nodiscard]] MessageName unmasked(std::uint64_t masked_name) const noexcept;
    [[nodiscard]] std::uint64_t check_of(std::uint64_t masked_name) const noexcept;
    [[nodiscard]] MessageImage::Header header(std::uint64_t masked_name,
                                              std::uint64_t check) const noexcept;
    [[nodiscard]] std::size_t size_from(std::uint64_t check) const noexcept;

    std::uint64_t name_mask_;
    std::uint64_t check_key_;
    Alphabet alphabet_;
    std::size_t header_words_;
    SizeRange size_;
};

}  // namespace potok::loadtest
