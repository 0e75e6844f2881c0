// Basic authentication (RFC 7617): what Authorization and Proxy-Authorization say for a user and a
// password.
//
// It hides nothing: whoever sees the request sees the password. Pure function.
#pragma once

#include <string>
#include <string_view>

namespace potok {

// "Basic dXNlcjpwYXNzd29yZA==", both parts as UTF-8. Precondition: no colon in the user's name,
// which would end it there.
[[nodiscard]] std::string basic_credentials(std::string_view user, std::string_view password);

}  // namespace potok
