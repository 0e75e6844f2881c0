// TlsHelloBound: how long a ClientHello says that it is, known before OpenSSL makes room for that.
//
// OpenSSL takes announced lengths up to 128 KiB on trust, so nine bytes from anybody would cost us
// as much. What a client sends before anything was agreed upon is not encrypted, so it can be
// followed: records, and in them the header of the hello; in TLS 1.3 of a second one, which a
// server may ask for. Real ones take half a KiB to four, with keys for post-quantum exchange.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace potok {

class TlsHelloBound {
  public:
    static constexpr std::size_t kBytesMax = 16 * 1024;

    // Follows what comes next, wherever it is cut. False: a hello of more than kBytesMax bytes is
    // announced. `is_tls13`: that is agreed upon by now, so a second hello may come.
    [[nodiscard]] bool allows(Bytes next, bool is_tls13) noexcept;

  private:
    void take_record_header(std::uint8_t byte, bool is_tls13) noexcept;
    [[nodiscard]] bool take_message(std::uint8_t byte) noexcept;

    std::uint32_t message_left_ = 0;  // of a hello; its length while that is being read
    std::uint16_t record_left_ = 0;   // the same of a record
    std::uint8_t header_bytes_ = 0;   // of a record's header that was begun
    std::uint8_t message_bytes_ = 0;  // of a hello's header that was begun
    bool is_handshake_ = false;       // what the record carries
    bool met_hello_ = false;
    bool over_ = false;  // nothing more of this kind can come
};

}  // namespace potok
