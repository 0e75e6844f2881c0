#include "diagnostics/tls_context_fault_text.hpp"

#include <array>
#include <cstddef>

#include "diagnostics/enum_table.hpp"
#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"

namespace potok {
namespace {

using Kind = TlsContextFault::Kind;

struct Entry {
    Kind kind;
    std::string_view name;
    Text text;
};

constexpr std::array kEntries{
    Entry{Kind::no_credentials,
          "no_credentials",
          {"a TLS server needs a certificate and its key: pass --cert and --key, --pfx or "
           "--self-signed",
           "серверу TLS нужны сертификат и ключ: укажите --cert и --key, --pfx или "
           "--self-signed"}},
    Entry{Kind::too_many_credentials,
          "too_many_credentials",
          {"there are more than {index} certificates", "сертификатов больше {index}"}},
    Entry{
        Kind::credentials_refused,
        "credentials_refused",
        {"the certificate {file} cannot be used for TLS: its key or its signature is too weak, or "
         "of a kind that TLS does not have (OpenSSL's error {code})",
         "сертификат {file} не годится для TLS: ключ или подпись слишком слабы или такого вида, "
         "которого в TLS нет (ошибка OpenSSL: {code})"}},
    Entry{Kind::no_client_authorities,
          "no_client_authorities",
          {"client certificates are asked for, and nobody is named who may issue them: pass "
           "--client-ca FILE",
           "запрошены клиентские сертификаты, но не сказано, кем они выдаются: укажите --client-ca "
           "ФАЙЛ"}},
    Entry{
        Kind::no_trust,
        "no_trust",
        {"no certificate is trusted, so no server could be verified: pass --ca FILE or "
         "--fingerprint",
         "нет ни одного доверенного сертификата, и проверить сервер нельзя: укажите --ca ФАЙЛ или "
         "--fingerprint"}},
    Entry{Kind::openssl_failed,
          "openssl_failed",
          {"OpenSSL failed (error {code})", "сбой OpenSSL (ошибка {code})"}},
};
static_assert(covers_in_order(kEntries, &Entry::kind, kLastTlsContextFault));

const Entry& entry_of(Kind kind) noexcept {
    return kEntries[static_cast<std::size_t>(kind)];
}

const Text& text_of(SystemTrustFault::Kind kind) noexcept {
    static constexpr Text kNoneFound{
        "this machine has no certificates of authorities where they are known to be; install the "
        "package ca-certificates, or pass --ca FILE or --fingerprint",
        "на этой машине нет сертификатов удостоверяющих центров ни в одном из известных мест; "
        "установите пакет ca-certificates или укажите --ca ФАЙЛ или --fingerprint"};
    static constexpr Text kNotReadable{"{path}, which {variable} names, cannot be read",
                                       "не удаётся прочитать {path} из переменной {variable}"};
    static constexpr Text kNoCertificate{"{path}, which {variable} names, has no certificate",
                                         "в {path} из переменной {variable} нет сертификатов"};
    switch (kind) {
        case SystemTrustFault::Kind::none_found:
            return kNoneFound;
        case SystemTrustFault::Kind::not_readable:
            return kNotReadable;
        case SystemTrustFault::Kind::no_certificate:
            break;
    }
    return kNoCertificate;
}

}  // namespace

std::string_view tls_context_fault_name(Kind kind) noexcept {
    return entry_of(kind).name;
}

std::string tls_context_fault_text(Language language, const TlsContextFault& fault,
                                   std::string_view file) {
    const std::string number = "№ " + std::to_string(fault.index + 1);
    return fill(entry_of(fault.kind).text, language,
                {{"index", std::to_string(fault.index)},
                 {"file", file.empty() ? number : escaped(file)},
                 {"code", std::to_string(fault.code)}});
}

std::string system_trust_fault_text(Language language, const SystemTrustFault& fault) {
    return fill(text_of(fault.kind), language,
                {{"path", escaped(fault.path)}, {"variable", fault.variable}});
}

}  // namespace potok
