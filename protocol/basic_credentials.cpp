#include "protocol/basic_credentials.hpp"

#include <openssl/evp.h>

#include <vector>

#include "base/assert.hpp"

namespace potok {

std::string basic_credentials(std::string_view user, std::string_view password) {
    ASSERT(user.find(':') == user.npos);
    std::vector<unsigned char> plain(user.begin(), user.end());
    plain.push_back(':');
    plain.insert(plain.end(), password.begin(), password.end());
    // What OpenSSL writes has a NUL behind it.
    std::vector<unsigned char> written((plain.size() + 2) / 3 * 4 + 1);
    EVP_EncodeBlock(written.data(), plain.data(), static_cast<int>(plain.size()));
    return "Basic " + std::string(written.begin(), written.end() - 1);
}

}  // namespace potok
