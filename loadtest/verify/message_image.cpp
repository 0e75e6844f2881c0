#include "loadtest/verify/message_image.hpp"

#include <algorithm>
#include <cstring>

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

// The counter's step and the multiplier: odd, with bits all over (from SplitMix64 and MurmurHash3).
constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15u;
constexpr std::uint64_t kMultiplier = 0xFF51AFD7ED558CCDu;

// Not a good random generator: it need only make one place tell from another, at a nanosecond a
// word. The fold brings the counter's lively upper half into the product's lower bits.
constexpr std::uint64_t scrambled(std::uint64_t counter) noexcept {
    return (counter ^ counter >> 32) * kMultiplier;
}

}  // namespace

std::uint64_t MessageImage::word(std::size_t index) const noexcept {
    if (index < header_words_) return header_[index];
    return (scrambled(body_seed_ + index * kStep) & mask_) + base_;
}

void MessageImage::write_to(MutableBytes out) const noexcept {
    ASSERT(out.size() == size_);
    const std::size_t words = size_ / kWordSize;
    for (std::size_t i = 0; i < words; ++i) {
        store(out.data() + i * kWordSize, word(i), ByteOrder::little);
    }
    for (std::size_t i = words * kWordSize; i < size_; ++i)
        out[i] = at(i);
}

std::byte MessageImage::at(std::size_t offset) const noexcept {
    ASSERT(offset < size_);
    return static_cast<std::byte>(word(offset / kWordSize) >> (8 * (offset % kWordSize)));
}

// How many bytes from the front of `part` are whole words that agree; nothing if it begins inside
// one.
std::size_t MessageImage::equal_words(Bytes part, std::size_t offset) const noexcept {
    const std::size_t first = offset / kWordSize;
    const std::size_t words = part.size() / kWordSize;
    std::size_t i = 0;
    while (i < words &&
           load<std::uint64_t>(part.data() + i * kWordSize, ByteOrder::little) == word(first + i)) {
        ++i;
    }
    return i * kWordSize;
}

std::optional<std::size_t> MessageImage::first_difference(Bytes part,
                                                          std::size_t offset) const noexcept {
    ASSERT(offset <= size_ && part.size() <= size_ - offset);
    const std::size_t border = std::min((kWordSize - offset % kWordSize) % kWordSize, part.size());
    std::size_t done = 0;
    for (; done < border; ++done) {
        if (part[done] != at(offset + done)) return offset + done;
    }
    done += equal_words(part.subspan(done), offset + done);
    for (; done < part.size(); ++done) {
        if (part[done] != at(offset + done)) return offset + done;
    }
    return std::nullopt;
}

}  // namespace potok::loadtest
