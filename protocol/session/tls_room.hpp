// TlsRoom: what all TLS connections of a loop share, since only one of them is at work at a time.
//
// Records are decrypted into one block, in which the session above reads them; its replies to one
// on_data() are put together in one cork, and a message in parts in one scratch. So an idle
// connection owns none of these. A handshake costs as much as a hundred messages, so a loop makes
// few of them in one iteration, and who was put off comes before those who had a turn, and before
// newcomers: a storm of these stands in nobody's way. Belongs to a loop's thread, and to
// one layer of TLS: a layer above another needs a room of its own.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/bytes.hpp"
#include "protocol/tls_engine.hpp"
#include "reactor/clock.hpp"
#include "reactor/cork.hpp"
#include "reactor/placed_bytes.hpp"
#include "reactor/receive_block.hpp"

namespace potok {

struct TlsRoomOptions {
    Bytes plain_http_answer = {};  // to who asks in plain HTTP; it outlives the room
    // In one iteration of the loop. The client chooses what a step costs: 0.2 ms with the usual
    // keys, some with others; so the time counts too, and a step is always taken whole.
    unsigned handshake_steps_max = 8;
    Duration handshake_time_max = std::chrono::milliseconds(2);
};

class TlsRoom {
  public:
    explicit TlsRoom(const TlsRoomOptions& options = {}) : options_(options) {}

    // Whether a connection may take a step of its handshake in this iteration of the loop, which
    // is then counted. `round` is what round() was behind its last, or when it came.
    [[nodiscard]] bool admits(std::uint64_t iteration, std::uint8_t round) noexcept;
    [[nodiscard]] std::uint8_t round() const noexcept { return round_; }
    // What a step took.
    void count(Duration took) noexcept { time_ += took; }

    // Around a delivery, which has the block and the cork for itself.
    [[nodiscard]] bool in_use() const noexcept { return in_use_; }
    void enter() noexcept {
        ASSERT(!in_use_ && cork_.empty());
        in_use_ = true;
    }
    void leave() noexcept { in_use_ = false; }

    [[nodiscard]] ReceiveBlock& plaintext() noexcept { return plaintext_; }
    [[nodiscard]] Cork& cork() noexcept { return cork_; }
    [[nodiscard]] MutableBytes scratch() noexcept { return {scratch_.get(), kScratchBytes}; }
    [[nodiscard]] Bytes plain_http_answer() const noexcept { return options_.plain_http_answer; }

  private:
    static constexpr std::size_t kScratchBytes = TlsEngine::kRecordBytesMax;

    ReceiveBlock plaintext_;
    Cork cork_;
    PlacedBytes scratch_{kScratchBytes, PlacedBytes::kScratchPlace};
    const TlsRoomOptions options_;
    std::uint64_t iteration_ = 0;
    unsigned steps_ = 0;  // in it …
    Duration time_{};     // … and what they took
    std::uint8_t round_ = 1;
    bool put_off_ = false;  // in it somebody who had none in this round
    bool in_use_ = false;
};

}  // namespace potok
