// FrameAssembly: one message being put together from pieces, in a block that can be sent by
// reference.
//
// The block grows with the bytes received, never with the length announced: to twice what came,
// from kLarge on to four times, and never beyond the message's end. So a peer pays for the memory
// that it takes here. Loop thread only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"
#include "reactor/shared_block.hpp"

namespace potok {

class MemoryBudget;

class FrameAssembly {
  public:
    static constexpr std::size_t kFirstBlock = 4 * 1024;
    // Each time the block grows, what is there is copied. Of 1 MiB the first receive brings a
    // quarter: that much is copied once, where doubling copied more than the whole.
    static constexpr std::size_t kLarge = 128 * 1024;
    // Below so much room the loop's shared block serves better: it takes more with one receive.
    static constexpr std::size_t kDirectRoomMin = 16 * 1024;
    // What one receive may bring: a peer with a large message takes turns with the others.
    static constexpr std::size_t kDirectRoomMax = 256 * 1024;

    // `budget` outlives the assembly and every block made by it.
    explicit FrameAssembly(MemoryBudget& budget) noexcept : budget_(&budget) {}

    [[nodiscard]] bool empty() const noexcept { return !block_; }
    [[nodiscard]] const BlockRef& block() const noexcept { return block_; }
    [[nodiscard]] std::size_t held_bytes() const noexcept;

    // Adds `bytes`, of a message of which at most `missing_bytes_max` are still to come. Bytes that
    // were received straight into room() are recognised and not copied. False where the budget
    // refuses.
    [[nodiscard]] bool append(Bytes bytes, std::uint64_t missing_bytes_max) noexcept;

    // Room for the next bytes of a message of which `missing_bytes` are to come; empty where it is
    // not worth it, or the budget refuses.
    [[nodiscard]] MutableBytes room(std::uint64_t missing_bytes) noexcept;

    void clear() noexcept { block_ = {}; }

  private:
    [[nodiscard]] bool grow(std::size_t needed, std::uint64_t beyond_max) noexcept;
    [[nodiscard]] bool lies_in_room(Bytes bytes) const noexcept;

    MemoryBudget* budget_;
    BlockRef block_;
};

}  // namespace potok
