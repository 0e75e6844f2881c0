#include "loadtest/websocket_findings.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

Refusal status(std::uint16_t status) {
    return OpeningFailure{.kind = OpeningFailure::Kind::status, .status = status};
}

TEST(WebSocketFindings, CountRefusalsByWhatWasSaid) {
    WebSocketFindings findings;
    findings.note_refusal(7, status(403));
    findings.note_refusal(5, status(503));
    findings.note_refusal(3, status(403));
    EXPECT_THAT(findings.refusals(), ElementsAre(WebSocketFindings::Refused{status(403), 2, 3},
                                                 WebSocketFindings::Refused{status(503), 1, 5}));
}

TEST(WebSocketFindings, KeepTheFirstCloseOfEachCode) {
    WebSocketFindings findings;
    findings.note_peer_close(7, 2s, 1011, bytes_of("second"));
    findings.note_peer_close(5, 1s, 1011, bytes_of("first"));
    findings.note_peer_close(3, 3s, 1011, bytes_of("third"));
    findings.note_peer_close(9, 3s, 1005, {});
    EXPECT_THAT(findings.peer_closes(),
                ElementsAre(WebSocketFindings::PeerClose{1011, 3, 5, 1s, "first"},
                            WebSocketFindings::PeerClose{1005, 1, 9, 3s, ""}));
}

TEST(WebSocketFindings, OfAllLoopsAreOne) {
    WebSocketFindings one;
    WebSocketFindings other;
    one.note_refusal(4, status(403));
    one.note_peer_close(4, 2s, 1001, bytes_of("later"));
    other.note_refusal(2, status(403));
    other.note_peer_close(2, 1s, 1001, bytes_of("sooner"));
    one.note_compression();
    one.note_compressed_sent();
    one.note_compressed_received(5);
    other.note_compression();
    other.note_compressed_sent();
    other.note_compressed_received(7);
    one.merge(other);
    EXPECT_EQ(one.compressing(), 2u);
    EXPECT_EQ(one.compressed_sent(), 2u);
    EXPECT_EQ(one.compressed_received(), 12u);
    EXPECT_THAT(one.refusals(), ElementsAre(WebSocketFindings::Refused{status(403), 2, 2}));
    EXPECT_THAT(one.peer_closes(),
                ElementsAre(WebSocketFindings::PeerClose{1001, 2, 2, 1s, "sooner"}));
}

TEST(WebSocketFindings, AStrangerCannotMakeThemGrow) {
    WebSocketFindings findings;
    for (std::uint16_t i = 0; i < 200; ++i) {
        findings.note_refusal(i, status(static_cast<std::uint16_t>(200 + i)));
        findings.note_peer_close(i, 1s, static_cast<std::uint16_t>(4000 + i), {});
    }
    EXPECT_EQ(findings.refusals().size(), WebSocketFindings::kKindsMax);
    EXPECT_EQ(findings.peer_closes().size(), WebSocketFindings::kKindsMax);
    findings.note_refusal(0, status(200));
    EXPECT_EQ(findings.refusals().front().count, 2u);
}

}  // namespace
}  // namespace potok::loadtest
