#include "protocol/session/address_to_bind.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

EndpointAddress endpoint(std::string host, std::uint16_t port) {
    EndpointAddress address;
    address.host = std::move(host);
    address.port = port;
    return address;
}

TEST(AddressToBind, ReadsNumbersAsTheyStand) {
    EXPECT_EQ(address_to_bind(endpoint("127.0.0.1", 9002)).value(),
              Address::ipv4({127, 0, 0, 1}, 9002));
    EXPECT_EQ(address_to_bind(endpoint("::1", 0)).value().to_string(), "[::1]:0");
}

TEST(AddressToBind, AStarIsEveryInterfaceOfBothKinds) {
    EXPECT_EQ(address_to_bind(endpoint("*", 80)).value(), Address::dual_stack_any(80));
}

TEST(AddressToBind, LooksANameUp) {
    const auto found = address_to_bind(endpoint("localhost", 7));
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found.value().port(), 7);
}

// No resolver takes a label of more than 63 letters (RFC 1035 §2.3.4), so no network is asked.
TEST(AddressToBind, SaysWhatTheResolverSaidOfANameThatIsNone) {
    const auto found = address_to_bind(endpoint(std::string(64, 'a'), 7));
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().call, SystemCall::resolve);
}

}  // namespace
}  // namespace potok
