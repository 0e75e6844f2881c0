// TrustStore: the certificates that a verification may end at, and the lists of those revoked.
//
// Filled while a context is set up, immutable from then on; copies share it, so that one reading of
// the system's hundred authorities serves every loop. Certificates come as bytes, PEM or DER; text
// around PEM blocks, and blocks of other kinds, are passed over. Filling: one thread. Reading: any
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/bytes.hpp"

struct X509_crl_st;
struct X509_name_st;
struct x509_st;
struct x509_store_st;

namespace potok {

struct FreeTrustStore {
    void operator()(x509_store_st* store) const noexcept;
};
using OwnedTrustStore = std::unique_ptr<x509_store_st, FreeTrustStore>;

class TrustStore {
  public:
    TrustStore();
    TrustStore(const TrustStore& other) noexcept;
    TrustStore& operator=(const TrustStore& other) noexcept;
    ~TrustStore() = default;

    // What was found in a piece of text of the system's, where one bad certificate must not cost us
    // the others. For an administrator's files, see tls_trust_files.hpp.
    struct Added {
        std::size_t certificates = 0;
        std::size_t revocation_lists = 0;
        std::size_t damaged = 0;
    };
    Added add(Bytes text);

    // False: memory is short.
    [[nodiscard]] bool add(x509_st& certificate) noexcept;
    [[nodiscard]] bool add(X509_crl_st& list) noexcept;

    // Whether a certificate is judged by revocation lists: from the first one on, each authority of
    // a chain has to have one, and one that is still valid.
    [[nodiscard]] bool has_revocation_lists() const noexcept;
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::size_t size() const noexcept;  // certificates
    [[nodiscard]] bool has_authority(const X509_name_st& subject) const noexcept;

    // Differs when what is trusted differs.
    using Digest = std::array<std::byte, 32>;
    [[nodiscard]] Digest digest() const;

    // Another owner of what OpenSSL verifies with.
    [[nodiscard]] OwnedTrustStore share() const noexcept;

  private:
    OwnedTrustStore store_;
};

}  // namespace potok
