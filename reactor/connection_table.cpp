#include "reactor/connection_table.hpp"

#include "base/assert.hpp"

namespace potok {
namespace {

constexpr std::uint32_t generation_of(std::uint64_t word) noexcept {
    return static_cast<std::uint32_t>(word >> 32);
}
constexpr std::uint32_t outstanding_in(std::uint64_t word) noexcept {
    return static_cast<std::uint32_t>(word);
}

constexpr std::uintptr_t free_mark(std::uint32_t next) noexcept {
    return std::uintptr_t{next} << 1 | 1;
}
constexpr bool is_free(std::uintptr_t occupant) noexcept {
    return (occupant & 1) != 0;
}

}  // namespace

Result<std::unique_ptr<ConnectionTable>, SystemError> ConnectionTable::create(
    std::uint32_t loop, std::uint32_t capacity) {
    ASSERT(loop < ConnectionId::kLoopsMax);
    ASSERT(capacity >= 1 && capacity <= ConnectionId::kSlotsMax);
    auto memory = ReservedMemory::reserve(std::size_t{capacity} * sizeof(Slot));
    if (!memory) return memory.error();
    return std::unique_ptr<ConnectionTable>(
        new ConnectionTable(loop, capacity, std::move(memory).value()));
}

ConnectionTable::ConnectionTable(std::uint32_t loop, std::uint32_t capacity,
                                 ReservedMemory memory) noexcept
    : memory_(std::move(memory)), loop_(loop), capacity_(capacity) {}

std::optional<std::uint32_t> ConnectionTable::insert(Connection& connection) noexcept {
    std::uint32_t index = free_first_;
    if (index != kNone) {
        const auto next = static_cast<std::uint32_t>(slot(index).occupant >> 1);
        free_first_ = next;
        if (next == kNone) free_last_ = kNone;
    } else if (used_ < capacity_) {
        index = used_++;
    } else {
        return std::nullopt;
    }
    Slot& taken = slot(index);
    // erase() moved the generation on already; a slot never used before begins at 1.
    if (generation_of(taken.word.load(std::memory_order_relaxed)) == 0) {
        taken.word.store(std::uint64_t{1} << 32, std::memory_order_relaxed);
    }
    taken.occupant = reinterpret_cast<std::uintptr_t>(&connection);
    return index;
}

void ConnectionTable::erase(std::uint32_t index) noexcept {
    Slot& left = slot(index);
    ASSERT(!is_free(left.occupant));
    const std::uint32_t generation = generation_of(left.word.load(std::memory_order_relaxed));
    const std::uint32_t next = ConnectionId::generation_after(generation);
    // From here on charges for the old generation fail. Those who wait for its credit look again by
    // themselves: the connection's end wakes them (see CreditGate).
    left.word.store(std::uint64_t{next} << 32, std::memory_order_seq_cst);
    left.occupant = free_mark(kNone);
    if (free_last_ == kNone) {
        free_first_ = index;
    } else {
        slot(free_last_).occupant = free_mark(index);
    }
    free_last_ = index;
}

ConnectionId ConnectionTable::id_of(std::uint32_t index) const noexcept {
    return {loop_, index, generation_of(slot(index).word.load(std::memory_order_relaxed))};
}

Connection* ConnectionTable::at(std::uint32_t index) const noexcept {
    ASSERT(index < used_);
    const std::uintptr_t occupant = slot(index).occupant;
    return is_free(occupant) ? nullptr : reinterpret_cast<Connection*>(occupant);
}

Connection* ConnectionTable::find(ConnectionId id) const noexcept {
    if (!id || id.loop() != loop_ || id.slot() >= used_) return nullptr;
    const std::uint64_t word = slot(id.slot()).word.load(std::memory_order_relaxed);
    return generation_of(word) == id.generation() ? at(id.slot()) : nullptr;
}

void ConnectionTable::refund(std::uint32_t index, std::uint32_t bytes) noexcept {
    const std::uint64_t before = slot(index).word.fetch_sub(bytes, std::memory_order_seq_cst);
    ASSERT(outstanding_in(before) >= bytes);
}

ConnectionTable::Charge ConnectionTable::charge(ConnectionId id, std::uint32_t bytes) noexcept {
    ASSERT(bytes <= kMessageBytesMax);
    if (!id || id.slot() >= capacity_) return Charge::gone;
    std::atomic<std::uint64_t>& word = slot(id.slot()).word;
    std::uint64_t seen = word.load(std::memory_order_seq_cst);
    do {
        if (generation_of(seen) != id.generation()) return Charge::gone;
        const std::uint32_t outstanding = outstanding_in(seen);
        if (outstanding != 0 && outstanding + bytes > kCreditBytes) return Charge::exhausted;
    } while (!word.compare_exchange_weak(seen, seen + bytes, std::memory_order_seq_cst));
    return Charge::taken;
}

}  // namespace potok
