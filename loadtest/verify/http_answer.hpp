// verify_answer: what an HTTP answer made of the message that was the body of its request.
//
// An answer belongs to the one request under way, whatever is in it. So where it is not another
// message of the run to the last byte, it is that one with other bytes; and where its status is not
// 200, it is that one refused, and the body says nothing. Pure functions; any thread.
#pragma once

#include "loadtest/verify/identify.hpp"

namespace potok::loadtest {

inline constexpr std::uint16_t kGoodStatus = 200;

// Precondition of all: something was sent; the last of it is what is being answered.
[[nodiscard]] MessageName name_under_way(const Expectation& expectation) noexcept;
[[nodiscard]] Verification verify_answer(const PayloadScheme& scheme,
                                         const Expectation& expectation, std::uint16_t status,
                                         Bytes body) noexcept;

// Of an answer of which no more will come. None: it was right so far, and is missing.
[[nodiscard]] std::optional<Verification> verify_front(const PayloadScheme& scheme,
                                                       const Expectation& expectation,
                                                       std::uint16_t status, Bytes front) noexcept;

}  // namespace potok::loadtest
