#include "loadtest/identify.hpp"

#include <algorithm>

namespace potok::loadtest {
namespace {

using Kind = Verification::Kind;

// Random bytes agree with a message in one place of 256 (64 if printable); bytes of which not even
// a quarter agrees were never that message. Fewer than these are too few to tell.
constexpr std::size_t kTellingBytes = 8;
constexpr std::size_t kKinshipDivisor = 4;

struct Kinship {
    std::size_t compared = 0;
    std::size_t equal = 0;
};

Kinship kinship(const MessageImage& image, Bytes received) noexcept {
    Kinship result{.compared = std::min(image.size(), received.size()), .equal = 0};
    for (std::size_t i = 0; i < result.compared; ++i) {
        if (received[i] == image.at(i)) ++result.equal;
    }
    return result;
}

bool is_akin(const Kinship& kinship) noexcept {
    return kinship.compared < kTellingBytes || kinship.equal >= kinship.compared / kKinshipDivisor;
}

Verification compared_with(const PayloadScheme& scheme, MessageName name, Bytes received) noexcept {
    const std::optional<Difference> difference = difference_of(scheme.image(name), received);
    if (!difference) return {.kind = Kind::intact, .name = name, .difference = {}};
    return {.kind = Kind::corrupted, .name = name, .difference = *difference};
}

bool is_headerless(const PayloadScheme& scheme, MessageName name, Bytes received) noexcept {
    return scheme.size_of(name) < scheme.header_size() &&
           !difference_of(scheme.image(name), received);
}

// Later messages first: one that overtakes is met far more often than one that comes back.
std::optional<MessageName> equal_neighbour(const PayloadScheme& scheme,
                                           const Expectation& expectation,
                                           Bytes received) noexcept {
    const std::uint64_t at = expectation.next.value_or(expectation.sent);
    const std::uint64_t last = std::min(at + kNeighbours + 1, expectation.sent);
    for (std::uint64_t number = at; number < last; ++number) {
        const MessageName name{expectation.connection, number};
        if (is_headerless(scheme, name, received)) return name;
    }
    const std::uint64_t first = at - std::min(at, kNeighbours);
    for (std::uint64_t number = at; number > first; --number) {
        const MessageName name{expectation.connection, number - 1};
        if (is_headerless(scheme, name, received)) return name;
    }
    return std::nullopt;
}

// The message that spoilt bytes were: the one whose turn it was, or the one whose name they bear,
// for damage may be in that name or elsewhere. The body decides, of which more agrees with the
// right one.
std::optional<MessageName> likely_name(const PayloadScheme& scheme, const Expectation& expectation,
                                       Bytes received) noexcept {
    std::optional<MessageName> likely;
    std::size_t equal_most = 0;
    const auto consider = [&](MessageName name) {
        const Kinship found = kinship(scheme.image(name), received);
        if (!is_akin(found) || (likely && found.equal <= equal_most)) return;
        likely = name;
        equal_most = found.equal;
    };
    if (expectation.next) consider({expectation.connection, *expectation.next});
    const std::optional<MessageName> borne = scheme.guess_name(received);
    if (borne && borne->connection == expectation.connection && may_exist(expectation, *borne)) {
        consider(*borne);
    }
    return likely;
}

Verification identify_unexpected(const PayloadScheme& scheme, const Expectation& expectation,
                                 Bytes received) noexcept {
    if (const auto name = scheme.read_name(received)) {
        return may_exist(expectation, *name) ? compared_with(scheme, *name, received)
                                             : Verification{};
    }
    if (const auto name = equal_neighbour(scheme, expectation, received)) {
        return {.kind = Kind::intact, .name = *name, .difference = {}};
    }
    if (const auto name = likely_name(scheme, expectation, received)) {
        return compared_with(scheme, *name, received);
    }
    return {};
}

}  // namespace

bool may_exist(const Expectation& expectation, MessageName name) noexcept {
    return name.connection != expectation.connection || name.number < expectation.sent;
}

std::optional<Difference> difference_of(const MessageImage& image, Bytes received) noexcept {
    const std::size_t common = std::min(image.size(), received.size());
    const std::optional<std::size_t> inside = image.first_difference(received.first(common), 0);
    if (!inside && received.size() == image.size()) return std::nullopt;
    Difference difference{.offset = inside.value_or(common), .expected = {}, .got = {}};
    if (difference.offset < image.size()) difference.expected = image.at(difference.offset);
    if (difference.offset < received.size()) difference.got = received[difference.offset];
    return difference;
}

Verification identify(const PayloadScheme& scheme, const Expectation& expectation,
                      Bytes received) noexcept {
    if (expectation.next) {
        const MessageName name{expectation.connection, *expectation.next};
        const MessageImage image = scheme.image(name);
        if (received.size() == image.size() && !image.first_difference(received, 0)) {
            return {.kind = Kind::intact, .name = name, .difference = {}};
        }
    }
    return identify_unexpected(scheme, expectation, received);
}

}  // namespace potok::loadtest
