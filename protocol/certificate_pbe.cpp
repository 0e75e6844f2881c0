#include "protocol/certificate_pbe.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>

#include "base/result.hpp"
#include "protocol/certificate_algorithm.hpp"
#include "protocol/certificate_openssl.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;

// What an encryption asks for.
struct Demand {
    int cipher = NID_undef;
    std::uint64_t iterations = 0;
};
using DemandOrFault = Result<Demand, CertificateFault>;

CertificateFault damaged() {
    return {.kind = Kind::damaged};
}

std::uint64_t number_of(const ASN1_INTEGER* integer) {
    std::uint64_t number = 0;
    // One that has no room is more than anything.
    return ASN1_INTEGER_get_uint64(&number, integer) == 1 ? number : UINT64_MAX;
}

// The parameters of an algorithm, unpacked as what they have to be.
template <class T, auto Free>
Owned<T, Free> parameters_of(const X509_ALGOR* algorithm, const ASN1_ITEM* form) {
    return Owned<T, Free>(static_cast<T*>(ASN1_TYPE_unpack_sequence(form, algorithm->parameter)));
}

std::optional<std::uint64_t> scrypt_iterations(const X509_ALGOR* derivation) {
    const auto parameters =
        parameters_of<SCRYPT_PARAMS, SCRYPT_PARAMS_free>(derivation, ASN1_ITEM_rptr(SCRYPT_PARAMS));
    if (!parameters) return std::nullopt;
    const std::uint64_t factors[] = {number_of(parameters->costParameter),
                                     number_of(parameters->blockSize),
                                     number_of(parameters->parallelizationParameter)};
    std::uint64_t product = 1;
    for (const std::uint64_t factor : factors) {
        if (factor > PasswordWork::kIterationsMax) return UINT64_MAX;
        product *= factor;
        if (product > PasswordWork::kIterationsMax) return UINT64_MAX;
    }
    return product;
}

// PBES2, RFC 8018 §6.2.
DemandOrFault demand_of_pbes2(const X509_ALGOR* encryption) {
    const auto parameters =
        parameters_of<PBE2PARAM, PBE2PARAM_free>(encryption, ASN1_ITEM_rptr(PBE2PARAM));
    if (!parameters) return damaged();
    const ASN1_OBJECT* const cipher = parameters->encryption->algorithm;
    const X509_ALGOR* const derivation = parameters->keyfunc;
    std::optional<std::uint64_t> iterations;
    switch (OBJ_obj2nid(derivation->algorithm)) {
        case NID_id_pbkdf2:
            if (const auto pbkdf2 = parameters_of<PBKDF2PARAM, PBKDF2PARAM_free>(
                    derivation, ASN1_ITEM_rptr(PBKDF2PARAM)))
                iterations = number_of(pbkdf2->iter);
            break;
        case NID_id_scrypt:
            iterations = scrypt_iterations(derivation);
            break;
        default:
            return unsupported(derivation->algorithm);
    }
    if (!iterations) return damaged();
    if (OBJ_obj2nid(cipher) == NID_undef || is_gost(cipher)) return unsupported(cipher);
    return Demand{OBJ_obj2nid(cipher), *iterations};
}

// PBES1 and what PKCS #12 made of it, RFC 8018 §6.1, RFC 7292 appendix C.
DemandOrFault demand_of_pbes1(const X509_ALGOR* encryption) {
    Demand demand;
    if (EVP_PBE_find(EVP_PBE_TYPE_OUTER, OBJ_obj2nid(encryption->algorithm), &demand.cipher,
                     nullptr, nullptr) != 1)
        return unsupported(encryption->algorithm);
    const auto parameters =
        parameters_of<PBEPARAM, PBEPARAM_free>(encryption, ASN1_ITEM_rptr(PBEPARAM));
    if (!parameters) return damaged();
    demand.iterations = number_of(parameters->iter);
    return demand;
}

}  // namespace

std::optional<CertificateFault> PasswordWork::begin(const X509_algor_st* encryption) {
    const bool pbes2 = OBJ_obj2nid(encryption->algorithm) == NID_pbes2;
    const DemandOrFault demand = pbes2 ? demand_of_pbes2(encryption) : demand_of_pbes1(encryption);
    if (!demand) return demand.error();
    if (!has_cipher(demand.value().cipher))
        return CertificateFault{.kind = Kind::pfx_old_algorithm,
                                .algorithm = OBJ_nid2sn(demand.value().cipher)};
    return spend(demand.value().iterations);
}

std::optional<CertificateFault> PasswordWork::begin_digest(const X509_algor_st* digest,
                                                           std::uint64_t iterations) {
    const int number = OBJ_obj2nid(digest->algorithm);
    if (number == NID_undef) return unsupported(digest->algorithm);
    const Owned<EVP_MD, EVP_MD_free> found(EVP_MD_fetch(nullptr, OBJ_nid2sn(number), nullptr));
    if (!found) return unsupported(digest->algorithm);
    return spend(iterations);
}

std::optional<CertificateFault> PasswordWork::spend(std::uint64_t iterations) {
    // A part costs something also where its key is soon made.
    iterations = std::max<std::uint64_t>(iterations, 100);
    if (iterations > left_) return CertificateFault{.kind = Kind::too_much_work};
    left_ -= iterations;
    return std::nullopt;
}

bool has_cipher(int number) {
    const OpensslErrors errors;
    if (number == NID_undef) return false;
    const Owned<EVP_CIPHER, EVP_CIPHER_free> found(
        EVP_CIPHER_fetch(nullptr, OBJ_nid2sn(number), nullptr));
    return found != nullptr;
}

}  // namespace potok
