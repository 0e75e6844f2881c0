// What an algorithm is called, and whether it is one of the Russian standards, which OpenSSL does
// not speak by itself.
//
// Internal to protocol/certificate*. Pure functions.
#pragma once

#include <string>

#include "protocol/certificate_fault.hpp"

struct asn1_object_st;

namespace potok {

// Its usual name, its number where it has none.
[[nodiscard]] std::string algorithm_name(const asn1_object_st* algorithm);
[[nodiscard]] bool is_gost(const asn1_object_st* algorithm);

// gost or unsupported_algorithm.
[[nodiscard]] CertificateFault unsupported(const asn1_object_st* algorithm);

}  // namespace potok
