#include "loadtest/verify/payload.hpp"

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

constexpr unsigned kNumberBits = 40;
static_assert(kNumbersMax == std::uint64_t{1} << kNumberBits);
static_assert(kConnectionsMax == std::uint64_t{1} << (64 - kNumberBits));

// The finalizer of SplitMix64: every bit of the input moves every bit of the output, one to one.
constexpr std::uint64_t mixed(std::uint64_t x) noexcept {
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
}

// Its inverse: the multipliers are those of above, inverted modulo 2^64.
constexpr std::uint64_t unmixed(std::uint64_t x) noexcept {
    x = (x ^ x >> 31 ^ x >> 62) * 0x319642B2D24D8EC3u;
    x = (x ^ x >> 27 ^ x >> 54) * 0x96DE1B173F119089u;
    return x ^ x >> 30 ^ x >> 60;
}

static_assert(unmixed(mixed(0xFEDCBA9876543210u)) == 0xFEDCBA9876543210u);

// Printable bytes carry six bits each: 48 bits make a word, and back.
constexpr std::uint64_t kSixBits = (std::uint64_t{1} << 48) - 1;
constexpr std::uint64_t kDigitZero = 0x3030303030303030u;

constexpr std::uint64_t spread(std::uint64_t x) noexcept {
    x = (x & 0xFFFFFF000000u) << 8 | (x & 0xFFFFFFu);
    x = (x & 0x00FFF00000FFF000u) << 4 | (x & 0x00000FFF00000FFFu);
    x = (x & 0x0FC00FC00FC00FC0u) << 2 | (x & 0x003F003F003F003Fu);
    return x + kDigitZero;
}

// A byte that damage took below '0' borrows from its own high bit, and from no neighbour.
constexpr std::uint64_t gathered(std::uint64_t x) noexcept {
    x = ((x | 0x8080808080808080u) - kDigitZero) & 0x3F3F3F3F3F3F3F3Fu;
    x = (x & 0x3F003F003F003F00u) >> 2 | (x & 0x003F003F003F003Fu);
    x = (x & 0x0FFF00000FFF0000u) >> 4 | (x & 0x00000FFF00000FFFu);
    return (x & 0x00FFFFFF00000000u) >> 8 | (x & 0xFFFFFFu);
}

static_assert(spread(0) == kDigitZero && gathered(spread(0xFEDCBA987654u)) == 0xFEDCBA987654u);

std::uint64_t word_at(Bytes bytes, std::size_t index) noexcept {
    return load<std::uint64_t>(bytes.data() + index * MessageImage::kWordSize, ByteOrder::little);
}

}  // namespace

PayloadScheme::PayloadScheme(std::uint64_t seed, Alphabet alphabet, SizeRange size) noexcept
    : name_mask_(mixed(seed + 1)),
      check_key_(mixed(name_mask_ + seed)),
      alphabet_(alphabet),
      header_words_(header_size_of(alphabet) / MessageImage::kWordSize),
      size_(size) {
    ASSERT(1 <= size.least && size.least <= size.most && size.most <= kMessageSizeMax);
}

// The number stands in the low bits, so that neighbours differ in their first byte already.
std::uint64_t PayloadScheme::masked(MessageName name) const noexcept {
    ASSERT(name.connection < kConnectionsMax && name.number < kNumbersMax);
    return (std::uint64_t{name.connection} << kNumberBits | name.number) ^ name_mask_;
}

MessageName PayloadScheme::unmasked(std::uint64_t masked_name) const noexcept {
    const std::uint64_t name = masked_name ^ name_mask_;
    return {.connection = static_cast<std::uint32_t>(name >> kNumberBits),
            .number = name & (kNumbersMax - 1)};
}

std::uint64_t PayloadScheme::check_of(std::uint64_t masked_name) const noexcept {
    return mixed(masked_name + check_key_);
}

MessageImage::Header PayloadScheme::header(std::uint64_t masked_name,
                                           std::uint64_t check) const noexcept {
    if (alphabet_ == Alphabet::binary) return {masked_name, check, 0};
    return {spread(masked_name & kSixBits), spread((masked_name >> 48 | check << 16) & kSixBits),
            spread(check >> 16)};
}

std::size_t PayloadScheme::size_from(std::uint64_t check) const noexcept {
    const std::uint64_t sizes = size_.most - size_.least + 1;
    return size_.least + static_cast<std::size_t>((check & 0xFFFFFFFFu) * sizes >> 32);
}

std::size_t PayloadScheme::size_of(MessageName name) const noexcept {
    return size_from(check_of(masked(name)));
}

MessageImage PayloadScheme::image(MessageName name) const noexcept {
    const std::uint64_t masked_name = masked(name);
    const std::uint64_t check = check_of(masked_name);
    const std::size_t size = size_from(check);
    const bool has_header = size >= header_size();
    return MessageImage({.size = size,
                         .header_words = has_header ? header_words_ : 0,
                         .header = header(masked_name, check),
                         .body_seed = check,
                         .alphabet = alphabet_});
}

std::optional<MessageName> PayloadScheme::guess_name(Bytes bytes) const noexcept {
    if (bytes.size() < header_size()) return std::nullopt;
    std::uint64_t name = word_at(bytes, 0);
    if (alphabet_ == Alphabet::printable) name = gathered(name) | gathered(word_at(bytes, 1)) << 48;
    return unmasked(name);
}

std::optional<MessageName> PayloadScheme::guess_name_by_check(Bytes bytes) const noexcept {
    if (bytes.size() < header_size()) return std::nullopt;
    std::uint64_t check = word_at(bytes, 1);
    if (alphabet_ == Alphabet::printable) {
        check = (gathered(check) >> 16 & 0xFFFF) | gathered(word_at(bytes, 2)) << 16;
    }
    return unmasked(unmixed(check) - check_key_);
}

std::optional<MessageName> PayloadScheme::read_name(Bytes bytes) const noexcept {
    const std::optional<MessageName> name = guess_name(bytes);
    if (!name) return std::nullopt;
    const std::uint64_t masked_name = masked(*name);
    const MessageImage::Header expected = header(masked_name, check_of(masked_name));
    for (std::size_t i = 0; i < header_words_; ++i) {
        if (word_at(bytes, i) != expected[i]) return std::nullopt;
    }
    return name;
}

}  // namespace potok::loadtest
