#include "protocol/certificate_reading.hpp"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "protocol/certificate_contents.hpp"
#include "protocol/certificate_openssl.hpp"
#include "protocol/certificate_pair.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;

CertificateFault fault(Kind kind, std::string_view path) {
    return {.kind = kind, .path = std::string(path)};
}

ContentsOrFault contents_of(const CertificateBytes& file, Wanted wanted, Password password) {
    ContentsOrFault contents = read_contents(file.bytes, wanted, password);
    if (contents) return contents;
    CertificateFault failed = contents.error();
    failed.path = file.path;
    return failed;
}

// A file of neither certificates nor keys, as far as it can be told what it is.
CertificateFault nothing_of_use(const CertificateContents& contents, std::string_view path,
                                Kind otherwise) {
    if (contents.has_request) return fault(Kind::holds_request, path);
    if (contents.has_public_key) return fault(Kind::holds_public_key, path);
    return fault(otherwise, path);
}

CertificateFault no_certificate(const CertificateContents& contents, std::string_view path) {
    if (contents.is_pfx) return fault(Kind::pfx_without_certificate, path);
    if (contents.has_key) return fault(Kind::certificate_file_holds_key, path);
    return nothing_of_use(contents, path, Kind::no_certificate);
}

CertificateFault no_key(const CertificateContents& contents, std::string_view path) {
    if (contents.is_pfx) return fault(Kind::pfx_without_key, path);
    if (contents.has_certificate) return fault(Kind::key_file_holds_certificate, path);
    return nothing_of_use(contents, path, Kind::no_key);
}

// Both in one file.
ContentsOrFault read_one(const CredentialBytes& files) {
    const CertificateBytes& file = files.certificate;
    ContentsOrFault read = contents_of(file, Wanted::all, files.password);
    if (!read) return read;
    const CertificateContents& contents = read.value();
    if (contents.certificates.empty()) return no_certificate(contents, file.path);
    if (!contents.keys.empty()) return read;
    return fault(contents.is_pfx ? Kind::pfx_without_key : Kind::key_beside_certificate, file.path);
}

// Certificates of the first file, keys of the second.
ContentsOrFault read_two(const CredentialBytes& files) {
    const CertificateBytes& file = files.certificate;
    ContentsOrFault first = contents_of(file, Wanted::certificates, files.password);
    if (!first) return first;
    ContentsOrFault second = contents_of(*files.key, Wanted::keys, files.password);
    const bool certificate_missing = first.value().certificates.empty();
    if (certificate_missing && second && first.value().has_key && second.value().keys.empty() &&
        second.value().has_certificate) {
        CertificateFault swapped = fault(Kind::files_swapped, file.path);
        swapped.other_path = files.key->path;
        return swapped;
    }
    if (certificate_missing) return no_certificate(first.value(), file.path);
    if (!second) return second;
    if (second.value().keys.empty()) return no_key(second.value(), files.key->path);
    first.value().keys = std::move(second).value().keys;
    return first;
}

using Certificates = std::vector<OwnedX509>;

OwnedX509 take(Certificates& from, Certificates::iterator which) {
    OwnedX509 taken = std::move(*which);
    from.erase(which);
    return taken;
}

// The rest of them in the order of issuing; those that are nobody's issuer are left out.
Certificates chain_of(const OwnedX509& leaf, Certificates others) {
    constexpr std::size_t kChainMax = 10;
    Certificates chain;
    while (chain.size() < kChainMax) {
        x509_st* const last = chain.empty() ? leaf.get() : chain.back().get();
        const auto issuer = std::ranges::find_if(
            others, [last](const OwnedX509& other) { return is_issued_by(last, other.get()); });
        if (is_issued_by(last, last) || issuer == others.end()) break;
        chain.push_back(take(others, issuer));
    }
    return chain;
}

CertificateFault no_pair(const CertificateContents& contents, const CredentialBytes& files) {
    for (const OwnedX509& certificate : contents.certificates) {
        const KeyFacts facts = key_facts_of(certificate.get());
        if (facts.kind != KeyKind::gost) continue;
        CertificateFault gost = fault(Kind::gost, files.certificate.path);
        gost.algorithm = facts.name;
        return gost;
    }
    CertificateFault mismatch = fault(Kind::key_mismatch, files.certificate.path);
    if (files.key) mismatch.other_path = files.key->path;
    return mismatch;
}

CredentialsOrFault pair(CertificateContents contents, const CredentialBytes& files) {
    const std::string_view key_path = files.key ? files.key->path : files.certificate.path;
    for (OwnedKey& key : contents.keys) {
        const auto leaf = std::ranges::find_if(contents.certificates, [&key](const OwnedX509& one) {
            return belong_together(one.get(), key.get());
        });
        if (leaf == contents.certificates.end()) continue;
        const KeyFacts facts = key_facts_of(leaf->get());
        if (!is_key_of_tls(facts)) {
            CertificateFault refused = fault(Kind::unsupported_algorithm, key_path);
            refused.algorithm = facts.name;
            return refused;
        }
        if (!has_signed(leaf->get(), key.get())) return fault(Kind::damaged, key_path);
        OwnedX509 mine = take(contents.certificates, leaf);
        Certificates chain = chain_of(mine, std::move(contents.certificates));
        return Credentials(std::move(mine), std::move(chain), std::move(key));
    }
    return no_pair(contents, files);
}

}  // namespace

CredentialsOrFault read_credentials(const CredentialBytes& bytes) {
    const OpensslErrors errors;
    const bool one_file = !bytes.key || bytes.key->path == bytes.certificate.path;
    CredentialBytes files = bytes;
    if (one_file) files.key.reset();
    ContentsOrFault contents = one_file ? read_one(files) : read_two(files);
    if (!contents) return contents.error();
    return pair(std::move(contents).value(), files);
}

CertificatesOrFault read_certificates(const CertificateBytes& bytes, Password password) {
    const OpensslErrors errors;
    ContentsOrFault contents = contents_of(bytes, Wanted::certificates, password);
    if (!contents) return contents.error();
    if (contents.value().certificates.empty()) return no_certificate(contents.value(), bytes.path);
    return std::move(contents).value().certificates;
}

}  // namespace potok
