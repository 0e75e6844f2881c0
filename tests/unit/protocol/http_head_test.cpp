#include "protocol/http_head.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using ::testing::ElementsAre;

HttpFields fields_of(std::initializer_list<HttpField> list) {
    HttpFields fields;
    for (const HttpField& field : list)
        EXPECT_TRUE(fields.add(field));
    return fields;
}

TEST(HttpFields, KeepTheOrderTheyCameIn) {
    const HttpFields fields = fields_of({{"B", "1"}, {"a", "2"}, {"b", "3"}});
    EXPECT_THAT(std::vector<HttpField>(fields.begin(), fields.end()),
                ElementsAre(HttpField{"B", "1"}, HttpField{"a", "2"}, HttpField{"b", "3"}));
    EXPECT_EQ(fields[2].value, "3");
}

TEST(HttpFields, AreFoundByNameIgnoringCase) {
    const HttpFields fields = fields_of({{"Host", "x"}, {"ETag", "1"}, {"HOST", "y"}});
    EXPECT_EQ(fields.count("host"), 2u);
    EXPECT_EQ(fields.count("hos"), 0u);
    EXPECT_EQ(fields.find("hOST"), "x");
    EXPECT_EQ(fields.find("Hos"), std::nullopt);
    std::vector<std::string> values;
    fields.for_each_value("host", [&](std::string_view value) { values.emplace_back(value); });
    EXPECT_THAT(values, ElementsAre("x", "y"));
}

TEST(HttpFields, LinesOfOneNameMakeOneList) {
    const HttpFields fields =
        fields_of({{"Upgrade", "a, b"}, {"Other", "x"}, {"upgrade", ""}, {"upgrade", ",c"}});
    std::vector<std::string> elements;
    fields.for_each_element("UPGRADE", [&](std::string_view one) { elements.emplace_back(one); });
    EXPECT_THAT(elements, ElementsAre("a", "b", "c"));
}

TEST(HttpFields, ATokenIsAWholeElement) {
    const HttpFields fields =
        fields_of({{"Connection", "keep-alive-not"}, {"Connection", "Close"}});
    EXPECT_TRUE(fields.has_token("connection", "close"));
    EXPECT_FALSE(fields.has_token("connection", "keep-alive"));
    EXPECT_FALSE(fields.has_token("upgrade", "close"));
}

TEST(HttpFields, AreNoMoreThanTheMaximum) {
    HttpFields fields;
    for (std::size_t i = 0; i < HttpFields::kMax; ++i)
        ASSERT_TRUE(fields.add({"a", "b"}));
    EXPECT_FALSE(fields.add({"one", "too many"}));
    EXPECT_EQ(fields.size(), HttpFields::kMax);
    fields.clear();
    EXPECT_TRUE(fields.empty());
    EXPECT_TRUE(fields.add({"a", "b"}));
}

TEST(HttpFieldsDeathTest, AreNotReadBehindTheLast) {
    const HttpFields fields = fields_of({{"a", "b"}});
    EXPECT_DEATH(static_cast<void>(fields[1]), "assertion failed");
}

TEST(HttpFraming, ALengthOfZeroIsNoContent) {
    using Kind = HttpFraming::Kind;
    EXPECT_FALSE((HttpFraming{Kind::none, 0}).has_content());
    EXPECT_FALSE((HttpFraming{Kind::length, 0}).has_content());
    EXPECT_TRUE((HttpFraming{Kind::length, 1}).has_content());
    EXPECT_TRUE((HttpFraming{Kind::chunked, 0}).has_content());
    EXPECT_TRUE((HttpFraming{Kind::until_close, 0}).has_content());
}

TEST(HttpStatus, InformationalIsOneHundredAndSomething) {
    EXPECT_TRUE(is_informational(100));
    EXPECT_TRUE(is_informational(199));
    EXPECT_FALSE(is_informational(200));
    EXPECT_FALSE(is_informational(99));
}

}  // namespace
}  // namespace potok::testing
