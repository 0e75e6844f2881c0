#include "loadtest/report/report_tls.hpp"

#include <string>

#include "diagnostics/escape.hpp"
#include "diagnostics/tls_failure_text.hpp"
#include "loadtest/report/wording.hpp"

namespace potok::loadtest {

void add_tls(const RunResult& result, ReportSheet& sheet) {
    constexpr Text kAuthorities{"TLS: the server verified by the authorities of {file}",
                                "TLS: сервер проверен по центрам из {file}"};
    constexpr Text kFingerprint{"TLS: the server verified by its fingerprint",
                                "TLS: сервер проверен по отпечатку"};
    constexpr Text kNothing{
        "TLS: DANGER: --insecure: the server was NOT verified, anybody may have answered",
        "TLS: ОПАСНО: --insecure: сервер НЕ проверялся, ответить мог кто угодно"};
    constexpr Text kAgreed{
        "{version}, {suite}: {full} full handshakes, {resumed} resumed; half of all within {p50}, "
        "99 % within {p99}, the longest {max}",
        "{version}, {suite}: полных рукопожатий {full}, возобновлённых {resumed}; половина всех за "
        "{p50}, 99 % за {p99}, самое долгое {max}"};
    constexpr Text kFailed{"{count} ended by TLS: {failure}; the first, connection {connection}",
                           "оборвано в TLS {count}: {failure}; первое — соединение {connection}"};
    if (!result.request.trust) return;
    const Language language = sheet.language();
    const TlsFindings& tls = result.connections.tls;
    const TlsTrust::Kind trust = *result.request.trust;
    const Text& known = trust == TlsTrust::Kind::authorities   ? kAuthorities
                        : trust == TlsTrust::Kind::fingerprint ? kFingerprint
                                                               : kNothing;
    sheet.add(known, {{"file", quoted(result.request.trusted_by)}});
    for (const TlsFindings::Agreed& agreed : tls.agreed()) {
        sheet.add(kAgreed, {{"version", version_name(agreed.version)},
                            {"suite", agreed.suite},
                            {"full", std::to_string(agreed.full)},
                            {"resumed", std::to_string(agreed.resumed)},
                            {"p50", duration_text(language, tls.took().percentile(50))},
                            {"p99", duration_text(language, tls.took().percentile(99))},
                            {"max", duration_text(language, tls.took().greatest())}});
    }
    for (const TlsFindings::Failed& failed : tls.failures()) {
        sheet.add(kFailed, {{"count", std::to_string(failed.count)},
                            {"failure", tls_failure_text(language, *failed.failure)},
                            {"connection", std::to_string(failed.connection)}});
    }
}

}  // namespace potok::loadtest
