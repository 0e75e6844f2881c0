// Whom a proxy says it speaks for: Forwarded (RFC 7239 §4), or X-Forwarded-For.
//
// Each proxy on the way adds an element behind those that it got, so only what stands furthest to
// the right was written by the one that we talk to; everything before may be invented. Which of the
// two fields a proxy writes is not known here, and it passes the other one on as it came: a request
// with both says nothing. Whom to believe is the caller's to say. Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "protocol/http_head.hpp"

namespace potok {

class ForwardedHops {
  public:
    // No way leads through more proxies than this.
    static constexpr std::size_t kMax = 32;

    // In the order of the field, the nearest last. An address with or without a port, IPv6 in
    // brackets or bare, or any other word: a name that a proxy made up, "unknown", nothing.
    [[nodiscard]] std::span<const std::string_view> nodes() const noexcept {
        return std::span(nodes_).first(size_);
    }
    [[nodiscard]] bool add(std::string_view node) noexcept;

  private:
    std::array<std::string_view, kMax> nodes_{};
    std::size_t size_ = 0;
};

// Views into the fields. Nothing where there is neither field, or both, where an element is
// malformed, or there are more than kMax.
[[nodiscard]] std::optional<ForwardedHops> forwarded_hops(const HttpFields& fields) noexcept;

}  // namespace potok
