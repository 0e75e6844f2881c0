// The engine put to every row: whole, byte by byte, cut in two at every place.
#include <charconv>
#include <map>
#include <set>

#include "tests/conformance/websocket_rows.hpp"
#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/engine_contract.hpp"
#include "tests/unit/protocol/websocket_deflate_subject.hpp"
#include "tests/unit/protocol/websocket_subject.hpp"

namespace potok::conformance {
namespace {

std::string describe(const WebSocketRow& row) {
    return "§" + row.section + (row.role == WebSocketRole::server ? ", server: " : ", client: ") +
           row.rule;
}

std::vector<WebSocketRow> all_rows() {
    std::vector<WebSocketRow> rows = websocket_rows();
    const std::vector<WebSocketRow> more = websocket_deflate_rows();
    rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

std::vector<WebSocketRow> rows_of_section(const std::string& section) {
    std::vector<WebSocketRow> rows = all_rows();
    std::erase_if(rows, [&](const WebSocketRow& row) { return row.section != section; });
    return rows;
}

std::vector<std::string> sections() {
    std::set<std::string> names;
    for (const WebSocketRow& row : all_rows())
        names.insert(row.section);
    return {names.begin(), names.end()};
}

// What we say to the peer, told from what the engine made of the bytes: a failure has its code, a
// close frame is answered with the code it had, or without one.
std::uint16_t answer_to(const std::string& events) {
    for (int i = 0; i < kWebSocketFailures; ++i) {
        const auto failure = static_cast<WebSocketFailure>(i);
        if (events.ends_with(std::string("!") + name_of(failure))) return close_code_of(failure);
    }
    constexpr std::string_view kClose = "[close ";
    const std::size_t at = events.find(kClose);
    if (at == std::string::npos) return 0;
    std::uint16_t code = 0;
    std::from_chars(events.data() + at + kClose.size(), events.data() + events.size(), code);
    return code;
}

void expect_row(const WebSocketRow& row) {
    const bool compression = row.compression != RowCompression::none;
    const WebSocketFormat format{.role = row.role, .max_message = kRowsMaxMessage};
    if (!compression)
        return test::expect_contract(test::WebSocketSubject(format), bytes_of(row.bytes),
                                     row.events);
    const bool takes_over = row.compression == RowCompression::with_context;
    test::expect_contract(test::WebSocketDeflateSubject(format, takes_over), bytes_of(row.bytes),
                          row.events);
}

class WebSocketConformance : public testing::TestWithParam<std::string> {};

TEST_P(WebSocketConformance, EveryRowHoldsHoweverItsBytesAreCut) {
    for (const WebSocketRow& row : rows_of_section(GetParam())) {
        SCOPED_TRACE(describe(row));
        expect_row(row);
        EXPECT_EQ(answer_to(row.events), row.close_code);
    }
}

std::string test_name(const testing::TestParamInfo<std::string>& section) {
    std::string name = "Section" + section.param;
    std::replace_if(
        name.begin(), name.end(), [](char one) { return one == '.' || one == ' '; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Sections, WebSocketConformance, testing::ValuesIn(sections()), test_name);

TEST(WebSocketRows, EachBindsARoleWithARuleThatNoOtherHas) {
    std::map<std::string, std::string> bytes_of_rule;
    for (const WebSocketRow& row : all_rows()) {
        const auto [other, is_new] = bytes_of_rule.emplace(describe(row), row.bytes);
        EXPECT_TRUE(is_new || other->second != row.bytes) << "twice: " << describe(row);
    }
}

TEST(WebSocketRows, AreHundredsForEachRoleWithCompressionAndWithout) {
    for (const auto& rows : {websocket_rows(), websocket_deflate_rows()}) {
        const auto servers = std::count_if(rows.begin(), rows.end(), [](const WebSocketRow& row) {
            return row.role == WebSocketRole::server;
        });
        const bool compressed = rows.front().compression != RowCompression::none;
        const std::ptrdiff_t at_least = compressed ? 350 : 500;
        EXPECT_GT(servers, at_least);
        EXPECT_GT(static_cast<std::ptrdiff_t>(rows.size()) - servers, at_least);
    }
}

TEST(WebSocketRows, EveryFailureHasItsRow) {
    for (int i = 0; i < kWebSocketFailures; ++i) {
        const std::string name = name_of(static_cast<WebSocketFailure>(i));
        const std::vector<WebSocketRow> rows = all_rows();
        EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [&](const WebSocketRow& row) {
            return row.events.ends_with("!" + name);
        })) << name;
    }
}

}  // namespace
}  // namespace potok::conformance
