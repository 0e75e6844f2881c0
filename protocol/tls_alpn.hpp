// AlpnList: the application protocols a side speaks (RFC 7301), and the choice among them.
//
// Held as it goes over the wire, names behind their lengths, so that OpenSSL takes it as it is. The
// server's order decides. Immutable; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace potok {

class AlpnList {
  public:
    // The extension has two bytes for its length; nobody names more than a handful.
    static constexpr std::size_t kBytesMax = 1024;

    AlpnList() = default;

    // None when a name is empty or longer than 255 bytes, or all of them are longer than kBytesMax.
    [[nodiscard]] static std::optional<AlpnList> of(std::span<const std::string_view> names);

    [[nodiscard]] bool empty() const noexcept { return wire_.empty(); }
    [[nodiscard]] std::string_view wire() const noexcept { return wire_; }

    // The first of ours that is in `offered`, which is as it came from the wire; none when the two
    // have nothing in common or `offered` is malformed.
    [[nodiscard]] std::optional<std::string_view> choose(std::string_view offered) const noexcept;

  private:
    std::string wire_;
};

}  // namespace potok
