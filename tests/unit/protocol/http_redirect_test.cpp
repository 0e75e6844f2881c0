#include "protocol/http_redirect.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using enum HttpRedirectFault;

const HttpPlace kHere{.is_secure = false, .authority = "a.example", .target = "/b/c/d;p?q"};

std::variant<HttpRedirect, HttpRedirectFault> go(std::string_view location,
                                                 const HttpPlace& from = kHere) {
    return redirect_of(
        {.status = 307, .method = "GET", .location = location, .followed = 0, .most = 5}, from);
}

std::string place_of(std::string_view location, const HttpPlace& from = kHere) {
    const auto result = go(location, from);
    if (const auto* fault = std::get_if<HttpRedirectFault>(&result))
        return "fault " + std::to_string(static_cast<int>(*fault));
    const HttpPlace& place = std::get<HttpRedirect>(result).place;
    return (place.is_secure ? "https://" : "http://") + place.authority + place.target;
}

// RFC 3986 §5.4, those that stay in HTTP; a fragment is dropped.
TEST(HttpRedirect, ResolvesAsTheRfcsExamplesDo) {
    const std::pair<const char*, const char*> examples[] = {
        {"g", "/b/c/g"},
        {"./g", "/b/c/g"},
        {"g/", "/b/c/g/"},
        {"/g", "/g"},
        {"?y", "/b/c/d;p?y"},
        {"g?y", "/b/c/g?y"},
        {"#s", "/b/c/d;p?q"},
        {"g#s", "/b/c/g"},
        {"g?y#s", "/b/c/g?y"},
        {";x", "/b/c/;x"},
        {"g;x", "/b/c/g;x"},
        {"g;x?y#s", "/b/c/g;x?y"},
        {"", "/b/c/d;p?q"},
        {".", "/b/c/"},
        {"./", "/b/c/"},
        {"..", "/b/"},
        {"../", "/b/"},
        {"../g", "/b/g"},
        {"../..", "/"},
        {"../../", "/"},
        {"../../g", "/g"},
        {"../../../g", "/g"},
        {"../../../../g", "/g"},
        {"/./g", "/g"},
        {"/../g", "/g"},
        {"g.", "/b/c/g."},
        {".g", "/b/c/.g"},
        {"g..", "/b/c/g.."},
        {"..g", "/b/c/..g"},
        {"./../g", "/b/g"},
        {"./g/.", "/b/c/g/"},
        {"g/./h", "/b/c/g/h"},
        {"g/../h", "/b/c/h"},
        {"g;x=1/./y", "/b/c/g;x=1/y"},
        {"g;x=1/../y", "/b/c/y"},
        {"g?y/./x", "/b/c/g?y/./x"},
        {"g?y/../x", "/b/c/g?y/../x"},
    };
    for (const auto& [location, target] : examples)
        EXPECT_EQ(place_of(location), std::string("http://a.example") + target) << location;
    EXPECT_EQ(place_of("//g"), "http://g/");
    EXPECT_EQ(place_of("//g?x"), "http://g/?x");
}

TEST(HttpRedirect, OneOriginHasOneForm) {
    EXPECT_EQ(place_of("http://B.Example:80/x"), "http://b.example/x");
    EXPECT_EQ(place_of("HTTPS://b.example:443"), "https://b.example/");
    EXPECT_EQ(place_of("https://b.example:80/"), "https://b.example:80/");
    EXPECT_EQ(place_of("http://[::1]:8080/"), "http://[::1]:8080/");
    const auto result = go("http://A.EXAMPLE:80/elsewhere");
    EXPECT_TRUE(std::get<HttpRedirect>(result).place.same_origin(kHere));
    const auto secure = go("https://a.example/");
    EXPECT_FALSE(std::get<HttpRedirect>(secure).place.same_origin(kHere));
}

TEST(HttpRedirect, SomePlacesAreNotGoneTo) {
    const HttpPlace secure{.is_secure = true, .authority = "a.example", .target = "/"};
    const auto fault_of = [](std::string_view location, const HttpPlace& from = kHere) {
        const auto result = go(location, from);
        const auto* fault = std::get_if<HttpRedirectFault>(&result);
        return fault != nullptr ? std::optional(*fault) : std::nullopt;
    };
    EXPECT_EQ(fault_of("http://a.example/", secure), less_secure);
    EXPECT_EQ(fault_of("//a.example/x", secure), std::nullopt);
    for (const char* location :
         {"ftp://a/", "javascript:alert(1)", "file:///etc/passwd", "ws://a/", "g:h"})
        EXPECT_EQ(fault_of(location), scheme_not_possible) << location;
    for (const char* location : {"http://user@b/", "//user:word@b/", "https://b@c/"})
        EXPECT_EQ(fault_of(location), user_information) << location;
    for (const char* location : {"http:", "http:g", "http:///x", "http://a b/", "/a b", "/a\tb",
                                 "/%zz", "/\xD0\xBF", "//", "http://a:99999/", "http://:80/"})
        EXPECT_EQ(fault_of(location), location_malformed) << location;
}

TEST(HttpRedirect, TheMethodStaysOrBecomesGet) {
    const auto next = [](std::uint16_t status, std::string_view method) {
        const auto result = redirect_of(
            {.status = status, .method = method, .location = "/", .followed = 0, .most = 1}, kHere);
        const auto& redirect = std::get<HttpRedirect>(result);
        return std::string(redirect.method) + (redirect.keeps_body ? "+" : "");
    };
    for (const auto status : std::initializer_list<std::uint16_t>{301, 302}) {
        EXPECT_EQ(next(status, "POST"), "GET");
        EXPECT_EQ(next(status, "PUT"), "PUT+");
        EXPECT_EQ(next(status, "HEAD"), "HEAD");
    }
    EXPECT_EQ(next(303, "POST"), "GET");
    EXPECT_EQ(next(303, "PUT"), "GET");
    EXPECT_EQ(next(303, "HEAD"), "HEAD");
    EXPECT_EQ(next(307, "POST"), "POST+");
    EXPECT_EQ(next(308, "PUT"), "PUT+");
}

TEST(HttpRedirect, OffUnlessAskedForAndThenBounded) {
    const auto fault_of = [](std::uint16_t status, std::optional<std::string_view> location,
                             unsigned followed, unsigned most) {
        const auto result = redirect_of({.status = status,
                                         .method = "GET",
                                         .location = location,
                                         .followed = followed,
                                         .most = most},
                                        kHere);
        const auto* fault = std::get_if<HttpRedirectFault>(&result);
        return fault != nullptr ? std::optional(*fault) : std::nullopt;
    };
    EXPECT_EQ(fault_of(302, "/", 0, 0), too_many);
    EXPECT_EQ(fault_of(302, "/", 4, 5), std::nullopt);
    EXPECT_EQ(fault_of(302, "/", 5, 5), too_many);
    EXPECT_EQ(fault_of(302, std::nullopt, 0, 5), location_missing);
    for (const auto status :
         std::initializer_list<std::uint16_t>{200, 201, 300, 304, 305, 306, 400})
        EXPECT_EQ(fault_of(status, "/", 0, 5), not_a_redirect) << status;
}

}  // namespace
}  // namespace potok
