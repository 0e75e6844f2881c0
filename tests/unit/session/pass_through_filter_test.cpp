#include "tests/support/pass_through_filter.hpp"

#include "protocol/session/frame_reader.hpp"
#include "reactor/memory_budget.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/session/scripted_stream.hpp"

namespace potok {
namespace {

using test::PassThroughFilter;
using test::PassThroughOptions;
using test::ScriptedStream;
using testing::ElementsAre;
using testing::IsEmpty;

// The session above: writes down what it is told, and does what the test says. Fails where it is
// told anything from inside its own call to the stream.
class UpperSession final : public Session {
  public:
    std::vector<std::string> told;
    std::function<Consumed(MutableBytes)> reads = [](MutableBytes data) {
        return Consumed{data.size()};
    };
    std::function<void(Stream&)> at_open = [](Stream&) {};
    std::function<void()> at_end = [] {};
    std::function<MutableBytes()> target = [] { return MutableBytes{}; };
    Stream* stream = nullptr;

    // Calls the stream; nothing may be told meanwhile.
    template <class Call>
    auto call(Call&& make) {
        calling_ = true;
        struct Done {
            bool& calling;
            ~Done() { calling = false; }
        } done{calling_};
        return make(*stream);
    }

    SendStatus send(std::string_view text) {
        return call([&](Stream& below) { return below.send(bytes_of(text)); });
    }

    void on_open(Stream& below) override {
        note("open");
        stream = &below;
        at_open(below);
    }
    Consumed on_data(MutableBytes data) override {
        note("data " + std::string(text_of(data)));
        return reads(data);
    }
    void on_end() override {
        note("end");
        at_end();
    }
    void on_drained() override { note("drained"); }
    void on_posted(Stream&, Bytes message) override {
        note("posted " + std::string(text_of(message)));
    }
    void on_drain(Stream& below) override {
        note("drain");
        below.finish(CloseReason::drained);
    }
    void on_close(CloseReason reason) override {
        note("close " + std::to_string(static_cast<int>(reason)));
    }
    MutableBytes receive_target() override { return target(); }
    std::size_t held_bytes() const noexcept override { return 1000; }

  private:
    void note(std::string what) {
        EXPECT_FALSE(calling_) << what << " was told from inside a call to the stream";
        told.push_back(std::move(what));
    }
    bool calling_ = false;
};

std::string closed_with(CloseReason reason) {
    return "close " + std::to_string(static_cast<int>(reason));
}

// A filter between an UpperSession and a ScriptedStream, and the turns it asked for.
struct Stack {
    explicit Stack(const PassThroughOptions& options = {})
        : filter(std::make_unique<UpperSession>(), options,
                 [this](std::function<void()> call) { turns.push_back(std::move(call)); }),
          upper(static_cast<UpperSession&>(filter.upper())),
          lower(filter) {}

    void run_turns() {
        for (auto& turn : std::exchange(turns, {}))
            turn();
    }

    std::vector<std::function<void()>> turns;
    PassThroughFilter filter;
    UpperSession& upper;
    ScriptedStream lower;
};

// -- Input

TEST(PassThroughFilter, PassesBytesUpAndDown) {
    Stack stack;
    stack.lower.open();
    stack.lower.peer_sends("up");
    stack.lower.step();
    EXPECT_EQ(stack.upper.send("down"), SendStatus::sent);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data up"));
    EXPECT_EQ(stack.lower.received, "down");
}

TEST(PassThroughFilter, OpensAfterTheHandshakeAndKeepsWhatCameBefore) {
    Stack stack({.opens_late = true});
    stack.lower.open();
    stack.lower.peer_sends("early");
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, IsEmpty());
    EXPECT_THAT(stack.lower.calls, ElementsAre("begin"));
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data early"));
    EXPECT_THAT(stack.lower.calls, ElementsAre("begin", "end"));
}

TEST(PassThroughFilter, GivesATailAgainInFrontOfWhatArrivesAndNotBefore) {
    Stack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{1}; };
    stack.lower.open();
    stack.lower.peer_sends("ab");
    stack.lower.step();
    stack.lower.step();
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data ab"));
    stack.lower.peer_sends("c");
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data ab", "data bc"));
}

