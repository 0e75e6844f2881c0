// EndpointAddress: where to listen or whom to talk to, and in which protocol, as users write it.
//
//   tcp://127.0.0.1:9003    lp://[::1]:9002?prefix=u16be&max=64KiB wss://user:word@host/path?query
//
// A pure reader: no sockets, no resolving. What is wrong is told by its kind, its place and its
// text; diagnostics/ makes the sentence, with what the user may have meant. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "protocol/length_prefixed.hpp"
#include "protocol/line.hpp"

namespace potok {

enum class EndpointScheme : std::uint8_t { tcp, lp, line, ws, http };

// A listener may ask for any free port (0) and all interfaces (*), and need not name a host; a
// target may leave out a port that its scheme knows, and bring credentials.
enum class EndpointUse : std::uint8_t { listen, target };

struct EndpointAddress {
    static constexpr std::size_t kTextMax = 8 * 1024;
    static constexpr std::uint64_t kMessageLimit = std::uint64_t{1} << 40;  // of ?max=

    struct Credentials {
        std::string user;  // without a colon
        std::string password;
        friend bool operator==(const Credentials&, const Credentials&) = default;
    };

    EndpointScheme scheme = EndpointScheme::tcp;
    bool tls = false;

    // A name, perhaps with letters beyond ASCII; "127.0.0.1"; "::1", without brackets; "*".
    std::string host;
    std::uint16_t port = 0;

    // ws and http: path and query as they were written, or nothing. They are the peer's affair.
    std::string path_and_query;
    std::optional<Credentials> credentials;

    // lp
    PrefixWidth prefix_width = PrefixWidth::u32;
    ByteOrder prefix_order = ByteOrder::little;
    bool counts_header = false;

    // lp and line: ?max=, where it was given.
    std::optional<std::uint64_t> max_message;

    // What the engine is to be told, `max_default` being the program's own limit.
    [[nodiscard]] LengthPrefix length_prefix(std::uint64_t max_default) const noexcept;
    [[nodiscard]] LineFormat line_format(std::uint64_t max_default) const noexcept;

    [[nodiscard]] bool all_interfaces() const noexcept { return host == "*"; }

    friend bool operator==(const EndpointAddress&, const EndpointAddress&) = default;
};

struct AddressFault {
    enum class Kind : std::uint8_t {
        too_long,              // more than EndpointAddress::kTextMax bytes
        bad_character,         // a space or a control character
        no_scheme,             // no "://"
        unknown_scheme,        // known are endpoint_schemes()
        no_host,               // a target needs one
        bad_host,              // neither a name nor an IP address
        unclosed_bracket,      // "[" without "]"
        no_brackets,           // an IPv6 address needs them
        all_interfaces,        // "*" is for listening
        no_port,               // and the scheme has no default
        bad_port,              // not a number
        port_too_large,        // more than 65535
        port_zero,             // is for listening
        credentials_not_here,  // user:password@ is for targets of ws and http
        bad_credentials,       // a broken %-escape, a control character, or a colon in the user
        path_not_here,         // is for ws and http
        options_not_here,      // ?… is for lp and line
        fragment_not_here,     // #… stays with a browser
        unknown_option,        // known are endpoint_options(scheme)
        repeated_option,
        bad_value,  // of the option named; known are endpoint_option_values(option)
    };

    Kind kind{};
    std::size_t position = 0;  // in bytes, of `text` in what was parsed
    std::string text{};        // the offending part, perhaps empty; as the user wrote it, unescaped
    std::string option{};      // bad_value: of which option

    friend bool operator==(const AddressFault&, const AddressFault&) = default;
};

[[nodiscard]] Result<EndpointAddress, AddressFault> parse_endpoint(std::string_view text,
                                                                   EndpointUse use);

// In the form that parse_endpoint() reads, the port always written, options where they are not the
// default. A password is written as "***": addresses go to logs and reports.
[[nodiscard]] std::string to_string(const EndpointAddress& address);

// "ws", "wss" …
[[nodiscard]] std::string_view scheme_name(EndpointScheme scheme, bool tls) noexcept;

// For suggestions.
[[nodiscard]] std::span<const std::string_view> endpoint_schemes() noexcept;
[[nodiscard]] std::span<const std::string_view> endpoint_options(EndpointScheme scheme) noexcept;
// Empty where any size will do.
[[nodiscard]] std::span<const std::string_view> endpoint_option_values(
    std::string_view option) noexcept;

}  // namespace potok
