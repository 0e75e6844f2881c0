// The filter that stands where TLS will, between a real connection and the echo's own session.
//
// What a unit test shows with a scripted stream, this shows with the real one: whatever the filter
// delays, cuts or holds, every frame comes back, then the end; and nobody is left waiting.
#include "protocol/session/frame_reader.hpp"
#include "reactor/loop_group.hpp"
#include "server/echo/echo_session.hpp"
#include "server/echo/outlet.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/pass_through_filter.hpp"
#include "tests/support/peer.hpp"

namespace potok::testing {
namespace {

using echo::CloseLog;
using echo::EchoOutlet;
using echo::EchoSession;

class FilteredEcho : private SessionFactory {
  public:
    explicit FilteredEcho(const test::PassThroughOptions& filter, std::size_t queued_bytes_max)
        : options_(filter),
          log_(std::move(Log::open({.level = LogLevel::off})).value()),
          close_log_(*log_),
          loops_(std::move(LoopGroup::create({.threads = 2})).value()) {
        limits_.queued_bytes_max = queued_bytes_max;
        port_ =
            loops_->listen({Address::ipv4({127, 0, 0, 1}, 0), {}, this, &limits_}).value().port();
        loops_->start();
    }
    ~FilteredEcho() override {
        loops_->stop();
        loops_->join();
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] LoopGroup& loops() { return *loops_; }

  private:
    std::unique_ptr<Session> make_session(EventLoop& loop, const Address& peer) override {
        auto session = std::make_unique<EchoSession<LengthPrefixedReader, EchoOutlet>>(
            format_, loop, nullptr, close_log_, peer);
        auto later = [&loop](std::function<void()> call) {
            loop.post_call([call = std::move(call)](EventLoop&) { call(); });
        };
        test::PassThroughOptions options = options_;
        options.seed += sequence_.fetch_add(1);
        return std::make_unique<test::PassThroughFilter>(std::move(session), options, later);
    }

    const test::PassThroughOptions options_;
    const LengthPrefix format_;
    std::atomic<std::uint64_t> sequence_{0};
    std::unique_ptr<Log> log_;
    CloseLog close_log_;
    ConnectionLimits limits_;
    std::unique_ptr<LoopGroup> loops_;
    std::uint16_t port_ = 0;
};

std::string frame(std::size_t payload_bytes, char fill) {
    std::array<std::byte, kLengthHeaderMax> header{};
    const std::size_t size = encode_header({}, payload_bytes, header);
    return std::string(text_of(Bytes(header).first(size))) + std::string(payload_bytes, fill);
}

struct Peers {
    std::vector<std::unique_ptr<Peer>> all;
    std::vector<std::string> expected;

    void until(const std::function<bool()>& condition) {
        const Instant give_up = Clock::now() + std::chrono::seconds(30);
        while (!condition()) {
            ASSERT_LT(Clock::now(), give_up) << "waited in vain";
            for (const auto& peer : all)
                peer->pump();
            std::this_thread::yield();
        }
    }
    void until_all(const std::function<bool(std::size_t)>& holds) {
        until([&] {
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (!holds(i)) return false;
            }
            return true;
        });
    }
};

void expect_everything_back(const test::PassThroughOptions& filter, std::size_t queued_bytes_max) {
    SCOPED_TRACE("seed " + std::to_string(filter.seed));
    std::mt19937_64 random(filter.seed);
    FilteredEcho server(filter, queued_bytes_max);
    Peers peers;
    for (int i = 0; i < 8; ++i) {
        peers.all.push_back(std::make_unique<Peer>(server.port(), i % 2 == 0 ? 4096 : 0));
        std::string frames;
        for (int n = 0; n < 30; ++n) {
            frames += frame(random() % (n % 10 == 0 ? 100'000 : 300), static_cast<char>('a' + i));
        }
        peers.all.back()->send(frames);
        peers.expected.push_back(std::move(frames));
    }
    peers.until_all([&](std::size_t i) { return peers.all[i]->all_sent(); });
    for (const auto& peer : peers.all)
        peer->half_close();
    peers.until_all([&](std::size_t i) { return peers.all[i]->gone(); });
    for (std::size_t i = 0; i < peers.all.size(); ++i) {
        EXPECT_TRUE(peers.all[i]->received() == peers.expected[i]) << "peer " << i;
        EXPECT_FALSE(peers.all[i]->was_reset());
    }
    peers.until([&] { return server.loops().connections() == 0; });
    EXPECT_EQ(server.loops().budget().used(), 0u);
}

std::uint64_t fresh_seed() {
    return std::random_device{}();
}

TEST(FilteredEcho, PassesEverythingUncut) {
    expect_everything_back({.seed = fresh_seed()}, 1024 * 1024);
}

TEST(FilteredEcho, PassesEverythingInPieces) {
    expect_everything_back({.seed = fresh_seed(), .piece_bytes_max = 700}, 1024 * 1024);
}

TEST(FilteredEcho, PassesEverythingLate) {
    expect_everything_back(
        {.seed = fresh_seed(), .piece_bytes_max = 5000, .hold_percent = 30, .opens_late = true},
        1024 * 1024);
}

TEST(FilteredEcho, PassesEverythingThroughASmallQueue) {
    expect_everything_back({.seed = fresh_seed(),
                            .piece_bytes_max = 3000,
                            .input_bytes_max = 8 * 1024,
                            .hold_percent = 10},
                           16 * 1024);
}

TEST(FilteredEcho, ADrainAnswersWhatTheFilterHolds) {
    FilteredEcho server({.seed = fresh_seed(), .piece_bytes_max = 100, .hold_percent = 50},
                        1024 * 1024);
    Peers peers;
    const std::string sent = frame(3000, 'd');
    for (int i = 0; i < 10; ++i) {
        peers.all.push_back(std::make_unique<Peer>(server.port()));
        peers.all.back()->send(sent);
    }
    peers.until_all([&](std::size_t i) { return !peers.all[i]->received().empty(); });
    server.loops().drain(std::chrono::seconds(10));
    peers.until_all([&](std::size_t i) { return peers.all[i]->gone(); });
    for (const auto& peer : peers.all) {
        EXPECT_EQ(peer->received(), sent);
        EXPECT_FALSE(peer->was_reset());
        peer->close();
    }
    server.loops().join();
}

}  // namespace
}  // namespace potok::testing
