// How handshakes went: alike ones together, of all loops, and no more kinds than a report can tell.
#include "loadtest/tls_findings.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using std::chrono::milliseconds;

TlsFacts facts(std::string_view suite, bool resumed = false) {
    TlsFacts made;
    made.version = TlsVersion::tls_1_3;
    made.suite = suite;
    made.resumed = resumed;
    return made;
}

TlsFailure alert(std::uint8_t number) {
    TlsFailure made;
    made.kind = TlsFailure::Kind::alert;
    made.alert = number;
    return made;
}

TlsFailure refused(CertificateProblem problem) {
    TlsFailure made;
    made.kind = TlsFailure::Kind::certificate;
    made.certificate = std::make_unique<CertificateFailure>();
    made.certificate->problem = problem;
    return made;
}

TEST(TlsFindings, CountWhatWasAgreedOnOfAllLoops) {
    TlsFindings one;
    TlsFindings other;
    one.note_established(facts("A"), milliseconds(1));
    one.note_established(facts("A", true), milliseconds(2));
    other.note_established(facts("A"), milliseconds(3));
    other.note_established(facts("B"), milliseconds(4));
    one.merge(other);
    ASSERT_EQ(one.agreed().size(), 2u);
    EXPECT_EQ(one.agreed()[0].suite, "A");
    EXPECT_EQ(one.agreed()[0].full, 2u);
    EXPECT_EQ(one.agreed()[0].resumed, 1u);
    EXPECT_EQ(one.agreed()[1].full, 1u);
    EXPECT_EQ(one.took().count(), 4u);
    EXPECT_EQ(one.took().greatest(), milliseconds(4));
}

TEST(TlsFindings, FailuresThatOneSentenceTellsOfAreOne) {
    TlsFindings one;
    TlsFindings other;
    one.note_failure(7, alert(40));
    one.note_failure(8, alert(48));
    one.note_failure(9, refused(CertificateProblem::expired));
    other.note_failure(3, alert(40));
    other.note_failure(5, refused(CertificateProblem::expired));
    other.note_failure(6, refused(CertificateProblem::self_signed));
    one.merge(other);
    ASSERT_EQ(one.failures().size(), 4u);
    EXPECT_EQ(one.failures()[0].count, 2u);
    EXPECT_EQ(one.failures()[0].connection, 3u);
    EXPECT_EQ(one.failures()[0].failure->alert, 40);
    EXPECT_EQ(one.failures()[1].count, 1u);
    EXPECT_EQ(one.failures()[2].count, 2u);
    EXPECT_EQ(one.failures()[2].connection, 5u);
}

TEST(TlsFindings, TheKindsAreBounded) {
    TlsFindings findings;
    for (unsigned number = 0; number < 200; ++number)
        findings.note_failure(number, alert(static_cast<std::uint8_t>(number)));
    EXPECT_EQ(findings.failures().size(), TlsFindings::kKindsMax);
}

}  // namespace
}  // namespace potok::loadtest
