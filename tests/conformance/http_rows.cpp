#include "tests/conformance/http_rows.hpp"

#include <iterator>
#include <utility>

namespace potok::conformance {
namespace {

HttpRows joined(std::vector<HttpRows> parts) {
    HttpRows all;
    for (HttpRows& part : parts)
        std::move(part.begin(), part.end(), std::back_inserter(all));
    return all;
}

}  // namespace

HttpRows http_server_rows() {
    return joined({http_start_line_rows(), http_target_rows(), http_field_rows(),
                   http_framing_rows(), http_chunk_rows(), http_connection_rows()});
}

HttpRows http_client_rows() {
    return joined({http_response_rows()});
}

HttpRow takes(std::string section, std::string rule, std::string bytes,
              std::vector<std::string> taken) {
    return {std::move(section), std::move(rule), std::move(bytes), std::move(taken)};
}

HttpRow takes_and_closes(std::string section, std::string rule, std::string bytes,
                         std::vector<std::string> taken) {
    HttpRow row = takes(std::move(section), std::move(rule), std::move(bytes), std::move(taken));
    row.after = HttpAfter::closes;
    return row;
}

HttpRow refuses(std::string section, std::string rule, std::string bytes, int status,
                std::vector<std::string> taken_before) {
    HttpRow row =
        takes(std::move(section), std::move(rule), std::move(bytes), std::move(taken_before));
    row.after = HttpAfter::refuses;
    row.status = status;
    return row;
}

std::string transcript_of(const HttpRow& row) {
    std::string text;
    for (const std::string& one : row.taken)
        text += one + "; ";
    switch (row.after) {
        case HttpAfter::waits:
            return text + "waits";
        case HttpAfter::closes:
            return text + "closes";
        case HttpAfter::refuses:
            break;
    }
    return text + "refuses " + std::to_string(row.status);
}

std::string get(const std::string& target, const std::string& fields) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

std::string post(const std::string& fields, const std::string& body) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

}  // namespace potok::conformance
