// potok-loadtest against servers whose TLS goes wrong: no success that did not happen, each fault
// by its name in the text and in the JSON, and an exit code that says so.
#include "tests/net/loadtest/tls_saboteur.hpp"
#include "tests/net/loadtest/load_generator.hpp"
#include "tests/support/certificate_folder.hpp"

namespace potok::testing {
namespace {

using Faults = LoadGenerator::Faults;
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr std::uint64_t kConnections = 6;

class LoadAgainstSaboteur : public ::testing::Test {
  protected:
    void load(const TlsSaboteur::Options& options, const std::vector<std::string>& trust,
              const std::string& scheme = "lps") {
        server = std::make_unique<TlsSaboteur>(options);
        LoadGenerator::finish_unstarved(run, [&] {
            run = std::make_unique<LoadGenerator>(LoadGenerator::with(
                {server->address(scheme), "-c", std::to_string(kConnections), "-r", "20/s", "-d",
                 "500ms", "--grace", "300ms", "--seed", "7"},
                trust));
        });
    }
    void load(Sabotage does) { load({.does = does}, {"--insecure", "--connect-timeout", "1s"}); }

    std::unique_ptr<TlsSaboteur> server;
    std::unique_ptr<LoadGenerator> run;
};

TEST_F(LoadAgainstSaboteur, WhatIsAGoodServerIsFoundGood) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        load({.version = version}, {"--insecure"});
        SCOPED_TRACE(run->story());
        EXPECT_EQ(run->exit_code(), 0);
        EXPECT_EQ(run->count("messages/ok"), run->count("messages/sent"));
        EXPECT_EQ(run->count("connections/tls/agreed/0/full"), kConnections);
    }
}

TEST_F(LoadAgainstSaboteur, WhereNoHandshakeIsOverNobodyIsConnected) {
    struct Row {
        Sabotage does;
        std::string loss;
        std::string tls_kind;  // (no word): nothing of TLS is to be told
    };
    const std::array rows{
        Row{Sabotage::silence, "handshake_timeout", "(no word)"},
        Row{Sabotage::half_a_flight, "handshake_timeout", "(no word)"},
        Row{Sabotage::end_in_handshake, "ended_by_peer", "(no word)"},
        Row{Sabotage::reset_in_handshake, "reset", "(no word)"},
        Row{Sabotage::alert_in_handshake, "tls_failed", "alert"},
        Row{Sabotage::plain_text, "tls_failed", "not_tls"},
    };
    for (const Row& row : rows) {
        load(row.does);
        SCOPED_TRACE(run->story());
        EXPECT_EQ(run->exit_code(), 4);
        EXPECT_EQ(run->losses(), (Faults{{"ramp: " + row.loss, kConnections}}));
        EXPECT_EQ(run->word("connections/tls/failures/0/kind"), row.tls_kind);
        EXPECT_THAT(run->text(), HasSubstr("6 not opened: " + row.loss));
        EXPECT_THAT(run->last_line(), HasSubstr("none of 6 connections could be opened"));
    }
}

TEST_F(LoadAgainstSaboteur, HalfOfTheConnectionsAreNotEnough) {
    load(Sabotage::refuse_every_second);
    SCOPED_TRACE(run->story());
    EXPECT_EQ(run->exit_code(), 4);
    EXPECT_EQ(run->losses(), (Faults{{"ramp: reset", kConnections / 2}}));
    EXPECT_EQ(run->count("connections/tls/agreed/0/full"), kConnections / 2);
    EXPECT_THAT(run->last_line(), HasSubstr("only 3 of 6"));
}

TEST_F(LoadAgainstSaboteur, EncryptionDoesNotMakeWrongBytesGood) {
    load(Sabotage::wrong_bytes);
    SCOPED_TRACE(run->story());
    EXPECT_THAT(run->exit_code(), AnyOf(1, 5));
    EXPECT_EQ(run->faults(), (Faults{{"corrupted", run->count("messages/sent")}}));
    EXPECT_EQ(run->count("messages/ok"), 0u);
}

TEST_F(LoadAgainstSaboteur, AnAnswerThatDidNotComeWholeIsNone) {
    struct Row {
        Sabotage does;
        std::string loss;
        std::string tls_kind;
        std::uint64_t answered = 0;  // on each connection
    };
    const std::array rows{
        Row{Sabotage::half_an_answer, "truncated_message", "(no word)"},
        Row{Sabotage::half_an_answer_cut, "tls_truncated", "(no word)"},
        Row{Sabotage::half_a_record_cut, "tls_truncated", "(no word)"},
        Row{Sabotage::cut_behind_answers, "tls_truncated", "(no word)", 2},
        Row{Sabotage::damaged_record, "tls_failed", "damaged_record"},
        Row{Sabotage::alert_behind_answer, "tls_failed", "alert", 1},
        Row{Sabotage::empty_close, "ended_by_peer", "(no word)"},
    };
    for (const Row& row : rows) {
        load(row.does);
        SCOPED_TRACE(run->story());
        EXPECT_THAT(run->exit_code(), AnyOf(1, 5));
        EXPECT_EQ(run->losses(), (Faults{{"load: " + row.loss, kConnections}}));
        EXPECT_EQ(run->word("connections/tls/failures/0/kind"), row.tls_kind);
        EXPECT_EQ(run->count("messages/ok"), row.answered * kConnections);
        EXPECT_THAT(run->text(), HasSubstr("6 lost under load: " + row.loss));
    }
}

TEST_F(LoadAgainstSaboteur, WhoIsNotTheServerThatWasMeantIsNotSpokenTo) {
    const CertificateFolder folder;
    const Issued authority = issue_authority("authority");
    Wish other = lasting("other", "DNS:other.example");
    other.issuer = &authority;
    Wish past = lasting("past", "IP:127.0.0.1");
    past.issuer = &authority;
    past.not_after = kToday - std::chrono::days(1);
    Wish future = lasting("future", "IP:127.0.0.1");
    future.issuer = &authority;
    future.not_before = kToday + std::chrono::days(36000);
    const std::string ca = folder.write("ca.crt", pem_of(authority.certificate));
    for (const auto& [wish, problem] :
         {std::pair{other, "name_mismatch"}, {past, "expired"}, {future, "not_yet_valid"}}) {
        const Issued shown = issue(wish);
        load({.certificate = &shown}, {"--ca", ca});
        SCOPED_TRACE(run->story());
        EXPECT_EQ(run->exit_code(), 4);
        EXPECT_EQ(run->word("connections/tls/failures/0/certificate"), problem);
        EXPECT_EQ(run->count("connections/tls/failures/0/count"), kConnections);
        EXPECT_EQ(run->losses(), (Faults{{"ramp: tls_failed", kConnections}}));
        server.reset();  // its thread goes before what it shows
    }
}

}  // namespace
}  // namespace potok::testing
