// ZlibStream: a stream of zlib's, and how much memory zlib took for it.
//
// zlib gives nothing back before its stream ends, so what it asked for is what it holds. One thread
// at a time; does not move, since zlib keeps its address.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <limits>

#include "base/bytes.hpp"

namespace potok {

// What every Z_SYNC_FLUSH ends with: the lengths of an empty stored block.
inline constexpr std::array<std::byte, 4> kFlushTail = {std::byte{0x00}, std::byte{0x00},
                                                        std::byte{0xFF}, std::byte{0xFF}};

struct ZlibStream {
    ZlibStream() noexcept {
        z.zalloc = allocate;
        z.zfree = release;
        z.opaque = this;
    }
    ZlibStream(const ZlibStream&) = delete;
    ZlibStream& operator=(const ZlibStream&) = delete;

    // As much of both as zlib's numbers can say.
    void give(Bytes in, MutableBytes room) noexcept {
        // zlib promises not to write through it; the type is older than const.
        z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
        z.avail_in = size_of(in.size());
        z.next_out = reinterpret_cast<Bytef*>(room.data());
        z.avail_out = size_of(room.size());
        in_given = z.avail_in;
        out_given = z.avail_out;
    }
    [[nodiscard]] std::size_t taken() const noexcept { return in_given - z.avail_in; }
    [[nodiscard]] std::size_t made() const noexcept { return out_given - z.avail_out; }

    z_stream z{};
    std::size_t held_bytes = 0;
    uInt in_given = 0;
    uInt out_given = 0;

  private:
    static uInt size_of(std::size_t bytes) noexcept {
        return static_cast<uInt>(std::min<std::size_t>(bytes, std::numeric_limits<uInt>::max()));
    }

    static voidpf allocate(voidpf self, uInt items, uInt item_bytes) noexcept {
        const std::size_t bytes = std::size_t{items} * item_bytes;
        void* const memory = std::malloc(bytes);
        if (memory != nullptr) static_cast<ZlibStream*>(self)->held_bytes += bytes;
        return memory;
    }
    static void release(voidpf, voidpf memory) noexcept { std::free(memory); }
};

}  // namespace potok
