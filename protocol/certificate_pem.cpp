#include "protocol/certificate_pem.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <cstring>

#include "protocol/certificate_openssl.hpp"
#include "protocol/certificate_pbe.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kDashes = "-----";

std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

std::string_view trimmed(std::string_view line) {
    constexpr std::string_view kBlanks = " \t\r";
    line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
    return line.substr(0, line.find_last_not_of(kBlanks) + 1);
}

// As OpenSSL wants its lines, which may neither be indented nor too long.
Secret tidied(std::string_view block) {
    Secret tidy(block.size() + 1);
    auto to = tidy.room().begin();
    while (!block.empty()) {
        const Bytes line = bytes_of(trimmed(take_line(block)));
        to = std::copy(line.begin(), line.end(), to);
        *to++ = std::byte{'\n'};
    }
    tidy.shrink(static_cast<std::size_t>(to - tidy.room().begin()));
    return tidy;
}

bool decode(const Secret& text, PemBlock& block) {
    const Owned<BIO, BIO_free_all> in(
        BIO_new_mem_buf(text.bytes().data(), static_cast<int>(text.size())));
    char* label = nullptr;
    char* headers = nullptr;
    unsigned char* der = nullptr;
    long size = 0;
    // Secure: what it took is wiped when it is given back.
    constexpr unsigned kHow = PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE;
    if (!in || PEM_read_bio_ex(in.get(), &label, &headers, &der, &size, kHow) != 1) return false;
    block.label = label;
    block.headers = headers;
    block.der = Secret(std::as_bytes(std::span(der, static_cast<std::size_t>(size))));
    OPENSSL_secure_free(label);
    OPENSSL_secure_free(headers);
    OPENSSL_secure_clear_free(der, static_cast<std::size_t>(size));
    return true;
}

int give_password(char* room, int size, int, void* context) {
    const auto& password = *static_cast<const std::string_view*>(context);
    if (password.size() > static_cast<std::size_t>(size)) return -1;
    std::copy(password.begin(), password.end(), room);
    return static_cast<int>(password.size());
}

}  // namespace

PemBlocks::Next PemBlocks::next(PemBlock& block) {
    const OpensslErrors errors;
    rest_.remove_prefix(std::min(rest_.find(kBegin), rest_.size()));
    if (rest_.empty()) return Next::end;
    std::string_view behind = rest_;
    const std::string_view first = trimmed(take_line(behind));
    if (!first.ends_with(kDashes) || first.size() < kBegin.size() + kDashes.size())
        return Next::damaged;
    const std::string_view label =
        first.substr(kBegin.size(), first.size() - kBegin.size() - kDashes.size());
    const std::string last = "-----END " + std::string(label) + std::string(kDashes);
    const std::size_t end = rest_.find(last);
    if (end == std::string_view::npos) return Next::damaged;
    const std::string_view whole = rest_.substr(0, end + last.size());
    // A block begins inside of it: its own end is missing.
    if (whole.find(kBegin, kBegin.size()) != std::string_view::npos) return Next::damaged;
    rest_.remove_prefix(whole.size());
    return decode(tidied(whole), block) ? Next::block : Next::damaged;
}

bool looks_like_pem(std::string_view text) noexcept {
    return text.find(kBegin) != std::string_view::npos;
}

std::optional<Secret> narrowed(Bytes bytes) {
    if (bytes.size() < 2 || bytes.size() % 2 != 0) return std::nullopt;
    const bool little = bytes[0] == std::byte{0xFF} && bytes[1] == std::byte{0xFE};
    const bool big = bytes[0] == std::byte{0xFE} && bytes[1] == std::byte{0xFF};
    if (!little && !big) return std::nullopt;
    const Bytes letters = bytes.subspan(2);
    Secret text(letters.size() / 2);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto letter = load<std::uint16_t>(letters.data() + 2 * i,
                                                little ? ByteOrder::little : ByteOrder::big);
        text.room()[i] = letter < 0x80 ? static_cast<std::byte>(letter) : std::byte{'?'};
    }
    return text;
}

std::optional<CertificateFault> decrypt(PemBlock& block, Password password) {
    const OpensslErrors errors;
    EVP_CIPHER_INFO how{};
    if (block.headers.empty()) return std::nullopt;
    if (PEM_get_EVP_CIPHER_INFO(block.headers.data(), &how) != 1)
        return CertificateFault{.kind = Kind::damaged};
    if (how.cipher == nullptr) return std::nullopt;
    if (!has_cipher(EVP_CIPHER_get_nid(how.cipher)))
        return CertificateFault{.kind = Kind::key_old_algorithm,
                                .algorithm = EVP_CIPHER_get0_name(how.cipher)};
    if (!password) return CertificateFault{.kind = Kind::password_needed};
    long size = static_cast<long>(block.der.size());
    auto* const data = reinterpret_cast<unsigned char*>(block.der.room().data());
    if (PEM_do_header(&how, data, &size, give_password, &*password) != 1)
        return CertificateFault{.kind = Kind::password_wrong};
    block.der.shrink(static_cast<std::size_t>(size));
    block.headers.clear();
    return std::nullopt;
}

}  // namespace potok
