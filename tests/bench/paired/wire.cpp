#include "tests/bench/paired/wire.hpp"

#include <zlib.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace potok::bench {
namespace {

constexpr std::string_view kAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
constexpr std::string_view kFlushTail{"\0\0\xFF\xFF", 4};
constexpr int kRawDeflate = -15;

[[noreturn]] void give_up(const char* what) {
    std::fprintf(stderr, "bench_paired: %s\n", what);
    std::exit(1);
}

// What a message says. Of ws_deflate like an answer of a service: few names, many values.
std::string payload_of(const Load& load) {
    std::string payload;
    if (load.framing == Framing::ws_text) {
        while (payload.size() + 2 <= load.size)
            payload += "\u0416";
    }
    if (load.framing == Framing::ws_deflate) {
        for (unsigned i = 0; payload.size() < load.size; ++i) {
            payload += "{\"id\":" + std::to_string(i * 7919 % 100'003) +
                       ",\"name\":\"Item\",\"price\":" + std::to_string(i * 104'729 % 9'973) +
                       ",\"inStock\":" + (i % 3 == 0 ? "false" : "true") + "},";
        }
        payload.resize(load.size);
    }
    while (payload.size() < load.size)
        payload += static_cast<char>('!' + payload.size() % 90);
    return payload;
}

// RFC 7692 §7.2.1.
std::string deflated(std::string text) {
    z_stream stream{};
    if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kRawDeflate, 8,
                       Z_DEFAULT_STRATEGY) != Z_OK)
        give_up("no zlib");
    std::string out(2 * text.size() + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    if (::deflate(&stream, Z_SYNC_FLUSH) != Z_OK) give_up("zlib does not deflate");
    out.resize(out.size() - stream.avail_out - kFlushTail.size());
    ::deflateEnd(&stream);
    return out;
}

// §7.2.2; what does not end is none.
std::string inflated(std::string bytes, std::size_t size) {
    bytes += kFlushTail;
    z_stream stream{};
    if (::inflateInit2(&stream, kRawDeflate) != Z_OK) give_up("no zlib");
    std::string out(size + 1, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool good = ::inflate(&stream, Z_SYNC_FLUSH) == Z_OK && stream.avail_in == 0;
    out.resize(good ? out.size() - stream.avail_out : 0);
    ::inflateEnd(&stream);
    return out;
}

// Its length as a frame's header has it, behind the first byte.
std::string websocket_length(std::size_t size, unsigned mask_bit) {
    const unsigned short_form = size < 126 ? static_cast<unsigned>(size) : size < 65536 ? 126 : 127;
    std::string length(1, static_cast<char>(mask_bit | short_form));
    const int bytes = short_form < 126 ? 0 : short_form == 126 ? 2 : 8;
    for (int i = bytes - 1; i >= 0; --i)
        length += static_cast<char>((std::uint64_t{size} >> (8 * i)) & 0xFF);
    return length;
}

char first_byte(Framing framing) {
    switch (framing) {
        case Framing::ws_text:
            return '\x81';
        case Framing::ws_deflate:
            return '\xC1';
        default:
            return '\x82';
    }
}

std::string websocket_message(const Load& load, std::string payload, bool to_server) {
    std::string header(1, first_byte(load.framing));
    header += websocket_length(payload.size(), to_server ? 0x80 : 0);
    if (!to_server) return header + payload;
    constexpr std::string_view kMask = "\x37\xFA\x21\x3D";
    for (std::size_t i = 0; i < payload.size(); ++i)
        payload[i] = static_cast<char>(payload[i] ^ kMask[i % kMask.size()]);
    return header.append(kMask) + payload;
}

std::string message(const Load& load, bool to_server) {
    std::string payload = payload_of(load);
    if (load.framing == Framing::ws_deflate) payload = deflated(std::move(payload));
    if (is_websocket(load.framing)) return websocket_message(load, std::move(payload), to_server);
    if (load.framing == Framing::raw) return payload;
    std::string header;
    for (int i = 0; i < 4; ++i)
        header += static_cast<char>((load.size >> (8 * i)) & 0xFF);
    return header + payload;
}

}  // namespace

std::string handshake_of(const Load& load) {
    if (!is_websocket(load.framing)) return {};
    std::string request =
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
    if (load.framing == Framing::ws_deflate) {
        request +=
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; "
            "client_no_context_takeover\r\n";
    }
    return request + "\r\n";
}

bool is_agreed(const Load& load, const std::string& answer) {
    const bool compressed = answer.find("permessage-deflate") != std::string::npos;
    return answer.find(" 101 ") != std::string::npos && answer.find(kAccept) != std::string::npos &&
           compressed == (load.framing == Framing::ws_deflate);
}

std::string message_to_server(const Load& load) {
    return message(load, true);
}

std::string message_from_server(const Load& load) {
    return message(load, false);
}

std::size_t frame_size(const std::string& bytes) {
    const auto octet = [&](std::size_t at) {
        return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at]));
    };
    if (bytes.size() < 2) return 0;
    if (octet(1) < 126) return 2 + octet(1);
    if (octet(1) != 126) give_up("the server answered with a frame that is too long");
    return bytes.size() < 4 ? 0 : 4 + (octet(2) << 8 | octet(3));
}

bool stands_for_message(const Load& load, const std::string& frame) {
    const std::size_t header = static_cast<unsigned char>(frame[1]) < 126 ? 2 : 4;
    return frame[0] == first_byte(load.framing) &&
           inflated(frame.substr(header), load.size) == payload_of(load);
}

}  // namespace potok::bench
