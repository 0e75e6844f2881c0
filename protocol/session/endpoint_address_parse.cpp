// The reader of endpoint addresses: scheme://[user:password@]host[:port][path][?query], left to
// right, one function a part. The first thing wrong is the one reported.
#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "protocol/session/byte_size.hpp"
#include "protocol/session/endpoint_address.hpp"
#include "protocol/session/endpoint_words.hpp"
#include "reactor/address.hpp"

namespace potok {
namespace {

using Kind = AddressFault::Kind;
using Fault = std::optional<AddressFault>;  // none: that part is good

constexpr std::string_view kAfterScheme = "://";
constexpr std::string_view kDefaultListenHost = "127.0.0.1";

bool is_web(EndpointScheme scheme) {
    return scheme == EndpointScheme::ws || scheme == EndpointScheme::http;
}

char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

bool same_ignoring_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

// Of a text that becomes part of a request, a log line, a host name.
bool is_control_or_space(char letter) {
    const auto octet = static_cast<unsigned char>(letter);
    return octet <= ' ' || octet == 0x7F;
}

// Bytes above 127 are letters of other alphabets, which become ASCII before the name is resolved.
bool is_of_name(char letter) {
    static constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-._";
    return static_cast<unsigned char>(letter) > 127 ||
           kAllowed.find(lower(letter)) != kAllowed.npos;
}

bool is_of_ipv6(char letter) {
    static constexpr std::string_view kAllowed = "0123456789abcdef:.%";
    return kAllowed.find(lower(letter)) != kAllowed.npos;
}

bool is_name(std::string_view host) {
    return host.front() != '.' && host.front() != '-' &&
           std::all_of(host.begin(), host.end(), is_of_name);
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    while (!text.empty()) {
        char letter = text.front();
        std::size_t size = 1;
        if (letter == '%') {
            unsigned octet = 0;
            size = 3;
            if (text.size() < size) return std::nullopt;
            const char* const end = text.data() + size;
            if (std::from_chars(text.data() + 1, end, octet, 16).ptr != end) return std::nullopt;
            letter = static_cast<char>(octet);
        }
        if (is_control_or_space(letter) && letter != ' ') return std::nullopt;
        decoded += letter;
        text.remove_prefix(size);
    }
    return decoded;
}

class EndpointParser {
  public:
    EndpointParser(std::string_view text, EndpointUse use) : text_(text), rest_(text), use_(use) {}

    Result<EndpointAddress, AddressFault> parse() {
        for (const auto read : {&EndpointParser::check_characters, &EndpointParser::read_scheme,
                                &EndpointParser::read_authority, &EndpointParser::read_tail}) {
            if (Fault bad = (this->*read)()) return *std::move(bad);
        }
        return std::move(address_);
    }

  private:
    // `part` is a piece of text_, so it knows its own place.
    AddressFault fault(Kind kind, std::string_view part) const {
        const auto position = static_cast<std::size_t>(part.data() - text_.data());
        return {.kind = kind, .position = position, .text = std::string(part)};
    }

    Fault check_characters() {
        if (text_.size() > EndpointAddress::kTextMax)
            return fault(Kind::too_long, text_.substr(0, 0));
        const auto bad = std::find_if(text_.begin(), text_.end(), is_control_or_space);
        if (bad == text_.end()) return {};
        return fault(Kind::bad_character,
                     text_.substr(static_cast<std::size_t>(bad - text_.begin()), 1));
    }

    Fault read_scheme() {
        const std::size_t end = rest_.find(kAfterScheme);
        if (end == rest_.npos) return fault(Kind::no_scheme, text_);
        const std::string_view name = rest_.substr(0, end);
        const auto found = std::find_if(kSchemeNames.begin(), kSchemeNames.end(), [&](auto known) {
            return same_ignoring_case(known, name);
        });
        if (found == kSchemeNames.end()) return fault(Kind::unknown_scheme, name);
        const auto index = static_cast<unsigned>(found - kSchemeNames.begin());
        address_.scheme = static_cast<EndpointScheme>(index / 2);
        address_.tls = index % 2 != 0;
        rest_.remove_prefix(end + kAfterScheme.size());
        return {};
    }

    Fault read_authority() {
        std::string_view authority = rest_.substr(0, rest_.find_first_of("/?#"));
        rest_.remove_prefix(authority.size());
        const std::size_t at = authority.rfind('@');
        if (at != authority.npos) {
            if (Fault bad = read_credentials(authority.substr(0, at))) return bad;
            authority.remove_prefix(at + 1);
        }
        return authority.starts_with('[') ? read_bracketed(authority) : read_plain(authority);
    }

    Fault read_credentials(std::string_view part) {
        if (!is_web(address_.scheme) || use_ == EndpointUse::listen) {
            return fault(Kind::credentials_not_here, part);
        }
        const std::size_t colon = std::min(part.find(':'), part.size());
        const std::string_view behind = part.substr(colon);
        const auto user = percent_decoded(part.substr(0, colon));
        const auto password = percent_decoded(behind.substr(behind.empty() ? 0 : 1));
        // RFC 7617 §2: a colon ends the user.
        if (!user || !password || user->find(':') != user->npos) {
            return fault(Kind::bad_credentials, part);
        }
        address_.credentials = {*user, *password};
        return {};
    }

