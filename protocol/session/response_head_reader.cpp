#include "protocol/session/response_head_reader.hpp"

#include "protocol/http_response.hpp"

namespace potok {

ResponseHeadReader::ResponseHeadReader(std::string_view method, const HttpLimits& limits) noexcept
    : method_(method), limits_(limits), scanner_(HttpHeadKind::response, limits) {}

auto ResponseHeadReader::read(Bytes& rest, HttpResponseHead& head) noexcept -> Answer {
    while (!rest.empty()) {
        const HttpHeadScanner::Answer scanned = scanner_.scan(rest);
        if (scanned.failure) return fail(*scanned.failure, rest);
        if (scanned.head_bytes == 0) break;
        const Bytes bytes = rest.first(scanned.head_bytes);
        if (const auto failure = read_response_head(bytes, method_, head)) {
            return fail(*failure, bytes);
        }
        rest = rest.subspan(bytes.size());
        if (!is_informational(head.status) || head.status == 101) return Answer::head;
        if (++informational_ > limits_.informational_max) {
            return fail(HttpFailure::too_many_informational, bytes);
        }
        scanner_.restart();
    }
    return Answer::need_more;
}

// The scanner refuses the first byte that a status line cannot have.
auto ResponseHeadReader::fail(HttpFailure failure, Bytes head) noexcept -> Answer {
    if (text_of(head).starts_with("HTTP/")) why_.failure = failure;
    return Answer::failed;
}

}  // namespace potok
