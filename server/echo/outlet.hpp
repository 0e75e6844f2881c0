// Outlets: where the messages of an echo session go: back to the sender, or to everyone.
//
// An outlet is the sink of the session's reader. A refusal (false) is back-pressure; when there is
// room again the session hears by its on_drained().
#pragma once

#include <cstddef>

#include "base/bytes.hpp"
#include "reactor/broadcast_group.hpp"
#include "reactor/shared_block.hpp"
#include "reactor/stream.hpp"

namespace potok::echo {

// Back to the sender, from where it lies.
class EchoOutlet {
  public:
    EchoOutlet(BroadcastGroup*, Session&) noexcept {}

    void open(Stream& stream) noexcept { stream_ = &stream; }
    void close() noexcept {}

    bool on_messages(Bytes run, std::size_t) {
        return stream_->send_in_place(run) != SendStatus::rejected;
    }
    bool on_message(const BlockRef& block) {
        return stream_->send_shared(*block, 0) != SendStatus::rejected;
    }

  private:
    Stream* stream_ = nullptr;
};

// To every connection of the listener, the sender's included.
class BroadcastOutlet : private BroadcastGroup::Member {
  public:
    BroadcastOutlet(BroadcastGroup* group, Session& session) noexcept
        : group_(*group), session_(session) {}

    void open(Stream& stream) { group_.join(*this, stream); }
    void close() noexcept { group_.leave(*this); }

    bool on_messages(Bytes run, std::size_t) { return group_.publish(*this, run); }
    bool on_message(const BlockRef& block) { return group_.publish(*this, block->bytes()); }

  private:
    void on_publish_room() override { session_.on_drained(); }

    BroadcastGroup& group_;
    Session& session_;
};

}  // namespace potok::echo
