#include "protocol/session/endpoint_address.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using namespace std::string_literals;
using enum EndpointUse;
using Kind = AddressFault::Kind;

EndpointAddress parsed(std::string_view text, EndpointUse use) {
    const auto address = parse_endpoint(text, use);
    EXPECT_TRUE(address.ok()) << text << ": fault "
                              << (address.ok() ? 0 : static_cast<int>(address.error().kind));
    return address.ok() ? address.value() : EndpointAddress{};
}

AddressFault fault_of(std::string_view text, EndpointUse use) {
    const auto address = parse_endpoint(text, use);
    EXPECT_FALSE(address.ok()) << text;
    return address.ok() ? AddressFault{} : address.error();
}

// -- What is good

TEST(EndpointAddress, KnowsEverySchemeWithAndWithoutTls) {
    const std::tuple<std::string_view, EndpointScheme, bool> cases[] = {
        {"tcp", EndpointScheme::tcp, false},   {"tls", EndpointScheme::tcp, true},
        {"lp", EndpointScheme::lp, false},     {"lps", EndpointScheme::lp, true},
        {"line", EndpointScheme::line, false}, {"lines", EndpointScheme::line, true},
        {"ws", EndpointScheme::ws, false},     {"wss", EndpointScheme::ws, true},
        {"http", EndpointScheme::http, false}, {"https", EndpointScheme::http, true},
        {"WSS", EndpointScheme::ws, true},     {"Tcp", EndpointScheme::tcp, false},
    };
    for (const auto& [name, scheme, tls] : cases) {
        const EndpointAddress address = parsed(std::string(name) + "://host:1", target);
        EXPECT_EQ(address.scheme, scheme) << name;
        EXPECT_EQ(address.tls, tls) << name;
    }
}

struct HostCase {
    std::string_view text;
    EndpointUse use;
    std::string_view host;
    std::uint16_t port;
};

TEST(EndpointAddress, ReadsHostAndPort) {
    const HostCase cases[] = {
        {"tcp://127.0.0.1:9003", listen, "127.0.0.1", 9003},
        {"tcp://127.0.0.1:0", listen, "127.0.0.1", 0},
        {"tcp://:9003", listen, "127.0.0.1", 9003},
        {"tcp://*:9003", listen, "*", 9003},
        {"tcp://[::1]:9003", listen, "::1", 9003},
        {"tcp://[::]:65535", listen, "::", 65535},
        {"tcp://[fe80::1%2]:1", target, "fe80::1%2", 1},
        {"tcp://[::ffff:192.0.2.1]:1", target, "::ffff:192.0.2.1", 1},
        {"tcp://localhost:00080", target, "localhost", 80},
        {"tcp://a-b.example.:1", target, "a-b.example.", 1},
        {"tcp://_service.example:1", target, "_service.example", 1},
        {"tcp://сервер.рф:9003", target, "сервер.рф", 9003},
        {"ws://host", target, "host", 80},
        {"ws://host:", target, "host", 80},
        {"wss://host", target, "host", 443},
        {"http://[::1]", target, "::1", 80},
        {"https://host/path", target, "host", 443},
        {"https://host:8443/path", target, "host", 8443},
    };
    for (const HostCase& one : cases) {
        const EndpointAddress address = parsed(one.text, one.use);
        EXPECT_EQ(address.host, one.host) << one.text;
        EXPECT_EQ(address.port, one.port) << one.text;
    }
    EXPECT_TRUE(parsed("tcp://*:1", listen).all_interfaces());
    EXPECT_FALSE(parsed("tcp://:1", listen).all_interfaces());
}

TEST(EndpointAddress, LeavesPathAndQueryOfTheWebToThePeer) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"ws://host", ""},
        {"ws://host/", "/"},
        {"ws://host/a/b?prefix=u99&max=huge", "/a/b?prefix=u99&max=huge"},
        {"ws://host?only=query", "?only=query"},
        {"http://host:8080//x/../%2e?a=b@c:d", "//x/../%2e?a=b@c:d"},
        {"http://host/путь", "/путь"},
        {"http://host/:@[", "/:@["},
    };
    for (const auto& [text, path_and_query] : cases) {
        EXPECT_EQ(parsed(text, target).path_and_query, path_and_query) << text;
    }
}

TEST(EndpointAddress, ReadsCredentialsWithTheirEscapes) {
    const std::tuple<std::string_view, std::string_view, std::string_view> cases[] = {
        {"ws://user:password@host", "user", "password"},
        {"ws://user@host", "user", ""},
        {"ws://user:@host", "user", ""},
        {"ws://:secret@host", "", "secret"},
        {"ws://a:b:c@host", "a", "b:c"},
        {"ws://a:b@c@host", "a", "b@c"},
        {"ws://%D0%AF:p%40%3a%2F%20@host", "Я", "p@:/ "},
    };
    for (const auto& [text, user, password] : cases) {
        const EndpointAddress address = parsed(text, target);
        EXPECT_EQ(address.host, "host") << text;
        ASSERT_TRUE(address.credentials) << text;
        EXPECT_EQ(address.credentials->user, user) << text;
        EXPECT_EQ(address.credentials->password, password) << text;
    }
    EXPECT_FALSE(parsed("ws://host/@", target).credentials);
}

