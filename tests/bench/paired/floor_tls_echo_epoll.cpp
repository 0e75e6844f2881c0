// floor_tls_echo: the least that a WebSocket echo over TLS can cost: what the kernel and OpenSSL
// need, and nothing else.
//
//   floor_tls_echo CERTIFICATE      a PEM file with the chain and the key
//
// One thread, level-triggered, one receive and one send per readiness. OpenSSL has no socket: it
// reads from the block of the last receive and writes into one block that is sent behind it, one
// ticket a handshake, buffers released when they are empty. No limits, no deadlines, no budget of
// handshakes, no rule of any protocol checked, and a peer that ends is closed without a good-bye:
// the floor to measure a server against, not a server.
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>
#include <utility>

#include "tests/bench/paired/floor_frames.hpp"
#include "tests/bench/paired/floor_listener.hpp"

namespace potok::bench {
namespace {

constexpr std::size_t kBlock = 512 * 1024;
constexpr std::size_t kRecord = SSL3_RT_MAX_PLAIN_LENGTH;

// All answers to a block fit: an answer is shorter than its message.
constexpr std::size_t kSealedBlock = 2 * kBlock;

struct Connection {
    int socket = -1;
    SSL* ssl = nullptr;
    bool established = false;
    bool upgraded = false;
    bool waits_to_send = false;
    Buffer input;          // plaintext of a frame that is not whole
    std::size_t held = 0;  // of it
    Buffer output;
    std::size_t unsent = 0, unsent_at = 0;
};

int epoll_descriptor = -1;
SSL_CTX* context = nullptr;
BIO_METHOD* method = nullptr;
std::array<char, kBlock> block;         // ciphertext as it was received
std::array<char, kSealedBlock> sealed;  // ciphertext to be sent
std::array<char, kBlock> plaintext;
std::string_view unread;  // of the block
std::size_t sealed_size = 0;

// ---- OpenSSL's ends

int read_block(BIO* bio, char* out, int size) {
    BIO_clear_retry_flags(bio);
    if (unread.empty()) {
        BIO_set_retry_read(bio);
        return -1;
    }
    const std::size_t taken = std::min(unread.size(), static_cast<std::size_t>(size));
    std::memcpy(out, unread.data(), taken);
    unread.remove_prefix(taken);
    return static_cast<int>(taken);
}

int write_sealed(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    if (sealed_size + static_cast<std::size_t>(size) > sealed.size()) return -1;
    std::memcpy(sealed.data() + sealed_size, bytes, static_cast<std::size_t>(size));
    sealed_size += static_cast<std::size_t>(size);
    return size;
}

long control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

bool set_up(const char* certificate) {
    method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "blocks");
    BIO_meth_set_read(method, read_block);
    BIO_meth_set_write(method, write_sealed);
    BIO_meth_set_ctrl(method, control);
    context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_num_tickets(context, 1);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    const bool good = SSL_CTX_use_certificate_chain_file(context, certificate) == 1 &&
                      SSL_CTX_use_PrivateKey_file(context, certificate, SSL_FILETYPE_PEM) == 1;
    if (!good) ERR_print_errors_fp(stderr);
    return good;
}

// ---- Connections

void watch(Connection& connection, int operation, bool sending) {
    epoll_event event{};
    event.events = EPOLLIN | (sending ? std::uint32_t{EPOLLOUT} : 0U);
    event.data.ptr = &connection;
    ::epoll_ctl(epoll_descriptor, operation, connection.socket, &event);
    connection.waits_to_send = sending;
}

void close_connection(Connection* connection) {
    ERR_clear_error();
    SSL_free(connection->ssl);
    ::close(connection->socket);
    connection->input.release();
    connection->output.release();
    delete connection;
}

// False, here and below: the connection is lost.
bool flush(Connection& connection) {
    const ssize_t count = ::send(connection.socket, connection.output.bytes + connection.unsent_at,
                                 connection.unsent, MSG_NOSIGNAL);
    if (count < 0) return errno == EAGAIN;
    connection.unsent_at += static_cast<std::size_t>(count);
    connection.unsent -= static_cast<std::size_t>(count);
    if (connection.unsent == 0) watch(connection, EPOLL_CTL_MOD, false);
    return true;
}

// What was written of it meanwhile.
bool send_sealed(Connection& connection) {
    const char* bytes = sealed.data();
    std::size_t size = std::exchange(sealed_size, 0);
    if (size == 0) return true;
    if (connection.unsent == 0) {
        const ssize_t count = ::send(connection.socket, bytes, size, MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN) return false;
        const std::size_t sent = count < 0 ? 0 : static_cast<std::size_t>(count);
        bytes += sent;
        size -= sent;
        if (size == 0) return true;
        connection.unsent_at = 0;
    }
    connection.output.reserve(connection.unsent_at + connection.unsent + size);
    std::memcpy(connection.output.bytes + connection.unsent_at + connection.unsent, bytes, size);
    connection.unsent += size;
    if (!connection.waits_to_send) watch(connection, EPOLL_CTL_MOD, true);
    return true;
}

// One call for all of it: OpenSSL cuts it into records.
bool seal(Connection& connection, const char* bytes, std::size_t size) {
    return size == 0 || SSL_write(connection.ssl, bytes, static_cast<int>(size)) > 0;
}

bool shake_hands(Connection& connection) {
    const int result = SSL_do_handshake(connection.ssl);
    connection.established = result == 1;
    return result == 1 || SSL_get_error(connection.ssl, result) == SSL_ERROR_WANT_READ;
}

// Decrypts what there is of the block, as far as there is room.
bool unseal(Connection& connection, char* to, std::size_t room, std::size_t& produced) {
    while (room - produced >= kRecord && (!unread.empty() || SSL_pending(connection.ssl) != 0)) {
        const int result = SSL_read(connection.ssl, to + produced, kRecord);
        if (result <= 0) return SSL_get_error(connection.ssl, result) == SSL_ERROR_WANT_READ;
        produced += static_cast<std::size_t>(result);
    }
    return true;
}

// ---- Frames

bool answer(Connection& connection, char* bytes, std::size_t size) {
    if (!connection.upgraded) {
        connection.upgraded = true;
        return std::string_view(bytes, size).ends_with("\r\n\r\n") &&
               seal(connection, kUpgraded.data(), kUpgraded.size());
    }
    const Answers done = answer_websocket(bytes, size);
    if (!seal(connection, bytes, done.produced)) return false;
    const std::size_t rest = size - done.consumed;
    if (bytes != connection.input.bytes) {
        connection.input.reserve(rest);
        if (rest != 0) std::memcpy(connection.input.bytes, bytes + done.consumed, rest);
    } else if (done.consumed != 0) {
        std::memmove(bytes, bytes + done.consumed, rest);
    }
    connection.held = rest;
    if (rest == 0) connection.input.release();
    return true;
}

// Behind what is held of a frame, or into the block that all share.
bool read_messages(Connection& connection) {
    for (;;) {
        const std::size_t held = connection.held;
        if (held != 0) connection.input.reserve(held + kBlock);
        char* const bytes = held != 0 ? connection.input.bytes : plaintext.data();
        std::size_t size = held;
        const bool good = unseal(connection, bytes, held + kBlock, size);
        if (size != held && !answer(connection, bytes, size)) return false;
        if (!good) return false;
        if (unread.empty() && SSL_pending(connection.ssl) == 0) return true;
    }
}

bool receive(Connection& connection) {
    const ssize_t count = ::recv(connection.socket, block.data(), block.size(), 0);
    if (count == 0) return false;
    if (count < 0) return errno == EAGAIN;
    unread = {block.data(), static_cast<std::size_t>(count)};
    sealed_size = 0;
    if (!connection.established && !shake_hands(connection)) return false;
    if (connection.established && !read_messages(connection)) return false;
    return send_sealed(connection);
}

void accept_all(int listener) {
    for (;;) {
        const int socket = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        if (socket < 0) return;
        auto* const connection = new Connection;
        connection->socket = socket;
        connection->ssl = SSL_new(context);
        BIO* const bio = BIO_new(method);
        BIO_set_init(bio, 1);
        SSL_set_bio(connection->ssl, bio, bio);
        SSL_set_accept_state(connection->ssl);
        watch(*connection, EPOLL_CTL_ADD, false);
    }
}

void serve(int listener) {
    epoll_event event{};
    event.events = EPOLLIN;  // no connection: the listener
    ::epoll_ctl(epoll_descriptor, EPOLL_CTL_ADD, listener, &event);
    constexpr int kEvents = 1024;
    std::array<epoll_event, kEvents> events;
    for (;;) {
        const int ready = ::epoll_wait(epoll_descriptor, events.data(), kEvents, -1);
        for (const epoll_event* happened = events.data(); happened < events.data() + ready;
             ++happened) {
            auto* const connection = static_cast<Connection*>(happened->data.ptr);
            if (connection == nullptr) {
                accept_all(listener);
                continue;
            }
            bool good = true;
            if ((happened->events & EPOLLOUT) != 0) good = flush(*connection);
            if (good && (happened->events & ~std::uint32_t{EPOLLOUT}) != 0) {
                good = receive(*connection);
            }
            if (!good) close_connection(connection);
        }
    }
}

}  // namespace
}  // namespace potok::bench

int main(int count, char** arguments) {
    using namespace potok::bench;
    if (count != 2 || !set_up(arguments[1])) return 3;
    epoll_descriptor = ::epoll_create1(0);
    const int listener = listen_anywhere("floor_tls_echo");
    if (listener < 0) return 3;
    serve(listener);
}
