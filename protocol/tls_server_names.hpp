// TlsServerNames: which certificates go with which host name.
//
// A name has at most one certificate of each kind of key, the first that was given; names with the
// same certificates share a set. "*.example.org" stands for one label, and an exact name comes
// before it. Names are compared without regard to case and to a dot behind them. Immutable; any
// thread.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/certificate.hpp"

namespace potok {

class TlsServerNames {
  public:
    // Indices of credentials, ascending.
    using Set = std::vector<std::size_t>;

    // No name of a host is longer; RFC 1035, with room for the dot behind it.
    static constexpr std::size_t kNameMax = 254;

    explicit TlsServerNames(std::span<const Credentials* const> credentials);

    // The first is of those who name no host. Empty when there are no credentials.
    [[nodiscard]] const std::vector<Set>& sets() const noexcept { return sets_; }

    // An index of sets(); none: nobody here has that name.
    // OpenSSL calls it in the middle of a handshake, so it takes no memory.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const noexcept;

  private:
    [[nodiscard]] std::size_t index_of(const Set& set);

    std::vector<Set> sets_;
    std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace potok
