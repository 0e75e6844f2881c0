#include "protocol/websocket_extensions.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

constexpr std::string_view kName = "Sec-WebSocket-Extensions";

bool are_valid(std::vector<std::string_view> lines) {
    HttpFields fields;
    for (const std::string_view line : lines)
        EXPECT_TRUE(fields.add({kName, line}));
    return extensions_are_valid(fields);
}

TEST(WebSocketExtensions, NoneAtAllAreValid) {
    EXPECT_TRUE(are_valid({}));
}

TEST(WebSocketExtensions, TheGrammarsFormsAreValid) {
    for (const char* line :
         {"permessage-deflate", "a, b", "a;b", "a; b", "a ; b ; c", "a; b=c", "a; b = c",
          "a; b=\"c\"", "a; b=\"\\c\"", "a; b=10; c, d; e=\"f\"",
          "permessage-deflate; client_max_window_bits", "x-webkit-deflate-frame", ", a", "a,, b"}) {
        EXPECT_TRUE(are_valid({line})) << line;
    }
    EXPECT_TRUE(are_valid({"a; b", "c; d=e"}));
    EXPECT_TRUE(are_valid({"", "c"}));
}

TEST(WebSocketExtensions, AnythingElseIsNot) {
    for (const char* line : {"",
                             ",",
                             ";",
                             "a;",
                             "a;;b",
                             "a; =b",
                             "a; b=",
                             "a; b=\"\"",
                             "a; b=\"c",
                             "a; b=\"c d\"",
                             "a; b=\"c,d\"",
                             "a; b=\"c\\",
                             "a; b=\"c\"d",
                             "a b",
                             "a; b c",
                             "a; b=c d",
                             "a/b",
                             "a=b",
                             "\"a\"",
                             "a; \"b\"",
                             "a; b==c",
                             "a, b;",
                             "a; b=\"\\\"\""}) {
        EXPECT_FALSE(are_valid({line})) << line;
    }
    EXPECT_FALSE(are_valid({"a", "b;"}));
}

TEST(WebSocketExtensions, AParameterIsReadInViewsOfTheField) {
    std::string_view rest = "; one ; two=2; three = \"3\"";
    WebSocketParameter parameter;
    ASSERT_TRUE(take_parameter(rest, parameter));
    EXPECT_EQ(parameter.name, "one");
    EXPECT_FALSE(parameter.value);
    ASSERT_TRUE(take_parameter(rest, parameter));
    EXPECT_EQ(parameter.name, "two");
    EXPECT_EQ(parameter.value, "2");
    ASSERT_TRUE(take_parameter(rest, parameter));
    EXPECT_EQ(parameter.name, "three");
    EXPECT_EQ(parameter.value, "3");
    EXPECT_TRUE(rest.empty());
    EXPECT_FALSE(take_parameter(rest, parameter));
}

}  // namespace
}  // namespace potok
