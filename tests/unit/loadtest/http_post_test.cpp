#include "loadtest/http_post.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using ::testing::ElementsAre;

TEST(HttpPostView, IsTheSameAsAnEngineWantsIt) {
    const HttpPost post{"h", "/a", {{"A", "b"}, {"C", "d"}}};
    const HttpPostView view(post);
    EXPECT_EQ(view.request().method, "POST");
    EXPECT_EQ(view.request().host, "h");
    EXPECT_EQ(view.request().target, "/a");
    EXPECT_THAT(view.request().fields, ElementsAre(HttpField{"A", "b"}, HttpField{"C", "d"}));
}

TEST(HttpPost, IsJudgedBeforeItIsSent) {
    EXPECT_EQ((HttpPost{"h:1", "/a?b", {{"A", "b"}}}.judge()), std::nullopt);
    EXPECT_EQ((HttpPost{"h", "a", {}}.judge()), HttpRefusal::target_malformed);
    EXPECT_EQ((HttpPost{"h h", "/", {}}.judge()), HttpRefusal::host_malformed);
    EXPECT_EQ((HttpPost{"h", "/", {{"Host", "x"}}}.judge()), HttpRefusal::field_reserved);
}

}  // namespace
}  // namespace potok::loadtest
