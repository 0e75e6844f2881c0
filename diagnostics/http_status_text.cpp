#include "diagnostics/http_status_text.hpp"

#include <string_view>

#include "protocol/http_write.hpp"

namespace potok {

std::string http_status_text(std::uint16_t status) {
    std::string text = std::to_string(status);
    const std::string_view name = reason_of(status);
    if (!name.empty()) text.append(" (").append(name).append(")");
    return text;
}

}  // namespace potok
