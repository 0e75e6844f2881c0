// HeldInput: what a session left of its input, kept until it goes on.
//
// While a session takes what is held piece by piece, only the beginning moves; anything else that
// is left is copied, since it lies in a block that belongs to the next reader. Every stream has
// one, so it is no larger than a pointer and an offset. Loop thread only.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"
#include "reactor/shared_block.hpp"

namespace potok {

class HeldInput {
  public:
    [[nodiscard]] bool empty() const noexcept { return !block_; }
    [[nodiscard]] MutableBytes bytes() noexcept {
        return block_ ? block_->mutable_bytes().subspan(from_) : MutableBytes{};
    }
    // The memory that it takes, with what was consumed of it.
    [[nodiscard]] std::size_t capacity() const noexcept { return block_ ? block_->capacity() : 0; }

    // Holds `rest` in the place of what was held, of which it may be the end. False, and nothing
    // is held, where the budget refuses.
    [[nodiscard]] bool replace(MemoryBudget& budget, Bytes rest) noexcept {
        if (block_ && rest.data() + rest.size() == block_->bytes().data() + block_->size()) {
            from_ = static_cast<std::uint32_t>(block_->size() - rest.size());
            if (rest.empty()) block_ = {};
            return true;
        }
        block_ = rest.empty() ? BlockRef() : BlockRef::copy_of(budget, rest);
        from_ = 0;
        return block_ || rest.empty();
    }

    void drop() noexcept { block_ = {}; }

    // For as long as bytes() are being read: whoever reads them may end in a drop().
    [[nodiscard]] BlockRef pin() const noexcept { return block_; }

  private:
    BlockRef block_;
    std::uint32_t from_ = 0;
};

}  // namespace potok
