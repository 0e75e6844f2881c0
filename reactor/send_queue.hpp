// SendQueue: the bytes that wait for one socket, in order.
//
//   head_ ─► chunk ─► chunk ─► chunk ◄─ tail_      a chunk is one block of the loop's BlockPool
//            │entry│bytes…│entry│entry│bytes…│
//
// A chunk holds entries one behind the other: either bytes copied right behind the entry, where
// later small sends join them, or a reference to a block that many queues share. So small messages
// cost their bytes, a broadcast costs one entry per receiver however large it is, and an empty
// queue costs nothing beyond its three words. The pool is an argument and not a member for the sake
// of those words.
//
// Invariant: every linked chunk holds an entry, and every entry holds a byte to send.
// Loop thread only; one pool for the whole life of a queue.
#pragma once

#include <cstddef>
#include <span>

#include "base/bytes.hpp"
#include "reactor/shared_block.hpp"

namespace potok {

class BlockPool;

class SendQueue {
  public:
    // A shared block's rest up to this size is copied: cheaper than a vector of its own in the send
    // call, and the block is not kept alive for it.
    static constexpr std::size_t kCopiedBlockMax = 1024;

    SendQueue() = default;
    SendQueue(const SendQueue&) = delete;
    SendQueue& operator=(const SendQueue&) = delete;

    // Precondition: empty. (It could not return its chunks.)
    ~SendQueue();

    // Each takes all or, where the memory budget refuses (false), nothing.

    // Copies the parts, one behind the other, without their first `skip` bytes.
    // Precondition: the parts have as many.
    [[nodiscard]] bool append_copy(BlockPool& pool, std::span<const Bytes> parts,
                                   std::size_t skip = 0) noexcept;

    // Refers to the block's bytes from `offset` on. Precondition: the block has as many.
    [[nodiscard]] bool append_block(BlockPool& pool, BlockRef block, std::size_t offset) noexcept;

    // The front of the queue as vectors of a send call, good until the next change. How many were
    // written; all if the queue has as many.
    [[nodiscard]] std::size_t gather(std::span<Bytes> vectors) const noexcept;

    // The first `sent` bytes have left. Precondition: there are as many.
    void consume(BlockPool& pool, std::size_t sent) noexcept;
    void clear(BlockPool& pool) noexcept { consume(pool, bytes_); }

    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] bool empty() const noexcept { return bytes_ == 0; }

    // The memory behind it: whole chunks however little they hold, and the bytes that it keeps of
    // shared blocks. Looks at every entry.
    [[nodiscard]] std::size_t held_bytes() const noexcept;

  private:
    struct Entry;
    class Chunk;

    [[nodiscard]] static bool allocate_chain(BlockPool& pool, std::size_t count,
                                             Chunk*& chain) noexcept;
    void link(Chunk& chunk) noexcept;
    void copy(Bytes bytes, Chunk*& spare) noexcept;
    void drop_first_entry(BlockPool& pool) noexcept;

    Chunk* head_ = nullptr;
    Chunk* tail_ = nullptr;
    std::size_t bytes_ = 0;
};

static_assert(sizeof(SendQueue) <= 3 * sizeof(void*), "every connection has one");

}  // namespace potok
