// A PassThroughFilter between a session that writes down what it is told and a ScriptedStream.
#pragma once

#include "tests/gtest_pch.hpp"
#include "tests/support/pass_through_filter.hpp"
#include "tests/unit/session/scripted_stream.hpp"

namespace potok::test {

// The session above: writes down what it is told, and does what the test says. Fails where it is
// told anything from inside its own call to the stream.
class UpperSession final : public Session {
  public:
    std::vector<std::string> told;
    std::function<Consumed(MutableBytes)> reads = [](MutableBytes data) {
        return Consumed{data.size()};
    };
    // What else it does in each callback, which is named.
    std::function<void(std::string_view)> acts = [](std::string_view) {};
    std::function<void(Stream&)> drains = [](Stream& below) { below.finish(CloseReason::drained); };
    std::function<MutableBytes()> target = [] { return MutableBytes{}; };
    bool may_end = false;  // at any time, without a word
    Stream* stream = nullptr;

    // Calls the stream; nothing may be told meanwhile.
    template <class Call>
    auto call(Call&& make) {
        calling_ = true;
        struct Return {
            bool& calling;
            ~Return() { calling = false; }
        } at_return{calling_};
        return make(*stream);
    }

    SendStatus send(std::string_view text) {
        return call([&](Stream& below) { return below.send(bytes_of(text)); });
    }

    void on_open(Stream& below) override {
        stream = &below;
        note("open");
    }
    Consumed on_data(MutableBytes data) override {
        note("data " + std::string(text_of(data)));
        return reads(data);
    }
    void on_end() override { note("end"); }
    void on_drained() override { note("drained"); }
    void on_turn() override { note("turn"); }
    void on_posted(Stream&, Bytes message) override {
        note("posted " + std::string(text_of(message)));
    }
    void on_drain(Stream& below) override {
        note("drain");
        drains(below);
    }
    void on_idle() override { note("idle"); }
    [[nodiscard]] bool may_end_here() const noexcept override { return may_end; }
    void on_close(CloseReason reason) override {
        note("close " + std::to_string(static_cast<int>(reason)));
    }
    MutableBytes receive_target() override { return target(); }
    std::size_t held_bytes() const noexcept override { return 1000; }

  private:
    void note(std::string what) {
        EXPECT_FALSE(calling_) << what << " was told from inside a call to the stream";
        const std::string callback = what.substr(0, what.find(' '));
        told.push_back(std::move(what));
        if (callback != "close") acts(callback);
    }
    bool calling_ = false;
};

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

}  // namespace potok::test
