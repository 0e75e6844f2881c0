#include "protocol/session/ascii_host.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

EndpointAddress address(std::string_view text) {
    return parse_endpoint(text, EndpointUse::target).value();
}

TEST(WithAsciiHost, ChangesTheHostAndNothingElse) {
    EXPECT_EQ(with_ascii_host(address("ws://a:b@почта.рф:9001/путь")),
              address("ws://a:b@xn--80a1acny.xn--p1ai:9001/путь"));
    for (const char* same : {"lp://[::1]:5?prefix=u8", "tcp://127.0.0.1:1", "http://example.org/"})
        EXPECT_EQ(with_ascii_host(address(same)), address(same));
}

}  // namespace
}  // namespace potok
