#include "tests/sim/tcp.hpp"

#include <algorithm>
#include <cstring>

#include "base/assert.hpp"
#include "tests/sim/world.hpp"

namespace potok::sim {
namespace {

std::string_view text_of(Bytes bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TcpEnd::TcpEnd(World& world, std::uint32_t number, TcpEnd& other)
    : world_(world),
      other_(other),
      number_(number),
      capacity_(world.random.between(world.faults.buffer_min, world.faults.buffer_max)),
      latency_(world.random.between(Duration(0), world.faults.latency_max)) {}

void TcpEnd::establish() {
    established_ = other_.established_ = true;
    tell_owner();
    other_.tell_owner();
}

IoResult TcpEnd::receive(MutableBytes into) {
    ASSERT(!closed_ && !into.empty());
    const std::size_t count = std::min(into.size(), unread());
    if (count == 0) {
        if (reset_) return {IoResult::Status::failed, SystemCause::connection_reset};
        return {end_seen_ ? IoResult::Status::end : IoResult::Status::would_block};
    }
    std::memcpy(into.data(), arrived_.data() + taken_, count);
    taken_ += count;
    if (taken_ == arrived_.size()) {
        arrived_.clear();
        taken_ = 0;
    }
    if (other_.writable()) other_.tell_owner();
    return {IoResult::Status::done, SystemCause::other, count};
}

IoResult TcpEnd::send(Bytes from) {
    ASSERT(!closed_);
    if (reset_ || end_sent_) return {IoResult::Status::failed, SystemCause::connection_reset};
    const std::size_t count = std::min(from.size(), room_at_other());
    if (count == 0) return {IoResult::Status::would_block};
    other_.under_way_ += count;
    world_.at(arrival(), [&other = other_, bytes = std::string(text_of(from.first(count)))] {
        other.on_arrival(bytes);
    });
    return {IoResult::Status::done, SystemCause::other, count};
}

void TcpEnd::shutdown_write() {
    ASSERT(!closed_);
    if (std::exchange(end_sent_, true) || reset_) return;
    world_.at(arrival(), [&other = other_] { other.on_end(); });
}

void TcpEnd::close(bool with_reset) {
    ASSERT(!closed_);
    owner_ = nullptr;
    if (with_reset || unread() != 0) {
        if (!reset_) reset_other();
    } else {
        shutdown_write();
    }
    closed_ = true;
    arrived_.clear();
    taken_ = 0;
}

bool TcpEnd::writable() const noexcept {
    return reset_ || room_at_other() >= std::max<std::size_t>(1, other_.capacity_ / 3);
}

std::size_t TcpEnd::room_at_other() const noexcept {
    if (!established_) return 0;
    if (other_.closed_) return other_.capacity_;  // swallowed, and answered with a reset
    const std::size_t used = other_.under_way_ + other_.unread();
    return used < other_.capacity_ ? other_.capacity_ - used : 0;
}

// Never before what was sent earlier.
Instant TcpEnd::arrival() {
    last_arrival_ =
        std::max(last_arrival_, world_.now() + world_.random.between(latency_ / 2, latency_));
    return last_arrival_;
}

void TcpEnd::on_arrival(const std::string& bytes) {
    under_way_ -= bytes.size();
    if (closed_) return reset_other();
    if (reset_) return;
    arrived_ += bytes;
    arrived_ever_ += bytes.size();
    tell_owner();
}

void TcpEnd::on_end() {
    if (closed_ || reset_) return;
    end_seen_ = true;
    tell_owner();
}

void TcpEnd::on_reset() {
    if (closed_ || reset_) return;
    reset_ = true;
    if (world_.faults.reset_destroys) {
        arrived_.clear();
        taken_ = 0;
    }
    tell_owner();
}

void TcpEnd::reset_other() {
    world_.at(arrival(), [&other = other_] { other.on_reset(); });
}

void TcpEnd::tell_owner() const {
    if (owner_ != nullptr) owner_->on_change();
}

}  // namespace potok::sim