TEST(EndpointAddress, ReadsThePrefix) {
    using enum PrefixWidth;
    using enum ByteOrder;
    const std::tuple<std::string_view, PrefixWidth, ByteOrder> cases[] = {
        {"u8", u8, little},   {"u16", u16, little},       {"u16le", u16, little},
        {"u16be", u16, big},  {"u32", u32, little},       {"u32le", u32, little},
        {"u32be", u32, big},  {"u64", u64, little},       {"u64le", u64, little},
        {"u64be", u64, big},  {"varint", varint, little}, {"u8le", u8, little},
        {"u8be", u8, little},
    };
    for (const auto& [name, width, order] : cases) {
        const EndpointAddress address = parsed("lp://host:1?prefix=" + std::string(name), target);
        EXPECT_EQ(address.prefix_width, width) << name;
        EXPECT_EQ(address.prefix_order, order) << name;
    }
}

TEST(EndpointAddress, MakesTheEnginesFormats) {
    const EndpointAddress plain = parsed("lp://host:1", target);
    EXPECT_EQ(plain.length_prefix(1000),
              (LengthPrefix{PrefixWidth::u32, ByteOrder::little, false, 1000}));
    const EndpointAddress full =
        parsed("lps://host:1?max=64KiB&counts-header=yes&prefix=u16be", target);
    EXPECT_EQ(full.length_prefix(1000),
              (LengthPrefix{PrefixWidth::u16, ByteOrder::big, true, 65536}));
    EXPECT_FALSE(parsed("lp://host:1?counts-header=no", target).counts_header);
    EXPECT_EQ(parsed("lines://host:1?max=10", target).line_format(1000), LineFormat{10});
    EXPECT_EQ(parsed("line://host:1", target).line_format(1000), LineFormat{1000});
}

// -- What is bad

struct BadCase {
    std::string text;
    EndpointUse use;
    Kind kind;
    std::size_t position;
    std::string offending;
    std::string option = "";
};

