#include "protocol/http_head_scan.hpp"

#include "tests/gtest_pch.hpp"

namespace potok::testing {
namespace {

using enum HttpFailure;
using Kind = HttpHeadKind;

constexpr HttpLimits kLimits{};

std::string padded(const std::string& text, std::size_t size) {
    return text + std::string(size - text.size(), 'p');
}

struct BadHead {
    const char* what;
    Kind kind;
    std::string bytes;  // the last one leaves no doubt
    HttpFailure failure;
};

const std::string kLine = "GET / HTTP/1.1\r\n";

const BadHead kBad[] = {
    {"a second empty line", Kind::request, "\r\n\r", empty_line_before_head},
    {"half an empty line", Kind::request, "\rG", bare_carriage_return},
    {"an LF for an empty line", Kind::request, "\n", bare_line_feed},
    {"no method", Kind::request, " ", request_line_malformed},
    {"a line of a method only", Kind::request, "GET\r", request_line_malformed},
    {"a byte that no token has", Kind::request, "G/", request_line_malformed},
    {"a method of 33 bytes", Kind::request, std::string(33, 'M'), method_too_long},
    {"no target", Kind::request, "GET  ", request_line_malformed},
    {"a control in the target", Kind::request, "GET /\x01", target_malformed},
    {"obs-text in the target", Kind::request, "GET /\x80", target_malformed},
    {"an LF in the target", Kind::request, "GET /\n", bare_line_feed},
    {"no version", Kind::request, "GET /\r", request_line_no_version},
    {"an empty version", Kind::request, "GET / \r", request_line_malformed},
    {"a space behind the version", Kind::request, "GET / HTTP/1.1 ", request_line_malformed},
    {"an LF behind the version", Kind::request, "GET / HTTP/1.1\n", bare_line_feed},
    {"a CR alone", Kind::request, "GET / HTTP/1.1\rX", bare_carriage_return},
    {"no status line", Kind::response, "HTTP-", status_line_malformed},
    {"a control in a reason", Kind::response, "HTTP/1.1 200 \x01", forbidden_byte},
    {"an LF behind a reason", Kind::response, "HTTP/1.1 200 OK\n", bare_line_feed},
    {"a blank before a field", Kind::request, kLine + " ", field_folded},
    {"a tab before a field", Kind::response, "HTTP/1.1 200 OK\r\nX: 1\r\n\t", field_folded},
    {"no name", Kind::request, kLine + ":", field_name_malformed},
    {"a blank behind a name", Kind::request, kLine + "X ", field_name_malformed},
    {"a line without a colon", Kind::request, kLine + "X\r", field_name_malformed},
    {"an LF behind a name", Kind::request, kLine + "X\n", bare_line_feed},
    {"an LF for the empty line", Kind::request, kLine + "\n", bare_line_feed},
    {"NUL in a value", Kind::request, kLine + "X: " + '\0', forbidden_byte},
    {"DEL in a value", Kind::request, kLine + "X: \x7F", forbidden_byte},
    {"an LF behind a value", Kind::request, kLine + "X: 1\n", bare_line_feed},
    {"a CR in a value", Kind::request, kLine + "X: 1\r2", bare_carriage_return},
    {"a CR at the end", Kind::request, kLine + "\r\r", bare_carriage_return},
    {"a long target", Kind::request, padded("GET /", 8193), target_too_long},
    {"a long value", Kind::request, padded(kLine + "X:", 8193), head_too_long},
    {"a long name", Kind::request, padded(kLine, 8193), head_too_long},
    {"a long reason", Kind::response, padded("HTTP/1.1 200 ", 8193), head_too_long},
    {"long trailers", Kind::trailers, padded("X:", 8193), head_too_long},
};

TEST(HttpHeadScanner, FailsAtTheFirstByteThatLeavesNoDoubt) {
    for (const BadHead& bad : kBad) {
        SCOPED_TRACE(bad.what);
        HttpHeadScanner scanner(bad.kind, kLimits);
        const Bytes bytes = bytes_of(bad.bytes);
        EXPECT_FALSE(scanner.scan(bytes.first(bytes.size() - 1)).failure);
        EXPECT_EQ(scanner.scan(bytes).failure, bad.failure);
        EXPECT_EQ(scanner.scan(bytes).failure, bad.failure) << "and stays so";
    }
}

TEST(HttpHeadScanner, SaysTheSameOfTheWholeAndOfEveryByte) {
    for (const BadHead& bad : kBad) {
        SCOPED_TRACE(bad.what);
        const Bytes bytes = bytes_of(bad.bytes);
        HttpHeadScanner at_once(bad.kind, kLimits);
        EXPECT_EQ(at_once.scan(bytes).failure, bad.failure);
        HttpHeadScanner by_bytes(bad.kind, kLimits);
        for (std::size_t size = 0; size < bytes.size(); ++size)
            ASSERT_FALSE(by_bytes.scan(bytes.first(size)).failure) << size;
        EXPECT_EQ(by_bytes.scan(bytes).failure, bad.failure);
    }
}

TEST(HttpHeadScanner, FindsTheEndAndLooksNoFurther) {
    const std::pair<Kind, std::string> heads[] = {
        {Kind::request, "GET / HTTP/1.1\r\n\r\n"},
        {Kind::request, "\r\nGET / HTTP/1.1\r\nA:\r\nB: c d\r\n\r\n"},
        {Kind::response, "HTTP/1.1 200\r\n\r\n"},
        {Kind::response, "HTTP/1.1 200 Fine\x80\tso\r\nA: b\r\n\r\n"},
        {Kind::trailers, "\r\n"},
        {Kind::trailers, "A: b\r\n\r\n"},
    };
    for (const auto& [kind, head] : heads) {
        const std::string input = head + "\n\x01 not looked at";
        HttpHeadScanner at_once(kind, kLimits);
        EXPECT_EQ(at_once.scan(bytes_of(input)).head_bytes, head.size()) << head;
        for (std::size_t cut = 0; cut < head.size(); ++cut) {
            HttpHeadScanner scanner(kind, kLimits);
            ASSERT_EQ(scanner.scan(bytes_of(input).first(cut)).head_bytes, 0u) << cut;
            ASSERT_EQ(scanner.scan(bytes_of(input)).head_bytes, head.size()) << head << cut;
        }
    }
}

TEST(HttpHeadScanner, AHeadOfExactlyTheLimitIsGood) {
    const std::string head = padded(kLine + "X:", 8188) + "\r\n\r\n";
    HttpHeadScanner scanner(Kind::request, kLimits);
    EXPECT_EQ(scanner.scan(bytes_of(head)).head_bytes, 8192u);
}

TEST(HttpHeadScanner, TheFirstByteOfAFieldTooManyFails) {
    constexpr HttpLimits kFew{.fields_max = 2};
    HttpHeadScanner scanner(Kind::request, kFew);
    const std::string head = kLine + "A: 1\r\nB: 2\r\n";
    EXPECT_FALSE(scanner.scan(bytes_of(head)).failure);
    EXPECT_EQ(scanner.scan(bytes_of(head + "C")).failure, too_many_fields);
}

TEST(HttpHeadScanner, IsAtItsStartWhileNothingWasSaid) {
    HttpHeadScanner scanner(Kind::request, kLimits);
    EXPECT_TRUE(scanner.is_at_start());
    EXPECT_FALSE(scanner.scan(bytes_of("\r\n")).failure);
    EXPECT_TRUE(scanner.is_at_start());
    EXPECT_FALSE(scanner.scan(bytes_of("\r\nG")).failure);
    EXPECT_FALSE(scanner.is_at_start());
    scanner.restart();
    EXPECT_TRUE(scanner.is_at_start());
}

}  // namespace
}  // namespace potok::testing
