// What a port that speaks TLS answers to a request in plain HTTP: a page for whoever left out an
// "s", in both languages, since nobody knows yet who asks. Immutable; any thread.
#pragma once

#include <string>

namespace potok {

[[nodiscard]] std::string plain_http_answer();

}  // namespace potok