TEST(EndpointAddress, NamesWhatIsWrongAndWhere) {
    const std::string long_text = "ws://host/" + std::string(EndpointAddress::kTextMax, 'x');
    const BadCase cases[] = {
        {"", target, Kind::no_scheme, 0, ""},
        {"127.0.0.1:9001", target, Kind::no_scheme, 0, "127.0.0.1:9001"},
        {"ws:/host", target, Kind::no_scheme, 0, "ws:/host"},
        {"://host:1", target, Kind::unknown_scheme, 0, ""},
        {"udp://host:1", target, Kind::unknown_scheme, 0, "udp"},
        {"w s://host:1", target, Kind::bad_character, 1, " "},
        {"tcp://host:1\n", target, Kind::bad_character, 12, "\n"},
        {"ws://host/a\r\nInjected: yes", target, Kind::bad_character, 11, "\r"},
        {"ws://host/\0"s, target, Kind::bad_character, 10, "\0"s},
        {"ws://host/\x7F", target, Kind::bad_character, 10, "\x7F"},
        {long_text, target, Kind::too_long, 0, ""},

        {"tcp://:9003", target, Kind::no_host, 6, ""},
        {"ws://", target, Kind::no_host, 5, ""},
        {"ws:///path", target, Kind::no_host, 5, ""},
        {"ws://user:pass@", target, Kind::no_host, 15, ""},
        {"tcp://*:1", target, Kind::all_interfaces, 6, "*"},
        {"tcp://**:1", listen, Kind::bad_host, 6, "**"},
        {"tcp://256.0.0.1:1", target, Kind::bad_host, 6, "256.0.0.1"},
        {"tcp://127.1:1", target, Kind::bad_host, 6, "127.1"},
        {"tcp://-host:1", target, Kind::bad_host, 6, "-host"},
        {"tcp://.host:1", target, Kind::bad_host, 6, ".host"},
        {"tcp://ho$t:1", target, Kind::bad_host, 6, "ho$t"},
        {"tcp://a%20b:1", target, Kind::bad_host, 6, "a%20b"},
        {"tcp://ho[st:1", target, Kind::bad_host, 6, "ho[st"},
        {"tcp://[::1:9003", target, Kind::unclosed_bracket, 6, "[::1:9003"},
        {"tcp://[host]:1", target, Kind::bad_host, 7, "host"},
        {"tcp://[127.0.0.1]:1", target, Kind::bad_host, 7, "127.0.0.1"},
        {"tcp://[::g]:1", target, Kind::bad_host, 7, "::g"},
        {"tcp://[1:2:3]:1", target, Kind::bad_host, 7, "1:2:3"},
        {"tcp://[]:1", target, Kind::bad_host, 7, ""},
        {"tcp://::1:9003", target, Kind::no_brackets, 6, "::1:9003"},
        {"tcp://2001:db8::1", listen, Kind::no_brackets, 6, "2001:db8::1"},

        {"tcp://host", target, Kind::no_port, 10, ""},
        {"tcp://host:", target, Kind::no_port, 11, ""},
        {"tcp://[::1]", target, Kind::no_port, 11, ""},
        {"lp://host?max=1", target, Kind::no_port, 9, ""},
        {"ws://127.0.0.1", listen, Kind::no_port, 14, ""},
        {"tcp://host:http", target, Kind::bad_port, 11, "http"},
        {"tcp://host:-1", target, Kind::bad_port, 11, "-1"},
        {"tcp://host:+80", target, Kind::bad_port, 11, "+80"},
        {"tcp://host:80:90", target, Kind::bad_port, 11, "80:90"},
        {"tcp://[::1]80", target, Kind::bad_port, 11, "80"},
        {"tcp://host:65536", target, Kind::port_too_large, 11, "65536"},
        {"tcp://host:99999999999999999999", target, Kind::port_too_large, 11,
         "99999999999999999999"},
        {"tcp://host:0", target, Kind::port_zero, 11, "0"},

        {"tcp://user@host:1", target, Kind::credentials_not_here, 6, "user"},
        {"ws://user:pass@127.0.0.1:1", listen, Kind::credentials_not_here, 5, "user:pass"},
        {"ws://us%er@host", target, Kind::bad_credentials, 5, "us%er"},
        {"ws://u:p%4@host", target, Kind::bad_credentials, 5, "u:p%4"},
        {"ws://u:p%@host", target, Kind::bad_credentials, 5, "u:p%"},
        {"ws://u:p%-1@host", target, Kind::bad_credentials, 5, "u:p%-1"},
        {"ws://u%3Aser:p@host", target, Kind::bad_credentials, 5, "u%3Aser:p"},
        {"ws://u:p%0D%0A@host", target, Kind::bad_credentials, 5, "u:p%0D%0A"},

        {"tcp://host:1/", target, Kind::path_not_here, 12, "/"},
        {"lp://host:1/path?max=1", target, Kind::path_not_here, 11, "/path"},
        {"tcp://host:1?max=1", target, Kind::options_not_here, 12, "?max=1"},
        {"ws://host/#part", target, Kind::fragment_not_here, 10, "#part"},
        {"tcp://host:1#part", target, Kind::fragment_not_here, 12, "#part"},

        {"lp://host:1?maximum=1", target, Kind::unknown_option, 12, "maximum"},
        {"lp://host:1?MAX=1", target, Kind::unknown_option, 12, "MAX"},
        {"lp://host:1?", target, Kind::unknown_option, 12, ""},
        {"lp://host:1?max=1&", target, Kind::unknown_option, 18, ""},
        {"lp://host:1?=1", target, Kind::unknown_option, 12, ""},
        {"line://host:1?prefix=u8", target, Kind::unknown_option, 14, "prefix"},
        {"line://host:1?max=5&counts-header=no", target, Kind::unknown_option, 20, "counts-header"},
        {"lp://host:1?max=1&prefix=u8&max=2", target, Kind::repeated_option, 28, "max"},
        {"lp://host:1?prefix=u24", target, Kind::bad_value, 19, "u24", "prefix"},
        {"lp://host:1?prefix=U16", target, Kind::bad_value, 19, "U16", "prefix"},
        {"lp://host:1?prefix=varintbe", target, Kind::bad_value, 19, "varintbe", "prefix"},
        {"lp://host:1?prefix=", target, Kind::bad_value, 19, "", "prefix"},
        {"lp://host:1?prefix", target, Kind::bad_value, 18, "", "prefix"},
        {"lp://host:1?counts-header=true", target, Kind::bad_value, 26, "true", "counts-header"},
        {"lp://host:1?counts-header", target, Kind::bad_value, 25, "", "counts-header"},
        {"lp://host:1?max=16MB", target, Kind::bad_value, 16, "16MB", "max"},
        {"lp://host:1?max=0", target, Kind::bad_value, 16, "0", "max"},
        {"lp://host:1?max=1025GiB", target, Kind::bad_value, 16, "1025GiB", "max"},
        {"lp://host:1?max=18446744073709551616", target, Kind::bad_value, 16,
         "18446744073709551616", "max"},
        {"line://host:1?max=1=2", target, Kind::bad_value, 18, "1=2", "max"},
    };
    for (const BadCase& bad : cases) {
        const AddressFault fault = fault_of(bad.text, bad.use);
        SCOPED_TRACE(bad.text.substr(0, 60));
        EXPECT_EQ(static_cast<int>(fault.kind), static_cast<int>(bad.kind));
        EXPECT_EQ(fault.position, bad.position);
        EXPECT_EQ(fault.text, bad.offending);
        EXPECT_EQ(fault.option, bad.option);
    }
}

