// ResponseHeadReader: the head of the one response that a client waits for before the stream
// becomes something else: a WebSocket, a tunnel.
//
// Interim responses (1xx, but for 101) are passed over, a bounded number of them. Loop thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "protocol/http_failure.hpp"
#include "protocol/http_head.hpp"
#include "protocol/http_head_scan.hpp"
#include "reactor/stream.hpp"

namespace potok {

// Why there is no head: what came is no beginning of one (none), or it breaks a rule.
struct NoResponse {
    std::optional<HttpFailure> failure{};
};

class ResponseHeadReader {
  public:
    // Both outlive the reader. The method is that of the request.
    ResponseHeadReader(std::string_view method, const HttpLimits& limits) noexcept;

    enum class Answer : std::uint8_t { need_more, head, failed };

    // Takes heads off the front of `rest`. need_more leaves in it what is to be given again; of a
    // head the views are into what was taken. After a failure why() says it.
    [[nodiscard]] Answer read(Bytes& rest, HttpResponseHead& head) noexcept;
    [[nodiscard]] const NoResponse& why() const noexcept { return why_; }

    // All of a Session's on_data(): on_head(head) or on_failure(why) when it is time for it. What
    // lies behind the head is left to whoever takes the stream over.
    template <class OnHead, class OnFailure>
    [[nodiscard]] Consumed feed(MutableBytes data, OnHead on_head, OnFailure on_failure) {
        Bytes rest = data;
        HttpResponseHead head;
        switch (read(rest, head)) {
            case Answer::need_more:
                break;
            case Answer::head:
                on_head(head);
                break;
            case Answer::failed:
                on_failure(why_);
                break;
        }
        return {data.size() - rest.size()};
    }

  private:
    Answer fail(HttpFailure failure, Bytes head) noexcept;

    const std::string_view method_;
    const HttpLimits& limits_;
    HttpHeadScanner scanner_;
    std::uint16_t informational_ = 0;
    NoResponse why_{};
};

}  // namespace potok