    Fault read_bracketed(std::string_view authority) {
        const std::size_t end = authority.find(']');
        if (end == authority.npos) return fault(Kind::unclosed_bracket, authority);
        const std::string_view host = authority.substr(1, end - 1);
        const std::string_view behind = authority.substr(end + 1);
        const bool ipv6 = host.find(':') != host.npos && Address::parse_host(host, 0).ok();
        if (!ipv6) return fault(Kind::bad_host, host);
        address_.host = host;
        if (behind.empty()) return read_port(behind);
        if (behind.front() != ':') return fault(Kind::bad_port, behind);
        return read_port(behind.substr(1));
    }

    Fault read_plain(std::string_view authority) {
        const std::size_t colon = std::min(authority.find(':'), authority.size());
        const std::string_view host = authority.substr(0, colon);
        std::string_view port = authority.substr(colon);
        if (!port.empty()) port.remove_prefix(1);
        if (port.find(':') != port.npos &&
            std::all_of(authority.begin(), authority.end(), is_of_ipv6)) {
            return fault(Kind::no_brackets, authority);
        }
        if (Fault bad = read_host(host)) return bad;
        return read_port(port);
    }

    Fault read_host(std::string_view host) {
        const bool listens = use_ == EndpointUse::listen;
        if (host.empty() && !listens) return fault(Kind::no_host, host);
        if (host == "*" && !listens) return fault(Kind::all_interfaces, host);
        address_.host = host.empty() ? kDefaultListenHost : host;
        if (host.empty() || host == "*") return {};
        const auto numeric = Address::parse_host(host, 0);
        if (numeric.ok()) return {};
        const bool name = numeric.error() == AddressParseFault::not_numeric && is_name(host);
        return name ? Fault{} : fault(Kind::bad_host, host);
    }

    Fault read_port(std::string_view port) {
        if (port.empty()) return take_default_port(port);
        const bool digits = std::all_of(port.begin(), port.end(),
                                        [](char letter) { return letter >= '0' && letter <= '9'; });
        if (!digits) return fault(Kind::bad_port, port);
        const auto [end, error] =
            std::from_chars(port.data(), port.data() + port.size(), address_.port);
        if (error != std::errc{}) return fault(Kind::port_too_large, port);
        if (address_.port == 0 && use_ == EndpointUse::target) return fault(Kind::port_zero, port);
        return {};
    }

    Fault take_default_port(std::string_view place) {
        if (!is_web(address_.scheme) || use_ == EndpointUse::listen)
            return fault(Kind::no_port, place);
        address_.port = address_.tls ? 443 : 80;
        return {};
    }

    Fault read_tail() {
        const std::size_t fragment = rest_.find('#');
        if (fragment != rest_.npos) return fault(Kind::fragment_not_here, rest_.substr(fragment));
        if (is_web(address_.scheme)) {
            address_.path_and_query = rest_;
            return {};
        }
        const std::string_view path = rest_.substr(0, rest_.find('?'));
        if (!path.empty()) return fault(Kind::path_not_here, path);
        return rest_.empty() ? Fault{} : read_options();
    }

    Fault read_options() {
        if (endpoint_options(address_.scheme).empty()) return fault(Kind::options_not_here, rest_);
        for (bool more = true; more;) {
            rest_.remove_prefix(1);  // "?", later "&"
            const std::string_view option = rest_.substr(0, rest_.find('&'));
            rest_.remove_prefix(option.size());
            more = !rest_.empty();
            if (Fault bad = read_option(option)) return bad;
        }
        return {};
    }

    Fault read_option(std::string_view option) {
        const std::size_t equals = std::min(option.find('='), option.size());
        const std::string_view name = option.substr(0, equals);
        std::string_view value = option.substr(equals);
        if (!value.empty()) value.remove_prefix(1);
        const auto known = endpoint_options(address_.scheme);
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            return fault(Kind::unknown_option, name);
        }
        bool& seen = name == kPrefixOption ? prefix_seen_
                     : name == kMaxOption  ? max_seen_
                                           : counts_seen_;
        if (std::exchange(seen, true)) return fault(Kind::repeated_option, name);
        if (set_option(name, value)) return {};
        AddressFault bad = fault(Kind::bad_value, value);
        bad.option = name;
        return bad;
    }

    bool set_option(std::string_view name, std::string_view value) {
        if (name == kPrefixOption) return set_prefix(value);
        if (name == kMaxOption) return set_max(value);
        address_.counts_header = value == "yes";
        return value == "yes" || value == "no";
    }

    bool set_prefix(std::string_view value) {
        const auto word =
            std::find_if(kPrefixWords.begin(), kPrefixWords.end(),
                         [&](const PrefixWord& known) { return known.name == value; });
        if (word == kPrefixWords.end()) return false;
        address_.prefix_width = word->width;
        address_.prefix_order = word->order;
        return true;
    }

    bool set_max(std::string_view value) {
        const auto size = parse_byte_size(value);
        if (!size || size.value() == 0 || size.value() > EndpointAddress::kMessageLimit)
            return false;
        address_.max_message = size.value();
        return true;
    }

    const std::string_view text_;
    std::string_view rest_;  // what no function has read yet
    const EndpointUse use_;
    EndpointAddress address_;
    bool prefix_seen_ = false;
    bool counts_seen_ = false;
    bool max_seen_ = false;
};

}  // namespace

Result<EndpointAddress, AddressFault> parse_endpoint(std::string_view text, EndpointUse use) {
    return EndpointParser(text, use).parse();
}

}  // namespace potok
