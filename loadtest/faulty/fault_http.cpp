#include "loadtest/faulty/fault_http.hpp"

#include <string_view>
#include <utility>

#include "base/assert.hpp"

namespace potok::loadtest {

using Kind = HttpServerEngine::Event::Kind;

namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";

}  // namespace

void FaultyHttp::on_open(Stream& stream) {
    stream_ = &stream;
    open(stream);
}

Consumed FaultyHttp::on_data(MutableBytes data) {
    Bytes rest = data;
    HttpRequestHead head;
    for (;;) {
        if (!takes()) return {data.size() - rest.size(), Consumed::Next::paused};
        const HttpServerEngine::Event event = engine_.next(rest, head);
        switch (event.kind) {
            case Kind::body:
                body_.insert(body_.end(), event.bytes.begin(), event.bytes.end());
                break;
            case Kind::response_due:
                if (!answer_request()) return {data.size()};
                break;
            case Kind::need_more:
                return {data.size() - rest.size()};
            case Kind::failure:
                refuse();
                return {data.size()};
            case Kind::handed_over:
            case Kind::finished:
                end(CloseReason::finished);
                return {data.size()};
            case Kind::request:
                leads_ = head.path == "/led";
                break;
            case Kind::trailers:
            case Kind::end_of_request:
                break;
        }
    }
}

void FaultyHttp::on_end() {
    end(CloseReason::finished);
}

// False: there is no echo to such a request (CONNECT), and that is the end.
bool FaultyHttp::answer_request() {
    const std::vector<std::byte> received = std::exchange(body_, {});
    if (leads_) {
        lead();
        return true;
    }
    std::string response;
    if (engine_.respond({}, received, response)) {
        end(CloseReason::bad_request);
        return false;
    }
    const std::size_t head = response.find(kEndOfHead) + kEndOfHead.size();
    const Bytes encoded = bytes_of(response);
    receive({encoded, encoded.subspan(head)});
    return true;
}

void FaultyHttp::lead() {
    constexpr HttpField kLocation{"Location", "/"};
    std::string response;
    const auto refusal =
        engine_.respond({.status = 307, .fields = HttpFieldList(&kLocation, 1)}, {}, response);
    ASSERT(!refusal);
    static_cast<void>(stream_->send(bytes_of(response)));
}

void FaultyHttp::refuse() {
    std::string response;
    if (engine_.refuse({}, response)) static_cast<void>(stream_->send(bytes_of(response)));
    end(CloseReason::bad_request);
}

}  // namespace potok::loadtest
