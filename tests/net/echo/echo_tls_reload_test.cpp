// potok-echo's certificates replaced while clients come: nobody is refused, each is shown one of
// those that were valid, and what is wrong with a file changes nothing.
#include <filesystem>
#include <set>

#include "tests/net/echo/echo_tls_fixture.hpp"
#include "tests/support/certificate_folder.hpp"

namespace potok::testing {
namespace {

constexpr std::size_t kClients = 1000;

class EchoTlsReload : public EchoTls {
  protected:
    // As certbot does: the whole file at once.
    void put(const std::string& subject) {
        folder.write("next.pem", issue(lasting(subject)));
        std::filesystem::rename(folder.path("next.pem"), file);
    }
    void replace(const std::string& subject) {
        put(subject);
        server->hang_up();
    }

    // The subject of the certificate that a client was shown.
    static std::string shown_to(TlsClient& client) {
        const X509* const certificate = SSL_get0_peer_certificate(client.tls().ssl());
        if (certificate == nullptr) return "(none)";
        std::array<char, 64> name{};
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(),
                                  static_cast<int>(name.size()));
        return name.data();
    }

    std::string certificate_now() {
        TlsClient& client = call(port);
        expect_echo(client, "hello");
        std::string shown = shown_to(client);
        clients.pop_back();
        return shown;
    }

    const CertificateFolder folder;
    const std::string file = folder.path("server.pem");
};

TEST_F(EchoTlsReload, RefusesNoneOfAThousandWhoComeMeanwhile) {
    put("0");
    start({"--listen", "tls://127.0.0.1:0", "--cert", file});
    std::set<std::string> valid{"0"};
    for (std::size_t i = 0; i < kClients; ++i) {
        if (i % 100 == 50) {
            valid.insert(std::to_string(i));
            replace(std::to_string(i));
        }
        call(port).say("hello");
        // Those who came last are in the middle of their handshakes.
        for (std::size_t j = i < 40 ? 0 : i - 40; j <= i; ++j)
            clients[j]->pump();
        server->pump();
    }
    until_clients([&] {
        return std::ranges::all_of(clients,
                                   [](const auto& one) { return one->received == "hello"; });
    });
    std::set<std::string> shown;
    for (const auto& client : clients)
        shown.insert(shown_to(*client));
    EXPECT_THAT(valid, ::testing::IsSupersetOf(shown));
    EXPECT_GT(shown.size(), 1u) << "no certificate was replaced meanwhile";
    clients.clear();
    const std::string newest = std::to_string(kClients - 50);
    until([&] { return certificate_now() == newest; });
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(certificate_now(), newest);
}

TEST_F(EchoTlsReload, KeepsWhatItHasWhenAFileIsWrongAndSaysWhy) {
    put("good");
    start({"--listen", "tls://127.0.0.1:0", "--cert", file});
    TlsClient& there_before = call(port);
    expect_echo(there_before, "hello");
    const Issued one = issue(lasting("one"));
    Wish other_key = lasting("other");
    other_key.own_key = true;
    struct Row {
        std::string contents;
        std::string says;
    };
    const std::array rows{
        Row{"broken", "neither PEM nor DER nor PFX"},
        Row{"", "is empty"},
        Row{pem_of(one.certificate), "no private key"},
        Row{pem_of(one.certificate) + pem_of(issue(other_key).key), "belongs to no certificate"},
    };
    for (const Row& row : rows) {
        const std::size_t said = server->err().size();
        folder.write("server.pem", row.contents);
        server->hang_up();
        until_clients([&] {
            return server->err().find("certificates_not_reloaded", said) != std::string::npos;
        });
        EXPECT_THAT(server->err().substr(said), ::testing::AllOf(::testing::HasSubstr("server.pem"),
                                                                 ::testing::HasSubstr(row.says)));
        EXPECT_EQ(certificate_now(), "good");
    }
    expect_echo(there_before, "still there");
    replace("better");
    expect_logged("certificates_reloaded");
    EXPECT_EQ(certificate_now(), "better");
}

}  // namespace
}  // namespace potok::testing
