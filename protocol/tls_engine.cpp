#include "protocol/tls_engine.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "base/assert.hpp"

namespace potok {
namespace {

static_assert(TlsEngine::kRecordBytesMax == SSL3_RT_MAX_PLAIN_LENGTH);

// The alert with which OpenSSL answers a message that announces too much; in the clear, since it
// ends the first message of all.
constexpr std::array<std::uint8_t, 7> kIllegalParameter{
    SSL3_RT_ALERT, 3, 1, 0, 2, SSL3_AL_FATAL, SSL_AD_ILLEGAL_PARAMETER};

// What the BIO reads and writes in the call that is under way.
struct Pipe {
    Bytes input;
    RecordSink& sink;
    std::size_t headers = 0;  // of records, read since the last plaintext
    std::size_t headers_max = SIZE_MAX;
    TlsHelloBound* hello = nullptr;  // while a client may say it
    const SSL* ssl = nullptr;        // where there is a hello
    bool announces_too_much = false;

    // Whether OpenSSL may have so many bytes more.
    [[nodiscard]] bool allows(std::size_t bytes) noexcept {
        const bool allowed = hello == nullptr ||
                             hello->allows(input.first(bytes), SSL_version(ssl) == TLS1_3_VERSION);
        announces_too_much = !allowed;
        return allowed;
    }
    [[nodiscard]] bool flooded() const noexcept { return headers > headers_max; }
};

Pipe& pipe_of(BIO* bio) noexcept {
    return *static_cast<Pipe*>(BIO_get_data(bio));
}

// Without read_ahead OpenSSL asks for a record's header, and then for its body.
int read_bio(BIO* bio, char* out, int size) noexcept {
    Pipe& pipe = pipe_of(bio);
    BIO_clear_retry_flags(bio);
    if (size == SSL3_RT_HEADER_LENGTH && !pipe.input.empty()) ++pipe.headers;
    if (pipe.input.empty() || pipe.flooded()) {
        BIO_set_retry_read(bio);
        return -1;
    }
    const std::size_t taken = std::min(pipe.input.size(), static_cast<std::size_t>(size));
    if (!pipe.allows(taken)) return -1;
    std::memcpy(out, pipe.input.data(), taken);
    pipe.input = pipe.input.subspan(taken);
    return static_cast<int>(taken);
}

int write_bio(BIO* bio, const char* bytes, int size) noexcept {
    BIO_clear_retry_flags(bio);
    pipe_of(bio).sink.take(std::as_bytes(std::span(bytes, static_cast<std::size_t>(size))));
    return size;
}

long control_bio(BIO*, int command, long, void*) noexcept {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* make_method() noexcept {
    BIO_METHOD* const method =
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "spans of a call");
    if (method == nullptr) return nullptr;
    BIO_meth_set_read(method, read_bio);
    BIO_meth_set_write(method, write_bio);
    BIO_meth_set_ctrl(method, control_bio);
    return method;
}

// Made once, and for the life of the process.
BIO* make_bio() noexcept {
    static BIO_METHOD* const method = make_method();
    BIO* const bio = method == nullptr ? nullptr : BIO_new(method);
    if (bio != nullptr) BIO_set_init(bio, 1);
    return bio;
}

// What OpenSSL knows, by a record's header alone, are GET, POST, HEAD, PUT and CONNECT.
bool is_other_http_request(Bytes first) noexcept {
    constexpr std::array<std::string_view, 4> kMethods{"OPTIONS ", "DELETE ", "PATCH ", "TRACE "};
    const std::string_view text = text_of(first);
    return std::any_of(kMethods.begin(), kMethods.end(),
                       [text](std::string_view method) { return text.starts_with(method); });
}

// Lends a call's pipe to the BIO. What others left in the queue of errors is not taken for ours.
class Lent {
  public:
    Lent(const OwnedSsl& ssl, Pipe& pipe) noexcept : bio_(SSL_get_rbio(ssl.get())) {
        if (ERR_peek_error() != 0) ERR_clear_error();
        BIO_set_data(bio_, &pipe);
    }
    ~Lent() { BIO_set_data(bio_, nullptr); }
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;

