#include "protocol/tls_tickets.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "base/assert.hpp"

namespace potok {
namespace {

constexpr std::size_t kNameBytes = 16;  // how a ticket names its key: settled by OpenSSL
constexpr std::size_t kKeyBytes = 32;

// Forgets its secrets when it goes.
struct TicketKey {
    std::array<unsigned char, kNameBytes> name{};
    std::array<unsigned char, kKeyBytes> cipher{};
    std::array<unsigned char, kKeyBytes> mac{};

    TicketKey() = default;
    TicketKey(const TicketKey&) = default;
    TicketKey& operator=(const TicketKey&) = default;
    ~TicketKey() { OPENSSL_cleanse(this, sizeof(*this)); }
};

void fill_randomly(std::span<unsigned char> bytes) noexcept {
    // Without randomness there is no TLS at all.
    ASSERT(RAND_priv_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
}

TicketKey new_key() noexcept {
    TicketKey key;
    fill_randomly(key.name);
    fill_randomly(key.cipher);
    fill_randomly(key.mac);
    return key;
}

// What OpenSSL calls a decision of the callback.
enum Answer : int { kFailed = -1, kUnknownKey = 0, kGood = 1, kGoodAndRenew = 2 };

bool set_mac(EVP_MAC_CTX* mac, TicketKey& key) noexcept {
    std::array<char, 7> digest{"SHA256"};
    const std::array<OSSL_PARAM, 3> parameters{
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.mac.data(), key.mac.size()),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    return EVP_MAC_CTX_set_params(mac, parameters.data()) == 1;
}

}  // namespace

struct TlsTickets::Keys {
    explicit Keys(Clock now) : clock(now), current(new_key()), since(now()) {}

    void share() noexcept { owners.fetch_add(1, std::memory_order_relaxed); }
    // Release pairs with acquire: the last owner sees what the others did.
    void release() noexcept {
        if (owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
    }

    TicketKey for_sealing() noexcept {
        const std::lock_guard lock(mutex);
        rotate();
        return current;
    }

    struct Found {
        TicketKey key;
        bool is_current;
    };
    std::optional<Found> find(const unsigned char* name) noexcept {
        const std::lock_guard lock(mutex);
        rotate();
        const auto is_of = [name](const TicketKey& key) {
            return std::equal(key.name.begin(), key.name.end(), name);
        };
        if (is_of(current)) return Found{current, true};
        if (previous && is_of(*previous)) return Found{*previous, false};
        return std::nullopt;
    }

    const Clock clock;
    std::atomic<int> owners{1};
    std::mutex mutex;  // guards what follows
    TicketKey current;
    std::optional<TicketKey> previous;
    std::int64_t since;  // when `current` began

  private:
    void rotate() noexcept {
        const std::int64_t periods = (clock() - since) / kPeriod;
        if (periods <= 0) return;
        previous.reset();
        if (periods == 1) previous = current;
        current = new_key();
        since += periods * kPeriod;
    }
};

namespace {

void release_keys(void*, void* keys, CRYPTO_EX_DATA*, int, long, void*) noexcept {
    if (keys != nullptr) static_cast<TlsTickets::Keys*>(keys)->release();
}

int index_of_keys() noexcept {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &release_keys);
    return index;
}

int seal(TlsTickets::Keys& keys, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
         EVP_MAC_CTX* mac) noexcept {
    TicketKey key = keys.for_sealing();
    std::copy(key.name.begin(), key.name.end(), name);
    if (RAND_bytes(iv, EVP_MAX_IV_LENGTH) != 1) return kFailed;
    const bool ready =
        EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key.cipher.data(), iv) == 1 &&
        set_mac(mac, key);
    return ready ? kGood : kFailed;
}

int open_sealed(TlsTickets::Keys& keys, const SSL& ssl, const unsigned char* name,
                const unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) noexcept {
    auto found = keys.find(name);
    if (!found) return kUnknownKey;
    const bool ready =
        EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), nullptr, found->key.cipher.data(), iv) == 1 &&
        set_mac(mac, found->key);
    if (!ready) return kFailed;
    // RFC 8446 §C.4: a ticket used twice would let an observer connect the two connections.
    const bool once_only = SSL_version(&ssl) == TLS1_3_VERSION;
    return found->is_current && !once_only ? kGood : kGoodAndRenew;
}

