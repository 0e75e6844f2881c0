// http_status_text: an HTTP status as people know it: "503 (Service Unavailable)". Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace potok {

// The number alone where RFC 9110 has no name for it.
[[nodiscard]] std::string http_status_text(std::uint16_t status);

}  // namespace potok
