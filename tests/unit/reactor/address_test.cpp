#include "reactor/address.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/reactor/seeded_random.hpp"

namespace potok {
namespace {

using Fault = AddressParseFault;

Address parsed(std::string_view text) {
    const auto result = Address::parse(text);
    EXPECT_TRUE(result.ok()) << text << ": fault " << static_cast<int>(result.error());
    return result.ok() ? result.value() : Address();
}

std::optional<Fault> fault_of(const Result<Address, Fault>& result) {
    return result.ok() ? std::nullopt : std::optional(result.error());
}

// ---- What is taken, and how it is written

struct GoodText {
    std::string_view text;
    std::string_view canonical;
};

class GoodAddressTest : public testing::TestWithParam<GoodText> {};

TEST_P(GoodAddressTest, IsWrittenInItsOneCanonicalForm) {
    EXPECT_EQ(parsed(GetParam().text).to_string(), GetParam().canonical);
}

TEST_P(GoodAddressTest, ReadsBackFromWhatWasWritten) {
    const Address address = parsed(GetParam().text);
    EXPECT_EQ(parsed(address.to_string()), address);
}

INSTANTIATE_TEST_SUITE_P(Ipv4, GoodAddressTest,
                         testing::Values(GoodText{"127.0.0.1:9001", "127.0.0.1:9001"},
                                         GoodText{"0.0.0.0:80", "0.0.0.0:80"},
                                         GoodText{"255.255.255.255:65535", "255.255.255.255:65535"},
                                         GoodText{"10.0.200.99:0", "10.0.200.99:0"}));

INSTANTIATE_TEST_SUITE_P(
    Ipv6, GoodAddressTest,
    testing::Values(
        GoodText{"[::]:0", "[::]:0"}, GoodText{"[::1]:80", "[::1]:80"},
        GoodText{"[1::]:80", "[1::]:80"}, GoodText{"[1:2:3:4:5:6:7:8]:1", "[1:2:3:4:5:6:7:8]:1"},
        GoodText{"[2001:DB8::ABCD]:443", "[2001:db8::abcd]:443"},
        GoodText{"[2001:0db8:0000:0000:0000:0000:0002:0001]:1", "[2001:db8::2:1]:1"},
        // RFC 5952 §4.2.2: one group of zeros alone is not shortened, though it is read.
        GoodText{"[2001:db8::1:1:1:1:1]:1", "[2001:db8:0:1:1:1:1:1]:1"},
        GoodText{"[1:2:3:4:5:6:7::]:1", "[1:2:3:4:5:6:7:0]:1"},
        GoodText{"[::2:3:4:5:6:7:8]:1", "[0:2:3:4:5:6:7:8]:1"},
        // RFC 5952 §4.2.3: the longest run, and the first of equals.
        GoodText{"[2001:0:0:1:0:0:0:1]:1", "[2001:0:0:1::1]:1"},
        GoodText{"[2001:db8:0:0:1:0:0:1]:1", "[2001:db8::1:0:0:1]:1"},
        GoodText{"[0:0:1:1:1:1:0:0]:1", "[::1:1:1:1:0:0]:1"},
        // An IPv4 address in the last 32 bits is read, outside the mapped range written as groups.
        GoodText{"[64:ff9b::192.0.2.33]:1", "[64:ff9b::c000:221]:1"},
        GoodText{"[::127.0.0.1]:1", "[::7f00:1]:1"},
        GoodText{"[1:2:3:4:5:6:1.2.3.4]:1", "[1:2:3:4:5:6:102:304]:1"}));

INSTANTIATE_TEST_SUITE_P(Ipv4Mapped, GoodAddressTest,
                         testing::Values(GoodText{"[::ffff:192.0.2.1]:80", "192.0.2.1:80"},
                                         GoodText{"[::FFFF:C000:0201]:80", "192.0.2.1:80"},
                                         GoodText{"[0:0:0:0:0:ffff:0:0]:80", "0.0.0.0:80"}));

INSTANTIATE_TEST_SUITE_P(Scoped, GoodAddressTest,
                         testing::Values(GoodText{"[fe80::1%2]:80", "[fe80::1%2]:80"},
                                         GoodText{"[febf::1%4294967295]:80",
                                                  "[febf::1%4294967295]:80"},
                                         GoodText{"[fe80::1]:80", "[fe80::1]:80"}));

INSTANTIATE_TEST_SUITE_P(DualStack, GoodAddressTest,
                         testing::Values(GoodText{"*:9000", "*:9000"}, GoodText{"*:0", "*:0"}));

// ---- What is refused, and why

struct BadText {
    std::string_view text;
    Fault fault;
};

class BadAddressTest : public testing::TestWithParam<BadText> {};

TEST_P(BadAddressTest, IsRefusedForItsReason) {
    EXPECT_EQ(fault_of(Address::parse(GetParam().text)), GetParam().fault) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Port, BadAddressTest,
    testing::Values(
        BadText{"", Fault::no_port}, BadText{"127.0.0.1", Fault::no_port},
        BadText{"[::1]", Fault::no_port}, BadText{"[::1]80", Fault::no_port},
        BadText{"*", Fault::no_port}, BadText{"127.0.0.1:", Fault::bad_port},
        BadText{"127.0.0.1:65536", Fault::bad_port},
        BadText{"127.0.0.1:99999999999999999999", Fault::bad_port},
        BadText{"127.0.0.1:-1", Fault::bad_port}, BadText{"127.0.0.1:+80", Fault::bad_port},
        BadText{"127.0.0.1: 80", Fault::bad_port}, BadText{"127.0.0.1:80 ", Fault::bad_port},
        BadText{"127.0.0.1:080", Fault::bad_port}, BadText{"127.0.0.1:0x50", Fault::bad_port},
        BadText{"127.0.0.1:http", Fault::bad_port}, BadText{"[::1]:", Fault::bad_port},
        BadText{"*:65536", Fault::bad_port}));

INSTANTIATE_TEST_SUITE_P(
    Ipv4, BadAddressTest,
    testing::Values(
        BadText{"256.0.0.1:80", Fault::bad_ipv4}, BadText{"1.2.3:80", Fault::bad_ipv4},
        BadText{"1.2.3.4.5:80", Fault::bad_ipv4}, BadText{"1..3.4:80", Fault::bad_ipv4},
        BadText{".1.2.3:80", Fault::bad_ipv4}, BadText{"1.2.3.4.:80", Fault::bad_ipv4},
        BadText{"127.1:80", Fault::bad_ipv4}, BadText{"2130706433:80", Fault::bad_ipv4},
        BadText{"0177.0.0.01:80", Fault::bad_ipv4}, BadText{"127.0.0.01:80", Fault::bad_ipv4},
        BadText{"0x7f.0.0.0x1:80", Fault::bad_ipv4}, BadText{"0x7f000001:80", Fault::bad_ipv4},
        BadText{"0X7F000001:80", Fault::bad_ipv4}, BadText{"0x:80", Fault::bad_ipv4},
        BadText{"1.2.3.1000:80", Fault::bad_ipv4}, BadText{"1.2.3.99999999999:80", Fault::bad_ipv4},
        BadText{"1.2.3.-4:80", Fault::not_numeric}, BadText{" 1.2.3.4:80", Fault::bad_ipv4}));

INSTANTIATE_TEST_SUITE_P(
    Ipv6, BadAddressTest,
    testing::Values(
        BadText{"[]:80", Fault::bad_ipv6}, BadText{"[:]:80", Fault::bad_ipv6},
        BadText{"[:::]:80", Fault::bad_ipv6}, BadText{"[1:::2]:80", Fault::bad_ipv6},
        BadText{"[1::2::3]:80", Fault::bad_ipv6}, BadText{"[1:2]:80", Fault::bad_ipv6},
        BadText{"[:1:2:3:4:5:6:7]:80", Fault::bad_ipv6},
        BadText{"[1:2:3:4:5:6:7:]:80", Fault::bad_ipv6},
        BadText{"[1:2:3:4:5:6:7:8:]:80", Fault::bad_ipv6}, BadText{"[1::2:]:80", Fault::bad_ipv6},
        BadText{"[:1::2]:80", Fault::bad_ipv6}, BadText{"[1:2:3:4:5:6:7]:80", Fault::bad_ipv6},
        BadText{"[1:2:3:4:5:6:7:8:9]:80", Fault::bad_ipv6},
        BadText{"[1:2:3:4::5:6:7:8]:80", Fault::bad_ipv6},
        BadText{"[::1:2:3:4:5:6:7:8]:80", Fault::bad_ipv6},
        BadText{"[12345::]:80", Fault::bad_ipv6}, BadText{"[00001::]:80", Fault::bad_ipv6},
        BadText{"[g::]:80", Fault::bad_ipv6}, BadText{"[-1::]:80", Fault::bad_ipv6},
        BadText{"[0x1::]:80", Fault::bad_ipv6}, BadText{"[ ::1]:80", Fault::bad_ipv6},
        BadText{"[1.2.3.4]:80", Fault::bad_ipv6}, BadText{"[::1.2.3]:80", Fault::bad_ipv6},
        BadText{"[::1.2.3.256]:80", Fault::bad_ipv6}, BadText{"[::01.2.3.4]:80", Fault::bad_ipv6},
        BadText{"[1.2.3.4::]:80", Fault::bad_ipv6}, BadText{"[::1.2.3.4:1]:80", Fault::bad_ipv6},
        BadText{"[1:2:3:4:5:6:7:1.2.3.4]:80", Fault::bad_ipv6},
        BadText{"[[::1]]:80", Fault::bad_ipv6}, BadText{"[*]:80", Fault::bad_ipv6}));

INSTANTIATE_TEST_SUITE_P(Scope, BadAddressTest,
                         testing::Values(BadText{"[fe80::1%]:80", Fault::bad_scope},
                                         BadText{"[fe80::1%0]:80", Fault::bad_scope},
                                         BadText{"[fe80::1%01]:80", Fault::bad_scope},
                                         BadText{"[fe80::1%eth0]:80", Fault::bad_scope},
                                         BadText{"[fe80::1%4294967296]:80", Fault::bad_scope},
                                         BadText{"[fe80::1%1%2]:80", Fault::bad_scope},
                                         BadText{"[2001:db8::1%2]:80", Fault::bad_scope},
                                         BadText{"[fec0::1%2]:80", Fault::bad_scope},
                                         BadText{"[::ffff:1.2.3.4%2]:80", Fault::bad_scope},
                                         BadText{"[%2]:80", Fault::bad_ipv6}));

INSTANTIATE_TEST_SUITE_P(
    Shape, BadAddressTest,
    testing::Values(
        BadText{"::1:80", Fault::no_brackets}, BadText{"::1", Fault::no_brackets},
        BadText{"1:2:80", Fault::no_brackets}, BadText{"[::1:80", Fault::unclosed_bracket},
        BadText{"[", Fault::unclosed_bracket}, BadText{":80", Fault::not_numeric},
        BadText{"localhost:80", Fault::not_numeric}, BadText{"1.example:80", Fault::not_numeric},
        BadText{"127.0.0.1.example:80", Fault::not_numeric}, BadText{"0xyz:80", Fault::not_numeric},
        BadText{".:80", Fault::not_numeric}, BadText{"**:80", Fault::not_numeric}));

TEST(Address, AZeroInsideTheTextIsNoEnd) {
    EXPECT_EQ(fault_of(Address::parse(std::string_view("127.0.0.1\0:80", 13))), Fault::not_numeric);
    EXPECT_EQ(fault_of(Address::parse(std::string_view("127.0.0.1:80\0", 13))), Fault::bad_port);
}

// ---- A host alone

TEST(Address, AHostAloneNeedsNoBrackets) {
    EXPECT_EQ(Address::parse_host("::1", 80).value(), parsed("[::1]:80"));
    EXPECT_EQ(Address::parse_host("fe80::1%3", 80).value(), parsed("[fe80::1%3]:80"));
    EXPECT_EQ(Address::parse_host("127.0.0.1", 80).value(), parsed("127.0.0.1:80"));
}

TEST(Address, AHostAloneIsNeitherBracketedNorAStarNorWithAPort) {
    EXPECT_EQ(fault_of(Address::parse_host("[::1]", 80)), Fault::bad_ipv6);
    EXPECT_EQ(fault_of(Address::parse_host("*", 80)), Fault::not_numeric);
    EXPECT_EQ(fault_of(Address::parse_host("127.0.0.1:80", 80)), Fault::bad_ipv6);
    EXPECT_EQ(fault_of(Address::parse_host("", 80)), Fault::not_numeric);
}

TEST(Address, WritesTheHostWithoutPortAndBrackets) {
    EXPECT_EQ(parsed("[fe80::1%3]:80").host_to_string(), "fe80::1%3");
    EXPECT_EQ(parsed("10.1.2.3:80").host_to_string(), "10.1.2.3");
    EXPECT_EQ(parsed("*:80").host_to_string(), "*");
}

// ---- The value

TEST(Address, KeepsWhatItWasMadeOf) {
    const Address ipv4 = Address::ipv4({192, 0, 2, 7}, 8080);
    EXPECT_EQ(ipv4.family(), AddressFamily::ipv4);
    EXPECT_EQ(ipv4.ipv4_octets(), (Address::Ipv4Octets{192, 0, 2, 7}));
    EXPECT_EQ(ipv4.port(), 8080);

    const Address::Ipv6Octets octets{0xFE, 0x80, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8};
    const Address ipv6 = Address::ipv6(octets, 443, 9);
    EXPECT_EQ(ipv6.family(), AddressFamily::ipv6);
    EXPECT_EQ(ipv6.ipv6_octets(), octets);
    EXPECT_EQ(ipv6.scope_id(), 9u);
    EXPECT_EQ(ipv6.port(), 443);
}

TEST(Address, ThePeerOfADualStackListenerIsTheIpv4AddressItIs) {
    const Address seen =
        Address::ipv6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 7}, 1234, 5);
    EXPECT_EQ(seen, Address::ipv4({192, 0, 2, 7}, 1234));
}

