// BroadcastGroup: one message to every member, whatever loop it lives on.
//
// A message is put into one block a loop and crosses in one command a loop; on each loop the
// members' queues refer to that block. So the cost between threads does not grow with the members.
//
// A member that cannot take the message (its queue is full) is closed as a slow reader: waiting for
// it would let one reader hold up all. Where the memory budget has no room for the message, those
// give way for whom the most is waiting; where nothing waits for any, all of the loop, for a
// message left out would be a lost one. Publishers are held back only by the loops themselves: what
// is on its way from one loop to the others is bounded, and publish() says no until it has arrived.
//
// Where not all peers understand the same bytes, as when some have agreed to compression, a message
// has two forms, and each member is sent its own.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/intrusive_list.hpp"
#include "reactor/loop_group.hpp"
#include "reactor/shared_block.hpp"
#include "reactor/stream.hpp"

namespace potok {

class BroadcastGroup {
  public:
    // Bytes on their way from one loop to all others, above which it has to wait.
    static constexpr std::size_t kInFlightMax = 4 * 1024 * 1024;

    enum class Form : std::uint8_t { plain, packed };

    // One message. Without a packed form the plain one goes to all.
    struct Message {
        Bytes plain;
        Bytes packed{};
        [[nodiscard]] std::size_t size() const noexcept { return plain.size() + packed.size(); }
    };

    struct Joined {};
    struct Waiting {};

    // A session's membership. Loop thread of its stream only. Ends with the object, at the latest.
    class Member : public ListNode<Joined>, public ListNode<Waiting> {
      public:
        // After publish() said no: there is room again. A call from the loop, outside on_data().
        virtual void on_publish_room() = 0;

      protected:
        virtual ~Member() { stop_counting(); }

      private:
        friend class BroadcastGroup;
        Stream* stream_ = nullptr;
        void stop_counting() noexcept {
            if (counted_in_ != nullptr) counted_in_->fetch_sub(1, std::memory_order_relaxed);
            counted_in_ = nullptr;
        }
        std::atomic<std::size_t>* counted_in_ = nullptr;  // packed_members_: sent that form
    };

    // The group's loops must have ended, or its members have left, before it is destroyed.
    explicit BroadcastGroup(LoopGroup& loops);
    ~BroadcastGroup();

    // `form`: the one that it is sent where there are two.
    void join(Member& member, Stream& stream, Form form = Form::plain);
    void leave(Member& member) noexcept;

    // Whether a packed form is worth making: somebody has joined for it. Any loop's thread; who
    // joins meanwhile understands the plain form too.
    [[nodiscard]] bool wants_packed() const noexcept {
        return packed_members_.load(std::memory_order_relaxed) != 0;
    }

    // Sends to every member, the publisher too if it is one. False: not now; nobody was sent
    // anything, and `publisher` hears by on_publish_room(). Publisher's loop thread.
    [[nodiscard]] bool publish(Member& publisher, const Message& message);
    // Whether it would say no, for whom a message is work to make. False: not now, as above.
    [[nodiscard]] bool may_publish(Member& publisher);
    [[nodiscard]] bool publish(Member& publisher, Bytes message) {
        return publish(publisher, Message{message});
    }

  private:
    struct Shard;
    class Delivery;

    void deliver(EventLoop& loop, const Message& message);
    [[nodiscard]] BlockRef block_of(EventLoop& loop, Bytes bytes);
    [[nodiscard]] bool close_slowest(EventLoop& loop);
    void arrived(std::uint32_t from, std::size_t bytes);

    LoopGroup& loops_;
    std::vector<std::unique_ptr<Shard>> shards_;  // one a loop
    std::atomic<std::size_t> packed_members_{0};  // relaxed: nothing hangs on its being exact
};

}  // namespace potok
