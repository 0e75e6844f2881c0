#include "cli/value.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::cli {
namespace {

using namespace std::chrono_literals;

enum class Colour : std::uint8_t { red, green };

struct Inner {
    double ratio = 0;
};

struct Fields {
    bool flag = false;
    std::uint8_t small = 0;
    std::int64_t whole = 0;
    std::chrono::nanoseconds time{};
    std::string text;
    Colour colour = Colour::red;
    std::optional<std::uint32_t> maybe = 7;
    std::vector<std::string> list{"before"};
    Inner inner;
};

void put(const Target& target, Fields& fields, std::initializer_list<Value> values) {
    target.store(&fields, std::span(values.begin(), values.size()));
}

TEST(Into, PutsEachKindOfValueIntoTheFieldOfItsType) {
    Fields fields;
    put(into<&Fields::flag>, fields, {true});
    put(into<&Fields::small>, fields, {std::int64_t{255}});
    put(into<&Fields::whole>, fields, {std::int64_t{-5}});
    put(into<&Fields::time>, fields, {Value(std::chrono::nanoseconds(3s))});
    put(into<&Fields::text>, fields, {std::string("words")});
    put(into<&Fields::colour>, fields, {Choice{1}});
    EXPECT_TRUE(fields.flag);
    EXPECT_EQ(fields.small, 255);
    EXPECT_EQ(fields.whole, -5);
    EXPECT_EQ(fields.time, 3s);
    EXPECT_EQ(fields.text, "words");
    EXPECT_EQ(fields.colour, Colour::green);
}

TEST(Into, ReachesAFieldOfAField) {
    Fields fields;
    put(into<&Fields::inner, &Inner::ratio>, fields, {0.5});
    EXPECT_EQ(fields.inner.ratio, 0.5);
}

TEST(Into, ReplacesAListByAllValues) {
    Fields fields;
    put(into<&Fields::list>, fields, {std::string("a"), std::string("b")});
    EXPECT_THAT(fields.list, testing::ElementsAre("a", "b"));
}

TEST(Into, EmptiesAnOptionalForAKeyword) {
    Fields fields;
    put(into<&Fields::maybe>, fields, {std::int64_t{3}});
    EXPECT_EQ(fields.maybe, 3U);
    put(into<&Fields::maybe>, fields, {Keyword{}});
    EXPECT_EQ(fields.maybe, std::nullopt);
}

TEST(Into, KnowsWhoseFieldsItFills) {
    EXPECT_EQ(into<&Fields::flag>.owner, &detail::kTypeTag<Fields>);
    EXPECT_EQ((into<&Fields::inner, &Inner::ratio>.owner), &detail::kTypeTag<Fields>);
    EXPECT_NE(into<&Inner::ratio>.owner, into<&Fields::flag>.owner);
}

TEST(IntoDeathTest, AValueThatDoesNotFitItsFieldIsAProgrammersError) {
    Fields fields;
    EXPECT_DEATH(put(into<&Fields::flag>, fields, {std::int64_t{1}}), "assertion failed");
    EXPECT_DEATH(put(into<&Fields::small>, fields, {std::int64_t{256}}), "assertion failed");
    EXPECT_DEATH(put(into<&Fields::small>, fields, {std::int64_t{-1}}), "assertion failed");
    EXPECT_DEATH(put(into<&Fields::text>, fields, {}), "assertion failed");
    EXPECT_DEATH(put(into<&Fields::text>, fields, {std::string("a"), std::string("b")}),
                 "assertion failed");
    EXPECT_DEATH(put(into<&Fields::whole>, fields, {Keyword{}}), "assertion failed");
}

}  // namespace
}  // namespace potok::cli
