#include "protocol/tls_peer_name.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

TEST(TlsPeerName, IsANameOrAnAddress) {
    struct Row {
        std::string_view host;
        std::string_view text;
        bool is_address;
    };
    for (const Row& row : {
             Row{"a.example", "a.example", false},
             Row{"A.EXAMPLE.", "a.example", false},
             Row{"localhost", "localhost", false},
             Row{"почта.рф", "xn--80a1acny.xn--p1ai", false},
             Row{"under_score.example", "under_score.example", false},
             Row{"192.0.2.1", "192.0.2.1", true},
             Row{"1.2.3", "1.2.3", false},
             Row{"::1", "::1", true},
             Row{"2001:db8::1", "2001:db8::1", true},
             Row{"fe80::1%eth0", "fe80::1", true},
         }) {
        const auto name = TlsPeerName::parse(row.host);
        ASSERT_TRUE(name.ok()) << row.host;
        EXPECT_EQ(name.value().text(), row.text);
        EXPECT_EQ(name.value().is_address(), row.is_address) << row.host;
    }
}

TEST(TlsPeerName, IsNothingThatNoHostIsCalled) {
    const std::string long_name(kHostNameMax + 1, 'a');
    struct Row {
        std::string_view host;
        HostNameFault fault;
    };
    for (const Row& row : {
             Row{"", HostNameFault::empty_part},
             Row{".", HostNameFault::empty_part},
             Row{"a..b", HostNameFault::empty_part},
             Row{".a.example", HostNameFault::empty_part},
             Row{"a.example..", HostNameFault::empty_part},
             Row{"a b", HostNameFault::forbidden_character},
             Row{std::string_view("a.example\0.b", 12), HostNameFault::forbidden_character},
             Row{"192.0.2.1\n", HostNameFault::forbidden_character},
             Row{long_name, HostNameFault::name_too_long},
             Row{"\xff", HostNameFault::not_utf8},
         }) {
        const auto name = TlsPeerName::parse(row.host);
        ASSERT_FALSE(name.ok()) << row.host;
        EXPECT_EQ(name.error(), row.fault) << row.host;
    }
}

}  // namespace
}  // namespace potok::testing
