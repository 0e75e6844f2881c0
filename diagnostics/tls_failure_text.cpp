#include "diagnostics/tls_failure_text.hpp"

#include <array>
#include <cstddef>

#include "diagnostics/certificate_refusal_text.hpp"
#include "diagnostics/enum_table.hpp"
#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "diagnostics/tls_alert_text.hpp"

namespace potok {
namespace {

using Kind = TlsFailure::Kind;

struct Entry {
    Kind kind;
    std::string_view name;
    Text text;  // empty: said elsewhere
};

constexpr std::array kEntries{
    Entry{Kind::certificate, "certificate", {}},
    Entry{Kind::no_client_certificate,
          "no_client_certificate",
          {"the client has no certificate, and has to have one",
           "у клиента нет сертификата, а без него нельзя"}},
    Entry{Kind::alert, "alert", {}},
    Entry{
        Kind::no_shared_version,
        "no_shared_version",
        {"the two sides share no version of TLS; this one speaks 1.2 and 1.3, or as set 1.3 alone",
         "у сторон нет общей версии TLS; здесь есть 1.2 и 1.3 или, если так настроено, только "
         "1.3"}},
    Entry{Kind::no_shared_suite,
          "no_shared_suite",
          {"the two sides share no cipher suite, key group or kind of signature",
           "у сторон нет общего набора шифров, группы ключей или вида подписи"}},
    Entry{Kind::no_shared_protocol,
          "no_shared_protocol",
          {"the two sides share no application protocol (ALPN)",
           "у сторон нет общего прикладного протокола (ALPN)"}},
    Entry{Kind::unknown_name,
          "unknown_name",
          {"the client asked for the host {asked}, whose name no certificate here has",
           "клиент спросил узел {asked}, на имя которого здесь нет сертификата"}},
    Entry{Kind::plain_http,
          "plain_http",
          {"plain HTTP came where TLS is spoken: the address has to begin with https or wss",
           "вместо TLS пришёл обычный HTTP: адрес должен начинаться с https или wss"}},
    Entry{Kind::not_tls,
          "not_tls",
          {"the other side does not speak TLS", "другая сторона не говорит по TLS"}},
    Entry{Kind::gost_only,
          "gost_only",
          {"the client offers GOST cipher suites alone, which are not supported",
           "клиент предлагает только наборы шифров ГОСТ, они не поддерживаются"}},
    Entry{Kind::renegotiation,
          "renegotiation",
          {"the other side wanted to negotiate anew within the connection, which is not allowed",
           "другая сторона хотела повторить рукопожатие внутри соединения, это запрещено"}},
    Entry{Kind::record_too_long,
          "record_too_long",
          {"a record came that is longer than TLS allows",
           "пришла запись длиннее, чем допускает TLS"}},
    Entry{Kind::damaged_record,
          "damaged_record",
          {"a record was changed on its way", "запись изменена по пути"}},
    Entry{Kind::record_flood,
          "record_flood",
          {"record after record came with nothing in it (key updates, warnings, empty ones)",
           "шли запись за записью, и во всех пусто (смена ключей, предупреждения, пустые записи)"}},
    Entry{Kind::malformed,
          "malformed",
          {"the other side broke the rules of TLS (OpenSSL's reason {reason})",
           "другая сторона нарушила правила TLS (причина OpenSSL: {reason})"}},
    Entry{Kind::other,
          "other",
          {"TLS failed (OpenSSL's reason {reason})", "TLS не удался (причина OpenSSL: {reason})"}},
};
static_assert(covers_in_order(kEntries, &Entry::kind, kLastTlsFailureKind));

const Entry& entry_of(Kind kind) noexcept {
    return kEntries[static_cast<std::size_t>(kind)];
}

}  // namespace

std::string_view tls_failure_name(Kind kind) noexcept {
    return entry_of(kind).name;
}

std::string tls_failure_text(Language language, const TlsFailure& failure) {
    if (failure.certificate) return certificate_refusal_text(language, *failure.certificate);
    if (failure.kind == Kind::alert) return received_alert_text(language, failure.alert);
    return fill(entry_of(failure.kind).text, language,
                {{"reason", std::to_string(failure.reason)}, {"asked", quoted(failure.asked)}});
}

}  // namespace potok
