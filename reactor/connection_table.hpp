// ConnectionTable: a loop's connections by slot, and each one's byte credit.
//
// A slot is 16 bytes in a reserved mapping: it never moves, so any thread may look at its word
// while the loop fills other slots. The word holds the slot's generation and, beside it, the bytes
// that other threads have sent to this connection and that have not left yet. Being one word is the
// point: a sender charges *this* connection or learns that it is gone, never its successor in the
// slot.
//
//   word = generation (32 bits, high) | outstanding bytes (32 bits, low)
//
// Slots are reused first-in first-out, so a generation returns as late as it can.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "reactor/connection_id.hpp"
#include "reactor/reserved_memory.hpp"

namespace potok {

class Connection;

class ConnectionTable {
  public:
    // The most bytes that other threads may have under way to one connection, unless it is one
    // message.
    static constexpr std::uint32_t kCreditBytes = 1024 * 1024;
    // The longest message another thread may send: more than one must never overflow the word.
    static constexpr std::uint32_t kMessageBytesMax = 1u << 30;

    [[nodiscard]] static Result<std::unique_ptr<ConnectionTable>, SystemError> create(
        std::uint32_t loop, std::uint32_t capacity);
    ConnectionTable(const ConnectionTable&) = delete;
    ConnectionTable& operator=(const ConnectionTable&) = delete;

    // ---- Loop thread

    // Gives the connection a slot; none when the table is full.
    [[nodiscard]] std::optional<std::uint32_t> insert(Connection& connection) noexcept;
    void erase(std::uint32_t slot) noexcept;
    [[nodiscard]] ConnectionId id_of(std::uint32_t slot) const noexcept;
    // The connection with this id, or null when it is gone.
    [[nodiscard]] Connection* find(ConnectionId id) const noexcept;

    // Slots [0, used_slots()) have been used; at() is null for those that are free now.
    [[nodiscard]] std::uint32_t used_slots() const noexcept { return used_; }
    [[nodiscard]] Connection* at(std::uint32_t slot) const noexcept;

    // Gives back `bytes` charged to the connection in `slot`.
    void refund(std::uint32_t slot, std::uint32_t bytes) noexcept;

    // ---- Any thread

    enum class Charge : std::uint8_t { taken, exhausted, gone };

    // Takes `bytes` (at most kMessageBytesMax) of the connection's credit. With nothing outstanding
    // a message of any size is taken.
    [[nodiscard]] Charge charge(ConnectionId id, std::uint32_t bytes) noexcept;

  private:
    struct Slot {
        // Partners: charge() on any thread, refund(), insert() and erase() on the loop.
        // Sequentially consistent in charge() and refund(), because a sender that finds no credit
        // announces itself as waiting and looks again, while the loop refunds and looks for waiters
        // (see CreditGate): each must see the other's first step.
        std::atomic<std::uint64_t> word;
        // The connection (lowest bit 0), or the next free slot (lowest bit 1). Loop thread only.
        std::uintptr_t occupant;
    };
    static_assert(sizeof(Slot) == 16);

    ConnectionTable(std::uint32_t loop, std::uint32_t capacity, ReservedMemory memory) noexcept;

    [[nodiscard]] Slot& slot(std::uint32_t index) const noexcept {
        return static_cast<Slot*>(memory_.start())[index];
    }

    static constexpr std::uint32_t kNone = ConnectionId::kSlotsMax;

    ReservedMemory memory_;
    std::uint32_t loop_;
    std::uint32_t capacity_;
    std::uint32_t used_ = 0;
    std::uint32_t free_first_ = kNone;
    std::uint32_t free_last_ = kNone;
};

}  // namespace potok
