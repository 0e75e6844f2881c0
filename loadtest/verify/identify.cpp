#include "loadtest/verify/identify.hpp"

#include <algorithm>

namespace potok::loadtest {
namespace {

using Kind = Verification::Kind;

// Random bytes agree with a message in one place of 256 (64 if printable); bytes of which not even
// a quarter agrees were never that message.
constexpr std::size_t kKinshipDivisor = 4;

// Fewer than these that agree may agree by chance, for there are many messages to agree with.
constexpr std::size_t kTellingBytes = 4;

// Where messages are too short for headers, fewer than these cannot tell anything, and are taken
// for the message whose turn it is.
constexpr std::size_t kHeaderlessTellingBytes = 8;

// So many places of a long message are looked at, evenly spread: enough to tell, and quickly done.
constexpr std::size_t kPlaces = 256;

struct Kinship {
    std::size_t compared = 0;
    std::size_t equal = 0;
};

Kinship kinship(const MessageImage& image, Bytes received) noexcept {
    const std::size_t common = std::min(image.size(), received.size());
    const std::size_t stride = std::max<std::size_t>(1, common / kPlaces);
    Kinship result;
    for (std::size_t place = 0; place < common; place += stride) {
        ++result.compared;
        if (received[place] == image.at(place)) ++result.equal;
    }
    return result;
}

bool is_akin(const Kinship& kinship) noexcept {
    return kinship.equal >= std::max(kTellingBytes, kinship.compared / kKinshipDivisor);
}

bool is_akin_headerless(const Kinship& kinship) noexcept {
    return kinship.compared < kHeaderlessTellingBytes ||
           kinship.equal >= kinship.compared / kKinshipDivisor;
}

// Calls visit(name) for the message expected next, those sent after it, and those before, nearest
// first; ends when it returns true.
template <class Visit>
void visit_neighbours(const Expectation& expectation, Visit visit) {
    const std::uint64_t at = expectation.next.value_or(expectation.sent);
    const std::uint64_t last = std::min(at + kNeighbours + 1, expectation.sent);
    for (std::uint64_t number = at; number < last; ++number) {
        if (visit(MessageName{expectation.connection, number})) return;
    }
    const std::uint64_t first = at - std::min(at, kNeighbours);
    for (std::uint64_t number = at; number > first; --number) {
        if (visit(MessageName{expectation.connection, number - 1})) return;
    }
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

std::optional<MessageName> equal_neighbour(const PayloadScheme& scheme,
                                           const Expectation& expectation,
                                           Bytes received) noexcept {
    std::optional<MessageName> equal;
    visit_neighbours(expectation, [&](MessageName name) {
        if (is_headerless(scheme, name, received)) equal = name;
        return equal.has_value();
    });
    return equal;
}

// The message that spoilt bytes were: of those it may have been, the one with which most agrees; at
// a tie the one expected next, or the next nearest. The name it bears counts like any other, for
// the damage may be in the name.
std::optional<MessageName> likely_name(const PayloadScheme& scheme, const Expectation& expectation,
                                       Bytes received) noexcept {
    if (!expectation.next) return std::nullopt;
    std::optional<MessageName> likely;
    std::size_t equal_most = 0;
    const auto consider = [&](MessageName name) {
        const MessageImage image = scheme.image(name);
        const Kinship found = kinship(image, received);
        const bool akin =
            image.size() < scheme.header_size() ? is_akin_headerless(found) : is_akin(found);
        if (!akin || (likely && found.equal <= equal_most)) return false;
        likely = name;
        equal_most = found.equal;
        return false;
    };
    visit_neighbours(expectation, consider);
    const std::optional<MessageName> borne = scheme.guess_name(received);
    if (borne && borne->connection == expectation.connection && may_exist(expectation, *borne)) {
        static_cast<void>(consider(*borne));
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

// Which of all connections' messages it is: there is none whose turn it would be. What is damaged
// is the one of the two it may be with which more agrees.
Verification identify_among_all(const PayloadScheme& scheme, const Expectation& expectation,
                                Bytes received) noexcept {
    if (const auto name = scheme.read_name(received)) {
        return may_exist(expectation, *name) ? compared_with(scheme, *name, received)
                                             : Verification{};
    }
    std::optional<MessageName> likely;
    std::size_t equal_most = 0;
    for (const auto& name : {scheme.guess_name(received), scheme.guess_name_by_check(received)}) {
        if (!name || !may_exist(expectation, *name)) continue;
        const Kinship found = kinship(scheme.image(*name), received);
        if (!is_akin(found) || found.equal <= equal_most) continue;
        likely = name;
        equal_most = found.equal;
    }
    return likely ? compared_with(scheme, *likely, received) : Verification{};
}

}  // namespace

bool may_exist(const Expectation& expectation, MessageName name) noexcept {
    if (expectation.senders != 0 && name.connection >= expectation.senders) return false;
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
    if (expectation.senders != 0) return identify_among_all(scheme, expectation, received);
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
