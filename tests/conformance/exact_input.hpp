// ExactInput: feeds an engine as a stream would: what it leaves comes again in front of the next
// piece.
//
// All of it lies in memory of exactly its size, so that a sanitizer sees a read beyond it. Also
// used by the fuzz targets: no test framework.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "base/bytes.hpp"

namespace potok::conformance {

class ExactInput {
  public:
    // Calls pull(Bytes& cursor) until it is false: there is nothing more to pull for now.
    template <class Pull>
    void feed(Bytes piece, Pull&& pull) {
        const std::size_t size = left_.size() + piece.size();
        const std::unique_ptr<std::byte[]> exact(new std::byte[size]);
        std::copy(left_.begin(), left_.end(), exact.get());
        std::copy(piece.begin(), piece.end(), exact.get() + left_.size());
        Bytes cursor(exact.get(), size);
        while (pull(cursor)) {
        }
        left_.assign(cursor.begin(), cursor.end());
    }

  private:
    std::vector<std::byte> left_;
};

}  // namespace potok::conformance
