#include "protocol/session/message_sink.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

struct ByReference {
    bool on_messages(Bytes, std::size_t);
    bool on_message(const BlockRef&);
};
struct ByValue {
    bool on_messages(Bytes, std::size_t);
    bool on_message(BlockRef);
};
struct WithoutAnAnswer {
    bool on_messages(Bytes, std::size_t);
    void on_message(const BlockRef&);
};

TEST(MessageSink, TakesABlockByReferenceOrByValueAndAlwaysAnswers) {
    EXPECT_TRUE(MessageSink<ByReference>);
    EXPECT_TRUE(MessageSink<ByValue>);
    EXPECT_FALSE(MessageSink<WithoutAnAnswer>);
}

TEST(Reading, IsPausedWhenTheSinkRefused) {
    EXPECT_TRUE((Reading{{5, Consumed::Next::paused}}.paused()));
    EXPECT_FALSE((Reading{{5, Consumed::Next::more}}.paused()));
    EXPECT_FALSE(Reading{}.failure);
}

}  // namespace
}  // namespace potok
