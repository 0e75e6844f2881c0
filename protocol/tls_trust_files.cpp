#include "protocol/tls_trust_files.hpp"

#include <openssl/x509.h>

#include "protocol/certificate_contents.hpp"
#include "protocol/certificate_fields.hpp"
#include "protocol/certificate_file.hpp"
#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;

ContentsOrFault load_contents(const std::string& path, Kind none) {
    const auto file = load_certificate_file(path, kTrustFileMax);
    if (!file) return file.error();
    ContentsOrFault contents = read_contents(file.value().bytes(), Wanted::trust, std::nullopt);
    if (contents) return contents;
    CertificateFault fault = contents.error();
    fault.path = path;
    // Of a text that has none it is more to say what was looked for.
    if (fault.kind == Kind::unknown_format) fault.kind = none;
    return fault;
}

TrustFindings add_lists(TrustStore& store, const CertificateContents& contents,
                        const CertificateJudge& judge) {
    std::vector<CertificateFault> findings;
    for (const OwnedRevocationList& list : contents.lists) {
        if (!store.add(*list)) return OpensslErrors::last();
        auto finding = find_fault(*list, judge);
        if (!finding) finding = find_warning(*list, judge);
        if (finding) findings.push_back(*std::move(finding));
        const X509_NAME* const issuer = X509_CRL_get_issuer(list.get());
        if (store.has_authority(*issuer)) continue;
        findings.push_back(
            {.kind = Kind::list_of_another, .path = judge.path, .subject = text_of_name(issuer)});
    }
    return findings;
}

}  // namespace

TrustFindings load_authorities(TrustStore& store, const CertificateJudge& judge) {
    const OpensslErrors errors;
    const ContentsOrFault contents = load_contents(judge.path, Kind::no_certificate);
    if (!contents) return contents.error();
    if (contents.value().certificates.empty())
        return CertificateFault{.kind = Kind::no_certificate, .path = judge.path};
    for (const OwnedX509& authority : contents.value().certificates) {
        if (!store.add(*authority)) return OpensslErrors::last();
    }
    return add_lists(store, contents.value(), judge);
}

TrustFindings load_revocation_lists(TrustStore& store, const CertificateJudge& judge) {
    const OpensslErrors errors;
    const ContentsOrFault contents = load_contents(judge.path, Kind::no_revocation_list);
    if (!contents) return contents.error();
    if (contents.value().lists.empty())
        return CertificateFault{.kind = Kind::no_revocation_list, .path = judge.path};
    return add_lists(store, contents.value(), judge);
}

}  // namespace potok
