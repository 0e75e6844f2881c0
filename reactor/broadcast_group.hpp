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
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "base/intrusive_list.hpp"
#include "reactor/loop_group.hpp"
#include "reactor/stream.hpp"

namespace potok {

class BroadcastGroup {
  public:
    // Bytes on their way from one loop to all others, above which it has to wait.
    static constexpr std::size_t kInFlightMax = 4 * 1024 * 1024;

    struct Joined {};
    struct Waiting {};

    // A session's membership. Loop thread of its stream only. Ends with the object.
    class Member : public ListNode<Joined>, public ListNode<Waiting> {
      public:
        // After publish() said no: there is room again. A call from the loop, outside on_data().
        virtual void on_publish_room() = 0;

      protected:
        virtual ~Member() = default;

      private:
        friend class BroadcastGroup;
        Stream* stream_ = nullptr;
    };

    // The group's loops must have ended, or its members have left, before it is destroyed.
    explicit BroadcastGroup(LoopGroup& loops);
    ~BroadcastGroup();

    void join(Member& member, Stream& stream);
    void leave(Member& member) noexcept;

    // Sends to every member, the publisher too if it is one. False: not now; nobody was sent
    // anything, and `publisher` hears by on_publish_room(). Publisher's loop thread.
    [[nodiscard]] bool publish(Member& publisher, Bytes message);

  private:
    struct Shard;
    class Delivery;

    void deliver(EventLoop& loop, Bytes message);
    [[nodiscard]] bool close_slowest(EventLoop& loop);
    void arrived(std::uint32_t from, std::size_t bytes);

    LoopGroup& loops_;
    std::vector<std::unique_ptr<Shard>> shards_;  // one a loop
};

}  // namespace potok
