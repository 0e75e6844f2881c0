#include "reactor/cork.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

std::string_view text(const Cork& cork) {
    return text_of(cork.contents());
}

void append(Cork& cork, std::string_view bytes) {
    const Bytes part = bytes_of(bytes);
    cork.append(std::span(&part, 1));
}

TEST(Cork, JoinsWhatIsAppended) {
    Cork cork;
    EXPECT_TRUE(cork.empty());
    const std::array<Bytes, 3> parts{bytes_of("one "), bytes_of(""), bytes_of("two ")};
    cork.append(parts);
    append(cork, "three");
    EXPECT_EQ(text(cork), "one two three");
    cork.clear();
    EXPECT_TRUE(cork.empty());
}

TEST(Cork, LeavesAdjacentBytesWhereTheyLie) {
    Cork cork;
    const std::string block = "abcdef";
    EXPECT_TRUE(cork.extend_in_place(bytes_of(block).first(2)));
    EXPECT_TRUE(cork.extend_in_place(bytes_of(block).subspan(2, 3)));
    EXPECT_EQ(text(cork), "abcde");
    EXPECT_EQ(static_cast<const void*>(cork.contents().data()), block.data());
}

TEST(Cork, RefusesBytesThatDoNotAdjoin) {
    Cork cork;
    const std::string block = "abcdef";
    EXPECT_TRUE(cork.extend_in_place(bytes_of(block).first(2)));
    EXPECT_FALSE(cork.extend_in_place(bytes_of(block).subspan(3)));
    EXPECT_EQ(text(cork), "ab");
}

TEST(Cork, CopiesTheSpanInPlaceOnceSomethingElseFollows) {
    Cork cork;
    std::string block = "abcdef";
    EXPECT_TRUE(cork.extend_in_place(bytes_of(block).first(3)));
    append(cork, "XYZ");
    block.assign("------");
    EXPECT_EQ(text(cork), "abcXYZ");
    EXPECT_FALSE(cork.extend_in_place(bytes_of(block)));
}

TEST(Cork, SaysHowMuchRoomIsLeft) {
    Cork cork;
    EXPECT_EQ(cork.room(), Cork::kCapacity);
    append(cork, std::string(100, 'x'));
    EXPECT_EQ(cork.room(), Cork::kCapacity - 100);
    cork.clear();
    const std::string large(Cork::kCapacity + 1, 'y');
    EXPECT_TRUE(cork.extend_in_place(bytes_of(large)));
    EXPECT_EQ(cork.room(), 0u) << "more lies in place than could be copied";
}

TEST(CorkDeathTest, MoreThanTheRoomIsAProgrammersError) {
    Cork cork;
    EXPECT_DEATH(append(cork, std::string(Cork::kCapacity + 1, 'x')), "assertion failed");
}

}  // namespace
}  // namespace potok
