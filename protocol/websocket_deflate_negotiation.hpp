// What the two sides agree on for permessage-deflate (RFC 7692 §5, §7.1): offers and the answer to
// them in Sec-WebSocket-Extensions.
//
// A client offers, the best first; a server answers the first offer that it can keep to, as it is,
// and declines those before it: one bad offer fails no handshake. An answer that the offer does not
// allow fails it. Names are compared as they are spelt, values by RFC 7692 §7.1.2: digits without
// leading zeros. Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "protocol/http_head.hpp"

namespace potok {

inline constexpr std::uint8_t kWindowBitsMin = 8;  // §7.1.2, base-2 logarithms of bytes
inline constexpr std::uint8_t kWindowBitsMax = 15;

// zlib cannot compress with less and no header: it would take 9 and not say so.
inline constexpr std::uint8_t kDeflaterWindowBitsMin = 9;

// Agreed: how each side compresses. Wanted by a server: the most that it agrees to; "no" is said to
// the client where the client did not say it.
struct DeflateParameters {
    bool server_no_context_takeover = true;                // §7.1.1.1
    bool client_no_context_takeover = true;                // §7.1.1.2
    std::uint8_t server_max_window_bits = kWindowBitsMax;  // §7.1.2.1; a server's is at least 9
    // §7.1.2.2. A client that agreed to 8 leaves its messages uncompressed.
    std::uint8_t client_max_window_bits = kWindowBitsMax;

    friend bool operator==(const DeflateParameters&, const DeflateParameters&) = default;
};

// One element of the field, as we write it.
class ExtensionText {
  public:
    static constexpr std::size_t kBytesMax = 128;  // the name and all four parameters

    void append(std::string_view text) noexcept;
    void append_window(std::string_view name, std::uint8_t bits) noexcept;
    [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), size_}; }

  private:
    std::array<char, kBytesMax> text_{};
    std::size_t size_ = 0;
};

// ---- A server

struct DeflateAcceptance {
    DeflateParameters agreed;
    ExtensionText response;
};

// The first of the request's offers that goes with what is wanted; none: no compression.
// Precondition: the field is well formed (extensions_are_valid()).
[[nodiscard]] std::optional<DeflateAcceptance> accept_deflate_offer(
    const HttpFields& fields, const DeflateParameters& wanted) noexcept;

// ---- A client

struct DeflateOffer {
    bool server_no_context_takeover = true;  // asked of the server; no compression without it
    bool client_no_context_takeover = true;  // what we do, and tell it
    // Asked of the server where it is less than 15; 8 to 15.
    std::uint8_t server_max_window_bits = kWindowBitsMax;
    // Ours; the server may ask for less. None: it may not. 9 to 15.
    std::optional<std::uint8_t> client_max_window_bits = kWindowBitsMax;

    friend bool operator==(const DeflateOffer&, const DeflateOffer&) = default;
};

[[nodiscard]] ExtensionText text_of(const DeflateOffer& offer) noexcept;

struct DeflateAnswer {
    enum class Kind : std::uint8_t {
        declined,         // the field is not there: no compression
        accepted,         //
        other_extension,  // one that was not asked for
        not_as_offered,   // malformed, twice, or with parameters that the offer does not allow
    };

    Kind kind = Kind::declined;
    DeflateParameters agreed{};  // accepted
};

[[nodiscard]] DeflateAnswer judge_deflate_answer(const HttpFields& fields,
                                                 const DeflateOffer& offer) noexcept;

}  // namespace potok
