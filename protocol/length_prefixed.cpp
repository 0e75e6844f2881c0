#include "protocol/length_prefixed.hpp"

#include <algorithm>

namespace potok {
namespace {

using State = LengthHeader::State;

constexpr std::size_t kVarintMax = 10;
static_assert(kVarintMax <= kLengthHeaderMax && sizeof(std::uint64_t) <= kLengthHeaderMax);

// u8 … u64 are the powers of two in their order.
constexpr std::size_t fixed_bytes(PrefixWidth width) noexcept {
    return std::size_t{1} << static_cast<unsigned>(width);
}
static_assert(fixed_bytes(PrefixWidth::u8) == 1 && fixed_bytes(PrefixWidth::u64) == 8);

constexpr std::size_t varint_bytes(std::uint64_t value) noexcept {
    return (static_cast<std::size_t>(std::bit_width(value | 1)) + 6) / 7;
}

LengthHeader failed(LengthFailure failure) noexcept {
    return {State::failed, failure, 0, 0};
}

// Judges a length all of whose bytes are there.
LengthHeader judged(const LengthPrefix& format, std::uint64_t length,
                    std::size_t header_bytes) noexcept {
    const std::size_t counted = format.counts_header ? header_bytes : 0;
    if (length < counted) return failed(LengthFailure::shorter_than_header);
    if (length - counted > format.max_payload) return failed(LengthFailure::over_maximum);
    return {State::complete, {}, static_cast<std::uint8_t>(header_bytes), length - counted};
}

// Judges a length that is at least `smallest`, behind a header of at most `header_bytes_max`.
LengthHeader judged_early(const LengthPrefix& format, std::uint64_t smallest,
                          std::size_t header_bytes_max) noexcept {
    const std::size_t counted = format.counts_header ? header_bytes_max : 0;
    const bool too_large = smallest > counted && smallest - counted > format.max_payload;
    return too_large ? failed(LengthFailure::over_maximum) : LengthHeader{};
}

// Of a fixed width; the varint has a reader of its own.
std::uint64_t load_fixed(const std::byte* from, PrefixWidth width, ByteOrder order) noexcept {
    switch (width) {
        case PrefixWidth::u8:
            return load<std::uint8_t>(from, order);
        case PrefixWidth::u16:
            return load<std::uint16_t>(from, order);
        case PrefixWidth::u32:
            return load<std::uint32_t>(from, order);
        case PrefixWidth::u64:
        case PrefixWidth::varint:
            break;
    }
    return load<std::uint64_t>(from, order);
}

// Bytes that are still to come are taken for zeros: what is made of the others is the smallest
// number that can come of them.
std::uint64_t smallest_of(Bytes front, const LengthPrefix& format) noexcept {
    std::array<std::byte, sizeof(std::uint64_t)> padded{};
    std::copy(front.begin(), front.end(), padded.begin());
    return load_fixed(padded.data(), format.width, format.order);
}

LengthHeader read_fixed(const LengthPrefix& format, Bytes in) noexcept {
    const std::size_t width = fixed_bytes(format.width);
    if (in.size() < width) return judged_early(format, smallest_of(in, format), width);
    return judged(format, load_fixed(in.data(), format.width, format.order), width);
}

// Judges after every byte, so that it makes no difference how many came at once.
LengthHeader read_varint(const LengthPrefix& format, Bytes in) noexcept {
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < std::min(in.size(), kVarintMax); ++i) {
        const auto octet = std::to_integer<std::uint8_t>(in[i]);
        // The tenth byte has room for one bit, and none behind it.
        if (i == kVarintMax - 1 && octet > 1) return failed(LengthFailure::varint_overflow);
        length |= std::uint64_t{octet & 0x7Fu} << (7 * i);
        if (octet < 0x80) return judged(format, length, i + 1);
        const LengthHeader early = judged_early(format, length, kVarintMax);
        if (early.state == State::failed) return early;
    }
    return {};
}

// The loop that an echo of small pipelined messages lives in: two compares and an addition each.
template <std::unsigned_integral T>
MessageRun whole_fixed(const LengthPrefix& format, Bytes in) noexcept {
    const std::size_t counted = format.counts_header ? sizeof(T) : 0;
    MessageRun run;
    while (in.size() - run.bytes >= sizeof(T)) {
        const std::uint64_t length = load<T>(in.data() + run.bytes, format.order);
        // A length less than its own header wraps around, to more than any maximum.
        const std::uint64_t payload = length - counted;
        if (payload > format.max_payload) break;
        if (payload > in.size() - run.bytes - sizeof(T)) break;
        run.bytes += sizeof(T) + static_cast<std::size_t>(payload);
        ++run.count;
    }
    return run;
}

MessageRun whole_varint(const LengthPrefix& format, Bytes in) noexcept {
    MessageRun run;
    for (;;) {
        const LengthHeader header = read_varint(format, in.subspan(run.bytes));
        if (header.state != State::complete) break;
        if (header.payload_bytes > in.size() - run.bytes - header.header_bytes) break;
        run.bytes += header.header_bytes + static_cast<std::size_t>(header.payload_bytes);
        ++run.count;
    }
    return run;
}

std::size_t encode_varint(std::uint64_t value, std::byte* to) noexcept {
    std::size_t written = 0;
    for (; value >= 0x80; value >>= 7) {
        to[written++] = static_cast<std::byte>(value | 0x80);
    }
    to[written++] = static_cast<std::byte>(value);
    return written;
}

// A varint that counts itself: one more byte for itself may make it one byte longer.
std::uint64_t self_counting(std::uint64_t payload_bytes) noexcept {
    std::size_t header_bytes = varint_bytes(payload_bytes);
    header_bytes = varint_bytes(payload_bytes + header_bytes);
    return payload_bytes + header_bytes;
}

}  // namespace

