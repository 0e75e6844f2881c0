// HttpServerEngine: one connection as an HTTP/1.1 server sees it (RFC 9112 §9).
//
//   request -> body ... -> trailers -> end_of_request -> request ...
//
// Answers are in order by construction: the next request is not pulled before the current one is
// over and answered. An application may answer early; what is left of the body is then read and
// dropped up to a limit, so that the connection lives on. After a failure nothing more is parsed,
// ever: refuse() writes the answer, and the connection is to be finished.
//
// Input stays with the caller: a head waits in the cursor until it is whole, and after a hand-over
// the bytes behind it are still there. One thread at a time.
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

struct HttpResponse {
    std::uint16_t status = 200;
    HttpFieldList fields{};  // framing, Connection and Date are the engine's
    // Nothing: not known yet. Then it is chunked, or ended by the connection's end.
    std::optional<std::uint64_t> body_bytes = 0;
    std::string_view date{};  // as http_date() makes it; empty: without
    bool close = false;       // behind it
};

class HttpServerEngine {
  public:
    struct Event {
        enum class Kind : std::uint8_t {
            need_more,
            request,         // the head was filled
            body,            // bytes of it, never none
            trailers,        // head.fields are the trailers
            end_of_request,  // once for each request
            response_due,    // nothing is pulled before the response is complete
            handed_over,     // to another protocol: what is in the cursor is that one's
            finished,        // nothing more is parsed: the connection is to be finished
            failure,         // the same, and refuse() first
        };

        Kind kind = Kind::need_more;
        Bytes bytes{};
        HttpFailure failure{};
    };

    // `limits` outlives the engine.
    explicit HttpServerEngine(const HttpLimits& limits) noexcept;

    // Takes the next event from the front of `cursor`. The same head is to be given each time; what
    // it shows is good as long as the bytes that it was read from.
    [[nodiscard]] Event next(Bytes& cursor, HttpRequestHead& head) noexcept;

    // In the place of need_more, when no more will come.
    [[nodiscard]] Event at_end_of_input() noexcept;
    // The same, when no more is waited for.
    [[nodiscard]] Event at_deadline() noexcept;

    // ---- Answers to the current request. A refused call writes nothing and changes nothing.

    // The client waits for 100 (Continue) and nothing of the body was seen. A final response now
    // closes the connection: nobody could say whether a body follows.
    [[nodiscard]] bool continue_due() const noexcept;
    void write_continue(std::string& out);  // precondition: continue_due()

    // Precondition: a request was pulled, and its response has not begun.
    [[nodiscard]] std::optional<HttpRefusal> begin_response(const HttpResponse& response,
                                                            std::string& out);
    // Between begin_response() and end_response(). Parts are given to HEAD as to GET.
    [[nodiscard]] HttpBodyWriter& body_writer() noexcept;
    // After body_under_length the connection is finished: the response stays cut off.
    [[nodiscard]] std::optional<HttpRefusal> end_response(std::string& out,
                                                          HttpFieldList trailers = {});
    // All of a response at once, its length that of the body.
    [[nodiscard]] std::optional<HttpRefusal> respond(HttpResponse response, Bytes body,
                                                     std::string& out);

    // 101 with these fields, which name Upgrade; the rest of the input is handed over. The request
    // has to have asked for it, and to be over.
    [[nodiscard]] std::optional<HttpRefusal> switch_protocols(HttpFieldList fields,
                                                              std::string_view date,
                                                              std::string& out);

    // After a failure: the response that says so. False, and nothing, if a response had begun.
    [[nodiscard]] bool refuse(std::string_view date, std::string& out);

    // ---- For back-pressure and deadlines

    // The next event depends on what comes; otherwise next() says it without a byte more.
    [[nodiscard]] bool needs_input() const noexcept;
    // Nothing more will be parsed: next() says finished.
    [[nodiscard]] bool is_finished() const noexcept {
        return reading_ == Reading::finished ||
               (reading_ == Reading::body && is_not_worth_reading(0));
    }
    // Nothing of a request is there but what may be passed over, and none is unanswered.
    [[nodiscard]] bool between_requests() const noexcept;
    // The next bytes belong to a head.
    [[nodiscard]] bool in_head() const noexcept { return reading_ == Reading::head; }

  private:
    enum class Reading : std::uint8_t { head, body, over, handed_over, finished, failed };
    enum class Answer : std::uint8_t { none, due, begun, complete };

    [[nodiscard]] Event next_head(Bytes& cursor, HttpRequestHead& head) noexcept;
    [[nodiscard]] Event next_body(Bytes& cursor, HttpRequestHead& head) noexcept;
    [[nodiscard]] bool is_not_worth_reading(std::uint64_t seen) const noexcept;
    [[nodiscard]] Event settled() const noexcept;
    [[nodiscard]] Event stop_reading(HttpFailure in_head, HttpFailure in_body) noexcept;
    [[nodiscard]] Event fail(HttpFailure failure) noexcept;
    [[nodiscard]] Event finish() noexcept;
    void begin_request(const HttpRequestHead& head) noexcept;
    void end_request_if_answered() noexcept;
    [[nodiscard]] std::optional<HttpRefusal> judge(const HttpResponse& response) const noexcept;
    [[nodiscard]] HttpFraming framing_of(const HttpResponse& response) const noexcept;
    void write_framing(const HttpResponse& response, const HttpFraming& framing,
                       std::string& out) const;
    void write_connection(HttpFieldList fields, std::string& out) const;

    const HttpLimits* limits_;
    HttpHeadScanner scanner_;
    HttpBodyDecoder body_;
    HttpBodyWriter writer_;
    std::uint64_t dropped_ = 0;
    Reading reading_ = Reading::head;
    Answer answer_ = Answer::none;
    HttpFailure failure_{};
    // Of the current request.
    bool is_head_ = false;
    bool is_connect_ = false;
    bool is_http_1_0_ = false;
    bool keep_alive_ = false;
    bool wants_upgrade_ = false;
    bool continue_due_ = false;
};

static_assert(sizeof(HttpServerEngine) <= 160, "it is part of every session");

}  // namespace potok