TEST(PassThroughFilter, APauseByReturnIsKeptAndWhatIsHeldComesAgainFromATurn) {
    Stack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{1, Consumed::Next::paused}; };
    stack.lower.open();
    stack.lower.peer_sends("abc");
    stack.lower.step();
    EXPECT_TRUE(stack.lower.paused());
    stack.lower.peer_sends("d");
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc"));
    EXPECT_FALSE(stack.lower.count("resume"));

    stack.upper.reads = [](MutableBytes data) { return Consumed{data.size()}; };
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc")) << "not from inside the call";
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data abc", "data bc"));
    EXPECT_FALSE(stack.lower.paused());
    stack.lower.step();
    EXPECT_EQ(stack.upper.told.back(), "data d");
}

TEST(PassThroughFilter, HeldBytesComeAfterResumeThoughTheStreamBelowHoldsNone) {
    Stack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{0, Consumed::Next::paused}; };
    stack.lower.open();
    stack.lower.peer_sends("held");
    stack.lower.step();
    EXPECT_FALSE(stack.lower.has_unread()) << "the filter took all of it";
    EXPECT_EQ(stack.filter.held_bytes(), 4u + 1000u);
    stack.upper.reads = [](MutableBytes data) { return Consumed{data.size()}; };
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data held", "data held"));
    EXPECT_EQ(stack.filter.held_bytes(), 1000u);
}

TEST(PassThroughFilter, APausedSessionIsToldNothingOfTheEndEither) {
    Stack stack;
    stack.lower.open();
    stack.upper.call([](Stream& below) { below.pause_reading(); });
    EXPECT_TRUE(stack.lower.paused());
    stack.filter.on_end();  // seen below before the pause took hold
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    stack.upper.call([](Stream& below) { below.resume_reading(); });
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "end"));
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "end")) << "once";
}

