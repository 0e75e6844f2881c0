// The words of an endpoint address, shared by its reader and its writer and by nobody else.
#pragma once

#include <array>
#include <string_view>

#include "protocol/length_prefixed.hpp"
#include "protocol/session/endpoint_address.hpp"

namespace potok {

// In the order of EndpointScheme; each without TLS, then with it.
inline constexpr std::array<std::string_view, 10> kSchemeNames = {
    "tcp", "tls", "lp", "lps", "line", "lines", "ws", "wss", "http", "https"};
static_assert(kSchemeNames.size() == 2 * (static_cast<std::size_t>(EndpointScheme::http) + 1));

inline constexpr std::string_view kPrefixOption = "prefix";
inline constexpr std::string_view kCountsHeaderOption = "counts-header";
inline constexpr std::string_view kMaxOption = "max";

struct PrefixWord {
    std::string_view name;
    PrefixWidth width;
    ByteOrder order;
};

// The name to write is the first that fits; an order that is not named is little-endian.
inline constexpr std::array<PrefixWord, 13> kPrefixWords = {{
    {"u32le", PrefixWidth::u32, ByteOrder::little},
    {"u32be", PrefixWidth::u32, ByteOrder::big},
    {"u32", PrefixWidth::u32, ByteOrder::little},
    {"u16le", PrefixWidth::u16, ByteOrder::little},
    {"u16be", PrefixWidth::u16, ByteOrder::big},
    {"u16", PrefixWidth::u16, ByteOrder::little},
    {"u64le", PrefixWidth::u64, ByteOrder::little},
    {"u64be", PrefixWidth::u64, ByteOrder::big},
    {"u64", PrefixWidth::u64, ByteOrder::little},
    {"u8", PrefixWidth::u8, ByteOrder::little},
    {"u8le", PrefixWidth::u8, ByteOrder::little},
    {"u8be", PrefixWidth::u8, ByteOrder::little},
    {"varint", PrefixWidth::varint, ByteOrder::little},
}};

}  // namespace potok
