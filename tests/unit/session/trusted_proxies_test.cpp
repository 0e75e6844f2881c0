#include "protocol/session/trusted_proxies.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

Address at(std::string_view host) {
    return Address::parse_host(host, 0).value();
}

TrustedProxies trusting(std::initializer_list<std::string_view> list) {
    TrustedProxies proxies;
    for (const std::string_view text : list)
        EXPECT_TRUE(proxies.add(text)) << text;
    return proxies;
}

// Whom a request from 10.0.0.1:5000 with this field comes from, where 10.0.0.0/8 is trusted.
std::string client(std::string_view name, std::string_view value,
                   std::string_view peer = "10.0.0.1") {
    HttpFields fields;
    EXPECT_TRUE(fields.add({name, value}));
    const TrustedProxies proxies = trusting({"10.0.0.0/8", "2001:db8::/33"});
    return proxies.client_of(at(peer).with_port(5000), fields).to_string();
}

TEST(TrustedProxies, AreAddressesOrPrefixesOfThem) {
    TrustedProxies proxies;
    for (const std::string_view text :
         {"", "proxy", "*", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0/8",
          "::/129", "[::1]", "10.0.0.1:80", "/8"})
        EXPECT_FALSE(proxies.add(text)) << text;
    EXPECT_FALSE(proxies.contains(at("10.0.0.1")));
}

TEST(TrustedProxies, APrefixHasAllThatBeginLikeIt) {
    const TrustedProxies proxies = trusting({"192.0.2.7", "10.128.0.0/9", "2001:db8::/33"});
    for (const std::string_view inside :
         {"192.0.2.7", "10.128.0.0", "10.255.255.255", "2001:db8:7fff::1", "::ffff:192.0.2.7"})
        EXPECT_TRUE(proxies.contains(at(inside))) << inside;
    for (const std::string_view outside :
         {"192.0.2.6", "10.127.255.255", "11.128.0.0", "2001:db8:8000::", "2001:db9::", "::1"})
        EXPECT_FALSE(proxies.contains(at(outside))) << outside;
    EXPECT_TRUE(trusting({"0.0.0.0/0"}).contains(at("203.0.113.9")));
    EXPECT_FALSE(trusting({"0.0.0.0/0"}).contains(at("::1"))) << "the other family";
}

TEST(TrustedProxies, TheRightmostWhoIsNoProxyIsTheClient) {
    EXPECT_EQ(client("X-Forwarded-For", "198.51.100.1"), "198.51.100.1:0");
    EXPECT_EQ(client("X-Forwarded-For", "1.1.1.1, 198.51.100.1, 10.2.0.1, 2001:db8::5"),
              "198.51.100.1:0")
        << "what stands before it the client may have written";
    EXPECT_EQ(client("X-Forwarded-For", "10.0.0.9"), "10.0.0.9:0") << "a proxy of ours asks itself";
}

TEST(TrustedProxies, AHopIsWrittenInManyWays) {
    EXPECT_EQ(client("X-Forwarded-For", "198.51.100.1:4711"), "198.51.100.1:0");
    EXPECT_EQ(client("X-Forwarded-For", "[2001:db9::1]:4711"), "[2001:db9::1]:0");
    EXPECT_EQ(client("Forwarded", "for=\"[2001:db9::1]\""), "[2001:db9::1]:0");
    EXPECT_EQ(client("Forwarded", "proto=http;for=198.51.100.1"), "198.51.100.1:0");
    EXPECT_EQ(client("X-Forwarded-For", "::ffff:198.51.100.1"), "198.51.100.1:0");
}

TEST(TrustedProxies, AHopThatIsNoAddressLeavesTheProxyThatGotIt) {
    for (const std::string_view node :
         {"unknown", "_hidden", "*", "evil\x1b[2J", "fe80::1%1", "1.2.3"})
        EXPECT_EQ(client("X-Forwarded-For", "198.51.100.1, " + std::string(node) + ", 10.0.0.2"),
                  "10.0.0.2:0")
            << node;
    EXPECT_EQ(client("X-Forwarded-For", "unknown"), "10.0.0.1:5000");
    EXPECT_EQ(client("Forwarded", "for=\"broken"), "10.0.0.1:5000");
}

TEST(TrustedProxies, AStrangersWordIsNotTaken) {
    EXPECT_EQ(client("X-Forwarded-For", "198.51.100.1", "203.0.113.5"), "203.0.113.5:5000");
    HttpFields fields;
    EXPECT_TRUE(fields.add({"X-Forwarded-For", "198.51.100.1"}));
    EXPECT_EQ(TrustedProxies().client_of(at("10.0.0.1"), fields), at("10.0.0.1"));
}

}  // namespace
}  // namespace potok