TEST(Address, AScopeIsDroppedWhereItMeansNothing) {
    EXPECT_EQ(Address::ipv6({0x20, 0x01}, 80, 7), Address::ipv6({0x20, 0x01}, 80));
    EXPECT_NE(Address::ipv6({0xFE, 0x80}, 80, 7), Address::ipv6({0xFE, 0x80}, 80));
}

TEST(Address, EveryPartTellsAddressesApart) {
    const std::vector<std::string_view> texts{
        "0.0.0.0:1",    "0.0.0.0:2",  "0.0.0.1:1", "[::]:1",        "[::]:2",   "*:1",
        "[fe80::%1]:1", "[fe80::]:1", "[::1]:1",   "[::102:304]:1", "1.2.3.4:1"};
    for (const std::string_view a : texts) {
        for (const std::string_view b : texts) {
            EXPECT_EQ(parsed(a) == parsed(b), a == b) << a << " and " << b;
        }
    }
}

TEST(Address, KnowsAnyAndLoopback) {
    for (const auto text : {"0.0.0.0:80", "[::]:80", "*:80", "[::ffff:0.0.0.0]:80"}) {
        EXPECT_TRUE(parsed(text).is_any()) << text;
        EXPECT_FALSE(parsed(text).is_loopback()) << text;
    }
    for (const auto text :
         {"127.0.0.1:80", "127.255.255.254:80", "[::1]:80", "[::ffff:127.0.0.1]:80"}) {
        EXPECT_TRUE(parsed(text).is_loopback()) << text;
        EXPECT_FALSE(parsed(text).is_any()) << text;
    }
    for (const auto text : {"128.0.0.1:80", "126.255.255.255:80", "[::2]:80", "[7f00::1]:80"}) {
        EXPECT_FALSE(parsed(text).is_loopback()) << text;
        EXPECT_FALSE(parsed(text).is_any()) << text;
    }
}