  private:
    BIO* const bio_;
};

}  // namespace

TlsEngine::TlsEngine(OwnedSsl ssl) noexcept : ssl_(std::move(ssl)) {
    ASSERT(ssl_ != nullptr);
    BIO* const bio = make_bio();
    if (bio == nullptr) {
        fail();
        return;
    }
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_read_ahead(ssl_.get(), 0);
    SSL_set_mode(ssl_.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_set_options(ssl_.get(), SSL_OP_NO_RENEGOTIATION);
}

bool TlsEngine::is_server() const noexcept {
    return SSL_is_server(ssl_.get()) == 1;
}

TlsFailure TlsEngine::take_failure() {
    ASSERT(state_ == State::failed);
    return read_failure(*ssl_, reason_);
}

bool TlsEngine::met_plain_http() const noexcept {
    const bool is_http = reason_ == SSL_R_HTTP_REQUEST || reason_ == SSL_R_HTTPS_PROXY_REQUEST;
    return state_ == State::failed && is_http;
}

std::size_t TlsEngine::pending_bytes() const noexcept {
    return static_cast<std::size_t>(SSL_pending(ssl_.get()));
}

bool TlsEngine::in_record() const noexcept {
    constexpr std::string_view kReadingBody = "RB";
    return SSL_has_pending(ssl_.get()) == 1 || SSL_rstate_string(ssl_.get()) == kReadingBody;
}

std::size_t TlsEngine::handshake(Bytes ciphertext, RecordSink& sink) noexcept {
    if (state_ == State::failed) return ciphertext.size();
    ASSERT(state_ == State::handshaking);
    Pipe pipe{.input = ciphertext,
              .sink = sink,
              .hello = is_server() ? &hello_ : nullptr,
              .ssl = ssl_.get()};
    const Lent lent(ssl_, pipe);
    const int result = SSL_do_handshake(ssl_.get());
    if (result == 1) {
        state_ = State::established;
    } else {
        settle(result);
        if (state_ == State::peer_closed) fail();
        // Before any record of TLS, so these were the first bytes.
        const bool is_http = state_ == State::failed &&
                             SSL_get_state(ssl_.get()) == TLS_ST_BEFORE &&
                             is_other_http_request(ciphertext);
        if (is_http) reason_ = SSL_R_HTTP_REQUEST;
    }
    if (pipe.announces_too_much) {
        reason_ = SSL_R_EXCESSIVE_MESSAGE_SIZE;
        sink.take(std::as_bytes(std::span(kIllegalParameter)));
    }
    return ciphertext.size() - pipe.input.size();
}

auto TlsEngine::read(Bytes ciphertext, MutableBytes plaintext, RecordSink& sink) noexcept
    -> Progress {
    ASSERT(state_ != State::handshaking && !plaintext.empty());
    if (state_ != State::established) return {.consumed = ciphertext.size()};
    Pipe pipe{.input = ciphertext,
              .sink = sink,
              .headers = idle_records_,
              .headers_max = kIdleRecordsMax};
    const Lent lent(ssl_, pipe);
    const std::size_t room_least = std::min(plaintext.size(), kRecordBytesMax);
    MutableBytes room = plaintext;
    bool more = true;
    while (state_ == State::established && more && room.size() >= room_least) {
        std::size_t produced = 0;
        const int result = SSL_read_ex(ssl_.get(), room.data(), room.size(), &produced);
        room = room.subspan(produced);
        if (result == 1) {
            pipe.headers = 0;
        } else {
            settle(result);
            if (pipe.flooded()) {
                fail();
                reason_ = SSL_R_TOO_MANY_KEY_UPDATES;  // it counts those alone, of one record
            }
        }
        // Whole records lie in the ciphertext, or are decrypted; OpenSSL has none beside.
        more = result == 1 && (!pipe.input.empty() || SSL_pending(ssl_.get()) != 0);
    }
    idle_records_ = static_cast<std::uint8_t>(pipe.headers);
    const bool over = state_ != State::established;
    return {.consumed = over ? ciphertext.size() : ciphertext.size() - pipe.input.size(),
            .produced = plaintext.size() - room.size(),
            .more = more && !over};
}

bool TlsEngine::write(Bytes plaintext, std::size_t record_bytes_max, RecordSink& sink) noexcept {
    if (state_ == State::failed) return false;
    ASSERT(state_ != State::handshaking && !closed_ && record_bytes_max != 0);
    Pipe pipe{.input = {}, .sink = sink};
    const Lent lent(ssl_, pipe);
    while (!plaintext.empty()) {
        const Bytes record = plaintext.first(
            std::min({plaintext.size(), record_bytes_max, std::size_t{kRecordBytesMax}}));
        std::size_t written = 0;
        if (SSL_write_ex(ssl_.get(), record.data(), record.size(), &written) != 1) {
            fail();
            return false;
        }
        plaintext = plaintext.subspan(written);
    }
    return true;
}

void TlsEngine::close(RecordSink& sink) noexcept {
    const bool may = state_ == State::established || state_ == State::peer_closed;
    if (!may || closed_) return;
    closed_ = true;
    Pipe pipe{.input = {}, .sink = sink};
    const Lent lent(ssl_, pipe);
    if (SSL_shutdown(ssl_.get()) < 0) ERR_clear_error();
}

// What a call means that did not succeed.
void TlsEngine::settle(int result) noexcept {
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            return;
        case SSL_ERROR_ZERO_RETURN:
            state_ = State::peer_closed;
            return;
        default:
            fail();
    }
}

// The cause is the first that the TLS part said; further ones say where it was called from.
void TlsEngine::fail() noexcept {
    state_ = State::failed;
    while (const unsigned long error = ERR_get_error()) {
        const bool is_first = reason_ == 0 && ERR_GET_LIB(error) == ERR_LIB_SSL;
        if (is_first) reason_ = static_cast<std::uint32_t>(ERR_GET_REASON(error));
    }
}

}  // namespace potok
