// What the options ask of an http:// target together, and their check against it.
//
// The check of each option alone is upgrade_options.hpp's: WebSockets have the same ones.
#pragma once

#include <string>

#include "diagnostics/language.hpp"
#include "loadtest/http_post.hpp"
#include "loadtest/load_options.hpp"

namespace potok::loadtest {

// Says what is wrong and what to do; empty where nothing is. Precondition: the target is http, and
// each option passed its own check.
[[nodiscard]] std::string check_post(const LoadSettings& settings, Language language);

// Content-Type, Accept-Encoding and Authorization are those that were given, where they were.
[[nodiscard]] HttpPost make_http_post(const LoadSettings& settings);

}  // namespace potok::loadtest
