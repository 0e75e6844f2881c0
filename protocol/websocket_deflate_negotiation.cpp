#include "protocol/websocket_deflate_negotiation.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.hpp"
#include "protocol/http_syntax.hpp"
#include "protocol/websocket_extensions.hpp"

namespace potok {
namespace {

using Bits = std::optional<std::uint8_t>;

constexpr std::string_view kField = "Sec-WebSocket-Extensions";
constexpr std::string_view kExtension = "permessage-deflate";
constexpr std::string_view kServerNoContext = "server_no_context_takeover";
constexpr std::string_view kClientNoContext = "client_no_context_takeover";
constexpr std::string_view kServerWindow = "server_max_window_bits";
constexpr std::string_view kClientWindow = "client_max_window_bits";

// The parameters of an offer or an answer, each as it is there.
struct Said {
    bool server_no_context = false;
    bool client_no_context = false;
    Bits server_window;
    bool names_client_window = false;
    Bits client_window;
};

// §7.1.2: 8 to 15 in decimal digits, without leading zeros. A quoted value may have backslashes in
// front of them (RFC 6455 §9.1).
Bits read_window_bits(std::string_view value) noexcept {
    unsigned bits = 0;
    for (const char one : value) {
        if (one == '\\') continue;
        const bool leading_zero = bits == 0 && one == '0';
        if (one < '0' || one > '9' || leading_zero) return std::nullopt;
        bits = 10 * bits + static_cast<unsigned>(one - '0');
        if (bits > kWindowBitsMax) return std::nullopt;
    }
    if (bits < kWindowBitsMin) return std::nullopt;
    return static_cast<std::uint8_t>(bits);
}

// §7.1.1: a parameter without a value, once.
bool take_flag(const WebSocketParameter& parameter, bool& flag) noexcept {
    return !std::exchange(flag, true) && !parameter.value;
}

// §7.1.2.1: always with a value, once.
bool take_server_window(const WebSocketParameter& parameter, Said& said) noexcept {
    if (said.server_window || !parameter.value) return false;
    said.server_window = read_window_bits(*parameter.value);
    return said.server_window.has_value();
}

// §7.1.2.2: once; in an offer also without a value, which the caller judges.
bool take_client_window(const WebSocketParameter& parameter, Said& said) noexcept {
    if (std::exchange(said.names_client_window, true)) return false;
    if (!parameter.value) return true;
    said.client_window = read_window_bits(*parameter.value);
    return said.client_window.has_value();
}

// §7.1: unknown names, values that are none and repetitions are no offer and no answer.
bool take(const WebSocketParameter& parameter, Said& said) noexcept {
    if (parameter.name == kServerNoContext) return take_flag(parameter, said.server_no_context);
    if (parameter.name == kClientNoContext) return take_flag(parameter, said.client_no_context);
    if (parameter.name == kServerWindow) return take_server_window(parameter, said);
    if (parameter.name == kClientWindow) return take_client_window(parameter, said);
    return false;
}

// Of an element without its name.
std::optional<Said> read_parameters(std::string_view rest) noexcept {
    Said said;
    WebSocketParameter parameter;
    while (!(rest = without_blanks(rest)).empty()) {
        if (!take_parameter(rest, parameter) || !take(parameter, said)) return std::nullopt;
    }
    return said;
}

std::optional<DeflateAcceptance> accept(const Said& offered,
                                        const DeflateParameters& wanted) noexcept {
    DeflateAcceptance made{.agreed = wanted, .response = {}};
    DeflateParameters& agreed = made.agreed;
    agreed.server_no_context_takeover |= offered.server_no_context;
    agreed.client_no_context_takeover |= offered.client_no_context;
    if (offered.server_window) {
        agreed.server_max_window_bits =
            std::min(wanted.server_max_window_bits, *offered.server_window);
        if (agreed.server_max_window_bits < kDeflaterWindowBitsMin) return std::nullopt;
    }
    if (offered.client_window) {
        agreed.client_max_window_bits =
            std::min(wanted.client_max_window_bits, *offered.client_window);
    }
    // §7.1.2.2: who did not name it cannot be asked for a smaller window.
    const bool less = agreed.client_max_window_bits < kWindowBitsMax;
    if (less && !offered.names_client_window) return std::nullopt;

    ExtensionText& response = made.response;
    response.append(kExtension);
    if (agreed.server_no_context_takeover) response.append("; server_no_context_takeover");
    if (agreed.client_no_context_takeover) response.append("; client_no_context_takeover");
    // §7.1.2.1: who asked for it is answered, also with the largest.
    if (offered.server_window || agreed.server_max_window_bits < kWindowBitsMax) {
        response.append_window(kServerWindow, agreed.server_max_window_bits);
    }
    if (less) response.append_window(kClientWindow, agreed.client_max_window_bits);
    return made;
}

// What the offer lets a server say.
bool may_answer(const Said& said, const DeflateOffer& offer) noexcept {
    // §7.1.1.1, §7.1.2.1: accepted by being repeated; a window may get smaller.
    if (offer.server_no_context_takeover && !said.server_no_context) return false;
    if (offer.server_max_window_bits < kWindowBitsMax &&
        said.server_window.value_or(kWindowBitsMax) > offer.server_max_window_bits) {
        return false;
    }
    // §7.1.2.2: only where it was offered, and with a value.
    if (!said.names_client_window) return true;
    return offer.client_max_window_bits && said.client_window;
}

DeflateParameters agreed_by(const Said& said, const DeflateOffer& offer) noexcept {
    return {
        .server_no_context_takeover = said.server_no_context,
        .client_no_context_takeover = said.client_no_context || offer.client_no_context_takeover,
        .server_max_window_bits = said.server_window.value_or(kWindowBitsMax),
        .client_max_window_bits = std::min(offer.client_max_window_bits.value_or(kWindowBitsMax),
                                           said.client_window.value_or(kWindowBitsMax))};
}

}  // namespace

void ExtensionText::append(std::string_view text) noexcept {
    ASSERT(text.size() <= kBytesMax - size_);
    std::memcpy(text_.data() + size_, text.data(), text.size());
    size_ += text.size();
}

void ExtensionText::append_window(std::string_view name, std::uint8_t bits) noexcept {
    ASSERT(bits >= kWindowBitsMin && bits <= kWindowBitsMax);
    append("; ");
    append(name);
    append("=");
    constexpr std::string_view kNumbers = "8 9 101112131415";
    append(without_blanks(kNumbers.substr(2 * (bits - std::size_t{kWindowBitsMin}), 2)));
}

std::optional<DeflateAcceptance> accept_deflate_offer(const HttpFields& fields,
                                                      const DeflateParameters& wanted) noexcept {
    ASSERT(wanted.server_max_window_bits >= kDeflaterWindowBitsMin &&
           wanted.server_max_window_bits <= kWindowBitsMax);
    ASSERT(wanted.client_max_window_bits >= kWindowBitsMin &&
           wanted.client_max_window_bits <= kWindowBitsMax);
    std::optional<DeflateAcceptance> accepted;
    fields.for_each_element(kField, [&](std::string_view element) {
        if (accepted || take_token(element) != kExtension) return;
        if (const std::optional<Said> offered = read_parameters(element)) {
            accepted = accept(*offered, wanted);
        }
    });
    return accepted;
}

ExtensionText text_of(const DeflateOffer& offer) noexcept {
    ExtensionText text;
    text.append(kExtension);
    if (offer.server_no_context_takeover) text.append("; server_no_context_takeover");
    if (offer.client_no_context_takeover) text.append("; client_no_context_takeover");
    if (offer.server_max_window_bits < kWindowBitsMax) {
        text.append_window(kServerWindow, offer.server_max_window_bits);
    }
    if (offer.client_max_window_bits == kWindowBitsMax) {
        text.append("; client_max_window_bits");
    } else if (offer.client_max_window_bits) {
        ASSERT(*offer.client_max_window_bits >= kDeflaterWindowBitsMin);
        text.append_window(kClientWindow, *offer.client_max_window_bits);
    }
    return text;
}

DeflateAnswer judge_deflate_answer(const HttpFields& fields, const DeflateOffer& offer) noexcept {
    using Kind = DeflateAnswer::Kind;
    if (fields.count(kField) == 0) return {};
    if (!extensions_are_valid(fields)) return {.kind = Kind::not_as_offered};
    DeflateAnswer answer;
    fields.for_each_element(kField, [&](std::string_view element) {
        if (take_token(element) != kExtension) {
            answer.kind = Kind::other_extension;
            return;
        }
        const std::optional<Said> said = read_parameters(element);
        // §5.1: once, with parameters that the offer allows. What is wrong stays wrong.
        const bool good = answer.kind == Kind::declined && said && may_answer(*said, offer);
        if (good) {
            answer = {.kind = Kind::accepted, .agreed = agreed_by(*said, offer)};
        } else if (answer.kind != Kind::other_extension) {
            answer.kind = Kind::not_as_offered;
        }
    });
    return answer;
}

}  // namespace potok
