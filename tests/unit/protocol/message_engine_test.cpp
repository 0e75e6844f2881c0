#include "protocol/message_engine.hpp"

#include "protocol/length_prefixed.hpp"
#include "protocol/line.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

struct WithoutAFastPath : LineDecoder {
    using LineDecoder::LineDecoder;
    void whole_messages(Bytes) const;
};

TEST(MessageEngine, IsWhatTheDecodersAreAndWhatLacksAPartIsNot) {
    EXPECT_TRUE(MessageEngine<LengthPrefixedDecoder>);
    EXPECT_TRUE(MessageEngine<LineDecoder>);
    EXPECT_FALSE(MessageEngine<WithoutAFastPath>);
}

TEST(MessageRun, IsOfNothingAtFirst) {
    EXPECT_EQ(MessageRun{}, (MessageRun{0, 0}));
    EXPECT_NE(MessageRun{}, (MessageRun{4, 1}));
}

}  // namespace
}  // namespace potok
