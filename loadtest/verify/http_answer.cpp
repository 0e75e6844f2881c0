#include "loadtest/verify/http_answer.hpp"

#include "base/assert.hpp"

namespace potok::loadtest {
namespace {

using Kind = Verification::Kind;

Verification refused(MessageName name, std::uint16_t status) noexcept {
    return {.kind = Kind::corrupted, .name = name, .difference = {}, .status = status};
}

Verification damaged(MessageName name, const Difference& difference) noexcept {
    return {.kind = Kind::corrupted, .name = name, .difference = difference};
}

}  // namespace

MessageName name_under_way(const Expectation& expectation) noexcept {
    ASSERT(expectation.sent != 0);
    return {expectation.connection, expectation.sent - 1};
}

Verification verify_answer(const PayloadScheme& scheme, const Expectation& expectation,
                           std::uint16_t status, Bytes body) noexcept {
    const MessageName name = name_under_way(expectation);
    if (status != kGoodStatus) return refused(name, status);
    const std::optional<Difference> difference = difference_of(scheme.image(name), body);
    if (!difference) return {.kind = Kind::intact, .name = name, .difference = {}};
    Expectation exactly = expectation;
    exactly.next = name.number;
    const Verification found = identify(scheme, exactly, body);
    return found.kind == Kind::intact ? found : damaged(name, *difference);
}

std::optional<Verification> verify_front(const PayloadScheme& scheme,
                                         const Expectation& expectation, std::uint16_t status,
                                         Bytes front) noexcept {
    const MessageName name = name_under_way(expectation);
    if (status != kGoodStatus) return refused(name, status);
    const std::optional<Difference> difference = difference_of(scheme.image(name), front);
    if (!difference || !difference->got) return std::nullopt;
    return damaged(name, *difference);
}

}  // namespace potok::loadtest
