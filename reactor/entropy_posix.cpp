// Entropy by getrandom(2), and by /dev/urandom where the kernel is older than that call.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

#include "base/assert.hpp"
#include "reactor/entropy.hpp"

namespace potok {
namespace {

// By number: the C library that the add-in has to run on may be older than its wrapper.
long random_bytes(MutableBytes room) noexcept {
    return ::syscall(SYS_getrandom, room.data(), room.size(), 0);
}

void read_device(MutableBytes room) noexcept {
    const int device = ::open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    ASSERT(device >= 0);  // a system without any randomness: no key may be made here
    while (!room.empty()) {
        const ssize_t got = ::read(device, room.data(), room.size());
        ASSERT(got > 0 || errno == EINTR);
        if (got > 0) room = room.subspan(static_cast<std::size_t>(got));
    }
    ::close(device);
}

}  // namespace

void fill_from_system(MutableBytes room) noexcept {
    while (!room.empty()) {
        const long got = random_bytes(room);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return read_device(room);
        room = room.subspan(static_cast<std::size_t>(got));
    }
}

}  // namespace potok
