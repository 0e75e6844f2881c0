// TLS of a server: what it accepts with, what a reload changes, and what it does not.
#include "server/tls_service.hpp"

#include "tests/support/certificate_folder.hpp"
#include "tests/support/tls_peer.hpp"

namespace potok::testing {
namespace {

using Speaks = TlsService::Speaks;

// A handshake in memory; the subject of the server's certificate, or nothing.
std::string subject_shown(const TlsService& service, Speaks speaks = Speaks::http,
                          std::string_view protocol = {}) {
    OwnedSsl server = service.accept(speaks);
    SSL_set_bio(server.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    TlsPeer client(false);
    if (!protocol.empty()) {
        const std::string wire = static_cast<char>(protocol.size()) + std::string(protocol);
        SSL_set_alpn_protos(client.ssl(), reinterpret_cast<const unsigned char*>(wire.data()),
                            static_cast<unsigned>(wire.size()));
    }
    for (int flights = 0; flights < 4; ++flights) {
        client.handshake();
        const std::string out = client.take();
        BIO_write(SSL_get_rbio(server.get()), out.data(), static_cast<int>(out.size()));
        SSL_do_handshake(server.get());
        ERR_clear_error();
        std::string back(BIO_ctrl_pending(SSL_get_wbio(server.get())), '\0');
        BIO_read(SSL_get_wbio(server.get()), back.data(), static_cast<int>(back.size()));
        client.feed(back);
    }
    if (!client.established()) return {};
    const OwnedX509 shown(SSL_get1_peer_certificate(client.ssl()));
    return facts_of(shown.get()).subject;
}

std::unique_ptr<TlsService> started(const TlsSettings& settings) {
    auto made = TlsService::start(settings, {"192.0.2.7"}, kToday);
    EXPECT_TRUE(made);
    return std::move(made).value();
}

TEST(TlsService, ASelfSignedCertificateStaysOverReloads) {
    const auto service = started({.self_signed = true});
    const auto fingerprint = service->fingerprint();
    ASSERT_TRUE(fingerprint);
    EXPECT_NE(subject_shown(*service), "");
    EXPECT_FALSE(service->reload(kToday));
    EXPECT_EQ(service->fingerprint(), fingerprint);
}

TEST(TlsService, AReloadShowsWhatIsInTheFilesNowAndAFaultLeavesWhatWas) {
    const CertificateFolder folder;
    const std::string file = folder.write("server.pem", issue({.subject = "old"}));
    const auto service = started({.certificates = {file}});
    EXPECT_EQ(service->fingerprint(), std::nullopt);
    EXPECT_EQ(subject_shown(*service), "CN=old");
    folder.write("server.pem", issue({.subject = "new"}));
    EXPECT_EQ(subject_shown(*service), "CN=old");
    EXPECT_FALSE(service->reload(kToday));
    EXPECT_EQ(subject_shown(*service), "CN=new");
    EXPECT_EQ(subject_shown(*service, Speaks::no_known_protocol), "CN=new");
    folder.write("server.pem", "half a certif");
    const auto fault = service->reload(kToday);
    ASSERT_TRUE(fault);
    EXPECT_THAT(tls_service_fault_text(Language::english, *fault), ::testing::HasSubstr(file));
    EXPECT_THAT(tls_service_fault_text(Language::russian, *fault), ::testing::HasSubstr(file));
    EXPECT_EQ(subject_shown(*service), "CN=new");
}

TEST(TlsService, OnlyTheWebHasAProtocolOfAlpn) {
    const auto service = started({.self_signed = true});
    EXPECT_NE(subject_shown(*service, Speaks::http, "http/1.1"), "");
    EXPECT_NE(subject_shown(*service, Speaks::http, "http/1.0"), "") << "an old client's";
    EXPECT_EQ(subject_shown(*service, Speaks::http, "h2"), "") << "no_application_protocol";
    EXPECT_NE(subject_shown(*service, Speaks::no_known_protocol, "h2"), "");
}

TEST(TlsService, EachLoopHasARoom) {
    const auto service = started({.self_signed = true});
    service->make_rooms(2);
    EXPECT_NE(&service->room(0), &service->room(1));
    EXPECT_THAT(std::string(text_of(service->room(0).plain_http_answer())),
                ::testing::HasSubstr("https://"));
}

TEST(TlsService, WithoutAFileThereIsNone) {
    const auto made = TlsService::start({.certificates = {"/no/such"}}, {}, kToday);
    ASSERT_FALSE(made);
    EXPECT_THAT(tls_service_fault_text(Language::english, made.error()),
                ::testing::HasSubstr("/no/such"));
}

}  // namespace
}  // namespace potok::testing
