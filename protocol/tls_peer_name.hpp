// TlsPeerName: whom a client wants to talk to: a host name or an address, as certificates have it.
//
// A name is in small ASCII letters (почта.рф → xn--80a1acny.xn--p1ai) and without a full stop at
// its end, as RFC 9525 §6.3 compares it and RFC 6066 §3 sends it. Immutable; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "protocol/idna.hpp"

namespace potok {

class TlsPeerName {
  public:
    // "potok.example", "почта.рф", "192.0.2.1", "::1", "fe80::1%eth0": a host without brackets.
    [[nodiscard]] static Result<TlsPeerName, HostNameFault> parse(std::string_view host);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    [[nodiscard]] bool is_address() const noexcept { return is_address_; }

  private:
    TlsPeerName(std::string text, bool is_address) noexcept
        : text_(std::move(text)), is_address_(is_address) {}

    std::string text_;
    bool is_address_;
};

}  // namespace potok
