#include "loadtest/faulty/fault_peer.hpp"

#include <algorithm>

#include "reactor/event_loop.hpp"

namespace potok::loadtest {
namespace {

// How many connections are asked to take a message that is not theirs.
constexpr int kStrangersAsked = 4;

// Turns one bit over, the first from `bit` on that does not make a line's end of the byte: the
// protocol is to stay whole.
std::byte flipped(std::byte byte, std::size_t bit) noexcept {
    for (;; ++bit) {
        const std::byte changed = byte ^ std::byte{1} << bit % 8;
        if (changed != std::byte{'\n'} && changed != std::byte{'\r'}) return changed;
    }
}

}  // namespace

FaultyPeer::FaultyPeer(const FaultScene& scene, FaultShard& shard, std::uint64_t number) noexcept
    : scene_(scene), shard_(shard), number_(number), outbox_(scene.plan.late) {}

// ---- From the session

void FaultyPeer::open(Stream& stream) {
    stream_ = &stream;
    shard_.counters.connections.add();
    if (scene_.dice.refuses(number_)) {
        shard_.counters.commit(FaultKind::refuse);
        return end(CloseReason::stopped);
    }
    if (scene_.dice.closes(number_)) close_after_ = scene_.plan.close_after;
    shard_.peers.push_back(*this);
}

void FaultyPeer::close() noexcept {
    leave_shard();
    TimerWheel::disarm(*this);
    stream_ = nullptr;
}

bool FaultyPeer::takes() noexcept {
    refused_ = !ending() && outbox_.full();
    return !refused_;
}

void FaultyPeer::receive(const FaultMessage& message) {
    if (ending()) return;
    shard_.counters.messages.add();
    ++received_;
    scene_.schedule.begin(stream_->loop().now());
    scene_.plan.broadcast ? broadcast(message) : deliver(message, number_);
    if (received_ == close_after_ && !ending()) {
        shard_.counters.commit(FaultKind::close);
        end(CloseReason::stopped);
    }
}

// Whoever is cut off leaves the shard, and a misdelivery turns it: each is visited all the same.
void FaultyPeer::broadcast(const FaultMessage& message) {
    shard_.misdelivered = false;
    std::vector<FaultyPeer*> everybody;
    shard_.peers.for_each([&](FaultyPeer& peer) { everybody.push_back(&peer); });
    for (FaultyPeer* const peer : everybody) {
        if (!peer->ending()) peer->deliver(message, number_);
    }
}

void FaultyPeer::deliver(const FaultMessage& message, std::uint64_t from) {
    if (scene_.plan.broadcast && outbox_.full()) return cut_off(CloseReason::slow_reader);
    ++delivered_;
    answer(message, from);
    wait_for_next();
}

void FaultyPeer::on_stream_drained() {
    outbox_.on_drained();
    outbox_.flush(*stream_, stream_->loop().now());
    go_on();
}

void FaultyPeer::end(CloseReason reason) {
    if (ending()) return;
    release_held_back();
    end_reason_ = reason;
    leave_shard();
    go_on();
}

void FaultyPeer::reset() {
    shard_.counters.commit(FaultKind::reset);
    cut_off(CloseReason::stopped);
}

void FaultyPeer::cut_off(CloseReason reason) {
    end_reason_ = reason;
    leave_shard();
    stream_->abort(reason);
}

// ---- Answers

void FaultyPeer::answer(const FaultMessage& message, std::uint64_t from) {
    if (scene_.plan.silent) return shard_.counters.commit(FaultKind::silent);
    if (!held_back_.empty() && held_back_from_ == from) return answer_swapped(message);
    const auto fault = scene_.dice.fault_of(place());
    if (fault && answer_badly(message, from, *fault)) return;
    put(message.encoded);
}

// Whether it could be done.
bool FaultyPeer::answer_badly(const FaultMessage& message, std::uint64_t from, FaultKind fault) {
    bool committed = true;
    switch (fault) {
        case FaultKind::drop:
            break;
        case FaultKind::flip:
            committed = flip(message);
            break;
        case FaultKind::duplicate:
            put(message.encoded);
            put(message.encoded);
            break;
        case FaultKind::swap:
            return hold_back(message, from);
        case FaultKind::misdeliver:
            committed = misdeliver(message);
            break;
        case FaultKind::truncate:
            put(message.encoded.first(message.encoded.size() / 2));
            end(CloseReason::truncated_message);
            break;
        default:  // is not of a message
            committed = false;
            break;
    }
    if (committed) shard_.counters.commit(fault);
    return committed;
}

bool FaultyPeer::flip(const FaultMessage& message) {
    if (message.payload.empty()) return false;
    const std::uint64_t bit = scene_.dice.choose(place(), message.payload.size() * 8);
    const auto header = static_cast<std::size_t>(message.payload.data() - message.encoded.data());
    std::vector<std::byte> damaged(message.encoded.begin(), message.encoded.end());
    std::byte& byte = damaged[header + bit / 8];
    byte = flipped(byte, bit % 8);
    put(damaged);
    return true;
}

// To a stranger of the same listener and loop, each in its turn. Of a broadcast, where the stranger
// gets it a second time, one delivery at most: two might take each other's places.
bool FaultyPeer::misdeliver(const FaultMessage& message) {
    if (scene_.plan.broadcast && shard_.misdelivered) return false;
    for (int i = 0; i < kStrangersAsked; ++i) {
        FaultyPeer& stranger = shard_.peers.pop_front();
        shard_.peers.push_back(stranger);
        if (&stranger == this || !stranger.can_be_answered()) continue;
        stranger.put(message.encoded);
        stranger.wait_for_next();
        shard_.misdelivered = true;
        return true;
    }
    return false;
}

// It is counted when it has been overtaken. One at a time.
bool FaultyPeer::hold_back(const FaultMessage& message, std::uint64_t from) {
    if (!held_back_.empty()) return false;
    held_back_.assign(message.encoded.begin(), message.encoded.end());
    held_back_from_ = from;
    held_back_until_ = stream_->loop().now() + kNeighbourWait;
    return true;
}

void FaultyPeer::answer_swapped(const FaultMessage& message) {
    shard_.counters.commit(FaultKind::swap);
    put(message.encoded);
    release_held_back();
}

void FaultyPeer::release_held_back() {
    if (held_back_.empty()) return;
    put(held_back_);
    held_back_.clear();
}

void FaultyPeer::put(Bytes answer) {
    if (scene_.plan.late != Duration::zero()) shard_.counters.commit(FaultKind::late);
    outbox_.put(*stream_, answer, stream_->loop().now());
}

// ---- Waiting

// After answers have left.
void FaultyPeer::go_on() {
    if (ending() && outbox_.empty()) return end_stream(*end_reason_);
    if (refused_ && !outbox_.full()) {
        refused_ = false;
        on_room();
    }
    wait_for_next();
}

// One timer for both: the next late answer, and the message held back.
void FaultyPeer::wait_for_next() {
    std::optional<Instant> next = outbox_.next_due();
    if (!held_back_.empty()) next = std::min(next.value_or(held_back_until_), held_back_until_);
    if (next) stream_->loop().timers().arm(*this, *next);
}

void FaultyPeer::on_timer(Instant now) {
    if (!held_back_.empty() && held_back_until_ <= now) release_held_back();
    outbox_.flush(*stream_, now);
    go_on();
}

}  // namespace potok::loadtest
