// PasswordWork: whether what a password protects may be tried: that OpenSSL has the algorithm, and
// that the derivation of its key ends before long.
//
// A file says itself how often a password is hashed, up to 2^31 times and for each of its parts
// anew; what all of them ask for is counted together. Internal to protocol/certificate*; one
// thread.
#pragma once

#include <cstdint>
#include <optional>

#include "protocol/certificate_fault.hpp"

struct X509_algor_st;

namespace potok {

class PasswordWork {
  public:
    // Some seconds of it. Programs ask for 2000 to 600 000.
    static constexpr std::uint64_t kIterationsMax = 4'000'000;

    // One encrypted part. Nothing: it may be tried. A fault of an algorithm is pfx_old_algorithm
    // where OpenSSL had it once.
    [[nodiscard]] std::optional<CertificateFault> begin(const X509_algor_st* encryption);

    // One check of a whole file's integrity.
    [[nodiscard]] std::optional<CertificateFault> begin_digest(const X509_algor_st* digest,
                                                               std::uint64_t iterations);

  private:
    [[nodiscard]] std::optional<CertificateFault> spend(std::uint64_t iterations);

    std::uint64_t left_ = kIterationsMax;
};

// OpenSSL knows the cipher's name and has no code for it. Of no name: it has not.
[[nodiscard]] bool has_cipher(int number);

}  // namespace potok
