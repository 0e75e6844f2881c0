#include "protocol/tls_session_cache.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

// Without one a session cannot be written.
const SSL_CIPHER* some_cipher() {
    static const OwnedSslContext context = plain_client();
    return sk_SSL_CIPHER_value(SSL_CTX_get_ciphers(context.get()), 0);
}

// A session that could be resumed, known again by its `mark`.
OwnedTlsSession session_of(int version, long mark) {
    begin_openssl();
    OwnedTlsSession session(SSL_SESSION_new());
    const unsigned char id = 1;
    SSL_SESSION_set1_id(session.get(), &id, 1);
    SSL_SESSION_set_protocol_version(session.get(), version);
    SSL_SESSION_set_time(session.get(), mark);
    SSL_SESSION_set_cipher(session.get(), some_cipher());
    return session;
}

std::optional<long> take(TlsSessionCache& cache, std::string_view server) {
    const OwnedTlsSession session = cache.take(server);
    if (!session) return std::nullopt;
    return SSL_SESSION_get_time(session.get());
}

TEST(TlsSessionCache, GivesATicketOfTls13Once) {
    TlsSessionCache cache;
    cache.put("a", *session_of(TLS1_3_VERSION, 1));
    cache.put("a", *session_of(TLS1_3_VERSION, 2));
    EXPECT_EQ(cache.size(), 2u);
    EXPECT_EQ(take(cache, "b"), std::nullopt);
    EXPECT_EQ(take(cache, "a"), 2);
    EXPECT_EQ(take(cache, "a"), 1);
    EXPECT_EQ(take(cache, "a"), std::nullopt);
    EXPECT_EQ(cache.size(), 0u);
}

TEST(TlsSessionCache, GivesASessionOfTls12AgainAndAgain) {
    TlsSessionCache cache;
    cache.put("a", *session_of(TLS1_2_VERSION, 1));
    cache.put("a", *session_of(TLS1_2_VERSION, 2));
    EXPECT_EQ(cache.size(), 1u);
    EXPECT_EQ(take(cache, "a"), 2);
    EXPECT_EQ(take(cache, "a"), 2);
}

TEST(TlsSessionCache, GivesNothingThatCannotBeResumed) {
    TlsSessionCache cache;
    OwnedTlsSession without_id(SSL_SESSION_new());
    SSL_SESSION_set_protocol_version(without_id.get(), TLS1_2_VERSION);
    cache.put("a", *without_id);
    EXPECT_EQ(take(cache, "a"), std::nullopt);
    EXPECT_EQ(cache.size(), 0u);
}

TEST(TlsSessionCache, KeepsTheYoungestOfAServer) {
    TlsSessionCache cache;
    constexpr long kMax = TlsSessionCache::kSessionsOfServerMax;
    for (long i = 0; i <= kMax; ++i)
        cache.put("a", *session_of(TLS1_3_VERSION, i));
    EXPECT_EQ(cache.size(), TlsSessionCache::kSessionsOfServerMax);
    for (long i = kMax; i > 0; --i)
        ASSERT_EQ(take(cache, "a"), i);
    EXPECT_EQ(take(cache, "a"), std::nullopt);
}

TEST(TlsSessionCache, ForgetsTheServerThatWasAskedForLongestAgo) {
    TlsSessionCache cache;
    constexpr std::size_t kMax = TlsSessionCache::kSessionsMax;
    for (std::size_t i = 0; i < kMax; ++i)
        cache.put(std::to_string(i), *session_of(TLS1_2_VERSION, 1));
    EXPECT_TRUE(take(cache, "0"));
    cache.put("another", *session_of(TLS1_2_VERSION, 1));
    EXPECT_EQ(cache.size(), kMax);
    EXPECT_TRUE(take(cache, "0"));
    EXPECT_FALSE(take(cache, "1"));
    EXPECT_TRUE(take(cache, "2"));
}

// A session that a server made as large as this, and a little: its client remembers what it said.
OwnedTlsSession session_of_bytes(std::size_t bytes) {
    OwnedTlsSession session = session_of(TLS1_3_VERSION, 1);
    const std::string said(bytes, 'x');
    SSL_SESSION_set1_alpn_selected(
        session.get(), reinterpret_cast<const unsigned char*>(said.data()), said.size());
    return session;
}

TEST(TlsSessionCache, KeepsNoneThatIsTooLargeForItsPlace) {
    TlsSessionCache cache;
    cache.put("a", *session_of_bytes(TlsSessionCache::kSessionBytesMax));
    EXPECT_EQ(cache.size(), 0u);
    EXPECT_FALSE(cache.take("a"));
    cache.put("a", *session_of_bytes(TlsSessionCache::kSessionBytesMax - 200));
    EXPECT_EQ(cache.size(), 1u);
}

TEST(TlsSessionCache, KeepsSoManyBytesWhoeverSentThem) {
    TlsSessionCache cache;
    constexpr std::size_t kBytes = TlsSessionCache::kSessionBytesMax - 200;
    constexpr std::size_t kServers = TlsSessionCache::kBytesMax / kBytes + 10;
    for (std::size_t i = 0; i < kServers; ++i) {
        cache.put(std::to_string(i), *session_of_bytes(kBytes));
        ASSERT_LE(cache.bytes(), TlsSessionCache::kBytesMax);
    }
    EXPECT_GE(cache.bytes(), TlsSessionCache::kBytesMax - TlsSessionCache::kSessionBytesMax);
    EXPECT_FALSE(cache.take("0"));
    EXPECT_TRUE(cache.take(std::to_string(kServers - 1)));
    for (std::size_t i = 0; i < kServers; ++i)
        static_cast<void>(cache.take(std::to_string(i)));
    EXPECT_EQ(cache.bytes(), 0u);
}

}  // namespace
}  // namespace potok::testing
