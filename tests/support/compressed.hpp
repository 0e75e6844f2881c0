// compressed: what zlib makes of a text, for tests of what undoes it.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

#include "tests/gtest_pch.hpp"

namespace potok::testing {

// Windows as zlib numbers them: the number says the format, too.
inline constexpr int kRawDeflate = -15;
inline constexpr int kZlib = 15;
inline constexpr int kGzip = 31;

inline std::string compressed(std::string_view text, int window = kGzip) {
    z_stream stream{};
    EXPECT_EQ(::deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(::deflateBound(&stream, text.size()) + 64, '\0');
    std::string in(text);
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<unsigned>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<unsigned>(out.size());
    EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    return out;
}

}  // namespace potok::testing
