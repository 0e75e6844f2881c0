#include "reactor/input_delivery.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

// Takes `bytes` of what it is given, and then makes another the stream's session.
class Reader final : public Session {
  public:
    Reader(std::vector<std::string>& heard, Consumed answer, std::function<void()> then = {})
        : heard_(heard), answer_(answer), then_(std::move(then)) {}

    void on_open(Stream&) override {}
    [[nodiscard]] Consumed on_data(MutableBytes data) override {
        heard_.emplace_back(text_of(data));
        if (then_) then_();
        return answer_;
    }
    void on_end() override {}
    void on_close(CloseReason) override {}

  private:
    std::vector<std::string>& heard_;
    Consumed answer_;
    std::function<void()> then_;
};

class InputDelivery : public ::testing::Test {
  protected:
    // A first session that takes `bytes` and hands over to one that takes all.
    void begin_with(Consumed answer) {
        session_ = std::make_unique<Reader>(heard_, answer, [this] {
            first_ = std::exchange(session_,
                                   std::make_unique<Reader>(second_heard_, Consumed{1, next_}));
        });
    }
    Consumed deliver(std::string& data, bool wanted = true) {
        return deliver_input(session_, MutableBytes(std::as_writable_bytes(std::span(data))),
                             [wanted] { return wanted; });
    }

    Consumed::Next next_ = Consumed::Next::more;
    std::vector<std::string> heard_;
    std::vector<std::string> second_heard_;
    std::unique_ptr<Session> session_;
    std::unique_ptr<Session> first_;
    std::string data_ = "abc";
};

TEST_F(InputDelivery, OneSessionIsAskedOnceAndItsAnswerIsTheStreams) {
    for (const Consumed::Next next :
         {Consumed::Next::more, Consumed::Next::paused, Consumed::Next::later}) {
        heard_.clear();
        session_ = std::make_unique<Reader>(heard_, Consumed{2, next});
        const Consumed consumed = deliver(data_);
        EXPECT_EQ(consumed.bytes, 2u);
        EXPECT_EQ(consumed.next, next);
        EXPECT_THAT(heard_, ::testing::ElementsAre("abc"));
    }
}

TEST_F(InputDelivery, WhatIsLeftBehindAHandOverIsTheSuccessors) {
    begin_with({1});
    next_ = Consumed::Next::paused;
    const Consumed consumed = deliver(data_);
    EXPECT_THAT(second_heard_, ::testing::ElementsAre("bc"));
    EXPECT_EQ(consumed.bytes, 2u) << "of both together";
    EXPECT_EQ(consumed.next, Consumed::Next::paused) << "the successor's answer";
}

TEST_F(InputDelivery, NobodyIsGivenNothing) {
    begin_with({3});
    EXPECT_EQ(deliver(data_).bytes, 3u);
    EXPECT_THAT(second_heard_, ::testing::IsEmpty());
}

TEST_F(InputDelivery, ASuccessorOfAClosedOrPausedStreamIsGivenNothing) {
    begin_with({1});
    EXPECT_EQ(deliver(data_, false).bytes, 1u);
    EXPECT_THAT(second_heard_, ::testing::IsEmpty());
}

TEST_F(InputDelivery, ASuccessorOfOneThatPausedIsGivenNothing) {
    begin_with({1, Consumed::Next::paused});
    const Consumed consumed = deliver(data_);
    EXPECT_EQ(consumed.bytes, 1u);
    EXPECT_EQ(consumed.next, Consumed::Next::paused);
    EXPECT_THAT(second_heard_, ::testing::IsEmpty());
}

}  // namespace
}  // namespace potok
