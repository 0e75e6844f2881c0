#include "protocol/tls_alpn.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

AlpnList list_of(std::initializer_list<std::string_view> names) {
    return AlpnList::of(std::span(names.begin(), names.size())).value();
}

TEST(AlpnList, IsAsItGoesOverTheWire) {
    EXPECT_EQ(list_of({"http/1.1", "x"}).wire(), "\x08http/1.1\x01x");
    EXPECT_TRUE(list_of({}).empty());
}

TEST(AlpnList, HasNoEmptyAndNoLongNames) {
    const std::string longest(255, 'a');
    const std::string longer(256, 'a');
    EXPECT_TRUE(AlpnList::of(std::array{std::string_view(longest)}));
    EXPECT_FALSE(AlpnList::of(std::array{std::string_view(longer)}));
    EXPECT_FALSE(AlpnList::of(std::array{std::string_view()}));
    const std::string_view name = longest;
    EXPECT_TRUE(AlpnList::of(std::array{name, name, name, name}));
    EXPECT_FALSE(AlpnList::of(std::array{name, name, name, name, name}));
}

TEST(AlpnList, ChoosesTheFirstOfItsOwnThatIsOffered) {
    const AlpnList ours = list_of({"one", "two"});
    EXPECT_EQ(ours.choose(list_of({"two", "one"}).wire()), "one");
    EXPECT_EQ(ours.choose(list_of({"three", "two"}).wire()), "two");
    EXPECT_EQ(ours.choose(list_of({"on", "onet"}).wire()), std::nullopt);
    EXPECT_EQ(ours.choose({}), std::nullopt);
}

TEST(AlpnList, ReadsNothingBehindAMalformedName) {
    const AlpnList ours = list_of({"one"});
    EXPECT_EQ(ours.choose(std::string_view("\0\3one", 5)), std::nullopt);
    EXPECT_EQ(ours.choose("\x05one"), std::nullopt);
    EXPECT_EQ(ours.choose("\x04one"), std::nullopt);
    EXPECT_EQ(ours.choose("\x03on"), std::nullopt);
    EXPECT_EQ(ours.choose("\x03one\xff"), "one");
}

}  // namespace
}  // namespace potok::testing
