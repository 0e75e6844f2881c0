#include "protocol/websocket_accept.hpp"

#include <openssl/evp.h>

#include <algorithm>

#include "base/assert.hpp"
#include "protocol/tls_handles.hpp"

namespace potok {
namespace {

// What OpenSSL writes has a NUL behind it.
template <std::size_t Size>
std::array<char, Size> base64(std::span<const unsigned char> bytes) noexcept {
    ASSERT((bytes.size() + 2) / 3 * 4 == Size);
    std::array<unsigned char, Size + 1> written;
    EVP_EncodeBlock(written.data(), bytes.data(), static_cast<int>(bytes.size()));
    std::array<char, Size> text;
    std::transform(written.begin(), written.end() - 1, text.begin(),
                   [](unsigned char letter) { return static_cast<char>(letter); });
    return text;
}

// Looked up once: EVP_sha1() is looked up again, under locks, wherever it is used.
const EVP_MD* sha1() noexcept {
    static const EVP_MD* const digest = [] {
        begin_openssl();
        return EVP_MD_fetch(nullptr, "SHA1", nullptr);
    }();
    ASSERT(digest != nullptr);
    return digest;
}

constexpr bool is_base64(char letter) noexcept {
    return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           (letter >= '0' && letter <= '9') || letter == '+' || letter == '/';
}

}  // namespace

WebSocketKey encode_key(const WebSocketNonce& nonce) noexcept {
    std::array<unsigned char, kWebSocketNonceBytes> bytes;
    std::transform(nonce.begin(), nonce.end(), bytes.begin(),
                   [](std::byte octet) { return std::to_integer<unsigned char>(octet); });
    return base64<sizeof(WebSocketKey)>(bytes);
}

bool is_websocket_key(std::string_view text) noexcept {
    constexpr std::size_t kLetters = 22;
    if (text.size() != sizeof(WebSocketKey) || !text.ends_with("==")) return false;
    if (!std::all_of(text.begin(), text.begin() + kLetters, is_base64)) return false;
    // 22 letters of 6 bits are 4 bits more than 16 bytes: the last letter has them zero.
    constexpr std::string_view kLastLetters = "AQgw";
    return kLastLetters.find(text[kLetters - 1]) != std::string_view::npos;
}

WebSocketAccept accept_value(std::string_view key) noexcept {
    ASSERT(is_websocket_key(key));
    constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<char, sizeof(WebSocketKey) + kGuid.size()> joined;
    std::copy(kGuid.begin(), kGuid.end(), std::copy(key.begin(), key.end(), joined.begin()));

    constexpr std::size_t kSha1Bytes = 20;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    const int done =
        EVP_Digest(joined.data(), joined.size(), digest.data(), &size, sha1(), nullptr);
    ASSERT(done == 1 && size == kSha1Bytes);
    return base64<sizeof(WebSocketAccept)>(std::span(digest).first(kSha1Bytes));
}

}  // namespace potok
