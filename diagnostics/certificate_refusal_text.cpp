#include "diagnostics/certificate_refusal_text.hpp"

#include <array>
#include <cstddef>

#include "diagnostics/enum_table.hpp"
#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "diagnostics/timestamp.hpp"

namespace potok {
namespace {

// `of_server` is read by whoever runs the client, `of_client` by whoever runs the server.
struct Entry {
    CertificateProblem problem;
    std::string_view name;
    Text of_server;
    Text of_client;
};

// {certificate}, {subject} and {key} are of the refused one, {fingerprint} is of the peer's own.
constexpr std::array kEntries{
    Entry{CertificateProblem::expired,
          "expired",
          {"{certificate} expired on {not_after}; it has to be renewed, or this machine's clock is "
           "wrong",
           "{certificate} истёк {not_after}: его нужно обновить, или неверны часы этой машины"},
          {}},
    Entry{CertificateProblem::not_yet_valid,
          "not_yet_valid",
          {"{certificate} is valid from {not_before} on; is this machine's clock right?",
           "{certificate} действует только с {not_before}; верны ли часы этой машины?"},
          {}},
    Entry{CertificateProblem::self_signed,
          "self_signed",
          {"{certificate} is self-signed; to trust it pass --ca FILE with it, or --fingerprint "
           "{fingerprint}",
           "{certificate} — самоподписанный; чтобы ему доверять, укажите --ca ФАЙЛ с ним или "
           "--fingerprint {fingerprint}"},
          {"{certificate} is self-signed; to let it in add it to the file of --client-ca",
           "{certificate} — самоподписанный; чтобы принимать его, добавьте его в файл "
           "--client-ca"}},
    Entry{CertificateProblem::unknown_root,
          "unknown_root",
          {"the server's chain of certificates ends in {subject}, which is not trusted here; to "
           "trust it pass --ca FILE with its certificate",
           "цепочка сертификатов сервера кончается на {subject}, которому здесь не доверяют; чтобы "
           "доверять, укажите --ca ФАЙЛ с его сертификатом"},
          {"the client's chain of certificates ends in {subject}, which is not in the file of "
           "--client-ca",
           "цепочка сертификатов клиента кончается на {subject}, которого нет в файле "
           "--client-ca"}},
    Entry{CertificateProblem::unknown_issuer,
          "unknown_issuer",
          {"{certificate} was issued by {issuer}, which is not known here: pass --ca FILE with its "
           "certificate, or have the server show its whole chain",
           "{certificate} выдан {issuer}, который здесь не известен: укажите --ca ФАЙЛ с его "
           "сертификатом, или пусть сервер показывает всю цепочку"},
          {"{certificate} was issued by {issuer}, which is not in the file of --client-ca",
           "{certificate} выдан {issuer}, которого нет в файле --client-ca"}},
    Entry{CertificateProblem::name_mismatch,
          "name_mismatch",
          {"the certificate is for {names}, you asked for {asked}",
           "сертификат выдан для {names}, а нужен {asked}"},
          {}},
    Entry{CertificateProblem::revoked,
          "revoked",
          {"{certificate} was revoked by {issuer}", "{certificate} отозван: {issuer}"},
          {}},
    Entry{
        CertificateProblem::no_revocation_list,
        "no_revocation_list",
        {"there is no revocation list of {issuer}, so it is not known whether {certificate} still "
         "holds",
         "нет списка отозванных сертификатов от {issuer}, и не известно, не отозван ли "
         "{certificate}"},
        {"--crl has no revocation list of {issuer}, so it is not known whether {certificate} "
         "still holds",
         "в --crl нет списка отозванных сертификатов от {issuer}, и не известно, не отозван ли "
         "{certificate}"}},
    Entry{CertificateProblem::revocation_list_expired,
          "revocation_list_expired",
          {"the revocation list of {issuer} is out of date or damaged; a new one is needed",
           "список отозванных сертификатов от {issuer} устарел или повреждён; нужен новый"},
          {}},
    Entry{CertificateProblem::wrong_purpose,
          "wrong_purpose",
          {"{certificate} is not meant for a server (extended key usage)",
           "{certificate} выдан не для сервера (extended key usage)"},
          {"{certificate} is not meant for a client (extended key usage)",
           "{certificate} выдан не для клиента (extended key usage)"}},
    Entry{CertificateProblem::not_an_authority,
          "not_an_authority",
          {"{subject} issued another certificate of the chain, and may not",
           "{subject} — не удостоверяющий центр, а подписан им другой сертификат цепочки"},
          {}},
    Entry{CertificateProblem::weak_key,
          "weak_key",
          {"the key of {certificate} is too weak: {key}",
           "{certificate} — со слишком слабым ключом: {key}"},
          {}},
    Entry{CertificateProblem::weak_signature,
          "weak_signature",
          {"{certificate} is signed in a way that can be forged: {signature}",
           "{certificate} подписан ненадёжно, подпись можно подделать: {signature}"},
          {}},
    Entry{CertificateProblem::bad_signature,
          "bad_signature",
          {"{certificate} was not signed by {issuer}, whom it names: it is forged or damaged",
           "{certificate} подписан не тем, кто в нём назван ({issuer}): он подделан или повреждён"},
          {}},
    Entry{CertificateProblem::fingerprint_differs,
          "fingerprint_differs",
          {"the server showed another certificate than the one asked for: {fingerprint} in place "
           "of {expected}",
           "сервер показал не тот сертификат: {fingerprint} вместо {expected}"},
          {}},
    Entry{CertificateProblem::gost,
          "gost",
          {"{certificate} has a key or a signature of GOST R 34.10, which is not supported",
           "{certificate} — с ключом или подписью по ГОСТ Р 34.10, они не поддерживаются"},
          {}},
    Entry{CertificateProblem::other,
          "other",
          {"{certificate} was refused (OpenSSL's verification result {code})",
           "{certificate} не принят (результат проверки OpenSSL: {code})"},
          {}},
};
static_assert(covers_in_order(kEntries, &Entry::problem, kLastCertificateProblem));

const Entry& entry_of(CertificateProblem problem) noexcept {
    return kEntries[static_cast<std::size_t>(problem)];
}

constexpr std::size_t kNamesShown = 4;

std::string certificate_text(Language language, const CertificateFailure& failure) {
    constexpr Text kOfServer{"the server's certificate", "сертификат сервера"};
    constexpr Text kOfClient{"the client's certificate", "сертификат клиента"};
    constexpr Text kOfChain{"the certificate of {subject} in its chain",
                            "сертификат {subject} из цепочки"};
    if (failure.depth > 0)
        return fill(kOfChain, language, {{"subject", quoted(failure.refused.subject)}});
    return std::string((failure.of_client ? kOfClient : kOfServer).in(language));
}

std::string names_text(Language language, const CertificateFailure& failure) {
    constexpr Text kNobody{"no host at all", "неизвестно какого узла (имён в нём нет)"};
    constexpr Text kMore{" and {count} more", " и ещё {count}"};
    const auto& names = failure.peer.names;
    if (names.empty()) return std::string(kNobody.in(language));
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < kNamesShown; ++i)
        text.append(i == 0 ? "" : ", ").append(escaped(names[i]));
    if (names.size() > kNamesShown)
        text += fill(kMore, language, {{"count", std::to_string(names.size() - kNamesShown)}});
    return text;
}

// "2026-05-04": the hour is of no use to who reads it.
std::string day_text(std::chrono::sys_seconds moment) {
    constexpr std::size_t kDay = 10;
    return utc_timestamp(moment).substr(0, kDay);
}

std::string key_text(const KeyFacts& key) {
    return key.bits == 0 ? key.name : key.name + " " + std::to_string(key.bits);
}

}  // namespace

std::string_view certificate_problem_name(CertificateProblem problem) noexcept {
    return entry_of(problem).name;
}

std::string certificate_refusal_text(Language language, const CertificateFailure& failure) {
    const Entry& entry = entry_of(failure.problem);
    const bool other_side = failure.of_client && !entry.of_client.empty();
    return fill(other_side ? entry.of_client : entry.of_server, language,
                {{"certificate", certificate_text(language, failure)},
                 {"subject", quoted(failure.refused.subject)},
                 {"issuer", quoted(failure.refused.issuer)},
                 {"names", names_text(language, failure)},
                 {"asked", escaped(failure.asked)},
                 {"not_before", day_text(failure.refused.not_before)},
                 {"not_after", day_text(failure.refused.not_after)},
                 {"fingerprint", fingerprint_text(failure.peer.fingerprint)},
                 {"expected", fingerprint_text(failure.expected)},
                 {"key", key_text(failure.refused.key)},
                 {"signature", escaped(failure.refused.signature)},
                 {"code", std::to_string(failure.code)}});
}

}  // namespace potok
