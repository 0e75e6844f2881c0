// MessageImage: what every byte of one message must be, computed on demand.
//
// The body is a counter run through a cheap mixer, so any word of any message can be had without
// the ones before it: a message is built and checked without keeping a copy, in one piece or in
// parts, and no two messages and no two places of one message look alike. Made by PayloadScheme.
// Immutable.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/assert.hpp"
#include "base/bytes.hpp"

namespace potok::loadtest {

// binary: all 256 byte values occur. printable: '0' to 'o', for text protocols; no space that a
// server might trim, no end of line.
enum class Alphabet : std::uint8_t { binary, printable };

class MessageImage {
  public:
    static constexpr std::size_t kWordSize = 8;
    static constexpr std::size_t kHeaderWordsMax = 3;

    using Header = std::array<std::uint64_t, kHeaderWordsMax>;

    struct Parts {
        std::size_t size;
        std::size_t header_words;  // of these, the header's words come first
        Header header;
        std::uint64_t body_seed;
        Alphabet alphabet;
    };

    // Inline, so that the parts are put where they belong rather than copied twice a message.
    explicit MessageImage(const Parts& parts) noexcept
        : size_(parts.size),
          header_words_(parts.header_words),
          header_(parts.header),
          body_seed_(parts.body_seed),
          mask_(parts.alphabet == Alphabet::printable ? kPrintableMask : ~std::uint64_t{0}),
          base_(parts.alphabet == Alphabet::printable ? kPrintableBase : 0) {
        ASSERT(header_words_ <= kHeaderWordsMax && header_words_ * kWordSize <= size_);
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    // Writes the whole message. Precondition: `out` has its size.
    void write_to(MutableBytes out) const noexcept;

    // Where `part`, which came at `offset` of the message, first differs from it; counted from the
    // beginning of the message. Precondition: the part lies within the message.
    [[nodiscard]] std::optional<std::size_t> first_difference(Bytes part,
                                                              std::size_t offset) const noexcept;

    // Precondition: offset < size().
    [[nodiscard]] std::byte at(std::size_t offset) const noexcept;

  private:
    // Six bits of each byte, moved up to '0'.
    static constexpr std::uint64_t kPrintableMask = 0x3F3F3F3F3F3F3F3Fu;
    static constexpr std::uint64_t kPrintableBase = 0x3030303030303030u;

    [[nodiscard]] std::uint64_t word(std::size_t index) const noexcept;
    [[nodiscard]] std::size_t equal_words(Bytes part, std::size_t offset) const noexcept;

    std::size_t size_;
    std::size_t header_words_;
    Header header_;
    std::uint64_t body_seed_;
    std::uint64_t mask_;
    std::uint64_t base_;
};

}  // namespace potok::loadtest
