// SharedBlock: bytes on the heap that any number of send queues of one loop refer to.
//
// The reference count is a plain integer: a block belongs to one loop, and crosses to it (if at
// all) only before its first reference is taken there, inside a posted command. BlockRef is its
// only handle. A block under construction grows by append(); once sent it no longer changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/bytes.hpp"

namespace potok {

class MemoryBudget;

class SharedBlock {
  public:
    SharedBlock(const SharedBlock&) = delete;
    SharedBlock& operator=(const SharedBlock&) = delete;

    [[nodiscard]] Bytes bytes() const noexcept { return {storage(), size_}; }
    [[nodiscard]] MutableBytes mutable_bytes() noexcept { return {storage(), size_}; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

    // The room behind the bytes; fill its front, then commit() what was filled.
    [[nodiscard]] MutableBytes room() noexcept { return {storage() + size_, capacity_ - size_}; }
    void commit(std::size_t filled) noexcept;

  private:
    friend class BlockRef;

    SharedBlock(MemoryBudget& budget, std::size_t capacity) noexcept
        : budget_(budget), capacity_(capacity) {}
    ~SharedBlock() = default;

    [[nodiscard]] std::byte* storage() noexcept {
        return reinterpret_cast<std::byte*>(this) + sizeof(SharedBlock);
    }
    [[nodiscard]] const std::byte* storage() const noexcept {
        return reinterpret_cast<const std::byte*>(this) + sizeof(SharedBlock);
    }

    MemoryBudget& budget_;
    std::size_t size_ = 0;
    std::size_t capacity_;
    std::uint32_t references_ = 0;
};

// A counted pointer to a block, or none.
class BlockRef {
  public:
    // A new, empty block; none where the budget refuses or the system has no memory.
    [[nodiscard]] static BlockRef allocate(MemoryBudget& budget, std::size_t capacity) noexcept;

    // A new block holding a copy of `bytes`; none as above.
    [[nodiscard]] static BlockRef copy_of(MemoryBudget& budget, Bytes bytes) noexcept;

    BlockRef() = default;
    explicit BlockRef(SharedBlock& block) noexcept : block_(&block) { ++block.references_; }
    BlockRef(const BlockRef& other) noexcept : block_(other.block_) {
        if (block_ != nullptr) ++block_->references_;
    }
    BlockRef(BlockRef&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    BlockRef& operator=(BlockRef other) noexcept {
        std::swap(block_, other.block_);
        return *this;
    }
    ~BlockRef() {
        if (block_ != nullptr && --block_->references_ == 0) destroy(*block_);
    }

    [[nodiscard]] explicit operator bool() const noexcept { return block_ != nullptr; }
    [[nodiscard]] SharedBlock& operator*() const noexcept { return *block_; }
    [[nodiscard]] SharedBlock* operator->() const noexcept { return block_; }
    [[nodiscard]] bool unique() const noexcept { return block_->references_ == 1; }

    // Moves the bytes to a block of at least `capacity`, this being the only reference. False, and
    // nothing changed, where that is refused.
    [[nodiscard]] bool grow(std::size_t capacity) noexcept;

  private:
    static void destroy(SharedBlock& block) noexcept;

    SharedBlock* block_ = nullptr;
};

}  // namespace potok
