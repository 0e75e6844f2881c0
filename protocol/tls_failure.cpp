#include "protocol/tls_failure.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>

#include "protocol/tls_watch.hpp"

namespace potok {
namespace {

using Kind = TlsFailure::Kind;

// OpenSSL's reason for a received alert is its number and this.
constexpr std::uint32_t kAlertReasons = SSL_AD_REASON_OFFSET;
constexpr std::uint32_t kAlertsEnd = kAlertReasons + 256;

// The first that the TLS part said; further ones say where it was called from.
std::uint32_t drain_errors() noexcept {
    std::uint32_t reason = 0;
    while (const unsigned long error = ERR_get_error()) {
        if (reason == 0 && ERR_GET_LIB(error) == ERR_LIB_SSL)
            reason = static_cast<std::uint32_t>(ERR_GET_REASON(error));
    }
    return reason;
}

Kind kind_of_reason(std::uint32_t reason) noexcept {
    if (reason >= kAlertReasons && reason < kAlertsEnd) return Kind::alert;
    switch (reason) {
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            return Kind::no_client_certificate;
        case SSL_R_HTTP_REQUEST:
        case SSL_R_HTTPS_PROXY_REQUEST:
            return Kind::plain_http;
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_VERSION_TOO_LOW:
        case SSL_R_VERSION_TOO_HIGH:
        case SSL_R_UNKNOWN_SSL_VERSION:
        case SSL_R_WRONG_SSL_VERSION:
        case SSL_R_INAPPROPRIATE_FALLBACK:
            return Kind::no_shared_version;
        case SSL_R_NO_SHARED_CIPHER:
        case SSL_R_NO_SHARED_GROUPS:
        case SSL_R_NO_SUITABLE_KEY_SHARE:
        case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
        case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
        case SSL_R_NO_CIPHERS_SPECIFIED:
            return Kind::no_shared_suite;
        case SSL_R_NO_APPLICATION_PROTOCOL:
            return Kind::no_shared_protocol;
        case SSL_R_NO_RENEGOTIATION:
            return Kind::renegotiation;
        case SSL_R_PACKET_LENGTH_TOO_LONG:
        case SSL_R_ENCRYPTED_LENGTH_TOO_LONG:
        case SSL_R_DATA_LENGTH_TOO_LONG:
        case SSL_R_EXCESSIVE_MESSAGE_SIZE:
            return Kind::record_too_long;
        case SSL_R_TOO_MANY_KEY_UPDATES:
        case SSL_R_TOO_MANY_WARN_ALERTS:
        case SSL_R_RECORD_TOO_SMALL:
        case SSL_R_UNEXPECTED_CCS_MESSAGE:
            return Kind::record_flood;
        case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC:
        case SSL_R_DECRYPTION_FAILED:
        case SSL_R_BLOCK_CIPHER_PAD_IS_WRONG:
            return Kind::damaged_record;
        default:
            return Kind::other;
    }
}

bool tells_of_broken_rules(std::uint8_t alert) noexcept {
    switch (alert) {
        case SSL_AD_UNEXPECTED_MESSAGE:
        case SSL_AD_ILLEGAL_PARAMETER:
        case SSL_AD_DECODE_ERROR:
        case SSL_AD_DECRYPT_ERROR:
        case SSL_AD_MISSING_EXTENSION:
        case SSL_AD_UNSUPPORTED_EXTENSION:
        case SSL_AD_HANDSHAKE_FAILURE:
            return true;
        default:
            return false;
    }
}

std::string_view asked_name(const SSL& ssl) noexcept {
    const char* const name = SSL_get_servername(&ssl, TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? std::string_view() : std::string_view(name);
}

// What has no reason of its own is told by what the peer was answered.
Kind kind_of_answer(const SSL& ssl, const TlsFailure& failure) noexcept {
    if (!failure.alert_sent) return Kind::other;
    // OpenSSL's answer also to what is no name: a zero in it, or too many bytes.
    if (*failure.alert_sent == SSL_AD_UNRECOGNIZED_NAME)
        return asked_name(ssl).empty() ? Kind::malformed : Kind::unknown_name;
    if (*failure.alert_sent == SSL_AD_NO_RENEGOTIATION) return Kind::renegotiation;
    return tells_of_broken_rules(*failure.alert_sent) ? Kind::malformed : Kind::other;
}

// RFC 9189, RFC 9367 and their forerunners.
bool is_gost_suite(unsigned int number) noexcept {
    return (number >= 0xC100 && number <= 0xC106) || (number >= 0x0080 && number <= 0x0083) ||
           number == 0xFF85 || number == 0xFF87;
}

// OpenSSL forgets the suites that it does not know, and keeps the list as it came.
bool offered_gost(SSL& ssl) noexcept {
    const unsigned char* list = nullptr;
    const long size = SSL_get0_raw_cipherlist(&ssl, static_cast<unsigned char*>(nullptr));
    if (size != 2) return false;
    const long bytes = SSL_get0_raw_cipherlist(&ssl, &list);
    for (long i = 0; i + 1 < bytes; i += 2) {
        if (is_gost_suite(static_cast<unsigned int>(list[i]) << 8U | list[i + 1])) return true;
    }
    return false;
}

Kind kind_of(SSL& ssl, const TlsFailure& failure) noexcept {
    if (failure.certificate) return Kind::certificate;
    // Nothing was agreed upon yet, so nothing was TLS.
    const bool at_the_beginning = SSL_get_current_cipher(&ssl) == nullptr;
    switch (failure.reason) {
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_UNKNOWN_PROTOCOL:
        case SSL_R_BAD_RECORD_TYPE:
        case SSL_R_RECORD_LENGTH_MISMATCH:
            return at_the_beginning ? Kind::not_tls : Kind::malformed;
        default:
            break;
    }
    const Kind kind = kind_of_reason(failure.reason);
    if (kind == Kind::no_shared_suite && offered_gost(ssl)) return Kind::gost_only;
    return kind == Kind::other ? kind_of_answer(ssl, failure) : kind;
}

struct AlertName {
    std::uint8_t alert;
    std::string_view name;
};

constexpr auto kAlerts = std::to_array<AlertName>({
    {0, "close_notify"},
    {10, "unexpected_message"},
    {20, "bad_record_mac"},
    {21, "decryption_failed"},
    {22, "record_overflow"},
    {30, "decompression_failure"},
    {40, "handshake_failure"},
    {41, "no_certificate"},
    {42, "bad_certificate"},
    {43, "unsupported_certificate"},
    {44, "certificate_revoked"},
    {45, "certificate_expired"},
    {46, "certificate_unknown"},
    {47, "illegal_parameter"},
    {48, "unknown_ca"},
    {49, "access_denied"},
    {50, "decode_error"},
    {51, "decrypt_error"},
    {52, "too_many_cids_requested"},
    {60, "export_restriction"},
    {70, "protocol_version"},
    {71, "insufficient_security"},
    {80, "internal_error"},
    {86, "inappropriate_fallback"},
    {90, "user_canceled"},
    {100, "no_renegotiation"},
    {109, "missing_extension"},
    {110, "unsupported_extension"},
    {111, "certificate_unobtainable"},
    {112, "unrecognized_name"},
    {113, "bad_certificate_status_response"},
    {114, "bad_certificate_hash_value"},
    {115, "unknown_psk_identity"},
    {116, "certificate_required"},
    {117, "general_error"},
    {120, "no_application_protocol"},
    {121, "ech_required"},
});

}  // namespace

TlsFailure read_failure(ssl_st& ssl) {
    return read_failure(ssl, drain_errors());
}

TlsFailure read_failure(ssl_st& ssl, std::uint32_t reason) {
    TlsFailure failure;
    failure.reason = reason;
    failure.alert_sent = sent_alert(ssl);
    failure.certificate = take_refusal(ssl);
    failure.kind = kind_of(ssl, failure);
    if (failure.kind == Kind::unknown_name) failure.asked = asked_name(ssl);
    if (failure.kind == Kind::alert)
        failure.alert = static_cast<std::uint8_t>(failure.reason - kAlertReasons);
    return failure;
}

std::string_view alert_name(std::uint8_t alert) noexcept {
    const auto* const found =
        std::find_if(kAlerts.begin(), kAlerts.end(),
                     [alert](const AlertName& one) { return one.alert == alert; });
    return found == kAlerts.end() ? std::string_view() : found->name;
}

}  // namespace potok
