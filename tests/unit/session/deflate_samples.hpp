// Messages for tests of compression: those that get smaller, those that do not, and deflate that
// nothing comes of.
#pragma once

#include <random>
#include <string>

#include "protocol/utf8.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/websocket_deflate_steps.hpp"

namespace potok::test {

// Like JSON: few letters, some of it again and again.
inline std::string compressible(std::size_t size) {
    std::mt19937 random(static_cast<std::uint32_t>(size));
    std::string text;
    while (text.size() < size)
        text += "{\"имя\":\"" + std::to_string(random() % 100000) +
                "\",\"сумма\":" + std::to_string(random() % 1000) + "},";
    while (text.size() > size || !is_utf8(bytes_of(text)))
        text.pop_back();
    return text + std::string(size - text.size(), ' ');
}

inline std::string random_bytes(std::size_t size) {
    std::mt19937 random(7);
    std::string bytes(size, '\0');
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random()); });
    return bytes;
}

inline std::string wire_of(std::string_view message) {
    MessageDeflater deflater({});
    return deflated(deflater, message);
}

// Bits as deflate packs them, numbers from their lowest bit on (RFC 1951 §3.1.1).
class Bits {
  public:
    Bits& put(unsigned value, unsigned count) {
        for (; count != 0; --count, value >>= 1, ++size_) {
            if (size_ % 8 == 0) bytes_ += '\0';
            if ((value & 1) != 0) bytes_.back() = static_cast<char>(bytes_.back() | 1 << size_ % 8);
        }
        return *this;
    }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    [[nodiscard]] unsigned size() const { return size_; }

  private:
    std::string bytes_;
    unsigned size_ = 0;
};

// A block with codes of its own (§3.2.7) that ends at once: nothing comes of it, and yet zlib
// builds its tables.
inline void put_empty_dynamic_block(Bits& bits) {
    bits.put(0, 1).put(2, 2);                 // not the last; dynamic
    bits.put(0, 5).put(0, 5).put(18 - 4, 4);  // 257 literals, 1 distance, 18 lengths of codes
    for (int at = 0; at < 18; ++at)
        bits.put(at == 2 || at == 17 ? 1 : 0, 3);  // of 18 (many zeros) and of 1
    bits.put(1, 1).put(138 - 11, 7);               // 138 literals without a code
    bits.put(1, 1).put(117 - 11, 7);               // and 117
    bits.put(0, 1).put(0, 1).put(0, 1);            // 255, the end and the distance: a bit each
    bits.put(1, 1);                                // the end
}

inline std::string empty_blocks(std::size_t size) {
    Bits eight;
    for (int i = 0; i < 8; ++i)
        put_empty_dynamic_block(eight);
    EXPECT_EQ(eight.size() % 8, 0u);
    std::string bytes;
    while (bytes.size() + eight.bytes().size() < size)
        bytes += eight.bytes();
    return bytes + '\0';
}

// Blocks with the fixed codes that end at once, four in five bytes.
inline std::string fixed_blocks(std::size_t size) {
    const std::string four("\x02\x08\x20\x80\x00", 5);
    std::string bytes;
    while (bytes.size() + four.size() < size)
        bytes += four;
    return bytes + '\0';
}

}  // namespace potok::test
