#include "protocol/tls_server_slot.hpp"

#include <atomic>
#include <thread>

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/tls_laboratory.hpp"

namespace potok::testing {
namespace {

TlsServerContext make_server(const Credentials& credentials, const TlsTickets& tickets = {}) {
    const std::array list{&credentials};
    auto made = TlsServerContext::make({.credentials = list, .tickets = tickets});
    EXPECT_TRUE(made.ok());
    return std::move(made).value();
}

std::string shown_by(const OwnedSsl& server) {
    const OwnedSsl client = connection_of(plain_client(), TlsRole::client);
    if (!shake(*server, *client).good()) return {};
    return read_facts_and_peer(*client).peer->subject;
}

TEST(TlsServerSlot, ShowsTheNewCertificateToNewConnectionsOnly) {
    TlsServerSlot slot(make_server(make_certificate({.subject = "old"}).credentials()));
    const OwnedSsl before = slot.accept();
    slot.swap(make_server(make_certificate({.subject = "new"}).credentials()));
    const OwnedSsl after = slot.accept();
    EXPECT_EQ(shown_by(before), "CN=old");
    EXPECT_EQ(shown_by(after), "CN=new");
}

TEST(TlsServerSlot, RefusesNobodyWhileCertificatesAreReplaced) {
    const Credentials one = make_certificate({.subject = "one"}).credentials();
    const Credentials two = make_certificate({.subject = "two"}).credentials();
    const TlsTickets tickets;
    TlsServerSlot slot(make_server(one, tickets));
    constexpr int kThreads = 4;
    constexpr int kHandshakes = 50;
    std::atomic<int> good = 0;
    std::atomic<int> done = 0;
    std::vector<std::thread> clients;
    for (int i = 0; i < kThreads; ++i) {
        clients.emplace_back([&] {
            for (int j = 0; j < kHandshakes; ++j)
                good += shown_by(slot.accept()).empty() ? 0 : 1;
            ++done;
        });
    }
    for (int i = 0; done < kThreads; ++i)
        slot.swap(make_server(i % 2 == 0 ? two : one, tickets));
    for (std::thread& client : clients)
        client.join();
    EXPECT_EQ(good, kThreads * kHandshakes);
}

}  // namespace
}  // namespace potok::testing
