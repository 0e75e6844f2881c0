// FaultyHttp: a FaultyPeer that speaks HTTP/1.1: the body of a request is a message, and the whole
// response that echoes it is what is answered, late, damaged, twice or cut off.
//
// The engine only reads and writes; when a response leaves, and whether, is the peer's affair. A
// damaged payload is a damaged body: the head stays whole. From /led a request is led to / before
// anything can befall it. What is no request is answered as the RFC has it, and ends the
// connection. Loop thread only.
#pragma once

#include <string>
#include <vector>

#include "loadtest/faulty/fault_peer.hpp"
#include "protocol/http_server.hpp"
#include "reactor/stream.hpp"

namespace potok::loadtest {

class FaultyHttp final : public Session, private FaultyPeer {
  public:
    // All that is referred to outlives the session.
    FaultyHttp(const HttpLimits& limits, const FaultScene& scene, FaultShard& shard,
               std::uint64_t number) noexcept
        : FaultyPeer(scene, shard, number), engine_(limits) {}

    void on_open(Stream& stream) override;
    [[nodiscard]] Consumed on_data(MutableBytes data) override;
    void on_end() override;
    void on_drained() override { on_stream_drained(); }
    void on_close(CloseReason) override { close(); }
    [[nodiscard]] std::size_t held_bytes() const noexcept override {
        return body_.capacity() + FaultyPeer::held_bytes();
    }

  private:
    void on_room() override { stream_->resume_reading(); }
    [[nodiscard]] bool answer_request();
    void lead();
    void refuse();

    Stream* stream_ = nullptr;
    HttpServerEngine engine_;
    std::vector<std::byte> body_;
    bool leads_ = false;  // of the request under way
};

}  // namespace potok::loadtest
