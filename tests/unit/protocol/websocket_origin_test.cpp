#include "protocol/websocket_origin.hpp"

#include "protocol/http_target.hpp"
#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

bool allowed(const OriginPolicy& policy, std::string_view origin, std::string_view host) {
    return is_allowed(policy, origin, *read_authority(host));
}

TEST(Origin, IsASchemeAndAnAuthority) {
    for (const char* text : {"http://example.org", "https://example.org:8443", "http://[::1]:80",
                             "chrome-extension://abc", "HTTP://LOCALHOST"}) {
        EXPECT_TRUE(read_origin(text)) << text;
    }
    for (const char* text :
         {"", "null", "example.org", "http:example.org", "http://", "://example.org",
          "http://example.org/", "http://example.org/path", "http://user@example.org",
          "http://a.org http://b.org", "1http://example.org", "http://example.org:99999",
          "http://exa mple.org", "http://example.org:x"}) {
        EXPECT_FALSE(read_origin(text)) << text;
    }
}

TEST(OriginPolicy, LetsInAPageOfTheSameHostOnly) {
    const OriginPolicy policy;
    EXPECT_TRUE(allowed(policy, "http://example.org", "example.org"));
    EXPECT_TRUE(allowed(policy, "HTTPS://Example.ORG", "example.org"));
    EXPECT_TRUE(allowed(policy, "http://example.org:8080", "example.org:8080"));
    EXPECT_TRUE(allowed(policy, "http://[::1]:8080", "[::1]:8080"));
    EXPECT_FALSE(allowed(policy, "http://example.org", "example.org:8080"));
    EXPECT_FALSE(allowed(policy, "http://example.org:8080", "example.org"));
    EXPECT_FALSE(allowed(policy, "http://www.example.org", "example.org"));
    EXPECT_FALSE(allowed(policy, "http://example.org.evil.com", "example.org"));
    EXPECT_FALSE(allowed(policy, "null", "null"));
    EXPECT_FALSE(allowed(policy, "", "example.org"));
}

TEST(OriginPolicy, AMissingPortIsTheSchemesOwn) {
    const OriginPolicy policy;
    EXPECT_TRUE(allowed(policy, "http://example.org", "example.org:80"));
    EXPECT_TRUE(allowed(policy, "https://example.org", "example.org:443"));
    EXPECT_TRUE(allowed(policy, "https://example.org:443", "example.org"));
    EXPECT_FALSE(allowed(policy, "http://example.org", "example.org:443"));
}

TEST(OriginPolicy, LetsInWhatIsListed) {
    const OriginPolicy policy{{"https://friend.org", "http://localhost:8080"}};
    EXPECT_TRUE(allowed(policy, "https://friend.org", "example.org"));
    EXPECT_TRUE(allowed(policy, "https://FRIEND.org", "example.org"));
    EXPECT_TRUE(allowed(policy, "http://localhost:8080", "example.org"));
    EXPECT_TRUE(allowed(policy, "https://example.org", "example.org"));
    EXPECT_FALSE(allowed(policy, "http://friend.org", "example.org"));
    EXPECT_FALSE(allowed(policy, "https://friend.org:444", "example.org"));
    EXPECT_FALSE(allowed(policy, "null", "example.org"));
}

TEST(OriginPolicy, AStarStandsForEveryNameBelow) {
    const OriginPolicy policy{{"https://*.friend.org"}};
    EXPECT_TRUE(allowed(policy, "https://www.friend.org", "example.org"));
    EXPECT_TRUE(allowed(policy, "https://a.b.Friend.org", "example.org"));
    EXPECT_FALSE(allowed(policy, "https://friend.org", "example.org"));
    EXPECT_FALSE(allowed(policy, "https://.friend.org", "example.org"));
    EXPECT_FALSE(allowed(policy, "https://evilfriend.org", "example.org"));
    EXPECT_FALSE(allowed(policy, "http://www.friend.org", "example.org"));
    EXPECT_FALSE(allowed(policy, "https://www.friend.org.evil.com", "example.org"));
    EXPECT_FALSE(allowed(policy, "https://www.friend.org:8443", "example.org"));
}

TEST(OriginPolicy, ALoneStarLetsInAllThatIsAnOrigin) {
    const OriginPolicy policy{{"*"}};
    EXPECT_TRUE(allowed(policy, "https://anybody.org", "example.org"));
    EXPECT_TRUE(allowed(policy, "null", "example.org"));
    EXPECT_FALSE(allowed(policy, "no origin", "example.org"));
}

TEST(OriginPolicy, NullIsLetInWhereItIsListed) {
    EXPECT_TRUE(allowed({{"null"}}, "null", "example.org"));
}

}  // namespace
}  // namespace potok
