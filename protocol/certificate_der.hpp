// read_der: one of OpenSSL's d2i_… functions over the whole of some bytes: what stands behind an
// object makes it none.
//
// Internal to protocol/certificate*. Pure function.
#pragma once

#include "base/bytes.hpp"
#include "protocol/certificate_openssl.hpp"

namespace potok {

// read_der<X509_free>(der, d2i_X509); null where it is none.
template <auto Free, class Function>
[[nodiscard]] auto read_der(Bytes der, Function d2i) {
    const auto* from = reinterpret_cast<const unsigned char*>(der.data());
    const unsigned char* const end = from + der.size();
    auto* const object = d2i(nullptr, &from, static_cast<long>(der.size()));
    Owned<std::remove_pointer_t<decltype(d2i(nullptr, &from, 0L))>, Free> owned(object);
    if (from != end) owned.reset();
    return owned;
}

}  // namespace potok
