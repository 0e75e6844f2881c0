#include "protocol/session/http_trail.hpp"

#include <string>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using Step = HttpTrail::Step;

const HttpPlace kStart{.is_secure = false, .authority = "a.example", .target = "/b/c?d"};

HttpResponseHead answer(std::uint16_t status, std::initializer_list<HttpField> fields = {}) {
    HttpResponseHead head;
    head.status = status;
    for (const HttpField& field : fields)
        EXPECT_TRUE(head.fields.add(field));
    return head;
}
HttpResponseHead to(std::string_view location, std::uint16_t status = 307) {
    return answer(status, {{"Location", location}});
}

struct HttpTrailTest : ::testing::Test {
    HttpTrailTest() { trail.begin("POST", true); }
    void expect_at_start() const {
        EXPECT_EQ(trail.place(), kStart);
        EXPECT_EQ(trail.method(), "POST");
        EXPECT_TRUE(trail.has_body());
    }

    HttpTrail trail{kStart, 3};
};

TEST_F(HttpTrailTest, OtherAnswersEndIt) {
    for (const int status : {200, 204, 300, 304, 305, 306, 404, 503})
        EXPECT_EQ(trail.follow(to("/elsewhere", static_cast<std::uint16_t>(status))), Step::ends);
    expect_at_start();
}

TEST_F(HttpTrailTest, EachStepIsResolvedAgainstTheLast) {
    EXPECT_EQ(trail.follow(to("e/f")), Step::goes_on);
    EXPECT_EQ(trail.place().target, "/b/e/f");
    EXPECT_EQ(trail.follow(to("../g?h", 308)), Step::goes_on);
    EXPECT_EQ(trail.place().target, "/b/g?h");
    EXPECT_EQ(trail.method(), "POST");
    EXPECT_TRUE(trail.has_body());
}

TEST_F(HttpTrailTest, BecomesAGetWithoutABodyAndStaysOne) {
    for (const int status : {301, 302, 303}) {
        trail.begin("POST", true);
        EXPECT_EQ(trail.follow(to("/x", static_cast<std::uint16_t>(status))), Step::goes_on);
        EXPECT_EQ(trail.method(), "GET") << status;
        EXPECT_FALSE(trail.has_body()) << status;
        EXPECT_EQ(trail.follow(to("/y", 307)), Step::goes_on);
        EXPECT_EQ(trail.method(), "GET");
        EXPECT_FALSE(trail.has_body()) << "a body does not come back";
    }
}

TEST_F(HttpTrailTest, GoesInACircleSoOftenAndNoMore) {
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(trail.follow(to("/b/c?d")), Step::goes_on);
    EXPECT_EQ(trail.follow(to("/b/c?d")), Step::too_many);
    EXPECT_EQ(trail.follow(answer(200)), Step::ends);
}

TEST_F(HttpTrailTest, BeginsAnew) {
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(trail.follow(to("/x", 303)), Step::goes_on);
    trail.begin("POST", true);
    expect_at_start();
    EXPECT_EQ(trail.follow(to("/x")), Step::goes_on);
}

TEST_F(HttpTrailTest, WithoutStepsEveryAnswerIsTheOne) {
    HttpTrail none(kStart, 0);
    none.begin("POST", true);
    EXPECT_EQ(none.follow(to("/x")), Step::ends);
    EXPECT_EQ(none.follow(answer(302)), Step::ends);
}

TEST_F(HttpTrailTest, StaysWithItsOrigin) {
    for (const char* place : {"http://b.example/", "https://a.example/b", "http://a.example:81/",
                              "//b.example", "ftp://a.example/", "mailto:a@example"})
        EXPECT_EQ(trail.follow(to(place)), Step::elsewhere) << place;
    expect_at_start();
    for (const char* place : {"http://a.example/x", "HTTP://A.Example:80/x", "//a.example/x"}) {
        EXPECT_EQ(trail.follow(to(place)), Step::goes_on) << place;
        EXPECT_EQ(trail.place().target, "/x");
    }
}

TEST_F(HttpTrailTest, GoesToNoPlaceThatIsNone) {
    for (const char* place : {"http://user:word@a.example/", "/a b", "/%zz", "http:///", "/\xd0"})
        EXPECT_EQ(trail.follow(to(place)), Step::malformed) << place;
    EXPECT_EQ(trail.follow(answer(302)), Step::malformed);
    EXPECT_EQ(trail.follow(answer(302, {{"Location", "/x"}, {"location", "/x"}})), Step::malformed);
    expect_at_start();
}

TEST(DescribesBody, IsWhatABodyTakesWithIt) {
    for (const char* name : {"Content-Type", "content-encoding", "Content-MD5", "DIGEST"})
        EXPECT_TRUE(describes_body(name)) << name;
    for (const char* name : {"Accept", "Cookie", "Authorization", "Conten", "Content", ""})
        EXPECT_FALSE(describes_body(name)) << name;
}

}  // namespace
}  // namespace potok
