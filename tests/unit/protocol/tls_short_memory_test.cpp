// Handshakes while memory is short: what OpenSSL calls is called from C, so nothing may be thrown
// through it. Each allocation of ours fails in turn; those of OpenSSL are its own.
#include "protocol/tls_client_context.hpp"
#include "protocol/tls_server_context.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/support/short_memory.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

// Shakes hands with the first, the second … allocation failing, as long as there is one, and says
// what came of each.
template <class Make>
std::vector<Handshake> shake_short_of_memory(Make&& make) {
    std::vector<Handshake> shaken;
    for (std::size_t granted = 0;; ++granted) {
        const auto [server, client] = make();
        ShortMemory memory(granted);
        Handshake handshake = shake(*server, *client);
        const bool failed = memory.end();
        if (!failed) return shaken;
        shaken.push_back(std::move(handshake));
    }
}

class TlsShortMemory : public ::testing::Test {
  protected:
    void SetUp() override {
        if (!ShortMemory::kAvailable) GTEST_SKIP() << "a sanitizer's allocator never fails";
    }
};

TlsClientContext client_of(const TlsClientSettings& settings) {
    return std::move(TlsClientContext::make(settings)).value();
}

TEST_F(TlsShortMemory, DoesNotLetInWhoeverIsRefused) {
    const TestCertificate root = make_certificate({.subject = "root", .authority = true});
    const TestCertificate other = make_certificate({.names = "DNS:a.example"});
    const OwnedSslContext servers = plain_server(other.credentials());
    const std::array trusts{TlsTrust::in_fingerprint(root.fingerprint()),
                            TlsTrust::in_authorities(trust_in({&root}))};
    for (const TlsTrust& trust : trusts) {
        const TlsClientContext clients = client_of({.trust = trust});
        const auto shaken = shake_short_of_memory([&] {
            return std::pair(connection_of(servers, TlsRole::server),
                             clients.connect(TlsPeerName::parse("a.example").value(), 443));
        });
        EXPECT_FALSE(shaken.empty()) << "a refusal is written down";
        for (const Handshake& handshake : shaken)
            EXPECT_FALSE(handshake.client.established);
    }
}

TEST_F(TlsShortMemory, CostsAClientItsSessionAndNoMore) {
    const TestCertificate leaf = make_certificate({.names = "DNS:a.example"});
    const OwnedSslContext servers = plain_server(leaf.credentials());
    std::optional<TlsClientContext> clients;
    const auto shaken = shake_short_of_memory([&] {
        clients = client_of({.trust = TlsTrust::in_fingerprint(leaf.fingerprint())});
        return std::pair(connection_of(servers, TlsRole::server),
                         clients->connect(TlsPeerName::parse("a.example").value(), 443));
    });
    EXPECT_FALSE(shaken.empty()) << "a session is kept";
    for (const Handshake& handshake : shaken)
        EXPECT_TRUE(handshake.good());
}

TEST_F(TlsShortMemory, IsNoneOfAServersConcernWhenAClientNamesIt) {
    const Credentials first = make_certificate({.names = "DNS:a.example"}).credentials();
    const Credentials second =
        make_certificate({.names = "DNS:a-name-of-more-bytes-than-a-string-has-room-for.example"})
            .credentials();
    const std::array list{&first, &second};
    const auto servers = TlsServerContext::make({.credentials = list});
    const OwnedSslContext clients = plain_client();
    const auto shaken = shake_short_of_memory([&] {
        OwnedSsl client = connection_of(clients, TlsRole::client);
        name_server(*client, second.facts().names.front());
        return std::pair(servers.value().accept(), std::move(client));
    });
    for (const Handshake& handshake : shaken)
        EXPECT_TRUE(handshake.good());
}

}  // namespace
}  // namespace potok::testing
