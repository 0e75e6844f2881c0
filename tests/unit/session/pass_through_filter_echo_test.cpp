// An echo above a filter, or two, or none: nothing is lost whatever the filters do.
#include "protocol/session/frame_reader.hpp"
#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/pass_through_filter.hpp"
#include "tests/unit/session/scripted_stream.hpp"

namespace potok {
namespace {

using test::PassThroughFilter;
using test::PassThroughOptions;
using test::ScriptedStream;

template <class Engine>
class EchoSession final : public Session {
  public:
    EchoSession(const typename Engine::Format& format, MemoryBudget& budget)
        : reader_(format, budget) {}

    void on_open(Stream& stream) override { stream_ = &stream; }
    Consumed on_data(MutableBytes data) override {
        const Reading reading = reader_.feed(data, *this);
        if (reading.failure) stream_->finish(*reading.failure);
        return reading.consumed;
    }
    void on_drained() override {
        if (reader_.ended()) return on_end();
        if (reader_.retry(*this)) stream_->resume_reading();
    }
    void on_end() override {
        const Reading reading = reader_.end(*this);
        if (!reading.paused()) stream_->finish(reading.failure.value_or(CloseReason::finished));
    }
    void on_close(CloseReason) override { ++closes; }
    MutableBytes receive_target() override { return reader_.receive_target(); }
    std::size_t held_bytes() const noexcept override { return reader_.held_bytes(); }

    bool on_messages(Bytes run, std::size_t) {
        return stream_->send_in_place(run) != SendStatus::rejected;
    }
    bool on_message(const BlockRef& block) {
        return stream_->send_shared(*block, 0) != SendStatus::rejected;
    }

    int closes = 0;

  private:
    FrameReader<Engine> reader_;
    Stream* stream_ = nullptr;
};

static_assert(sizeof(EchoSession<LengthPrefixedDecoder>) <= 128);

// Small messages are cut as fine as can be, large ones into what keeps the test short.
PassThroughOptions random_options(std::mt19937_64& random, bool large) {
    static constexpr std::size_t kFine[] = {1, 7, SIZE_MAX};
    static constexpr std::size_t kCoarse[] = {3000, 100'000, SIZE_MAX};
    return {.seed = random(),
            .piece_bytes_max = large ? kCoarse[random() % 3] : kFine[random() % 3],
            .input_bytes_max = large ? 1000 + random() % 100'000 : 1 + random() % 100,
            .hold_percent = static_cast<unsigned>(random() % 100),
            .opens_late = random() % 2 == 0};
}

std::string random_frames(std::mt19937_64& random, bool large) {
    std::string frames;
    for (int i = 0; i < 20; ++i) {
        const std::string payload(random() % (large && random() % 4 == 0 ? 60'000 : 60),
                                  static_cast<char>('a' + i));
        std::array<std::byte, kLengthHeaderMax> room;
        const std::size_t header = encode_header({}, payload.size(), room);
        frames += text_of(Bytes(room).first(header));
        frames += payload;
    }
    return frames;
}

// The peer sends `input` and its end, reads at its leisure, and everything has come back.
void expect_echo(Session& bottom, std::vector<std::function<void()>>& turns, std::string_view input,
                 std::mt19937_64& random) {
    ScriptedStream lower(bottom);
    lower.queued_bytes_max = random() % 2 == 0 ? 100 : 100'000;
    lower.peer_reads = random() % 2 == 0;
    lower.open();
    std::string_view unsent = input;
    for (int step = 0; !lower.closed; ++step) {
        ASSERT_LT(step, 300'000) << "the echo stands still";
        const std::size_t size = std::min<std::size_t>(random() % 3000, unsent.size());
        if (size != 0) lower.peer_sends(unsent.substr(0, size));
        unsent.remove_prefix(size);
        if (unsent.empty()) lower.peer_ends();
        if (!lower.peer_reads) lower.peer_takes(random() % 3000);
        lower.step();
        for (auto& turn : std::exchange(turns, {}))
            turn();
    }
    EXPECT_EQ(lower.closed, CloseReason::finished);
    EXPECT_TRUE(lower.received == input) << lower.received.size() << " of " << input.size();
}

template <class Engine>
void expect_echo_through_filters(const typename Engine::Format& format, std::uint64_t seed,
                                 int filters) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    const bool large = seed % 2 == 0;
    MemoryBudget budget;
    std::vector<std::function<void()>> turns;
    auto echo = std::make_unique<EchoSession<Engine>>(format, budget);
    EchoSession<Engine>& top = *echo;
    std::unique_ptr<Session> bottom = std::move(echo);
    for (int i = 0; i < filters; ++i) {
        bottom = std::make_unique<PassThroughFilter>(
            std::move(bottom), random_options(random, large),
            [&](std::function<void()> call) { turns.push_back(std::move(call)); });
    }
    expect_echo(*bottom, turns, random_frames(random, large), random);
    EXPECT_EQ(top.closes, 1);
    EXPECT_EQ(bottom->held_bytes(), 0u);
    EXPECT_EQ(budget.used(), 0u);
}

TEST(PassThroughFilter, AnEchoAboveItLosesNothingWhateverItDoes) {
    const LengthPrefix frames;
    const LineFormat lines;
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        for (const int filters : {0, 1, 2}) {
            expect_echo_through_filters<LengthPrefixedDecoder>(frames, seed, filters);
            expect_echo_through_filters<LineDecoder>(lines, seed, filters);
        }
    }
}

}  // namespace
}  // namespace potok
