#include "protocol/certificate_contents.hpp"

#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

#include "protocol/certificate_der.hpp"
#include "protocol/certificate_pem.hpp"
#include "protocol/certificate_pfx.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;
using MaybeFault = std::optional<CertificateFault>;

CertificateFault fault(Kind kind) {
    return {.kind = kind};
}

class ContentsReader {
  public:
    ContentsReader(Wanted wanted, Password password) : wanted_(wanted), password_(password) {}

    MaybeFault read_pem(std::string_view text);
    // What may stand alone in a file.
    MaybeFault read_alone(Bytes der);
    [[nodiscard]] CertificateContents&& contents() { return std::move(contents_); }

  private:
    MaybeFault read_block(PemBlock& block);
    MaybeFault read_certificate(Bytes der);
    MaybeFault read_trusted_certificate(Bytes der);
    MaybeFault read_list(Bytes der);
    MaybeFault read_message(Bytes der);
    MaybeFault take_key(KeyForm form, Bytes der);
    MaybeFault take(OwnedX509 certificate);
    MaybeFault take(OwnedRevocationList list);
    bool is_certificate_wanted();
    bool is_key_wanted();

    const Wanted wanted_;
    const Password password_;
    PasswordWork work_;
    CertificateContents contents_;
};

MaybeFault ContentsReader::read_pem(std::string_view text) {
    PemBlocks blocks(text);
    PemBlock block;
    for (;;) {
        switch (blocks.next(block)) {
            case PemBlocks::Next::end:
                return std::nullopt;
            case PemBlocks::Next::damaged:
                return fault(Kind::damaged);
            case PemBlocks::Next::block:
                break;
        }
        if (const MaybeFault failed = read_block(block)) return failed;
    }
}

struct KeyLabel {
    std::string_view label;
    KeyForm form;
};
constexpr std::array kKeyLabels{KeyLabel{"PRIVATE KEY", KeyForm::pkcs8},
                                KeyLabel{"ENCRYPTED PRIVATE KEY", KeyForm::encrypted_pkcs8},
                                KeyLabel{"RSA PRIVATE KEY", KeyForm::rsa},
                                KeyLabel{"EC PRIVATE KEY", KeyForm::ec}};

MaybeFault ContentsReader::read_block(PemBlock& block) {
    const std::string_view label = block.label;
    const Bytes der = block.der.bytes();
    if (label == "CERTIFICATE" || label == "X509 CERTIFICATE") return read_certificate(der);
    if (label == "TRUSTED CERTIFICATE") return read_trusted_certificate(der);
    if (label == "X509 CRL") return read_list(der);
    if (label == "PKCS7") return read_message(der);
    if (label.ends_with("CERTIFICATE REQUEST")) contents_.has_request = true;
    if (label.ends_with("PUBLIC KEY")) contents_.has_public_key = true;

    const auto* const key = std::ranges::find(kKeyLabels, label, &KeyLabel::label);
    if (key != kKeyLabels.end()) {
        if (!is_key_wanted()) return std::nullopt;
        const bool encrypted = !block.headers.empty();
        if (MaybeFault failed = decrypt(block, password_)) return failed;
        MaybeFault failed = take_key(key->form, block.der.bytes());
        // A wrong password may by chance leave a padding that looks right.
        if (failed && encrypted && failed->kind == Kind::damaged)
            failed->kind = Kind::password_wrong;
        return failed;
    }
    if (label.ends_with("PRIVATE KEY") && is_key_wanted())
        return CertificateFault{.kind = Kind::unsupported_algorithm,
                                .algorithm = std::string(label.substr(0, label.find(' ')))};
    return std::nullopt;
}

MaybeFault ContentsReader::read_alone(Bytes der) {
    if (auto pfx = read_der<PKCS12_free>(der, d2i_PKCS12)) {
        ContentsOrFault read = read_pfx(pfx.get(), wanted_, password_);
        if (!read) return read.error();
        contents_ = std::move(read).value();
        return std::nullopt;
    }
    if (read_der<X509_free>(der, d2i_X509)) return read_certificate(der);
    if (read_der<X509_CRL_free>(der, d2i_X509_CRL)) return read_list(der);
    if (read_der<PKCS7_free>(der, d2i_PKCS7)) return read_message(der);
    if (read_der<X509_REQ_free>(der, d2i_X509_REQ)) {
        contents_.has_request = true;
        return std::nullopt;
    }
    if (read_der<X509_PUBKEY_free>(der, d2i_X509_PUBKEY)) {
        contents_.has_public_key = true;
        return std::nullopt;
    }
    if (read_der<PKCS8_PRIV_KEY_INFO_free>(der, d2i_PKCS8_PRIV_KEY_INFO))
        return is_key_wanted() ? take_key(KeyForm::pkcs8, der) : std::nullopt;
    if (read_der<X509_SIG_free>(der, d2i_X509_SIG))
        return is_key_wanted() ? take_key(KeyForm::encrypted_pkcs8, der) : std::nullopt;
    // Whole it is, and of neither traditional form: then it is none of ours.
    for (const KeyForm form : {KeyForm::rsa, KeyForm::ec}) {
        KeyOrFault key = read_key(form, der, password_, work_);
        if (!key) continue;
        if (is_key_wanted()) contents_.keys.push_back(std::move(key).value());
        return std::nullopt;
    }
    return fault(Kind::unknown_format);
}

