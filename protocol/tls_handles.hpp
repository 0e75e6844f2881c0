// Owners of OpenSSL's objects, and how OpenSSL is begun: what the rest of TLS is held in.
//
// OpenSSL's headers stay in the sources that call it, so its types are declared here by name alone
// and freed in the .cpp. An owner belongs to one thread at a time; what it owns may be referred to
// by others as OpenSSL allows (a context by many connections).
#pragma once

#include <memory>

struct ssl_st;
struct ssl_ctx_st;
struct x509_st;
struct evp_pkey_st;

namespace potok {

// Before the first context, key or digest of this process; calls after the first do nothing. The
// system's openssl.cnf is not read: what a connection may use is settled by our settings alone.
// Nothing is left for the end of the process: we may be a guest in somebody else's. Any thread.
void begin_openssl() noexcept;

// Of one of OpenSSL's types; counts its references itself.
struct FreeOpenssl {
    void operator()(ssl_st* ssl) const noexcept;
    void operator()(ssl_ctx_st* context) const noexcept;
    void operator()(x509_st* certificate) const noexcept;
    void operator()(evp_pkey_st* key) const noexcept;
};

using OwnedSsl = std::unique_ptr<ssl_st, FreeOpenssl>;
using OwnedSslContext = std::unique_ptr<ssl_ctx_st, FreeOpenssl>;
using OwnedX509 = std::unique_ptr<x509_st, FreeOpenssl>;
using OwnedKey = std::unique_ptr<evp_pkey_st, FreeOpenssl>;

// Another owner of the same object.
[[nodiscard]] OwnedSslContext share(const OwnedSslContext& context) noexcept;
[[nodiscard]] OwnedX509 share(const OwnedX509& certificate) noexcept;
[[nodiscard]] OwnedKey share(const OwnedKey& key) noexcept;

}  // namespace potok