TEST(Address, OnlyTheStarIsDualStack) {
    EXPECT_TRUE(parsed("*:80").dual_stack());
    EXPECT_EQ(parsed("*:80").family(), AddressFamily::ipv6);
    EXPECT_FALSE(parsed("[::]:80").dual_stack());
    EXPECT_FALSE(parsed("0.0.0.0:80").dual_stack());
}

TEST(Address, AnotherPortChangesNothingElse) {
    EXPECT_EQ(parsed("*:0").with_port(9000), parsed("*:9000"));
    EXPECT_EQ(parsed("[fe80::1%2]:0").with_port(80), parsed("[fe80::1%2]:80"));
}

TEST(AddressDeathTest, AskingForTheOtherFamilysOctetsIsAProgrammersError) {
    EXPECT_DEATH(static_cast<void>(parsed("[::1]:80").ipv4_octets()), "family_");
    EXPECT_DEATH(static_cast<void>(parsed("1.2.3.4:80").ipv6_octets()), "family_");
}

// ---- Random

// Zeros are frequent, so that runs of them come in every place and length.
Address random_address(SeededRandom& random) {
    const auto port = static_cast<std::uint16_t>(random.bits());
    if (random.below(4) == 0) {
        const auto bits = static_cast<std::uint32_t>(random.bits());
        return Address::ipv4(std::bit_cast<Address::Ipv4Octets>(bits), port);
    }
    Address::Ipv6Octets octets{};
    for (std::uint8_t& octet : octets) {
        if (random.below(3) == 0) octet = static_cast<std::uint8_t>(random.bits());
    }
    if (random.below(4) == 0) octets[0] = 0xFE, octets[1] = 0x80;
    return Address::ipv6(octets, port, static_cast<std::uint32_t>(random.below(3)));
}

TEST(AddressRandom, EveryAddressReadsBackFromItsText) {
    SeededRandom random;
    for (int i = 0; i < 20'000; ++i) {
        const Address address = random_address(random);
        ASSERT_EQ(parsed(address.to_string()), address) << address.to_string();
        ASSERT_EQ(Address::parse_host(address.host_to_string(), address.port()).value(), address);
    }
}

// Texts near to good ones: whatever is taken must be written, and the writing taken for the same.
TEST(AddressRandom, ADamagedTextIsRefusedOrMeansAnAddressThatReadsBack) {
    SeededRandom random;
    constexpr std::string_view kAlphabet = "0123456789abcdefF:.[]%*-x ";
    for (int i = 0; i < 50'000; ++i) {
        std::string text = random_address(random).to_string();
        for (std::size_t changes = 1 + random.below(3); changes > 0; --changes) {
            text[random.below(text.size())] = kAlphabet[random.below(kAlphabet.size())];
        }
        const auto result = Address::parse(text);
        if (result.ok()) {
            ASSERT_EQ(parsed(result.value().to_string()), result.value()) << text;
        }
    }
}

}  // namespace
}  // namespace potok