TlsTickets::Keys* keys_of(const SSL& ssl) noexcept {
    return static_cast<TlsTickets::Keys*>(
        SSL_CTX_get_ex_data(SSL_get_SSL_CTX(&ssl), index_of_keys()));
}

int on_ticket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
              EVP_MAC_CTX* mac, int sealing) noexcept {
    TlsTickets::Keys* const keys = keys_of(*ssl);
    if (keys == nullptr) return kFailed;
    return sealing != 0 ? seal(*keys, name, iv, cipher, mac)
                        : open_sealed(*keys, *ssl, name, iv, cipher, mac);
}

// ---- The life of a session: told in its tickets, by the clock of the keys

std::optional<std::int64_t> beginning_of(SSL_SESSION& session) noexcept {
    void* told = nullptr;
    std::size_t bytes = 0;
    std::int64_t beginning = 0;
    SSL_SESSION_get0_ticket_appdata(&session, &told, &bytes);
    if (bytes != sizeof(beginning)) return std::nullopt;
    std::memcpy(&beginning, told, sizeof(beginning));
    return beginning;
}

// OpenSSL counts a session's time anew with each ticket; a session that was resumed has its
// beginning from the ticket it came with.
int on_new_ticket(SSL* ssl, void*) noexcept {
    const TlsTickets::Keys* const keys = keys_of(*ssl);
    SSL_SESSION* const session = SSL_get_session(ssl);
    if (keys == nullptr || session == nullptr) return 0;
    if (beginning_of(*session)) return 1;
    const std::int64_t now = keys->clock();
    return SSL_SESSION_set1_ticket_appdata(session, &now, sizeof(now));
}

bool is_over(const TlsTickets::Keys& keys, SSL_SESSION& session) noexcept {
    const auto beginning = beginning_of(session);
    if (!beginning || keys.clock() - *beginning >= TlsTickets::kPeriod) return true;
    const X509* const client = SSL_SESSION_get0_peer(&session);
    return client != nullptr && X509_cmp_current_time(X509_get0_notAfter(client)) <= 0;
}

// A ticket that counts for nothing leads to a full handshake, with whatever that asks for.
SSL_TICKET_RETURN on_opened_ticket(SSL* ssl, SSL_SESSION* session, const unsigned char*,
                                   std::size_t, SSL_TICKET_STATUS status, void*) noexcept {
    const bool opened = status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW;
    const TlsTickets::Keys* const keys = keys_of(*ssl);
    if (!opened || keys == nullptr || is_over(*keys, *session)) {
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    }
    return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

}  // namespace

TlsTickets::TlsTickets(Clock clock) : keys_(new Keys(clock)) {}

TlsTickets::TlsTickets(const TlsTickets& other) noexcept : keys_(other.keys_) {
    keys_->share();
}

TlsTickets& TlsTickets::operator=(const TlsTickets& other) noexcept {
    other.keys_->share();
    std::exchange(keys_, other.keys_)->release();
    return *this;
}

TlsTickets::~TlsTickets() {
    keys_->release();
}

bool TlsTickets::serve(ssl_ctx_st& context) const noexcept {
    keys_->share();
    if (SSL_CTX_set_ex_data(&context, index_of_keys(), keys_) != 1) {
        keys_->release();
        return false;
    }
    SSL_CTX_set_timeout(&context, kPeriod);
    SSL_CTX_set_num_tickets(&context, 1);
    SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF);
    return SSL_CTX_set_tlsext_ticket_key_evp_cb(&context, &on_ticket) == 1 &&
           SSL_CTX_set_session_ticket_cb(&context, &on_new_ticket, &on_opened_ticket, nullptr) == 1;
}

std::int64_t TlsTickets::steady_seconds() noexcept {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

}  // namespace potok
