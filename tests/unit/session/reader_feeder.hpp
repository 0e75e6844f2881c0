// A FrameReader between a peer that sends in pieces and a sink that refuses when told: both obey
// the rules of reactor/stream.hpp, and check that the reader does.
#pragma once

#include "protocol/session/frame_reader.hpp"
#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::test {

inline const LengthPrefix kDefault;

inline std::string message(const LengthPrefix& format, std::string_view payload) {
    std::array<std::byte, kLengthHeaderMax> room;
    const std::size_t size = encode_header(format, payload.size(), room);
    return std::string(text_of(Bytes(room).first(size))) + std::string(payload);
}

// In the default format.
inline std::string message(std::string_view payload) {
    return message(kDefault, payload);
}

inline std::string line(const LineFormat&, std::string_view payload) {
    return std::string(payload) + (payload.size() % 2 == 0 ? "\n" : "\r\n");
}

inline MutableBytes mutable_bytes_of(std::string& text) {
    return std::as_writable_bytes(std::span(text.data(), text.size()));
}

// Keeps what it is given. Refuses an offer when `refuses` says so.
template <class Engine>
class RecordingSink {
  public:
    explicit RecordingSink(const typename Engine::Format& format) : engine_(format) {}

    bool on_messages(Bytes run, std::size_t count) {
        if (refuses()) return false;
        std::size_t found = 0;
        engine_.for_each_payload(run, [&](Bytes payload) {
            payloads.emplace_back(text_of(payload));
            ++found;
        });
        EXPECT_EQ(found, count);
        EXPECT_GT(count, 0u);
        encoded += text_of(run);
        runs.push_back(run);
        return true;
    }

    bool on_message(BlockRef block) {
        if (refuses()) return false;
        std::size_t found = 0;
        engine_.for_each_payload(block->bytes(), [&](Bytes payload) {
            payloads.emplace_back(text_of(payload));
            ++found;
        });
        EXPECT_EQ(found, 1u);
        encoded += text_of(block->bytes());
        if (keeps_blocks) blocks.push_back(std::move(block));
        ++blocks_seen;
        return true;
    }

    std::function<bool()> refuses = [] { return false; };
    bool keeps_blocks = false;
    std::vector<std::string> payloads;
    std::string encoded;
    std::vector<Bytes> runs;  // where they lay; not to be read later
    std::vector<BlockRef> blocks;
    int blocks_seen = 0;

  private:
    Engine engine_;
};

// The Stream's part: keeps what was not consumed, obeys a pause, uses the receive target.
template <class Engine>
class ReaderFeeder {
  public:
    explicit ReaderFeeder(const typename Engine::Format& format,
                          std::size_t budget_bytes = MemoryBudget::kUnlimited)
        : budget(budget_bytes), reader(format, budget), sink(format) {}

    // Delivers `piece` behind what is held. Precondition: not paused.
    void receive(std::string_view piece) {
        ASSERT_FALSE(paused);
        while (!piece.empty() && !paused && !failure) {
            const std::size_t taken = held_.empty() ? receive_into_target(piece) : 0;
            if (taken != 0) {
                piece.remove_prefix(taken);
                continue;
            }
            held_ += piece;
            piece = {};
            deliver_held();
        }
        held_ += piece;  // arrived while paused: the system keeps it
    }

    // What Session::on_drained() does: the kept message first, then what the stream holds.
    void drain() {
        if (!reader.retry(sink)) return;
        paused = false;
        if (!held_.empty()) deliver_held();
    }

    void drain_all() {
        for (int rounds = 0; paused; ++rounds) {
            ASSERT_LT(rounds, 100'000) << "a sink that takes again must empty the reader";
            drain();
        }
    }

    [[nodiscard]] std::size_t held_by_stream() const { return held_.size(); }

    MemoryBudget budget;
    FrameReader<Engine> reader;
    RecordingSink<Engine> sink;
    bool paused = false;
    bool uses_target = true;
    int targets_used = 0;
    std::optional<CloseReason> failure;

  private:
    std::size_t receive_into_target(std::string_view piece) {
        const MutableBytes target = reader.receive_target();
        if (target.empty() || !uses_target) return 0;
        const std::size_t size = std::min(target.size(), piece.size());
        std::memcpy(target.data(), piece.data(), size);
        ++targets_used;
        note(reader.feed(target.first(size), sink), size);
        return size;
    }

    void deliver_held() {
        const std::unique_ptr<std::byte[]> exact(new std::byte[held_.size()]);
        std::memcpy(exact.get(), held_.data(), held_.size());
        const std::size_t size = held_.size();
        const Reading reading = reader.feed({exact.get(), size}, sink);
        held_.erase(0, reading.consumed.bytes);
        note(reading, size);
    }

    void note(const Reading& reading, std::size_t size) {
        ASSERT_LE(reading.consumed.bytes, size);
        paused = reading.paused();
        failure = reading.failure;
        if (!paused) {
            ASSERT_LT(size - reading.consumed.bytes, kLengthHeaderMax) << "only a header is left";
        }
        if (failure) {
            ASSERT_EQ(reading.consumed.bytes, size);
        }
    }

    std::string held_;
};

using LpFeeder = ReaderFeeder<LengthPrefixedDecoder>;
using LineFeeder = ReaderFeeder<LineDecoder>;

}  // namespace potok::test
