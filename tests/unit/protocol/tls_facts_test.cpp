#include "protocol/tls_facts.hpp"

#include "protocol/tls_client_context.hpp"
#include "protocol/tls_server_context.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

TEST(TlsFacts, AreTheSameOnBothSides) {
    const Credentials credentials = make_certificate({.names = "DNS:a.example"}).credentials();
    const std::array list{&credentials};
    const std::array<std::string_view, 1> names{"http/1.1"};
    const AlpnList alpn = AlpnList::of(names).value();
    const auto servers = TlsServerContext::make({.credentials = list, .protocols = alpn});
    const auto clients = TlsClientContext::make(
        {.trust = TlsTrust::in_nobody_so_anyone_may_answer(), .protocols = alpn});
    const OwnedSsl server = servers.value().accept();
    const OwnedSsl client = clients.value().connect(TlsPeerName::parse("a.example").value(), 443);
    ASSERT_TRUE(shake(*server, *client).good());
    for (const OwnedSsl* const side : {&server, &client}) {
        const TlsFacts facts = read_facts(**side);
        EXPECT_EQ(facts.version, TlsVersion::tls_1_3);
        EXPECT_EQ(version_name(facts.version), "TLSv1.3");
        EXPECT_EQ(facts.suite, "TLS_AES_128_GCM_SHA256");
        EXPECT_EQ(facts.group, "X25519");
        EXPECT_EQ(facts.protocol, "http/1.1");
        EXPECT_EQ(facts.server_name, "a.example");
        EXPECT_FALSE(facts.resumed);
        EXPECT_FALSE(facts.peer);
    }
    EXPECT_EQ(read_facts_and_peer(*client).peer->fingerprint, credentials.facts().fingerprint);
    EXPECT_FALSE(read_facts_and_peer(*server).peer);
}

TEST(TlsFacts, AreEmptyBeforeTheHandshake) {
    const Credentials credentials = make_certificate({}).credentials();
    const std::array list{&credentials};
    const OwnedSsl server = TlsServerContext::make({.credentials = list}).value().accept();
    const TlsFacts facts = read_facts_and_peer(*server);
    EXPECT_EQ(facts.suite, "");
    EXPECT_EQ(facts.group, "");
    EXPECT_EQ(facts.server_name, "");
    EXPECT_FALSE(facts.peer);
}

}  // namespace
}  // namespace potok::testing
