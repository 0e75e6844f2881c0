// FaultySession: a FaultyPeer on a stream; the protocol is its Reader, as in a good echo.
//
// Back-pressure is the good echo's too: a run of messages that the peer does not take now stays
// with the reader, reading pauses, and on_room() goes on. Loop thread only.
#pragma once

#include "loadtest/faulty/fault_message.hpp"
#include "loadtest/faulty/fault_peer.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/stream.hpp"

namespace potok::loadtest {

template <class Reader>
class FaultySession final : public Session, private FaultyPeer {
  public:
    // All that is referred to outlives the session.
    FaultySession(const typename Reader::Format& format, EventLoop& loop, const FaultScene& scene,
                  FaultShard& shard, std::uint64_t number)
        : FaultyPeer(scene, shard, number), reader_(format, loop.budget()) {}

    void on_open(Stream& stream) override {
        stream_ = &stream;
        open(stream);
    }

    [[nodiscard]] Consumed on_data(MutableBytes data) override {
        const Reading reading = reader_.feed(data, *this);
        if (reading.failure) end(*reading.failure);
        return reading.consumed;
    }

    void on_end() override {
        const Reading reading = reader_.end(*this);
        if (!reading.paused()) end(reading.failure.value_or(CloseReason::finished));
    }

    void on_drained() override { on_stream_drained(); }
    void on_close(CloseReason) override { close(); }

    [[nodiscard]] MutableBytes receive_target() override { return reader_.receive_target(); }
    [[nodiscard]] std::size_t held_bytes() const noexcept override {
        return reader_.held_bytes() + FaultyPeer::held_bytes();
    }

    // As the reader's sink.
    bool on_messages(Bytes run, std::size_t) {
        if (!takes()) return false;
        for_each_message(reader_, run, [this](const FaultMessage& message) { receive(message); });
        return true;
    }
    bool on_message(const BlockRef& block) { return on_messages(block->bytes(), 1); }

  private:
    void on_room() override {
        if (reader_.ended()) return on_end();
        if (reader_.retry(*this)) stream_->resume_reading();
    }

    Stream* stream_ = nullptr;
    Reader reader_;
};

}  // namespace potok::loadtest
