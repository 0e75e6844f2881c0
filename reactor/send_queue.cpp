#include "reactor/send_queue.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "base/assert.hpp"
#include "reactor/block_pool.hpp"

namespace potok {

// Bytes [begin, end) of a shared block or, without one, of what stands behind the entry itself.
struct SendQueue::Entry {
    BlockRef block;
    std::size_t begin;
    std::size_t end;

    [[nodiscard]] std::byte* copied() noexcept { return reinterpret_cast<std::byte*>(this + 1); }

    [[nodiscard]] Bytes pending() noexcept {
        const Bytes all = block ? block->bytes() : Bytes(copied(), end);
        return all.subspan(begin, end - begin);
    }

    // Where the next entry may begin.
    [[nodiscard]] std::byte* after() noexcept {
        const std::size_t length = block ? 0 : end;
        return copied() + (length + alignof(Entry) - 1) / alignof(Entry) * alignof(Entry);
    }
};

// Lies at the beginning of a pool's block; its entries fill the rest.
class SendQueue::Chunk {
  public:
    // Null where the pool has none.
    [[nodiscard]] static Chunk* allocate(BlockPool& pool) noexcept {
        std::byte* block = pool.allocate();
        return block != nullptr ? new (block) Chunk(block + pool.block_bytes()) : nullptr;
    }

    static void release(BlockPool& pool, Chunk& chunk) noexcept {
        pool.release(reinterpret_cast<std::byte*>(&chunk));
    }

    // How many bytes copying can place in a new chunk.
    [[nodiscard]] static std::size_t copy_room_of_new(const BlockPool& pool) noexcept {
        ASSERT(pool.block_bytes() > sizeof(Chunk) + sizeof(Entry));
        return pool.block_bytes() - sizeof(Chunk) - sizeof(Entry);
    }

    // How many it can place in this one.
    [[nodiscard]] std::size_t copy_room() noexcept {
        if (ends_in_copy()) return bytes_between(last_->copied() + last_->end, limit_);
        const std::size_t free = free_bytes();
        return free > sizeof(Entry) ? free - sizeof(Entry) : 0;
    }

    // All of the pool's block.
    [[nodiscard]] std::size_t size() const noexcept {
        return bytes_between(reinterpret_cast<const std::byte*>(this), limit_);
    }

    [[nodiscard]] bool has_entry_room() noexcept { return free_bytes() >= sizeof(Entry); }

    // Copies as much as there is room for and says how much that was.
    std::size_t copy(Bytes bytes) noexcept {
        const std::size_t count = std::min(bytes.size(), copy_room());
        if (count == 0) return 0;
        if (!ends_in_copy()) add_entry({BlockRef(), 0, 0});
        std::memcpy(last_->copied() + last_->end, bytes.data(), count);
        last_->end += count;
        return count;
    }

    // Precondition: has_entry_room().
    void add_entry(Entry&& entry) noexcept {
        last_ = new (end()) Entry(std::move(entry));
        if (first_ == nullptr) first_ = last_;
    }

    // False: that was its last one.
    [[nodiscard]] bool drop_first() noexcept {
        Entry* dropped = std::exchange(first_, next_entry(*first_));
        dropped->~Entry();
        return first_ != nullptr;
    }

    [[nodiscard]] Entry* first() noexcept { return first_; }
    [[nodiscard]] Entry* next_entry(Entry& entry) noexcept {
        return &entry == last_ ? nullptr : std::launder(reinterpret_cast<Entry*>(entry.after()));
    }

    Chunk* next = nullptr;

  private:
    explicit Chunk(std::byte* limit) noexcept : limit_(limit) {}

    static std::size_t bytes_between(const std::byte* from, const std::byte* to) noexcept {
        return static_cast<std::size_t>(to - from);
    }

    [[nodiscard]] bool ends_in_copy() const noexcept { return last_ != nullptr && !last_->block; }
    [[nodiscard]] std::byte* end() noexcept {
        return last_ != nullptr ? last_->after() : reinterpret_cast<std::byte*>(this + 1);
    }
    [[nodiscard]] std::size_t free_bytes() noexcept { return bytes_between(end(), limit_); }

