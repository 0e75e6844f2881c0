// Bytes: the words both ground-floor rooms use for memory they do not own, and integers in it.
//
// A view never owns; whoever hands one out says for how long it is good. Loads and stores go
// through memcpy, so they take any alignment and compile to one instruction.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>

namespace potok {

using Bytes = std::span<const std::byte>;
using MutableBytes = std::span<std::byte>;

enum class ByteOrder : std::uint8_t { little, big };

[[nodiscard]] inline Bytes bytes_of(std::string_view text) noexcept {
    return std::as_bytes(std::span<const char>(text.data(), text.size()));
}

[[nodiscard]] inline std::string_view text_of(Bytes bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

namespace detail {

// std::byteswap is C++23; compilers recognise this loop.
template <std::unsigned_integral T>
[[nodiscard]] constexpr T byte_swapped(T value) noexcept {
    auto octets = std::bit_cast<std::array<std::uint8_t, sizeof(T)>>(value);
    for (std::size_t i = 0; i < sizeof(T) / 2; ++i) {
        std::swap(octets[i], octets[sizeof(T) - 1 - i]);
    }
    return std::bit_cast<T>(octets);
}

template <std::unsigned_integral T>
[[nodiscard]] constexpr T in_order(T value, ByteOrder order) noexcept {
    const bool native_is_little = std::endian::native == std::endian::little;
    return (order == ByteOrder::little) == native_is_little ? value : byte_swapped(value);
}

}  // namespace detail

// Reads an unsigned integer at `from`, which need not be aligned; `from` has sizeof(T) bytes.
template <std::unsigned_integral T>
[[nodiscard]] inline T load(const std::byte* from, ByteOrder order) noexcept {
    T value;
    std::memcpy(&value, from, sizeof(T));
    return detail::in_order(value, order);
}

// Writes `value` at `to`, which need not be aligned and has room for sizeof(T) bytes.
template <std::unsigned_integral T>
inline void store(std::byte* to, T value, ByteOrder order) noexcept {
    value = detail::in_order(value, order);
    std::memcpy(to, &value, sizeof(T));
}

}  // namespace potok
