// The options of a WebSocket's opening: their checks, and what they ask for together.
//
// Checks say what is wrong and what to do, in the user's language; empty where nothing is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diagnostics/language.hpp"
#include "loadtest/load_options.hpp"
#include "protocol/session/upgrade_ask.hpp"

namespace potok::loadtest {

// "K: V", the blanks around V left out; none where there is no colon.
[[nodiscard]] std::optional<UpgradeAsk::Header> parse_header(std::string_view text);

[[nodiscard]] std::string check_header(Language language, std::string_view value);
[[nodiscard]] std::string check_subprotocol(Language language, std::string_view value);
[[nodiscard]] std::string check_proxy(Language language, std::string_view value);
// Together, and with the target. Precondition: it is of ws, and each passed its own check.
[[nodiscard]] std::string check_upgrade(const LoadSettings& settings, Language language);

// What all connections ask for. Origin is not a header like others here: it is judged. Whoever
// gives an Authorization means it, and not the one in the address.
[[nodiscard]] UpgradeAsk make_upgrade_ask(const LoadSettings& settings);

}  // namespace potok::loadtest
