// A client reads the same responses however its input is cut and whatever it asked, parses nothing
// behind a failure, and what it asked a server reads.
//
// Settings: four requests, a byte each: method (2 bits: GET, HEAD, CONNECT, one with Upgrade), how
// it is written (3 bits), whether it is the last (1 bit).
#include <array>

#include "tests/conformance/http_client_run.hpp"
#include "tests/conformance/http_server_run.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/http_pieces.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {
namespace {

using conformance::HttpClientRun;
using conformance::HttpServerRun;

class ScriptedAsks final : public conformance::HttpAsks {
  public:
    static constexpr std::size_t kScript = 4;
    using Script = std::array<std::uint8_t, kScript>;

    explicit ScriptedAsks(const Script& script) : HttpAsks({}), script_(script) {}

    void ask(HttpClientEngine& engine, std::string& sent) override {
        if (asked_ == kScript) return;
        const std::uint8_t step = script_[asked_++];
        how_ = static_cast<How>(step >> 2 & 7);
        HttpRequest request = request_of(kMethods[step & 3]);
        request.close = (step >> 5 & 1) != 0;
        const std::size_t before = sent.size();
        if (how_ == How::malformed) try_what_is_refused(engine, request, sent);
        require(sent.size() == before, "nothing is written of what is refused");
        if (how_ == How::empty || how_ == How::malformed) {
            require(!engine.send(request, {}, sent), "a plain request can be sent");
        } else if (how_ == How::whole) {
            require(!engine.send(request, bytes_of("abc"), sent), "with a body too");
        } else {
            begin(engine, request, sent);
        }
    }

    void at_response(HttpClientEngine& engine, std::string& sent) override {
        if (how_ != How::ended_late) return;
        require(!engine.end_request(sent), "a request may end behind its answer's beginning");
        how_ = How::empty;
    }

  private:
    static constexpr std::array<std::string_view, 4> kMethods = {"GET", "HEAD", "CONNECT",
                                                                 "UPGRADE"};
    enum class How : std::uint8_t {
        empty,
        whole,
        with_trailers,
        ended_late,
        never_ended,
        too_short,
        too_long,
        malformed,
    };

    void begin(HttpClientEngine& engine, HttpRequest request, std::string& sent) {
        static constexpr HttpField kTrailer{"Note", "one"};
        request.body_bytes.reset();
        if (how_ == How::too_short) request.body_bytes = 5;
        if (how_ == How::too_long) request.body_bytes = 3;
        require(!engine.begin_request(request, sent), "a request of any framing can begin");
        HttpBodyWriter& writer = engine.body_writer();
        const std::size_t before = sent.size();
        if (how_ == How::too_long) {
            require(writer.write(bytes_of("abcd"), sent).has_value(), "too much is refused");
            require(sent.size() == before, "nothing is written of what is refused");
        }
        require(!writer.write(bytes_of("abc"), sent), "what was announced can be written");
        switch (how_) {
            case How::with_trailers:
                require(!engine.end_request(sent, {&kTrailer, 1}), "chunked has trailers");
                break;
            case How::too_short:
                require(engine.end_request(sent) == HttpRefusal::body_under_length,
                        "too little is told");
                break;
            case How::too_long:
                require(engine.end_request(sent, {&kTrailer, 1}).has_value(), "a length has none");
                require(!engine.end_request(sent), "and ends without them");
                break;
            default:
                break;
        }
    }

    static void try_what_is_refused(HttpClientEngine& engine, const HttpRequest& good,
                                    std::string& sent) {
        const auto expect_refused = [&](auto change) {
            HttpRequest bad = good;
            change(bad);
            require(engine.begin_request(bad, sent).has_value(), "nothing writes another line");
        };
        static constexpr std::array<HttpField, 4> kNoFields = {
            {{"Note", "a\r\nb"}, {"No te", "a"}, {"Host", "b"}, {"Note", "a "}}};
        for (const HttpField& field : kNoFields)
            expect_refused([&](HttpRequest& bad) { bad.fields = {&field, 1}; });
        expect_refused([](HttpRequest& bad) { bad.method = "GE T"; });
        expect_refused([](HttpRequest& bad) { bad.target = "/a b"; });
        expect_refused([](HttpRequest& bad) { bad.target = "%"; });
        expect_refused([](HttpRequest& bad) { bad.host = "a\r\nb"; });
    }

    const Script script_;
    std::size_t asked_ = 0;
    How how_{};
};

template <class NextSize>
HttpClientRun run_in_pieces(const ScriptedAsks::Script& script, Bytes bytes, NextSize&& next_size) {
    HttpClientRun run(std::make_unique<ScriptedAsks>(script), kFuzzLimits);
    feed_in_pieces(run, bytes, next_size);
    run.end();
    return run;
}

std::string all_of(const HttpClientRun& run) {
    return run.transcript() + run.shown() + run.sent();
}

void check(FuzzInput input) {
    ScriptedAsks::Script script{};
    for (std::uint8_t& step : script)
        step = input.take_byte();
    const Bytes bytes = input.rest();
    HttpClientRun whole = run_in_pieces(script, bytes, [&] { return bytes.size(); });
    const std::string seen = all_of(whole);
    require(all_of(run_in_pieces(script, bytes, [] { return 1u; })) == seen,
            "byte by byte as whole");
    require(all_of(run_in_pieces(script, bytes, [&] { return input.next_piece(); })) == seen,
            "in pieces as whole");
    if (whole.failed()) {
        whole.feed(bytes_of("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        require(all_of(whole) == seen, "nothing is parsed behind a failure");
    }
    HttpServerRun server(kFuzzLimits);
    server.feed(bytes_of(whole.sent()));
    require(!server.failed(), "a server reads what was asked");
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
