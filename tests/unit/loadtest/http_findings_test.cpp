#include "loadtest/http_findings.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using Entry = HttpFindings::Entry;
using Kind = HttpBadAnswer::Kind;

TEST(HttpFindings, CountEachKindAndKeepItsFirst) {
    HttpFindings findings;
    findings.note(7, 2s, {Kind::status, 503});
    findings.note(5, 1s, {Kind::status, 503});
    findings.note(3, 3s, {Kind::status, 404});
    findings.note(4, 4s, {Kind::cut_off, 0});
    EXPECT_THAT(findings.entries(), ElementsAre(Entry{{Kind::status, 503}, 2, 5, 1s},
                                                Entry{{Kind::status, 404}, 1, 3, 3s},
                                                Entry{{Kind::cut_off, 0}, 1, 4, 4s}));
}

TEST(HttpFindings, OfAllLoopsAreOne) {
    HttpFindings one;
    HttpFindings other;
    one.note(1, 2s, {Kind::status, 503});
    other.note(2, 1s, {Kind::status, 503});
    other.note(3, 1s, {Kind::unasked, 0});
    one.merge(other);
    EXPECT_THAT(one.entries(), ElementsAre(Entry{{Kind::status, 503}, 2, 2, 1s},
                                           Entry{{Kind::unasked, 0}, 1, 3, 1s}));
}

TEST(HttpFindings, CountWhatIsNothingBad) {
    HttpFindings one;
    HttpFindings other;
    one.count(HttpEvent::redirect_followed);
    other.count(HttpEvent::redirect_followed);
    other.count(HttpEvent::compressed_answer);
    one.merge(other);
    EXPECT_EQ(one.count_of(HttpEvent::redirect_followed), 2u);
    EXPECT_EQ(one.count_of(HttpEvent::compressed_answer), 1u);
    EXPECT_TRUE(one.entries().empty());
}

TEST(HttpFindings, AStrangerCannotMakeThemGrow) {
    HttpFindings findings;
    for (std::uint16_t status = 201; status < 600; ++status)
        findings.note(1, 1s, {Kind::status, status});
    EXPECT_EQ(findings.entries().size(), HttpFindings::kKindsMax);
    findings.note(1, 2s, {Kind::status, 201});
    EXPECT_EQ(findings.entries().front().count, 2u);
}

}  // namespace
}  // namespace potok::loadtest
