#include "reactor/broadcast_group.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/assert.hpp"

namespace potok {

// What one loop keeps of the group. The lists belong to its thread; in_flight counts what it has
// posted to the others, is added to there and subtracted from by them.
struct alignas(64) BroadcastGroup::Shard {
    IntrusiveList<Member, Joined> members;
    IntrusiveList<Member, Waiting> waiting;
    // Partners: publish() and arrived(). Sequentially consistent, for the same reason as in
    // CreditGate: a publisher announces that it waits and looks at the figure again; an arrival
    // lowers the figure and looks for who waits.
    std::atomic<std::size_t> in_flight{0};
    std::atomic<bool> has_waiting{false};
};

// The message on its way to one other loop.
class BroadcastGroup::Delivery final : public Command {
  public:
    Delivery(BroadcastGroup& group, std::uint32_t from, const Message& message)
        : group_(group), from_(from), plain_bytes_(message.plain.size()) {
        bytes_.reserve(message.size());
        bytes_.insert(bytes_.end(), message.plain.begin(), message.plain.end());
        bytes_.insert(bytes_.end(), message.packed.begin(), message.packed.end());
    }

    void run(EventLoop& loop) override {
        const Bytes bytes(bytes_);
        group_.deliver(loop, {bytes.first(plain_bytes_), bytes.subspan(plain_bytes_)});
        group_.arrived(from_, bytes_.size());
    }

  private:
    BroadcastGroup& group_;
    std::uint32_t from_;
    std::size_t plain_bytes_;
    std::vector<std::byte> bytes_;
};

BroadcastGroup::BroadcastGroup(LoopGroup& loops) : loops_(loops) {
    for (std::uint32_t i = 0; i < loops.size(); ++i)
        shards_.push_back(std::make_unique<Shard>());
}

BroadcastGroup::~BroadcastGroup() = default;

void BroadcastGroup::join(Member& member, Stream& stream, Form form) {
    ASSERT(stream.loop().in_loop_thread());
    ASSERT(member.stream_ == nullptr);
    ASSERT(stream.loop().index() < shards_.size());
    member.stream_ = &stream;
    if (form == Form::packed) {
        packed_members_.fetch_add(1, std::memory_order_relaxed);
        member.counted_in_ = &packed_members_;
    }
    shards_[stream.loop().index()]->members.push_back(member);
}

void BroadcastGroup::leave(Member& member) noexcept {
    if (member.stream_ == nullptr) return;
    ASSERT(member.stream_->loop().in_loop_thread());
    static_cast<ListNode<Joined>&>(member).unlink();
    static_cast<ListNode<Waiting>&>(member).unlink();
    member.stream_ = nullptr;
    member.stop_counting();
}

bool BroadcastGroup::may_publish(Member& publisher) {
    EventLoop& here = publisher.stream_->loop();
    ASSERT(here.in_loop_thread());
    Shard& own = *shards_[here.index()];
    if (loops_.size() > 1 && own.in_flight.load(std::memory_order_seq_cst) > kInFlightMax) {
        own.has_waiting.store(true, std::memory_order_seq_cst);
        if (own.in_flight.load(std::memory_order_seq_cst) > kInFlightMax) {
            if (!static_cast<ListNode<Waiting>&>(publisher).linked()) {
                own.waiting.push_back(publisher);
            }
            return false;
        }
    }
    return true;
}

bool BroadcastGroup::publish(Member& publisher, const Message& message) {
    if (!may_publish(publisher)) return false;
    EventLoop& here = publisher.stream_->loop();
    Shard& own = *shards_[here.index()];
    own.in_flight.fetch_add(message.size() * (loops_.size() - 1), std::memory_order_seq_cst);
    for (std::uint32_t i = 0; i < loops_.size(); ++i) {
        if (i == here.index()) continue;
        loops_.loop(i).post(std::make_unique<Delivery>(*this, here.index(), message));
    }
    deliver(here, message);
    return true;
}

void BroadcastGroup::deliver(EventLoop& loop, const Message& message) {
    auto& members = shards_[loop.index()]->members;
    if (members.empty()) return;
    // Each made for the first who is sent it: perhaps there is nobody here.
    std::optional<BlockRef> plain;
    std::optional<BlockRef> packed;
    members.for_each([&](Member& member) {
        if (!member.stream_->is_open()) return;  // it is ending, in its own time
        const bool takes_packed = member.counted_in_ != nullptr && !message.packed.empty();
        std::optional<BlockRef>& of_form = takes_packed ? packed : plain;
        if (!of_form) of_form = block_of(loop, takes_packed ? message.packed : message.plain);
        const BlockRef& block = *of_form;
        if (!block) return member.stream_->abort(CloseReason::memory_budget);
        if (member.stream_->send_shared(*block, 0) == SendStatus::rejected) {
            member.stream_->abort(CloseReason::slow_reader);
        }
    });
}

// None where there is no room for it, and nobody who could make some.
BlockRef BroadcastGroup::block_of(EventLoop& loop, Bytes bytes) {
    BlockRef block = BlockRef::copy_of(loop.budget(), bytes);
    while (!block && close_slowest(loop))
        block = BlockRef::copy_of(loop.budget(), bytes);
    return block;
}

// Of this loop's members those with more than half of the longest queue: what waits for them is
// what a message has no room for. False: nothing waits for any.
bool BroadcastGroup::close_slowest(EventLoop& loop) {
    auto& members = shards_[loop.index()]->members;
    std::size_t longest = 0;
    members.for_each(
        [&](Member& member) { longest = std::max(longest, member.stream_->queued_bytes()); });
    if (longest == 0) return false;
    members.for_each([&](Member& member) {
        if (member.stream_->queued_bytes() > longest / 2)
            member.stream_->abort(CloseReason::memory_budget);
    });
    return true;
}

// `bytes` posted by the loop `from` were delivered here.
void BroadcastGroup::arrived(std::uint32_t from, std::size_t bytes) {
    Shard& source = *shards_[from];
    const std::size_t left = source.in_flight.fetch_sub(bytes, std::memory_order_seq_cst) - bytes;
    if (left > kInFlightMax / 2) return;
    if (!source.has_waiting.exchange(false, std::memory_order_seq_cst)) return;
    loops_.loop(from).post_call([&source](EventLoop&) {
        IntrusiveList<Member, Waiting> ready;
        ready.splice_back(source.waiting);
        while (!ready.empty())
            ready.pop_front().on_publish_room();
    });
}

}  // namespace potok
