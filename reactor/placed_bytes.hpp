// PlacedBytes: a block that begins at a chosen place within a page of memory.
//
// Processors that copy by `rep movsb`, as the C library does from two KiB on, may take the bytes
// for overlapping when only their places within their pages do: a target up to 64 bytes behind its
// source costs forty times as much on AMD's Zen (16 KiB: 7 us in place of 0.2). Allocators put
// large blocks at the start of a page, so do OpenSSL's buffers lie, and a record's header makes
// just such a distance. So what a loop copies from and into again and again lies somewhere else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/assert.hpp"

namespace potok {

class PlacedBytes {
  public:
    static constexpr std::size_t kPageBytes = 4096;

    // Places of their own for blocks that are copied between, a KiB away from each other and from
    // the start of a page.
    static constexpr std::size_t kCorkPlace = 1024;
    static constexpr std::size_t kScratchPlace = 2048;
    static constexpr std::size_t kReceivePlace = 3072;

    // Not initialised. `place`: how far behind the start of a page it begins.
    PlacedBytes(std::size_t size, std::size_t place)
        : storage_(std::make_unique_for_overwrite<std::byte[]>(size + kPageBytes)) {
        ASSERT(place < kPageBytes);
        const auto address = reinterpret_cast<std::uintptr_t>(storage_.get());
        first_ = storage_.get() + (kPageBytes + place - address % kPageBytes) % kPageBytes;
    }

    [[nodiscard]] std::byte* get() const noexcept { return first_; }

  private:
    std::unique_ptr<std::byte[]> storage_;
    std::byte* first_;
};

}  // namespace potok
