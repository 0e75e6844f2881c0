// ReservedMemory by mmap: pages come into being when they are touched.

#include <sys/mman.h>

#include "reactor/reserved_memory.hpp"
#include "reactor/system_cause_posix.hpp"

namespace potok {

Result<ReservedMemory, SystemError> ReservedMemory::reserve(std::size_t bytes) {
    void* start = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) return last_system_error(SystemCall::reserve_memory);
    return ReservedMemory(start, bytes);
}

ReservedMemory::~ReservedMemory() {
    if (start_ != nullptr) ::munmap(start_, bytes_);
}

}  // namespace potok
