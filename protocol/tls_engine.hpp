// TlsEngine: TLS of one connection, over spans: ciphertext in, plaintext out, and the other way
// round. Knows no socket and keeps no bytes but those of a record that is not whole.
//
// clang-format off
//   handshaking ──► established ──► peer_closed        by close_notify; it may still be written
//        └───────────────┴──► failed                   for good; the alert, if any, is with the sink
// clang-format on
//
// OpenSSL reads and writes through a BIO of ours, which refers to the spans of the call that is
// under way: so one copy each way is all there is, and without read_ahead OpenSSL takes from the
// ciphertext record by record, straight into the caller's plaintext. What comes behind the
// handshake without plaintext (key updates, tickets, empty records) is handled where it comes, and
// bounded. Renegotiation is refused. OpenSSL's queue of errors is empty after every call.
//
// One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"
#include "protocol/tls_failure.hpp"
#include "protocol/tls_handles.hpp"
#include "protocol/tls_hello_bound.hpp"

namespace potok {

// Takes ciphertext as it comes into being: a record, or a flight of a handshake. It refuses none.
class RecordSink {
  public:
    virtual void take(Bytes record) = 0;

  protected:
    ~RecordSink() = default;
};

class TlsEngine {
  public:
    enum class State : std::uint8_t { handshaking, established, peer_closed, failed };

    // The plaintext of one record.
    static constexpr std::size_t kRecordBytesMax = 16 * 1024;

    // What a record takes beyond its plaintext, with any suite: header, nonce, MAC and padding.
    static constexpr std::size_t kRecordOverheadMax = 96;

    // Records in a row without a byte of plaintext, once the handshake is over. Clients and servers
    // send a few (tickets, a key update now and then); each may cost us an answer.
    static constexpr std::size_t kIdleRecordsMax = 32;

    // An SSL as a context made it: with its role, and nothing read or written.
    explicit TlsEngine(OwnedSsl ssl) noexcept;

    [[nodiscard]] State state() const noexcept { return state_; }
    [[nodiscard]] bool is_server() const noexcept;
    [[nodiscard]] ssl_st& ssl() const noexcept { return *ssl_; }

    // Why it failed, as values; once, since what was written down of it is given away.
    // Precondition: failed.
    [[nodiscard]] TlsFailure take_failure();
    // OpenSSL's number for the cause of `failed`; 0: it gave none.
    [[nodiscard]] std::uint32_t reason() const noexcept { return reason_; }
    // An HTTP request came in place of TLS.
    [[nodiscard]] bool met_plain_http() const noexcept;

    // Goes as far as the ciphertext takes it; a client begins with none. Returns how much of it is
    // done with: all, unless this established the connection.
    [[nodiscard]] std::size_t handshake(Bytes ciphertext, RecordSink& sink) noexcept;

    struct Progress {
        std::size_t consumed = 0;  // of the ciphertext
        std::size_t produced = 0;  // of the plaintext
        bool more = false;         // there may be more plaintext: it wants room
    };
    // Decrypts into `plaintext` until fewer than kRecordBytesMax bytes are free there, or into one
    // that is smaller from the start as much as it takes. Look at state() behind it: what was
    // produced came before the end, or before the failure. Precondition: past the handshake.
    [[nodiscard]] Progress read(Bytes ciphertext, MutableBytes plaintext,
                                RecordSink& sink) noexcept;

    // Encrypts in records of at most `record_bytes_max`. False: failed.
    // Precondition: established or peer_closed, and not close()d.
    [[nodiscard]] bool write(Bytes plaintext, std::size_t record_bytes_max,
                             RecordSink& sink) noexcept;

    // Our close_notify, once; nothing before the handshake is over.
    void close(RecordSink& sink) noexcept;

    // Decrypted and not yet read.
    [[nodiscard]] std::size_t pending_bytes() const noexcept;
    // The front of a record has come, and not all of it; or plaintext is pending.
    [[nodiscard]] bool in_record() const noexcept;

  private:
    void settle(int result) noexcept;
    void fail() noexcept;

    OwnedSsl ssl_;
    TlsHelloBound hello_;
    std::uint32_t reason_ = 0;
    State state_ = State::handshaking;
    std::uint8_t idle_records_ = 0;  // in a row
    bool closed_ = false;            // our close_notify was sent
};

}  // namespace potok
