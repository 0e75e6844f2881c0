#include "protocol/tls_server_slot.hpp"

#include <utility>

namespace potok {

OwnedSsl TlsServerSlot::accept() const noexcept {
    return current().accept();
}

void TlsServerSlot::swap(TlsServerContext context) noexcept {
    {
        const std::lock_guard lock(mutex_);
        std::swap(current_, context);
    }
    // The old one goes here, without the lock: it may be the last owner of a thousand certificates.
}

TlsServerContext TlsServerSlot::current() const noexcept {
    const std::lock_guard lock(mutex_);
    return TlsServerContext(share(current_.context_));
}

}  // namespace potok
