#include "loadtest/tls_options.hpp"

#include <span>

#include "diagnostics/host_name_fault_text.hpp"
#include "diagnostics/sentence.hpp"
#include "loadtest/load_options.hpp"
#include "protocol/certificate_fingerprint.hpp"
#include "protocol/tls_alpn.hpp"
#include "protocol/tls_peer_name.hpp"

namespace potok::loadtest {
namespace {

std::string said(Language language, Text text) {
    return std::string(text.in(language));
}

}  // namespace

std::string check_fingerprint(Language language, std::string_view value) {
    if (parse_fingerprint(value)) return {};
    return said(language, {"a SHA-256 fingerprint is wanted, 64 hexadecimal digits: sha256:0123…ef",
                           "нужен отпечаток SHA-256, 64 шестнадцатеричные цифры: sha256:0123…ef"});
}

std::string check_server_name(Language language, std::string_view value) {
    const auto name = TlsPeerName::parse(value);
    return name ? std::string() : host_name_fault_text(language, value, name.error());
}

std::string check_alpn(Language language, std::string_view value) {
    if (AlpnList::of(std::span(&value, 1))) return {};
    return said(language, {"a name of 1 to 255 bytes is wanted, such as http/1.1",
                           "нужно имя от 1 до 255 байтов, например http/1.1"});
}

std::string check_tls(const LoadSettings& settings, Language language) {
    const TlsOptions& tls = settings.tls;
    if (!settings.target.tls && tls != TlsOptions{}) {
        return said(language,
                    {"--ca, --fingerprint, --insecure, --client-cert, --client-key, "
                     "--key-password-file, --servername and --alpn are for targets over TLS: "
                     "tls://, lps://, lines://, wss://, https://",
                     "--ca, --fingerprint, --insecure, --client-cert, --client-key, "
                     "--key-password-file, --servername и --alpn — для адресов с TLS: tls://, "
                     "lps://, lines://, wss://, https://"});
    }
    const int trusts = (tls.ca ? 1 : 0) + (tls.fingerprint ? 1 : 0) + (tls.insecure ? 1 : 0);
    if (trusts > 1) {
        return said(language,
                    {"--ca, --fingerprint and --insecure exclude each other: give one",
                     "--ca, --fingerprint и --insecure исключают друг друга: нужен один"});
    }
    if (tls.client_key && !tls.client_certificate) {
        return said(language, {"--client-key needs the --client-cert that it belongs to",
                               "--client-key нужен --client-cert, к которому он относится"});
    }
    if (tls.key_password_file && !tls.client_certificate) {
        return said(language, {"--key-password-file needs the --client-cert whose key it opens",
                               "--key-password-file нужен --client-cert, чей ключ он открывает"});
    }
    return {};
}

}  // namespace potok::loadtest
