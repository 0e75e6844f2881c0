// HttpClientEngine: one connection as an HTTP/1.1 client sees it.
//
//   begin_request -> (informational ...) -> response -> body ... -> trailers -> end_of_response
//
// One request at a time: nothing is pipelined, so that an answer can belong to one request only,
// and bytes without one are a failure. The server is trusted as little as a client would be: its
// framing is judged by the same rules. A body is whole only if end_of_response comes.
//
// Input stays with the caller, as it does in the server's engine. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "protocol/http_body.hpp"
#include "protocol/http_body_writer.hpp"
#include "protocol/http_head_scan.hpp"
#include "protocol/http_write.hpp"

namespace potok {

struct HttpRequest {
    std::string_view method = "GET";
    std::string_view target = "/";
    std::string_view host{};
    HttpFieldList fields{};  // framing, Connection and Host are the engine's
    // Nothing: not known yet; then it is chunked.
    std::optional<std::uint64_t> body_bytes = 0;
    bool close = false;  // behind the answer
};

class HttpClientEngine {
  public:
    struct Event {
        enum class Kind : std::uint8_t {
            need_more,
            informational,    // 1xx but 101: the head was filled, the response is still to come
            response,         // the head was filled
            body,             // bytes of it, never none
            trailers,         // head.fields are the trailers
            end_of_response,  // once for each response, but for one that hands over
            handed_over,      // 101, or 2xx to CONNECT: what is in the cursor is another protocol's
            finished,         // the connection cannot be used again
            failure,          // the same; nothing more is parsed
        };

        Kind kind = Kind::need_more;
        Bytes bytes{};
        HttpFailure failure{};
    };

    // `limits` outlives the engine.
    explicit HttpClientEngine(const HttpLimits& limits) noexcept;

    // Whether a request may begin.
    [[nodiscard]] bool idle() const noexcept { return reading_ == Reading::idle; }

    // Precondition: idle(). A refused call writes nothing and changes nothing.
    [[nodiscard]] std::optional<HttpRefusal> begin_request(const HttpRequest& request,
                                                           std::string& out);
    // Between begin_request() and end_request().
    [[nodiscard]] HttpBodyWriter& body_writer() noexcept;
    // After body_under_length the connection is to be aborted: the request stays cut off.
    [[nodiscard]] std::optional<HttpRefusal> end_request(std::string& out,
                                                         HttpFieldList trailers = {});
    // All of a request at once, its length that of the body.
    [[nodiscard]] std::optional<HttpRefusal> send(HttpRequest request, Bytes body,
                                                  std::string& out);

    // Takes the next event from the front of `cursor`. The same head is to be given each time; what
    // it shows is good as long as the bytes that it was read from.
    [[nodiscard]] Event next(Bytes& cursor, HttpResponseHead& head) noexcept;

    // In the place of need_more, when no more will come. It may be end_of_response: call again.
    [[nodiscard]] Event at_end_of_input() noexcept;

    // The next event depends on what comes; otherwise next() says it without a byte more.
    [[nodiscard]] bool needs_input() const noexcept;

  private:
    enum class Reading : std::uint8_t { idle, head, body, handed_over, finished, failed };

    [[nodiscard]] Event next_head(Bytes& cursor, HttpResponseHead& head) noexcept;
    [[nodiscard]] Event next_body(Bytes& cursor, HttpResponseHead& head) noexcept;
    [[nodiscard]] Event begin_response(const HttpResponseHead& head) noexcept;
    [[nodiscard]] Event take_informational() noexcept;
    [[nodiscard]] Event end_response() noexcept;
    [[nodiscard]] Event settled() const noexcept;
    [[nodiscard]] Event fail(HttpFailure failure) noexcept;
    [[nodiscard]] Event finish() noexcept;
    [[nodiscard]] bool may_switch(const HttpResponseHead& head) const noexcept;

    const HttpLimits* limits_;
    HttpHeadScanner scanner_;
    HttpBodyDecoder body_;
    HttpBodyWriter writer_;
    std::uint32_t informational_ = 0;
    Reading reading_ = Reading::idle;
    HttpFailure failure_{};
    // Of the current request.
    bool is_head_ = false;
    bool is_connect_ = false;
    bool asked_upgrade_ = false;
    bool writing_ = false;
    bool keep_alive_ = true;
};

static_assert(sizeof(HttpClientEngine) <= 160, "it is part of every session");

}  // namespace potok
