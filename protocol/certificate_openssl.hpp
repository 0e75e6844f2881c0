// How the sources about certificates hold what OpenSSL gives them, and leave no trace in its queue
// of errors.
//
// Internal to protocol/certificate*. One thread at a time.
#pragma once

#include <memory>

#include "protocol/certificate_fault.hpp"

namespace potok {

template <auto Free>
struct FreeWith {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

// Owned<BIO, BIO_free_all>
template <class T, auto Free>
using Owned = std::unique_ptr<T, FreeWith<Free>>;

// Begins OpenSSL, and takes away at its end what failed meanwhile: the queue is the thread's, and
// whoever runs a connection next would read our failures as its own.
class OpensslErrors {
  public:
    OpensslErrors() noexcept;
    ~OpensslErrors();
    OpensslErrors(const OpensslErrors&) = delete;
    OpensslErrors& operator=(const OpensslErrors&) = delete;

    // What failed last, as a fault that nobody can do anything about.
    [[nodiscard]] static CertificateFault last() noexcept;
};

}  // namespace potok
