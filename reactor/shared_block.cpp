#include "reactor/shared_block.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#include "base/assert.hpp"
#include "reactor/memory_budget.hpp"

namespace potok {

void SharedBlock::commit(std::size_t filled) noexcept {
    ASSERT(filled <= capacity_ - size_);
    size_ += filled;
}

BlockRef BlockRef::allocate(MemoryBudget& budget, std::size_t capacity) noexcept {
    const std::size_t total = sizeof(SharedBlock) + capacity;
    if (!budget.charge(total)) return {};
    void* memory = std::malloc(total);
    if (memory == nullptr) {
        budget.release(total);
        return {};
    }
    return BlockRef(*new (memory) SharedBlock(budget, capacity));
}

BlockRef BlockRef::copy_of(MemoryBudget& budget, Bytes bytes) noexcept {
    BlockRef block = allocate(budget, bytes.size());
    if (block && !bytes.empty()) {
        std::memcpy(block->room().data(), bytes.data(), bytes.size());
        block->commit(bytes.size());
    }
    return block;
}

bool BlockRef::grow(std::size_t capacity) noexcept {
    ASSERT(unique());
    if (capacity <= block_->capacity()) return true;
    BlockRef larger = allocate(block_->budget_, capacity);
    if (!larger) return false;
    if (block_->size() != 0) {
        std::memcpy(larger->room().data(), block_->storage(), block_->size());
        larger->commit(block_->size());
    }
    *this = std::move(larger);
    return true;
}

void BlockRef::destroy(SharedBlock& block) noexcept {
    block.budget_.release(sizeof(SharedBlock) + block.capacity_);
    block.~SharedBlock();
    std::free(&block);
}

}  // namespace potok