    Entry* first_ = nullptr;
    Entry* last_ = nullptr;
    std::byte* limit_;
};

SendQueue::~SendQueue() {
    ASSERT(empty());
}

bool SendQueue::append_copy(BlockPool& pool, std::span<const Bytes> parts,
                            std::size_t skip) noexcept {
    std::size_t size = 0;
    for (const Bytes part : parts)
        size += part.size();
    ASSERT(skip <= size);
    size -= skip;

    // Memory first: whatever can be refused is refused before anything is taken.
    const std::size_t here = tail_ != nullptr ? tail_->copy_room() : 0;
    const std::size_t elsewhere = size - std::min(size, here);
    const std::size_t chunk_room = Chunk::copy_room_of_new(pool);
    Chunk* spare = nullptr;
    if (!allocate_chain(pool, (elsewhere + chunk_room - 1) / chunk_room, spare)) return false;

    for (Bytes part : parts) {
        const std::size_t skipped = std::min(skip, part.size());
        skip -= skipped;
        copy(part.subspan(skipped), spare);
    }
    ASSERT(spare == nullptr);
    bytes_ += size;
    return true;
}

bool SendQueue::append_block(BlockPool& pool, BlockRef block, std::size_t offset) noexcept {
    const std::size_t size = block->size();
    ASSERT(offset <= size);
    if (size - offset <= kCopiedBlockMax) {
        const Bytes rest = block->bytes().subspan(offset);
        return append_copy(pool, std::span(&rest, 1));
    }
    if (tail_ == nullptr || !tail_->has_entry_room()) {
        Chunk* chunk = Chunk::allocate(pool);
        if (chunk == nullptr) return false;
        link(*chunk);
    }
    tail_->add_entry({std::move(block), offset, size});
    bytes_ += size - offset;
    return true;
}

std::size_t SendQueue::gather(std::span<Bytes> vectors) const noexcept {
    std::size_t count = 0;
    for (Chunk* chunk = head_; chunk != nullptr; chunk = chunk->next) {
        for (Entry* entry = chunk->first(); entry != nullptr; entry = chunk->next_entry(*entry)) {
            if (count == vectors.size()) return count;
            vectors[count++] = entry->pending();
        }
    }
    return count;
}

std::size_t SendQueue::held_bytes() const noexcept {
    std::size_t held = 0;
    for (Chunk* chunk = head_; chunk != nullptr; chunk = chunk->next) {
        held += chunk->size();
        for (Entry* entry = chunk->first(); entry != nullptr; entry = chunk->next_entry(*entry)) {
            if (entry->block) held += entry->end - entry->begin;
        }
    }
    return held;
}

void SendQueue::consume(BlockPool& pool, std::size_t sent) noexcept {
    ASSERT(sent <= bytes_);
    bytes_ -= sent;
    while (sent > 0) {
        Entry& entry = *head_->first();
        const std::size_t step = std::min(sent, entry.end - entry.begin);
        entry.begin += step;
        sent -= step;
        if (entry.begin == entry.end) drop_first_entry(pool);
    }
}

bool SendQueue::allocate_chain(BlockPool& pool, std::size_t count, Chunk*& chain) noexcept {
    for (chain = nullptr; count > 0; --count) {
        Chunk* chunk = Chunk::allocate(pool);
        if (chunk == nullptr) {
            while (chain != nullptr)
                Chunk::release(pool, *std::exchange(chain, chain->next));
            return false;
        }
        chunk->next = std::exchange(chain, chunk);
    }
    return true;
}

void SendQueue::link(Chunk& chunk) noexcept {
    chunk.next = nullptr;
    (tail_ != nullptr ? tail_->next : head_) = &chunk;
    tail_ = &chunk;
}

void SendQueue::copy(Bytes bytes, Chunk*& spare) noexcept {
    while (!bytes.empty()) {
        if (tail_ == nullptr || tail_->copy_room() == 0) link(*std::exchange(spare, spare->next));
        bytes = bytes.subspan(tail_->copy(bytes));
    }
}

void SendQueue::drop_first_entry(BlockPool& pool) noexcept {
    Chunk& chunk = *head_;
    if (chunk.drop_first()) return;
    head_ = chunk.next;
    if (head_ == nullptr) tail_ = nullptr;
    Chunk::release(pool, chunk);
}

}  // namespace potok