TEST(EndpointAddress, ALongestTextIsStillRead) {
    std::string text = "ws://host/";
    text.resize(EndpointAddress::kTextMax, 'x');
    EXPECT_EQ(parsed(text, target).path_and_query.size(), EndpointAddress::kTextMax - 9);
}

// -- Written again

TEST(EndpointAddress, IsWrittenWithItsPortAndTheOptionsThatAreNotTheDefault) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"tcp://127.0.0.1:9003", "tcp://127.0.0.1:9003"},
        {"TLS://[::1]:9013", "tls://[::1]:9013"},
        {"wss://host", "wss://host:443"},
        {"http://host/path?query", "http://host:80/path?query"},
        {"lp://host:1?prefix=u32le&counts-header=no", "lp://host:1"},
        {"lp://host:1?max=1048576&prefix=u8le", "lp://host:1?prefix=u8&max=1MiB"},
        {"lps://host:1?counts-header=yes&prefix=u64be",
         "lps://host:1?prefix=u64be&counts-header=yes"},
        {"lp://host:1?prefix=varint", "lp://host:1?prefix=varint"},
        {"line://host:1?max=1000", "line://host:1?max=1000"},
    };
    for (const auto& [text, written] : cases) {
        const EndpointAddress address = parsed(text, target);
        EXPECT_EQ(to_string(address), written);
        EXPECT_EQ(parsed(written, target), address);
    }
    EXPECT_EQ(to_string(parsed("lp://:0", listen)), "lp://127.0.0.1:0");
    EXPECT_EQ(to_string(parsed("ws://*:80", listen)), "ws://*:80");
}

TEST(EndpointAddress, NeverWritesAPassword) {
    EXPECT_EQ(to_string(parsed("ws://us%40er:secret@host/path", target)),
              "ws://us%40er:***@host:80/path");
    EXPECT_EQ(to_string(parsed("ws://%D0%AF@host", target)), "ws://%D0%AF@host:80");
}

TEST(EndpointAddress, WhatItSuggestsIsWhatItReads) {
    for (const std::string_view scheme : endpoint_schemes()) {
        EXPECT_TRUE(parse_endpoint(std::string(scheme) + "://host:1", target).ok()) << scheme;
    }
    for (const std::string_view option : endpoint_options(EndpointScheme::lp)) {
        for (const std::string_view value : endpoint_option_values(option)) {
            const std::string text =
                "lp://host:1?" + std::string(option) + "=" + std::string(value);
            EXPECT_TRUE(parse_endpoint(text, target).ok()) << text;
        }
    }
    EXPECT_EQ(endpoint_options(EndpointScheme::lp).size(), 3u);
    EXPECT_THAT(endpoint_options(EndpointScheme::line), testing::ElementsAre("max"));
    EXPECT_TRUE(endpoint_options(EndpointScheme::tcp).empty());
    EXPECT_TRUE(endpoint_options(EndpointScheme::ws).empty());
    EXPECT_TRUE(endpoint_option_values("max").empty());
}

TEST(EndpointAddress, WhatIsReadAndWrittenIsReadTheSameWhateverTheText) {
    static constexpr std::string_view kPieces[] = {
        "lp",  "ws",    "tcp",     "://",   ":",    "/",         "?",    "#",
        "@",   "[",     "]",       "::1",   "*",    "127.0.0.1", "host", "9001",
        "0",   "70000", "prefix=", "u16be", "max=", "1KiB",      "&",    "counts-header=yes",
        "%41", "%",     "\n",      "я",     "="};
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
        std::mt19937_64 random(seed);
        std::string text(random() % 4 == 0 ? "" : "lp://host:1?");
        for (std::uint64_t pieces = random() % 9; pieces > 0; --pieces) {
            text += kPieces[random() % std::size(kPieces)];
        }
        const EndpointUse use = seed % 2 == 0 ? listen : target;
        const auto address = parse_endpoint(text, use);
        SCOPED_TRACE("seed " + std::to_string(seed) + ": " + text);
        if (!address) {
            const AddressFault& fault = address.error();
            ASSERT_EQ(text.substr(fault.position, fault.text.size()), fault.text);
            continue;
        }
        if (address.value().credentials) continue;
        const auto again = parse_endpoint(to_string(address.value()), use);
        ASSERT_TRUE(again.ok());
        ASSERT_EQ(again.value(), address.value());
    }
}

}  // namespace
}  // namespace potok
