#include "protocol/session/frame_assembly.hpp"

#include <algorithm>
#include <cstring>

namespace potok {

std::size_t FrameAssembly::held_bytes() const noexcept {
    return block_ ? block_->capacity() : 0;
}

bool FrameAssembly::append(Bytes bytes, std::uint64_t missing_bytes_max) noexcept {
    if (bytes.empty()) return true;
    if (!lies_in_room(bytes)) {
        const std::size_t size = block_ ? block_->size() : 0;
        const std::size_t room = block_ ? block_->room().size() : 0;
        if (room < bytes.size() && !grow(size + bytes.size(), missing_bytes_max)) return false;
        std::memcpy(block_->room().data(), bytes.data(), bytes.size());
    }
    block_->commit(bytes.size());
    return true;
}

MutableBytes FrameAssembly::room(std::uint64_t missing_bytes) noexcept {
    if (!block_ || missing_bytes < kDirectRoomMin) return {};
    // A refusal is not told here: the append() that does not fit meets it again and reports it.
    if (block_->room().size() < kDirectRoomMin && !grow(block_->size(), missing_bytes)) return {};
    const MutableBytes room = block_->room();
    if (room.size() < kDirectRoomMin) return {};
    return room.first(std::min(room.size(), kDirectRoomMax));
}

// To a multiple of the bytes that there are, or to what there can be at most if that is less.
bool FrameAssembly::grow(std::size_t needed, std::uint64_t beyond_max) noexcept {
    const std::size_t growth = needed < kLarge ? 2 : 4;
    const std::size_t spare = std::max(growth * needed, kFirstBlock) - needed;
    const auto capacity =
        needed + static_cast<std::size_t>(std::min<std::uint64_t>(spare, beyond_max));
    if (block_) return block_.grow(capacity);
    block_ = BlockRef::allocate(*budget_, capacity);
    return static_cast<bool>(block_);
}

// An address inside our own room is no one else's, so the address alone tells. Where a full block
// ends, anything may begin.
bool FrameAssembly::lies_in_room(Bytes bytes) const noexcept {
    if (!block_ || block_->room().size() < bytes.size()) return false;
    return bytes.data() == block_->room().data();
}

}  // namespace potok
