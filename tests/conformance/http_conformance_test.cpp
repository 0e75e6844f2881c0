// Drives the engines through every row of the table: whole, byte by byte and cut in two everywhere.
#include "tests/conformance/http_rows.hpp"

#include <numeric>

#include "tests/conformance/http_client_run.hpp"
#include "tests/conformance/http_server_run.hpp"
#include "tests/gtest_pch.hpp"

namespace potok::conformance {
namespace {

template <class Run>
std::string in_pieces(const HttpRow& row, const std::vector<std::size_t>& cuts) {
    Run run(row);
    std::size_t from = 0;
    for (const std::size_t cut : cuts) {
        run.feed(bytes_of(row.bytes).subspan(from, cut - from));
        from = cut;
    }
    run.feed(bytes_of(row.bytes).subspan(from));
    if (row.input_ends) run.end();
    return run.transcript();
}

std::vector<std::size_t> every_byte(std::size_t size) {
    std::vector<std::size_t> cuts(size);
    std::iota(cuts.begin(), cuts.end(), std::size_t{0});
    return cuts;
}

// Long rows are about limits: there only the cuts near the ends and some between are made.
bool is_worth_a_cut(std::size_t at, std::size_t size) {
    return size < 600 || at < 64 || size - at < 64 || at % 512 < 2;
}

template <class Run>
void expect_row(const HttpRow& row) {
    const std::string wanted = transcript_of(row);
    const std::string about = row.section + ": " + row.rule;
    ASSERT_EQ(in_pieces<Run>(row, {}), wanted) << about;
    ASSERT_EQ(in_pieces<Run>(row, every_byte(row.bytes.size())), wanted) << about << ", by bytes";
    for (std::size_t at = 0; at <= row.bytes.size(); ++at) {
        if (!is_worth_a_cut(at, row.bytes.size())) continue;
        ASSERT_EQ(in_pieces<Run>(row, {at}), wanted) << about << ", cut at " << at;
    }
}

template <class Run>
void expect_rows(const HttpRows& rows, std::size_t at_least) {
    EXPECT_GE(rows.size(), at_least);
    for (const HttpRow& row : rows)
        expect_row<Run>(row);
}

TEST(HttpConformanceOfAServer, StartLines) {
    expect_rows<HttpServerRun>(http_start_line_rows(), 80);
}

TEST(HttpConformanceOfAServer, Targets) {
    expect_rows<HttpServerRun>(http_target_rows(), 200);
}

TEST(HttpConformanceOfAServer, Fields) {
    expect_rows<HttpServerRun>(http_field_rows(), 50);
}

TEST(HttpConformanceOfAServer, Framing) {
    expect_rows<HttpServerRun>(http_framing_rows(), 80);
}

TEST(HttpConformanceOfAServer, Chunks) {
    expect_rows<HttpServerRun>(http_chunk_rows(), 100);
}

TEST(HttpConformanceOfAServer, Connections) {
    expect_rows<HttpServerRun>(http_connection_rows(), 40);
}

TEST(HttpConformanceOfAClient, Responses) {
    expect_rows<HttpClientRun>(http_response_rows(), 150);
}

TEST(HttpConformance, TheTableIsOfHundredsOfRows) {
    EXPECT_GE(http_server_rows().size(), 600u);
    EXPECT_GE(http_client_rows().size(), 150u);
}

}  // namespace
}  // namespace potok::conformance
