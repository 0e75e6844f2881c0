#include "protocol/certificate_openssl.hpp"

#include <openssl/err.h>

#include "protocol/tls_handles.hpp"

namespace potok {

OpensslErrors::OpensslErrors() noexcept {
    begin_openssl();
    ERR_set_mark();
}

OpensslErrors::~OpensslErrors() {
    ERR_pop_to_mark();
}

CertificateFault OpensslErrors::last() noexcept {
    return {.kind = CertificateFault::Kind::openssl_failed, .library_error = ERR_peek_last_error()};
}

}  // namespace potok
