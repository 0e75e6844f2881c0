// EchoSession: one peer of potok-echo. The protocol is its Reader, the direction its Outlet.
//
// It keeps nothing of its own: a message that the outlet refuses stays with the reader, reading
// pauses, and on_drained() goes on. So a peer that sends without reading holds one batch of
// messages here, and its own send buffer the rest.
#pragma once

#include <memory>
#include <optional>

#include "protocol/session/message_sink.hpp"
#include "reactor/event_loop.hpp"
#include "reactor/stream.hpp"
#include "server/echo/close_log.hpp"

namespace potok {
class BroadcastGroup;
}

namespace potok::echo {

template <class Reader, class Outlet>
class EchoSession final : public Session {
  public:
    // All that is referred to outlives the session.
    EchoSession(const typename Reader::Format& format, EventLoop& loop, BroadcastGroup* group,
                const CloseLog& log, const Address& peer)
        : reader_(format, loop.budget()), outlet_(group, *this), log_(log), peer_(peer) {}

    void on_open(Stream& stream) override {
        stream_ = &stream;
        outlet_.open(stream);
    }

    [[nodiscard]] Consumed on_data(MutableBytes data) override {
        const Reading reading = reader_.feed(data, outlet_);
        if (reading.failure) stream_->finish(*reading.failure);
        return reading.consumed;
    }

    void on_end() override {
        const Reading reading = reader_.end(outlet_);
        if (!reading.paused()) stream_->finish(reading.failure.value_or(CloseReason::finished));
    }

    void on_drained() override {
        if (reader_.ended()) return on_end();
        if (reader_.retry(outlet_)) stream_->resume_reading();
    }

    void on_close(CloseReason reason) override {
        outlet_.close();
        log_.write(peer_, reason);
    }

    [[nodiscard]] MutableBytes receive_target() override { return reader_.receive_target(); }
    [[nodiscard]] std::size_t held_bytes() const noexcept override { return reader_.held_bytes(); }

  private:
    Stream* stream_ = nullptr;
    Reader reader_;
    Outlet outlet_;
    const CloseLog& log_;
    const Address peer_;
};

}  // namespace potok::echo
