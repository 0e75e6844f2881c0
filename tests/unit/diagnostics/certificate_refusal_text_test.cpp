#include "diagnostics/certificate_refusal_text.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using Problem = CertificateProblem;
constexpr std::array kLanguages{Language::english, Language::russian};

CertificateFailure failure_of(Problem problem, bool of_client = false, int depth = 0) {
    CertificateFailure failure;
    failure.problem = problem;
    failure.of_client = of_client;
    failure.depth = depth;
    failure.code = 34;
    failure.asked = "b.example";
    failure.peer.names = {"a.example"};
    failure.peer.fingerprint.fill(std::byte{0xab});
    failure.expected.fill(std::byte{0xcd});
    failure.refused.subject = "CN=leaf";
    failure.refused.issuer = "CN=issuer";
    failure.refused.not_before = std::chrono::sys_days(std::chrono::year(2030) / 1 / 2);
    failure.refused.not_after = std::chrono::sys_days(std::chrono::year(2024) / 2 / 29);
    failure.refused.key = {.kind = KeyKind::rsa, .bits = 1024, .name = "RSA"};
    failure.refused.signature = "sha1WithRSAEncryption";
    return failure;
}

TEST(CertificateRefusalText, SaysSomethingElseForEachInBothLanguages) {
    for (const Language language : kLanguages) {
        for (const bool of_client : {false, true}) {
            std::set<std::string> texts;
            std::set<std::string_view> names;
            for (int i = 0; i <= static_cast<int>(kLastCertificateProblem); ++i) {
                const auto problem = static_cast<Problem>(i);
                const std::string text =
                    certificate_refusal_text(language, failure_of(problem, of_client));
                EXPECT_EQ(text.find('{'), text.npos) << text;
                EXPECT_FALSE(text.ends_with('.')) << text;
                EXPECT_TRUE(texts.insert(text).second) << text;
                EXPECT_TRUE(names.insert(certificate_problem_name(problem)).second);
            }
            EXPECT_EQ(texts.count(""), 0u);
        }
    }
}

TEST(CertificateRefusalText, SaysWhatToDo) {
    struct Row {
        CertificateFailure failure;
        std::string_view text;
    };
    for (const Row& row : {
             Row{failure_of(Problem::name_mismatch),
                 "the certificate is for a.example, you asked for b.example"},
             Row{failure_of(Problem::expired),
                 "the server's certificate expired on 2024-02-29; it has to be renewed, or this "
                 "machine's clock is wrong"},
             Row{failure_of(Problem::not_yet_valid, true),
                 "the client's certificate is valid from 2030-01-02 on; is this machine's clock "
                 "right?"},
             Row{failure_of(Problem::expired, false, 1),
                 "the certificate of \"CN=leaf\" in its chain expired on 2024-02-29; it has to be "
                 "renewed, or this machine's clock is wrong"},
             Row{failure_of(Problem::weak_key),
                 "the key of the server's certificate is too weak: RSA 1024"},
             Row{failure_of(Problem::unknown_issuer, true),
                 "the client's certificate was issued by \"CN=issuer\", which is not in the file "
                 "of "
                 "--client-ca"},
         })
        EXPECT_EQ(certificate_refusal_text(Language::english, row.failure), row.text);
}

TEST(CertificateRefusalText, GivesTheFingerprintToTrust) {
    const std::string shown = fingerprint_text(failure_of(Problem::self_signed).peer.fingerprint);
    for (const Language language : kLanguages) {
        const std::string text =
            certificate_refusal_text(language, failure_of(Problem::self_signed));
        EXPECT_TRUE(text.ends_with("--fingerprint " + shown)) << text;
        const std::string other =
            certificate_refusal_text(language, failure_of(Problem::fingerprint_differs));
        EXPECT_NE(other.find(shown), other.npos);
        EXPECT_NE(other.find(fingerprint_text(failure_of(Problem::other).expected)), other.npos);
    }
}

TEST(CertificateRefusalText, NamesAFewOfManyAndSaysWhenThereIsNone) {
    CertificateFailure failure = failure_of(Problem::name_mismatch);
    failure.peer.names = {"a", "b", "c", "d", "e", "f"};
    EXPECT_EQ(certificate_refusal_text(Language::english, failure),
              "the certificate is for a, b, c, d and 2 more, you asked for b.example");
    failure.peer.names.clear();
    EXPECT_EQ(certificate_refusal_text(Language::russian, failure),
              "сертификат выдан для неизвестно какого узла (имён в нём нет), а нужен b.example");
}

TEST(CertificateRefusalText, EscapesWhatAStrangerWrote) {
    CertificateFailure failure = failure_of(Problem::name_mismatch);
    failure.peer.names = {"a\n\x1b[31m"};
    const std::string text = certificate_refusal_text(Language::english, failure);
    EXPECT_EQ(text.find('\n'), text.npos);
    EXPECT_EQ(text.find('\x1b'), text.npos);
}

}  // namespace
}  // namespace potok::testing
