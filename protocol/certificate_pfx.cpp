#include "protocol/certificate_pfx.hpp"

#include <openssl/pkcs12.h>

#include <array>

#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;
using MaybeFault = std::optional<CertificateFault>;

void free_bags(STACK_OF(PKCS12_SAFEBAG) * bags) {
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}
using OwnedBags = Owned<STACK_OF(PKCS12_SAFEBAG), free_bags>;

void free_safes(STACK_OF(PKCS7) * safes) {
    sk_PKCS7_pop_free(safes, PKCS7_free);
}
using OwnedSafes = Owned<STACK_OF(PKCS7), free_safes>;

CertificateFault fault(Kind kind) {
    return {.kind = kind};
}

// No password at all and one of no letters are two things to PKCS #12, and programs that ask for
// none choose either.
constexpr std::array<std::string_view, 2> kNoPassword = {"", std::string_view()};
static_assert(kNoPassword[0].data() != nullptr && kNoPassword[1].data() == nullptr);

class PfxReader {
  public:
    PfxReader(Wanted wanted, Password password) : wanted_(wanted), password_(password) {}

    MaybeFault read(PKCS12* pfx);
    [[nodiscard]] CertificateContents&& contents() { return std::move(contents_); }

  private:
    // Bags in bags: nobody nests them, and the specification does not end.
    static constexpr int kDepthMax = 3;

    MaybeFault check_integrity(PKCS12* pfx);
    bool fits(PKCS12* pfx, std::string_view password);
    MaybeFault read_safe(const PKCS7* safe);
    MaybeFault read_bags(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth);
    MaybeFault read_bag(const PKCS12_SAFEBAG* bag, int depth);
    MaybeFault read_certificate(const PKCS12_SAFEBAG* bag);
    MaybeFault take_key(KeyOrFault key);
    // Decryption failed: what it says depends on whether there was anything to decrypt with.
    [[nodiscard]] CertificateFault wrong() const {
        return fault(password_ ? Kind::password_wrong : Kind::password_needed);
    }
    [[nodiscard]] bool has_password() const { return password_ && !password_->empty(); }

    const Wanted wanted_;
    const Password password_;
    std::string_view used_;  // the one that fits
    PasswordWork work_;
    CertificateContents contents_;
};

MaybeFault PfxReader::read(PKCS12* pfx) {
    contents_.is_pfx = true;
    used_ = password_.value_or("");
    if (PKCS12_mac_present(pfx) == 1) {
        if (const MaybeFault failed = check_integrity(pfx)) return failed;
    }
    const OwnedSafes safes(PKCS12_unpack_authsafes(pfx));
    if (!safes) return fault(Kind::damaged);
    for (int i = 0; i < sk_PKCS7_num(safes.get()); ++i) {
        if (const MaybeFault failed = read_safe(sk_PKCS7_value(safes.get(), i))) return failed;
    }
    return std::nullopt;
}

MaybeFault PfxReader::check_integrity(PKCS12* pfx) {
    const X509_ALGOR* digest = nullptr;
    const ASN1_INTEGER* iterations = nullptr;
    PKCS12_get0_mac(nullptr, &digest, nullptr, &iterations, pfx);
    std::uint64_t count = 1;  // the default of RFC 7292 §4
    if (iterations != nullptr && ASN1_INTEGER_get_uint64(&count, iterations) != 1)
        return fault(Kind::too_much_work);
    for (const std::string_view none : kNoPassword) {
        if (const MaybeFault refused = work_.begin_digest(digest, count)) return refused;
        if (fits(pfx, has_password() ? *password_ : none)) return std::nullopt;
        if (has_password()) break;
    }
    return wrong();
}

bool PfxReader::fits(PKCS12* pfx, std::string_view password) {
    if (password.size() > kPasswordMax) return false;
    used_ = password;
    return PKCS12_verify_mac(pfx, password.data(), static_cast<int>(password.size())) == 1;
}

MaybeFault PfxReader::read_safe(const PKCS7* safe) {
    // PKCS7 has no getters; its functions are older than const.
    auto* const mine = const_cast<PKCS7*>(safe);
    OwnedBags bags;
    switch (OBJ_obj2nid(safe->type)) {
        case NID_pkcs7_data:
            bags.reset(PKCS12_unpack_p7data(mine));
            if (!bags) return fault(Kind::damaged);
            break;
        case NID_pkcs7_encrypted: {
            if (safe->d.encrypted == nullptr) return fault(Kind::damaged);
            const X509_ALGOR* const how = safe->d.encrypted->enc_data->algorithm;
            if (const MaybeFault refused = work_.begin(how)) return refused;
            if (used_.size() > kPasswordMax) return wrong();
            bags.reset(PKCS12_unpack_p7encdata(mine, used_.data(), static_cast<int>(used_.size())));
            if (!bags) return wrong();
            break;
        }
        default:
            // Encrypted for somebody's certificate: no server has that to read its own with.
            return CertificateFault{.kind = Kind::unsupported_algorithm,
                                    .algorithm = OBJ_nid2sn(OBJ_obj2nid(safe->type))};
    }
    return read_bags(bags.get(), 0);
}

MaybeFault PfxReader::read_bags(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth) {
    if (depth > kDepthMax) return fault(Kind::damaged);
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
        if (const MaybeFault failed = read_bag(sk_PKCS12_SAFEBAG_value(bags, i), depth))
            return failed;
    }
    return std::nullopt;
}

MaybeFault PfxReader::read_bag(const PKCS12_SAFEBAG* bag, int depth) {
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
        case NID_certBag:
            return read_certificate(bag);
        case NID_keyBag:
            contents_.has_key = true;
            if (!has_keys(wanted_)) return std::nullopt;
            return take_key(key_of(PKCS12_SAFEBAG_get0_p8inf(bag)));
        case NID_pkcs8ShroudedKeyBag:
            contents_.has_key = true;
            if (!has_keys(wanted_)) return std::nullopt;
            return take_key(decrypt_key(PKCS12_SAFEBAG_get0_pkcs8(bag), used_, work_));
        case NID_safeContentsBag:
            return read_bags(PKCS12_SAFEBAG_get0_safes(bag), depth + 1);
        default:
            return std::nullopt;  // revocations and secrets of other kinds
    }
}

MaybeFault PfxReader::read_certificate(const PKCS12_SAFEBAG* bag) {
    if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate) return std::nullopt;
    contents_.has_certificate = true;
    if (!has_certificates(wanted_)) return std::nullopt;
    OwnedX509 certificate(PKCS12_SAFEBAG_get1_cert(bag));
    if (!certificate) return fault(Kind::damaged);
    contents_.certificates.push_back(std::move(certificate));
    return std::nullopt;
}

MaybeFault PfxReader::take_key(KeyOrFault key) {
    if (!key) return key.error().kind == Kind::password_wrong ? wrong() : key.error();
    contents_.keys.push_back(std::move(key).value());
    return std::nullopt;
}

}  // namespace

ContentsOrFault read_pfx(PKCS12* pfx, Wanted wanted, Password password) {
    const OpensslErrors errors;
    PfxReader reader(wanted, password);
    if (MaybeFault failed = reader.read(pfx)) return *std::move(failed);
    return reader.contents();
}

}  // namespace potok
