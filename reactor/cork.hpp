// Cork: the loop's buffer for the replies to one on_data().
//
// Replies are put together here, or left where they lie in the receive block, and leave in one
// send() when on_data() returns. It belongs to the connection that is in on_data() and is empty
// outside it.
//
// Invariant: not both in_place_ and buffered_ hold bytes.
#pragma once

#include <cstring>
#include <span>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "reactor/placed_bytes.hpp"

namespace potok {

class Cork {
  public:
    static constexpr std::size_t kCapacity = 64 * 1024;

    [[nodiscard]] bool empty() const noexcept { return contents().empty(); }
    // How much append() takes; nothing where more lies in place than could be copied.
    [[nodiscard]] std::size_t room() const noexcept {
        const std::size_t taken = contents().size();
        return taken < kCapacity ? kCapacity - taken : 0;
    }

    // What is to be sent.
    [[nodiscard]] Bytes contents() const noexcept {
        return in_place_.empty() ? Bytes(buffer_.get(), buffered_) : in_place_;
    }

    // Copies the parts behind what is there. Precondition: they fit into room().
    void append(std::span<const Bytes> parts) noexcept {
        copy_in_place_span();
        for (const Bytes part : parts)
            put(part);
    }

    // Refers to bytes that stay until the cork is emptied: alone, or right behind those it refers
    // to. False: neither, and nothing was taken.
    [[nodiscard]] bool extend_in_place(Bytes bytes) noexcept {
        if (empty()) {
            in_place_ = bytes;
            return true;
        }
        if (in_place_.empty() || in_place_.data() + in_place_.size() != bytes.data()) return false;
        in_place_ = {in_place_.data(), in_place_.size() + bytes.size()};
        return true;
    }

    void clear() noexcept {
        in_place_ = {};
        buffered_ = 0;
    }

  private:
    void put(Bytes bytes) noexcept {
        ASSERT(bytes.size() <= kCapacity - buffered_);
        if (!bytes.empty()) std::memcpy(buffer_.get() + buffered_, bytes.data(), bytes.size());
        buffered_ += bytes.size();
    }

    void copy_in_place_span() noexcept {
        if (in_place_.empty()) return;
        put(in_place_);
        in_place_ = {};
    }

    PlacedBytes buffer_{kCapacity, PlacedBytes::kCorkPlace};
    std::size_t buffered_ = 0;
    Bytes in_place_;
};

}  // namespace potok