MaybeFault ContentsReader::read_certificate(Bytes der) {
    if (!is_certificate_wanted()) return std::nullopt;
    auto certificate = read_der<X509_free>(der, d2i_X509);
    return take(OwnedX509(certificate.release()));
}

// With what OpenSSL's own store says about it behind it.
MaybeFault ContentsReader::read_trusted_certificate(Bytes der) {
    if (!is_certificate_wanted()) return std::nullopt;
    auto certificate = read_der<X509_free>(der, d2i_X509_AUX);
    return take(OwnedX509(certificate.release()));
}

MaybeFault ContentsReader::read_list(Bytes der) {
    if (wanted_ != Wanted::trust) return std::nullopt;
    auto list = read_der<X509_CRL_free>(der, d2i_X509_CRL);
    return take(OwnedRevocationList(list.release()));
}

// A message of nothing but certificates and revocation lists (.p7b), as Windows exports a chain.
MaybeFault ContentsReader::read_message(Bytes der) {
    const auto message = read_der<PKCS7_free>(der, d2i_PKCS7);
    if (!message) return fault(Kind::damaged);
    if (!PKCS7_type_is_signed(message.get()) || message->d.sign == nullptr)
        return fault(Kind::unknown_format);
    const STACK_OF(X509)* const certificates = message->d.sign->cert;
    for (int i = 0; i < sk_X509_num(certificates); ++i) {
        if (!is_certificate_wanted()) return std::nullopt;
        X509* const certificate = sk_X509_value(certificates, i);
        X509_up_ref(certificate);
        if (const MaybeFault failed = take(OwnedX509(certificate))) return failed;
    }
    const STACK_OF(X509_CRL)* const lists = message->d.sign->crl;
    for (int i = 0; wanted_ == Wanted::trust && i < sk_X509_CRL_num(lists); ++i) {
        X509_CRL* const list = sk_X509_CRL_value(lists, i);
        X509_CRL_up_ref(list);
        if (const MaybeFault failed = take(OwnedRevocationList(list))) return failed;
    }
    return std::nullopt;
}

MaybeFault ContentsReader::take_key(KeyForm form, Bytes der) {
    KeyOrFault key = read_key(form, der, password_, work_);
    if (!key) return key.error();
    contents_.keys.push_back(std::move(key).value());
    return std::nullopt;
}

MaybeFault ContentsReader::take(OwnedX509 certificate) {
    if (!certificate) return fault(Kind::damaged);
    const std::uint64_t limit =
        wanted_ == Wanted::trust ? kTrustedCertificatesMax : kCertificatesMax;
    if (contents_.certificates.size() == limit)
        return CertificateFault{.kind = Kind::too_many_certificates, .limit = limit};
    contents_.certificates.push_back(std::move(certificate));
    return std::nullopt;
}

MaybeFault ContentsReader::take(OwnedRevocationList list) {
    if (!list) return fault(Kind::damaged);
    contents_.lists.push_back(std::move(list));
    return std::nullopt;
}

bool ContentsReader::is_certificate_wanted() {
    contents_.has_certificate = true;
    return has_certificates(wanted_);
}

bool ContentsReader::is_key_wanted() {
    contents_.has_key = true;
    return has_keys(wanted_);
}

// Binary for certain: no text has such a second byte behind a '0'. The length it says follows in
// 1 to 4 bytes; 0x80 is one that ends itself, as some programs write a PFX.
bool begins_like_der(Bytes bytes) {
    return bytes.size() >= 2 && bytes[0] == std::byte{0x30} && bytes[1] >= std::byte{0x80} &&
           bytes[1] <= std::byte{0x84};
}

bool is_short_der(Bytes bytes) {
    return bytes.size() >= 2 && bytes[0] == std::byte{0x30} &&
           std::to_integer<std::size_t>(bytes[1]) == bytes.size() - 2;
}

bool is_whole_der(Bytes bytes) {
    if (bytes[1] == std::byte{0x80}) return false;  // OpenSSL finds the end, if there is one
    const std::size_t octets = std::to_integer<std::size_t>(bytes[1] & std::byte{0x7F});
    if (bytes.size() < 2 + octets) return false;
    std::size_t length = 0;
    for (const std::byte octet : bytes.subspan(2, octets))
        length = length << 8 | std::to_integer<std::size_t>(octet);
    return bytes.size() - 2 - octets == length;
}

bool is_blank(Bytes bytes) {
    return text_of(bytes).find_first_not_of(" \t\r\n") == std::string_view::npos;
}

MaybeFault read_into(ContentsReader& reader, Bytes bytes) {
    if (is_blank(bytes)) return fault(Kind::empty_file);
    if (begins_like_der(bytes)) {
        MaybeFault failed = reader.read_alone(bytes);
        if (failed && failed->kind == Kind::unknown_format && !is_whole_der(bytes))
            failed->kind = Kind::damaged;
        return failed;
    }
    if (const std::optional<Secret> text = narrowed(bytes)) return reader.read_pem(text->text());
    if (looks_like_pem(text_of(bytes))) return reader.read_pem(text_of(bytes));
    return is_short_der(bytes) ? reader.read_alone(bytes) : fault(Kind::unknown_format);
}

}  // namespace

ContentsOrFault read_contents(Bytes bytes, Wanted wanted, Password password) {
    const OpensslErrors errors;
    ContentsReader reader(wanted, password);
    if (MaybeFault failed = read_into(reader, bytes)) return *std::move(failed);
    return reader.contents();
}

}  // namespace potok
