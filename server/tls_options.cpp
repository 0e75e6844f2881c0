#include "server/tls_options.hpp"

#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"

namespace potok {
namespace {

std::string check_keys(const TlsSettings& settings, Language language) {
    constexpr Text kUnpaired{
        "--key: {keys} for {certificates} certificates: give one to each --cert, in the same "
        "order, or none where the files of the certificates have theirs",
        "--key: ключей {keys}, а сертификатов {certificates}: укажите по одному к каждому --cert в "
        "том же порядке или ни одного, если они лежат в файлах сертификатов"};
    constexpr Text kNoUse{
        "--key-password-file: there is neither --cert nor --pfx whose password it could hold",
        "--key-password-file: нет ни --cert, ни --pfx, чей пароль в нём мог бы лежать"};
    const std::size_t keys = settings.keys.size();
    const std::size_t certificates = settings.certificates.size();
    if (keys != 0 && keys != certificates) {
        return fill(
            kUnpaired, language,
            {{"keys", std::to_string(keys)}, {"certificates", std::to_string(certificates)}});
    }
    const bool none = settings.certificates.empty() && settings.pfx.empty();
    if (settings.key_password_file && none) return std::string(kNoUse.in(language));
    return {};
}

std::string check_clients(const TlsSettings& settings, Language language) {
    constexpr Text kNobody{"{option}: say with --client-ca FILE whose certificates are accepted",
                           "{option}: укажите в --client-ca ФАЙЛ, чьи сертификаты принимать"};
    if (settings.client_ca) return {};
    if (settings.client_certificates) return fill(kNobody, language, {{"option", "--client-cert"}});
    if (!settings.revocation_lists.empty()) return fill(kNobody, language, {{"option", "--crl"}});
    return {};
}

std::string check_use(const TlsSettings& settings, std::string_view tls_address,
                      Language language) {
    constexpr Text kNoCertificate{
        "{address} needs a certificate: --cert FILE --key FILE, --pfx FILE, or --self-signed for "
        "a trial",
        "для {address} нужен сертификат: --cert ФАЙЛ --key ФАЙЛ, --pfx ФАЙЛ или, для пробы, "
        "--self-signed"};
    constexpr Text kNoAddress{
        "a certificate is given, and no address to show it at: --listen wss://…, https://…, "
        "lps://…, lines://… or tls://…",
        "сертификат указан, а показать его негде: нужен --listen wss://…, https://…, lps://…, "
        "lines://… или tls://…"};
    constexpr Text kNoServer{
        "--client-ca: there is no certificate of the server's own: --cert FILE --key FILE, --pfx "
        "FILE, or --self-signed for a trial",
        "--client-ca: нет сертификата самого сервера: --cert ФАЙЛ --key ФАЙЛ, --pfx ФАЙЛ или, для "
        "пробы, --self-signed"};
    if (!tls_address.empty() && !settings.has_identity())
        return fill(kNoCertificate, language, {{"address", escaped(tls_address)}});
    if (tls_address.empty() && settings.has_identity()) return std::string(kNoAddress.in(language));
    if (settings.client_ca && !settings.has_identity()) return std::string(kNoServer.in(language));
    return {};
}

}  // namespace

std::string check_tls_settings(const TlsSettings& settings, std::string_view tls_address,
                               Language language) {
    std::string fault = check_keys(settings, language);
    if (fault.empty()) fault = check_clients(settings, language);
    if (fault.empty()) fault = check_use(settings, tls_address, language);
    return fault;
}

}  // namespace potok
