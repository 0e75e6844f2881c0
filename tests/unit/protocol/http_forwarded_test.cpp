#include "protocol/http_forwarded.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using Nodes = std::vector<std::string_view>;

std::optional<Nodes> nodes(std::initializer_list<HttpField> lines) {
    HttpFields fields;
    for (const HttpField& line : lines)
        EXPECT_TRUE(fields.add(line));
    const auto hops = forwarded_hops(fields);
    if (!hops) return std::nullopt;
    return Nodes(hops->nodes().begin(), hops->nodes().end());
}
std::optional<Nodes> forwarded(std::string_view value) {
    return nodes({{"Forwarded", value}});
}

TEST(HttpForwarded, ReadsTheListOfAllItsLines) {
    EXPECT_EQ(
        nodes({{"X-Forwarded-For", "192.0.2.1, 2001:db8::1"}, {"x-forwarded-for", "unknown"}}),
        (Nodes{"192.0.2.1", "2001:db8::1", "unknown"}));
    EXPECT_EQ(
        nodes({{"Forwarded", "for=192.0.2.1"}, {"forwarded", "for=_hidden, For=\"[::1]:80\""}}),
        (Nodes{"192.0.2.1", "_hidden", "[::1]:80"}));
}

TEST(HttpForwarded, TakesWhomItIsForFromWhatElseAnElementSays) {
    EXPECT_EQ(forwarded("proto=https;for=192.0.2.1;by=\"a;b,c\", by=_x"), (Nodes{"192.0.2.1", ""}));
}

TEST(HttpForwarded, ABrokenElementMakesTheWholeFieldSayNothing) {
    for (const std::string_view value :
         {"for=1.2.3.4;for=5.6.7.8", "for", "for=", "for=\"open, for=1.2.3.4", "for=a b",
          "for=\"a\\\"b\"", "=x", "for = 1.2.3.4", "f(r=1"})
        EXPECT_EQ(forwarded(value), std::nullopt) << value;
}

TEST(HttpForwarded, WithBothFieldsOrNeitherNothingIsSaid) {
    EXPECT_EQ(nodes({}), std::nullopt);
    EXPECT_EQ(nodes({{"Forwarded", "for=1.2.3.4"}, {"X-Forwarded-For", "1.2.3.4"}}), std::nullopt);
}

TEST(HttpForwarded, NoWayIsLongerThanTheLimit) {
    std::string list = "1.1.1.1";
    for (std::size_t i = 1; i < ForwardedHops::kMax; ++i)
        list += ",1.1.1.1";
    EXPECT_EQ(nodes({{"X-Forwarded-For", list}})->size(), ForwardedHops::kMax);
    list += ",1.1.1.1";
    EXPECT_EQ(nodes({{"X-Forwarded-For", list}}), std::nullopt);
}

}  // namespace
}  // namespace potok
