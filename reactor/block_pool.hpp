// BlockPool: blocks of memory of one size, for what a loop holds for a while on behalf of its
// peers.
//
// Blocks given back are kept for the next who asks, up to a limit, so a loop in its stride does not
// allocate. Only blocks in use are charged to the memory budget: it bounds what peers make us hold,
// and nobody holds a kept block. Loop thread only.
#pragma once

#include <cstddef>

namespace potok {

class MemoryBudget;

class BlockPool {
  public:
    // With mimalloc, glibc and the kernel alike a size that wastes nothing.
    static constexpr std::size_t kBlockBytes = 4096;
    static constexpr std::size_t kKeptMax = 256;

    // `budget` outlives the pool. Precondition: `block_bytes` is a multiple of the strictest
    // alignment.
    explicit BlockPool(MemoryBudget& budget, std::size_t block_bytes = kBlockBytes,
                       std::size_t kept_max = kKeptMax) noexcept;
    BlockPool(const BlockPool&) = delete;
    BlockPool& operator=(const BlockPool&) = delete;

    // Precondition: every block was released.
    ~BlockPool();

    // block_bytes() of uninitialised memory, aligned for any type; null where the budget refuses or
    // the system has none.
    [[nodiscard]] std::byte* allocate() noexcept;

    // Takes back what allocate() gave.
    void release(std::byte* block) noexcept;

    [[nodiscard]] std::size_t block_bytes() const noexcept { return block_bytes_; }
    [[nodiscard]] std::size_t in_use() const noexcept { return in_use_; }
    [[nodiscard]] std::size_t kept() const noexcept { return kept_; }

  private:
    // A kept block, its beginning being the link to the next.
    struct Kept {
        Kept* next;
    };

    [[nodiscard]] std::byte* take_kept() noexcept;

    MemoryBudget& budget_;
    const std::size_t block_bytes_;
    const std::size_t kept_max_;
    std::size_t in_use_ = 0;
    std::size_t kept_ = 0;
    Kept* first_kept_ = nullptr;
};

}  // namespace potok
