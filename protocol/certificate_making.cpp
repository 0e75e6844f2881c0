#include "protocol/certificate_making.hpp"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "protocol/certificate_names.hpp"
#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;
using NamesOrFault = Result<std::vector<std::string>, CertificateFault>;

constexpr std::array<std::string_view, 3> kOwnNames = {"localhost", "127.0.0.1", "::1"};

// What was given comes first: clients that show one name show the first.
NamesOrFault all_names(const std::vector<std::string>& given) {
    std::vector<std::string> names;
    const auto add = [&names](std::string name) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    };
    for (const std::string& one : given) {
        auto name = certificate_name(one);
        if (!name) return name.error();
        add(std::move(name).value());
    }
    for (const std::string_view own : kOwnNames)
        add(std::string(own));
    if (names.size() > kCertificateNamesMax)
        return CertificateFault{.kind = Kind::too_many_names, .limit = kCertificateNamesMax};
    return names;
}

OwnedKey make_key(NewKey kind) {
    constexpr std::size_t kRsaBits = 2048;
    return OwnedKey(kind == NewKey::rsa_2048 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", kRsaBits)
                                             : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
}

// 16 random octets that are a positive number of just as many: nobody guesses the next one, and no
// two are ever the same (RFC 5280 §4.1.2.2).
bool set_serial(X509* certificate) {
    std::array<unsigned char, 16> octets;
    if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1) return false;
    octets[0] = static_cast<unsigned char>((octets[0] & 0x3F) | 0x40);
    const Owned<BIGNUM, BN_free> number(
        BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr));
    return number &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_time(ASN1_TIME* time, std::chrono::sys_seconds moment) {
    return ASN1_TIME_set(time, moment.time_since_epoch().count()) != nullptr;
}

// Subject and issuer in one: the first name, as far as there is room for it (RFC 5280,
// ub-common-name).
bool set_subject(X509* certificate, const std::vector<std::string>& names) {
    constexpr std::size_t kRoom = 64;
    const auto fitting =
        std::ranges::find_if(names, [](const std::string& name) { return name.size() <= kRoom; });
    X509_NAME* const subject = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(fitting->data()),
                                      static_cast<int>(fitting->size()), -1, 0) == 1 &&
           X509_set_issuer_name(certificate, subject) == 1;
}

bool add_extension(X509* certificate, int number, const char* value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(
        X509V3_EXT_conf_nid(nullptr, &context, number, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_extensions(X509* certificate, NewKey kind) {
    const char* const usage = kind == NewKey::rsa_2048 ? "critical,digitalSignature,keyEncipherment"
                                                       : "critical,digitalSignature";
    return add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(certificate, NID_key_usage, usage) &&
           add_extension(certificate, NID_ext_key_usage, "serverAuth,clientAuth") &&
           add_extension(certificate, NID_subject_key_identifier, "hash");
}

bool fill(X509* certificate, EVP_PKEY* key, const SelfSigned& wanted,
          const std::vector<std::string>& names) {
    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           set_time(X509_getm_notBefore(certificate), wanted.now - kCertificateBackdating) &&
           set_time(X509_getm_notAfter(certificate), wanted.now + wanted.validity) &&
           set_subject(certificate, names) && X509_set_pubkey(certificate, key) == 1 &&
           add_extensions(certificate, wanted.key) && set_names(certificate, names).ok() &&
           X509_sign(certificate, key, EVP_sha256()) > 0;
}

}  // namespace

Result<Credentials, CertificateFault> make_self_signed(const SelfSigned& wanted) {
    const OpensslErrors errors;
    if (wanted.validity < std::chrono::days(1) || wanted.validity > kCertificateValidityMax) {
        return CertificateFault{
            .kind = Kind::bad_validity,
            .days = wanted.validity.count(),
            .limit = static_cast<std::uint64_t>(kCertificateValidityMax.count())};
    }
    const NamesOrFault names = all_names(wanted.names);
    if (!names) return names.error();
    OwnedKey key = make_key(wanted.key);
    OwnedX509 certificate(X509_new());
    if (!key || !certificate || !fill(certificate.get(), key.get(), wanted, names.value()))
        return OpensslErrors::last();
    return Credentials(std::move(certificate), {}, std::move(key));
}

}  // namespace potok
