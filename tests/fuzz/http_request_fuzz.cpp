// A server reads the same requests however its input is cut and whatever it answers, parses nothing
// behind a failure; what it took, written anew, it takes for the same, and what it answered a
// client reads.
//
// Settings: whether the input ends by a deadline (the low bit), then a script of eight answers
// (http_answers.hpp).
#include "protocol/http_client.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/fuzz/http_answers.hpp"
#include "tests/fuzz/http_pieces.hpp"

namespace potok::test {
namespace {

using conformance::HttpServerRun;

struct Settings {
    explicit Settings(FuzzInput& input) : times_out((input.take_byte() & 1) != 0), script(input) {}

    bool times_out;
    ScriptedAnswers script;
};

// A run that is over, and what its application knows of it.
struct Outcome {
    explicit Outcome(const Settings& settings)
        : answers(settings.script), run(kFuzzLimits, answers) {}

    [[nodiscard]] std::string all() const {
        const HttpServerEngine& engine = run.engine();
        const int state = (engine.needs_input() ? 1 : 0) + (engine.is_finished() ? 2 : 0) +
                          (engine.between_requests() ? 4 : 0) + (engine.in_head() ? 8 : 0);
        return run.transcript() + run.shown() + run.sent() + std::to_string(state);
    }

    ScriptedAnswers answers;
    HttpServerRun run;
};

template <class NextSize>
std::unique_ptr<Outcome> run_in_pieces(const Settings& settings, Bytes bytes,
                                       NextSize&& next_size) {
    auto outcome = std::make_unique<Outcome>(settings);
    feed_in_pieces(outcome->run, bytes, next_size);
    settings.times_out ? outcome->run.time_out() : outcome->run.end();
    return outcome;
}

// ---- What a client makes of the answers

class Reader {
  public:
    explicit Reader(std::string_view sent) : rest_(bytes_of(sent)) {}

    [[nodiscard]] bool is_done() const { return rest_.empty(); }

    // One answer; false where it is cut off.
    bool read(const ScriptedAnswers::Asked& asked) {
        using Kind = HttpClientEngine::Event::Kind;
        ask(asked);
        for (;;) {
            const auto event = engine_.next(rest_, head_);
            require(event.kind != Kind::failure, "a client reads what was answered");
            if (event.kind == Kind::handed_over) require(is_done(), "101 is the last word");
            if (event.kind == Kind::end_of_response || event.kind == Kind::handed_over) return true;
            if (event.kind != Kind::need_more) continue;
            return engine_.at_end_of_input().kind == Kind::end_of_response;
        }
    }

  private:
    void ask(const ScriptedAnswers::Asked& asked) {
        static constexpr HttpField kUpgrade{"Upgrade", "x"};
        HttpRequest request{.host = "a"};
        if (asked.method == "HEAD" || asked.method == "CONNECT") request.method = asked.method;
        if (asked.method == "CONNECT") request.target = "a:80";
        if (asked.upgrade) request.fields = {&kUpgrade, 1};
        require(engine_.idle(), "nothing comes behind the last answer");
        std::string out;
        require(!engine_.send(request, {}, out), "a plain request can be sent");
    }

    const HttpLimits limits_;
    HttpClientEngine engine_{limits_};
    HttpResponseHead head_;
    Bytes rest_;
};

void check_answers(const Outcome& outcome) {
    Reader reader(outcome.run.sent());
    std::vector<ScriptedAnswers::Asked> asked = outcome.answers.asked();
    asked.push_back({"GET", false});  // a head that was refused
    bool whole = true;
    for (const auto& each : asked) {
        if (reader.is_done()) break;
        require(whole, "nothing comes behind an answer that is cut off");
        whole = reader.read(each);
    }
    require(reader.is_done(), "there is one answer to a request");
    require(whole || outcome.answers.cut_off(), "an answer is whole");
}

void check(FuzzInput input) {
    const Settings settings(input);
    const Bytes bytes = input.rest();
    const auto whole = run_in_pieces(settings, bytes, [&] { return bytes.size(); });
    const std::string seen = whole->all();
    const auto byte_by_byte = run_in_pieces(settings, bytes, [] { return 1u; });
    require(byte_by_byte->all() == seen, "byte by byte as whole");
    const auto in_pieces = run_in_pieces(settings, bytes, [&] { return input.next_piece(); });
    require(in_pieces->all() == seen, "in pieces as whole");
    if (whole->run.failed()) {
        whole->run.feed(bytes_of("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        require(whole->all() == seen, "nothing is parsed behind a failure");
    }
    check_answers(*whole);
    if (whole->answers.answers_early()) return;
    const std::string rewritten = whole->run.rewritten();
    const auto again =
        run_in_pieces(settings, bytes_of(rewritten), [&] { return rewritten.size(); });
    require(again->run.shown() == whole->run.shown(), "written anew it is the same");
}

}  // namespace
}  // namespace potok::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    potok::test::check({data, size});
    return 0;
}
