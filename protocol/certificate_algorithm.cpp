#include "protocol/certificate_algorithm.hpp"

#include <openssl/objects.h>

#include <array>

namespace potok {
namespace {

std::string text_of(const ASN1_OBJECT* algorithm, bool number) {
    std::array<char, 128> text{};
    OBJ_obj2txt(text.data(), static_cast<int>(text.size()), algorithm, number ? 1 : 0);
    return text.data();
}

}  // namespace

std::string algorithm_name(const ASN1_OBJECT* algorithm) {
    const int number = OBJ_obj2nid(algorithm);
    return number == NID_undef ? text_of(algorithm, true) : OBJ_nid2sn(number);
}

bool is_gost(const ASN1_OBJECT* algorithm) {
    // Where Russia's standards are numbered.
    return text_of(algorithm, true).starts_with("1.2.643.");
}

CertificateFault unsupported(const ASN1_OBJECT* algorithm) {
    using Kind = CertificateFault::Kind;
    return {.kind = is_gost(algorithm) ? Kind::gost : Kind::unsupported_algorithm,
            .algorithm = algorithm_name(algorithm)};
}

}  // namespace potok
