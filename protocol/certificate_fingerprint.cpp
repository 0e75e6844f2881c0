#include "protocol/certificate_fingerprint.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <span>

#include "base/assert.hpp"
#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

char lower(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// "SHA256:", "sha-256:", "sha256 Fingerprint=": none of them belongs to the number.
std::string_view without_name(std::string_view text) noexcept {
    constexpr std::array<std::string_view, 4> kNames = {
        "sha256:", "sha-256:", "sha256=", "sha256 fingerprint="};
    for (const std::string_view name : kNames) {
        const bool named = std::equal(
            name.begin(), name.end(), text.begin(),
            text.begin() + static_cast<std::ptrdiff_t>(std::min(name.size(), text.size())),
            [](char left, char right) { return left == lower(right); });
        if (named) return text.substr(name.size());
    }
    return text;
}

}  // namespace

Fingerprint fingerprint_of(const x509_st* certificate) noexcept {
    const OpensslErrors errors;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    const int done = X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    Fingerprint fingerprint;
    ASSERT(done == 1 && size == fingerprint.size());
    std::ranges::copy(std::as_bytes(std::span(digest).first(size)), fingerprint.begin());
    return fingerprint;
}

std::string fingerprint_text(const Fingerprint& fingerprint) {
    std::string text = "sha256:";
    for (const std::byte octet : fingerprint) {
        text += kDigits[std::to_integer<std::size_t>(octet >> 4)];
        text += kDigits[std::to_integer<std::size_t>(octet & std::byte{0x0F})];
    }
    return text;
}

std::optional<Fingerprint> parse_fingerprint(std::string_view text) noexcept {
    text = without_name(text);
    const bool colons = text.find(':') != std::string_view::npos;
    const std::size_t step = colons ? 3 : 2;
    Fingerprint fingerprint;
    if (text.size() != fingerprint.size() * step - (colons ? 1 : 0)) return std::nullopt;
    for (std::size_t i = 0; i < fingerprint.size(); ++i) {
        const std::string_view pair = text.substr(i * step, step);
        const std::size_t high = kDigits.find(lower(pair[0]));
        const std::size_t low = kDigits.find(lower(pair[1]));
        if (high == kDigits.npos || low == kDigits.npos) return std::nullopt;
        if (pair.size() == 3 && pair[2] != ':') return std::nullopt;
        fingerprint[i] = static_cast<std::byte>(high << 4 | low);
    }
    return fingerprint;
}

}  // namespace potok