TEST(PassThroughFilter, TheEndComesAfterEveryHeldByte) {
    Stack stack({.piece_bytes_max = 1, .hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("abc");
    stack.lower.peer_ends();
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    while (!stack.turns.empty())
        stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data a", "data b", "data c", "end"));
}

TEST(PassThroughFilter, ASessionThatLeavesATailIsToldTheEndAllTheSame) {
    Stack stack;
    stack.upper.reads = [](MutableBytes) { return Consumed{0}; };
    stack.lower.open();
    stack.lower.peer_sends("half");
    stack.lower.peer_ends();
    stack.lower.step();
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data half", "end"));
}

TEST(PassThroughFilter, PausesTheStreamBelowWhenItHoldsEnoughAndResumesItLater) {
    Stack stack({.input_bytes_max = 4, .hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("123456");
    stack.lower.step();
    EXPECT_TRUE(stack.lower.paused());
    EXPECT_EQ(stack.filter.held_bytes(), 4u + 1000u);
    while (!stack.turns.empty())
        stack.run_turns();
    EXPECT_FALSE(stack.lower.paused());
    EXPECT_FALSE(stack.lower.count("pause")) << "it said so by its return";
    stack.lower.step();
    while (!stack.turns.empty())
        stack.run_turns();
    std::string all;
    for (const std::string& what : stack.upper.told) {
        if (what.starts_with("data ")) all += what.substr(5);
    }
    EXPECT_EQ(all, "123456");
}

TEST(PassThroughFilter, UsesTheReceiveTarget) {
    Stack stack;
    std::array<std::byte, 3> own;
    stack.upper.target = [&] { return MutableBytes(own); };
    std::vector<const void*> places;
    stack.upper.reads = [&](MutableBytes data) {
        places.push_back(data.data());
        return Consumed{data.size()};
    };
    stack.lower.open();
    stack.lower.peer_sends("abc");
    stack.lower.step();
    EXPECT_THAT(places, ElementsAre(own.data()));
    EXPECT_EQ(text_of(Bytes(own)), "abc");
}

// -- Output

TEST(PassThroughFilter, AMessageThatWasTakenInPartIsTakenWhole) {
    Stack stack({.piece_bytes_max = 1});
    stack.lower.open();
    stack.lower.peer_reads = false;
    stack.lower.queued_bytes_max = 2;
    EXPECT_EQ(stack.upper.send("abcd"), SendStatus::queued);
    EXPECT_EQ(stack.filter.queued_bytes(), 4u);
    EXPECT_EQ(stack.upper.send("next"), SendStatus::rejected) << "not in front of the rest";
    stack.lower.peer_takes(2);
    stack.lower.step();
    EXPECT_EQ(stack.lower.received, "ab");
    EXPECT_EQ(stack.filter.queued_bytes(), 2u);
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drained"));
    EXPECT_EQ(stack.upper.send("next"), SendStatus::rejected);
    stack.lower.peer_takes(2);
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drained", "drained"));
    EXPECT_EQ(stack.upper.send("next"), SendStatus::queued);
    stack.lower.peer_reads = true;
    stack.lower.step();
    EXPECT_EQ(stack.lower.received, "abcdnext");
}

TEST(PassThroughFilter, AMessageOfWhichNothingWasTakenIsRefused) {
    Stack stack;
    stack.lower.open();
    stack.lower.peer_reads = false;
    stack.lower.queued_bytes_max = 4;
    EXPECT_EQ(stack.upper.send("abcd"), SendStatus::queued);
    EXPECT_EQ(stack.upper.send("efgh"), SendStatus::rejected);
    EXPECT_EQ(stack.filter.queued_bytes(), 4u);
    stack.lower.step();
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open")) << "there is no room yet";
    stack.lower.peer_takes(4);
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drained"));
    EXPECT_EQ(stack.lower.received, "abcd");
}

TEST(PassThroughFilter, AMessageHeldBackLeavesInALaterTurn) {
    Stack stack({.hold_percent = 100});
    stack.lower.open();
    EXPECT_EQ(stack.upper.send("abc"), SendStatus::queued);
    EXPECT_EQ(stack.lower.received, "");
    EXPECT_EQ(stack.upper.send("def"), SendStatus::rejected);
    stack.run_turns();
    EXPECT_EQ(stack.lower.received, "abc");
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "drained"));
}

TEST(PassThroughFilter, FinishLetsWhatIsHeldGoFirstAndDiscardsInput) {
    Stack stack({.hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("unread");
    stack.lower.step();
    EXPECT_EQ(stack.upper.send("last word"), SendStatus::queued);
    stack.upper.call([](Stream& below) { below.finish(CloseReason::drained); });
    stack.upper.call([](Stream& below) { below.finish(CloseReason::stopped); });
    EXPECT_FALSE(stack.lower.count("finish"));
    EXPECT_EQ(stack.upper.send("too late"), SendStatus::rejected);
    stack.lower.peer_sends("more");
    stack.lower.step();
    while (!stack.turns.empty())
        stack.run_turns();
    EXPECT_EQ(stack.lower.count("finish"), 1);
    stack.lower.peer_ends();
    stack.lower.step();
    EXPECT_EQ(stack.lower.received, "last word");
    EXPECT_THAT(stack.upper.told, ElementsAre("open", closed_with(CloseReason::drained)));
}

TEST(PassThroughFilter, FinishWaitsForARefusedRest) {
    Stack stack({.piece_bytes_max = 1});
    stack.lower.open();
    stack.lower.peer_reads = false;
    stack.lower.queued_bytes_max = 1;
    EXPECT_EQ(stack.upper.send("abc"), SendStatus::queued);
    stack.upper.call([](Stream& below) { below.finish(CloseReason::finished); });
    for (int taken = 0; taken < 2; ++taken) {
        EXPECT_FALSE(stack.lower.count("finish"));
        stack.lower.peer_takes(1);
        stack.lower.step();
    }
    EXPECT_TRUE(stack.lower.count("finish"));
    stack.lower.peer_takes(1);
    EXPECT_EQ(stack.lower.received, "abc");
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
}

TEST(PassThroughFilter, AbortDropsEverythingAndIsFollowedByTheCloseAlone) {
    Stack stack({.hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("unread");
    stack.lower.peer_ends();
    stack.lower.step();
    EXPECT_EQ(stack.upper.send("unsent"), SendStatus::queued);
    stack.upper.call([](Stream& below) { below.abort(CloseReason::protocol_error); });
    EXPECT_THAT(stack.upper.told, ElementsAre("open"));
    stack.run_turns();
    stack.lower.step();
    stack.run_turns();
    EXPECT_EQ(stack.lower.received, "");
    EXPECT_THAT(stack.upper.told, ElementsAre("open", closed_with(CloseReason::protocol_error)));
}

TEST(PassThroughFilter, SendsInPlaceWhatItsOwnDeliveryHolds) {
    Stack stack;
    stack.upper.reads = [&](MutableBytes data) {
        EXPECT_EQ(stack.upper.stream->send_in_place(data), SendStatus::sent);
        return Consumed{data.size()};
    };
    stack.lower.open();
    stack.lower.peer_sends("echo");
    stack.lower.step();
    EXPECT_EQ(stack.lower.received, "echo");
}

TEST(PassThroughFilter, SendsASharedBlockFromItsOffset) {
    MemoryBudget budget;
    Stack stack;
    stack.lower.open();
    const BlockRef block = BlockRef::copy_of(budget, bytes_of("header+payload"));
    EXPECT_EQ(stack.upper.call([&](Stream& below) { return below.send_shared(*block, 7); }),
              SendStatus::sent);
    EXPECT_EQ(stack.lower.received, "payload");
    EXPECT_TRUE(block.unique());
}

// -- The rest of the seam

TEST(PassThroughFilter, TheLastWordIsAskedForAfterAllInput) {
    Stack stack({.piece_bytes_max = 1, .hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("ab");
    stack.lower.step();
    stack.lower.drain();
    EXPECT_THAT(stack.upper.told, testing::Not(testing::Contains("drain")));
    while (!stack.turns.empty())
        stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "data a", "data b", "drain"));
    EXPECT_TRUE(stack.lower.count("finish"));
}

TEST(PassThroughFilter, ADrainDuringTheHandshakeEndsIt) {
    Stack stack({.opens_late = true});
    stack.lower.open();
    stack.lower.drain();
    stack.run_turns();
    stack.lower.peer_ends();
    stack.lower.step();
    EXPECT_THAT(stack.upper.told, ElementsAre(closed_with(CloseReason::drained)));
}

TEST(PassThroughFilter, PassesOnWhatOtherThreadsPost) {
    Stack stack({.opens_late = true});
    stack.lower.open();
    stack.lower.post("before it opened");
    stack.run_turns();
    stack.lower.post("hello");
    EXPECT_THAT(stack.upper.told, ElementsAre("open", "posted hello"));
}

TEST(PassThroughFilter, IsNamedAsTheStreamBelow) {
    Stack stack;
    stack.lower.open();
    EXPECT_EQ(stack.filter.id(), stack.lower.id());
}

TEST(PassThroughFilter, ACloseIsToldAtOnceAndOnceAndATurnThatIsLeftDoesNothing) {
    Stack stack({.hold_percent = 100});
    stack.lower.open();
    stack.lower.peer_sends("held");
    stack.lower.step();
    ASSERT_FALSE(stack.turns.empty());
    stack.lower.close(CloseReason::reset);
    stack.run_turns();
    EXPECT_THAT(stack.upper.told, ElementsAre("open", closed_with(CloseReason::reset)));
}

TEST(PassThroughFilter, ACloseWithoutAnOpenIsToldAsWell) {
    Stack stack;
    stack.lower.close(CloseReason::connect_refused);
    EXPECT_THAT(stack.upper.told, ElementsAre(closed_with(CloseReason::connect_refused)));
}

TEST(PassThroughFilter, ATurnThatOutlivesTheFilterFindsItGone) {
    std::vector<std::function<void()>> turns;
    {
        PassThroughFilter filter(std::make_unique<UpperSession>(), {.opens_late = true},
                                 [&](std::function<void()> call) { turns.push_back(call); });
        ScriptedStream lower(filter);
        lower.open();
        lower.close(CloseReason::reset);
    }
    ASSERT_EQ(turns.size(), 1u);
    turns.front()();
}

TEST(PassThroughFilterDeathTest, AbortsWhereTheSessionAboveBreaksARule) {
    Stack stack;
    stack.lower.open();
    std::string elsewhere = "elsewhere";
    EXPECT_DEATH(static_cast<void>(stack.upper.stream->send_in_place(bytes_of(elsewhere))),
                 "inside on_data");
    const auto dies_reading = [&](std::function<Consumed(MutableBytes)> reads, std::size_t bytes,
                                  const char* rule) {
        stack.upper.reads = std::move(reads);
        EXPECT_DEATH(
            {
                stack.lower.peer_sends(std::string(bytes, 'x'));
                stack.lower.step();
            },
            rule);
    };
    dies_reading([](MutableBytes data) { return Consumed{data.size() + 1}; }, 5,
                 "no more is consumed");
    dies_reading(
        [](MutableBytes data) {
            data.back() = std::byte{'y'};
            return Consumed{0};
        },
        5, "not changed");
    stack.upper.reads = [](MutableBytes) { return Consumed{0}; };
    EXPECT_DEATH(
        for (int i = 0; i < 100'000; ++i) {
            stack.lower.peer_sends(std::string(1000, 'x'));
            stack.lower.step();
        },
        "tail left with `more` is short");
}

// -- An echo above it: nothing is lost whatever the filter does

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
