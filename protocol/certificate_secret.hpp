// Secret: bytes that are wiped when they are no longer needed: keys, and files that may hold one.
//
// It never grows, so no copy of it is left behind in memory that was given back. One thread at a
// time.
#pragma once

#include <vector>

#include "base/bytes.hpp"

namespace potok {

class Secret {
  public:
    Secret() = default;
    explicit Secret(std::size_t size) : bytes_(size) {}
    explicit Secret(Bytes copied) : bytes_(copied.begin(), copied.end()) {}
    Secret(Secret&& other) noexcept = default;
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    // Wipes what is cut off. Precondition: not more than there is.
    void shrink(std::size_t size) noexcept;

    [[nodiscard]] Bytes bytes() const noexcept { return bytes_; }
    [[nodiscard]] MutableBytes room() noexcept { return bytes_; }
    [[nodiscard]] std::string_view text() const noexcept { return text_of(bytes_); }
    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }

  private:
    std::vector<std::byte> bytes_;
};

}  // namespace potok
