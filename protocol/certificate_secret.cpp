#include "protocol/certificate_secret.hpp"

#include <openssl/crypto.h>

#include "base/assert.hpp"

namespace potok {

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        shrink(0);
        bytes_ = std::move(other.bytes_);
    }
    return *this;
}

Secret::~Secret() {
    shrink(0);
}

void Secret::shrink(std::size_t size) noexcept {
    ASSERT(size <= bytes_.size());
    OPENSSL_cleanse(bytes_.data() + size, bytes_.size() - size);
    bytes_.resize(size);
}

}  // namespace potok