LengthHeader read_header(const LengthPrefix& format, Bytes in) noexcept {
    return format.width == PrefixWidth::varint ? read_varint(format, in) : read_fixed(format, in);
}

std::uint64_t largest_payload(const LengthPrefix& format) noexcept {
    if (format.width == PrefixWidth::varint) return format.max_payload;
    const std::size_t width = fixed_bytes(format.width);
    const std::uint64_t largest = std::numeric_limits<std::uint64_t>::max() >> (64 - 8 * width);
    return std::min(format.max_payload, largest - (format.counts_header ? width : 0));
}

std::size_t encode_header(const LengthPrefix& format, std::uint64_t payload_bytes,
                          std::span<std::byte, kLengthHeaderMax> room) noexcept {
    ASSERT(payload_bytes <= largest_payload(format));
    if (format.width == PrefixWidth::varint) {
        return encode_varint(format.counts_header ? self_counting(payload_bytes) : payload_bytes,
                             room.data());
    }
    const std::size_t width = fixed_bytes(format.width);
    std::array<std::byte, sizeof(std::uint64_t)> whole{};
    store<std::uint64_t>(whole.data(), payload_bytes + (format.counts_header ? width : 0),
                         format.order);
    const std::size_t front = format.order == ByteOrder::big ? whole.size() - width : 0;
    std::copy_n(whole.begin() + front, width, room.begin());
    return width;
}

LengthPrefixedDecoder::Event LengthPrefixedDecoder::next(Bytes& cursor) noexcept {
    return in_payload_ ? next_payload(cursor) : next_header(cursor);
}

LengthPrefixedDecoder::Event LengthPrefixedDecoder::next_header(Bytes& cursor) noexcept {
    if (!failure_) {
        const LengthHeader header = read_header(*format_, cursor);
        if (header.state == State::incomplete) return {};
        if (header.state == State::complete) {
            cursor = cursor.subspan(header.header_bytes);
            missing_ = header.payload_bytes;
            in_payload_ = true;
            return {.kind = Event::Kind::header, .length = header.payload_bytes};
        }
        failure_ = header.failure;
    }
    return {.kind = Event::Kind::failure, .failure = *failure_};
}

LengthPrefixedDecoder::Event LengthPrefixedDecoder::next_payload(Bytes& cursor) noexcept {
    if (cursor.empty() && missing_ != 0) return {};
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(missing_, cursor.size()));
    const Bytes bytes = cursor.first(size);
    cursor = cursor.subspan(size);
    missing_ -= size;
    in_payload_ = missing_ != 0;
    return {.kind = Event::Kind::payload, .last = !in_payload_, .bytes = bytes};
}

MessageRun LengthPrefixedDecoder::whole_messages(Bytes in) const noexcept {
    ASSERT(between_messages());
    switch (format_->width) {
        case PrefixWidth::u8:
            return whole_fixed<std::uint8_t>(*format_, in);
        case PrefixWidth::u16:
            return whole_fixed<std::uint16_t>(*format_, in);
        case PrefixWidth::u32:
            return whole_fixed<std::uint32_t>(*format_, in);
        case PrefixWidth::u64:
            return whole_fixed<std::uint64_t>(*format_, in);
        case PrefixWidth::varint:
            break;
    }
    return whole_varint(*format_, in);
}

}  // namespace potok
