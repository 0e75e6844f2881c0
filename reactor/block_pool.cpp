#include "reactor/block_pool.hpp"

#include <cstdlib>
#include <new>

#include "base/assert.hpp"
#include "reactor/memory_budget.hpp"

namespace potok {

BlockPool::BlockPool(MemoryBudget& budget, std::size_t block_bytes, std::size_t kept_max) noexcept
    : budget_(budget), block_bytes_(block_bytes), kept_max_(kept_max) {
    ASSERT(block_bytes >= sizeof(Kept) && block_bytes % alignof(std::max_align_t) == 0);
}

BlockPool::~BlockPool() {
    ASSERT(in_use_ == 0);
    while (first_kept_ != nullptr)
        std::free(take_kept());
}

std::byte* BlockPool::allocate() noexcept {
    if (!budget_.charge(block_bytes_)) return nullptr;
    std::byte* block =
        first_kept_ != nullptr ? take_kept() : static_cast<std::byte*>(std::malloc(block_bytes_));
    if (block == nullptr) {
        budget_.release(block_bytes_);
        return nullptr;
    }
    ++in_use_;
    return block;
}

void BlockPool::release(std::byte* block) noexcept {
    ASSERT(block != nullptr && in_use_ > 0);
    --in_use_;
    budget_.release(block_bytes_);
    if (kept_ == kept_max_) {
        std::free(block);
        return;
    }
    // The last one in is the first one out: it is the likeliest to be in the cache still.
    first_kept_ = new (block) Kept{first_kept_};
    ++kept_;
}

std::byte* BlockPool::take_kept() noexcept {
    Kept* taken = first_kept_;
    first_kept_ = taken->next;
    --kept_;
    return reinterpret_cast<std::byte*>(taken);
}

}  // namespace potok
