// ReservedMemory: zeroed address space that costs memory only where it is touched.
//
// For tables that must not move while other threads read them: reserve the most they can become,
// and never grow. Sources: reserved_memory_posix.cpp, reserved_memory_winsock.cpp.
#pragma once

#include <cstddef>
#include <utility>

#include "base/result.hpp"
#include "reactor/system_error.hpp"

namespace potok {

class ReservedMemory {
  public:
    [[nodiscard]] static Result<ReservedMemory, SystemError> reserve(std::size_t bytes);

    ReservedMemory(ReservedMemory&& other) noexcept
        : start_(std::exchange(other.start_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    ReservedMemory& operator=(ReservedMemory&& other) noexcept {
        std::swap(start_, other.start_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~ReservedMemory();

    [[nodiscard]] void* start() const noexcept { return start_; }

  private:
    ReservedMemory(void* start, std::size_t bytes) noexcept : start_(start), bytes_(bytes) {}

    void* start_;
    std::size_t bytes_;
};

}  // namespace potok
