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

TEST(HttpPostView, GoesWhereItIsLed) {
    const HttpPost post{"h", "/a", {{"A", "b"}, {"Content-Type", "c"}}};
    const HttpPostView view(post);
    EXPECT_EQ(view.place(), (HttpPlace{.is_secure = false, .authority = "h", .target = "/a"}));
    HttpTrail trail(view.place(), 5);
    trail.begin("POST", true);
    HttpResponseHead head;
    ASSERT_TRUE(head.fields.add({"Location", "/x"}));
    head.status = 307;
    ASSERT_EQ(trail.follow(head), HttpTrail::Step::goes_on);
    const HttpRequest same = view.request_on(trail);
    EXPECT_EQ(same.method, "POST");
    EXPECT_EQ(same.target, "/x");
    EXPECT_EQ(same.host, "h");
    EXPECT_EQ(same.fields.size(), 2u);
    head.status = 303;
    ASSERT_EQ(trail.follow(head), HttpTrail::Step::goes_on);
    const HttpRequest other = view.request_on(trail);
    EXPECT_EQ(other.method, "GET");
    EXPECT_THAT(other.fields, ElementsAre(HttpField{"A", "b"}));
}

TEST(HttpPost, IsJudgedBeforeItIsSent) {
    EXPECT_EQ((HttpPost{"h:1", "/a?b", {{"A", "b"}}}.judge()), std::nullopt);
    EXPECT_EQ((HttpPost{"h", "a", {}}.judge()), HttpRefusal::target_malformed);
    EXPECT_EQ((HttpPost{"h h", "/", {}}.judge()), HttpRefusal::host_malformed);
    EXPECT_EQ((HttpPost{"h", "/", {{"Host", "x"}}}.judge()), HttpRefusal::field_reserved);
}

}  // namespace
}  // namespace potok::loadtest
