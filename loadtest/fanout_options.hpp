// check_fanout: what --fanout asks of the other options. Pure; any thread.
//
// Every message must say whose it is, and every receiver must know when it was due: so the scheme
// has messages, they have headers, and there is a schedule. The rest are limits of memory and of
// what can be read at all.
#pragma once

#include <string>

#include "diagnostics/language.hpp"
#include "loadtest/load_options.hpp"
#include "loadtest/verify/payload.hpp"

namespace potok::loadtest {

// Deliveries a second: of one connection, as many as one may send; of all of them together.
inline constexpr double kReceptionsMost = 100'000;
inline constexpr double kDeliveriesMost = 10'000'000;

// What is wrong and what to do, in the user's language; empty where nothing is. Precondition: the
// settings passed their other checks, and `size` is theirs.
[[nodiscard]] std::string check_fanout(Language language, const LoadSettings& settings,
                                       const SizeRange& size);

}  // namespace potok::loadtest
