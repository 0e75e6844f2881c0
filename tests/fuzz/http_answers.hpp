// ScriptedAnswers: a server's application that answers as the fuzzer says: early, late, whole, in
// parts, by another protocol, and first in ways that have to be refused.
//
// A byte an answer: when (2 bits), how (3 bits), with which status (3 bits). Whatever it does, what
// it may not do writes nothing, and what is left to do is done.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "tests/conformance/http_server_run.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {

class ScriptedAnswers final : public conformance::HttpAnswers {
  public:
    static constexpr std::size_t kScript = 8;

    // A request as its sender knows it, who reads the answer.
    struct Asked {
        std::string method;
        bool upgrade;
    };

    explicit ScriptedAnswers(FuzzInput& input) {
        for (std::uint8_t& step : script_)
            step = input.take_byte();
        date_ = http_date(std::time_t{script_.back()} * 123'456'789);
    }

    void at_head(HttpServerEngine& engine, const HttpRequestHead& head,
                 std::string& sent) override {
        require(!engine.between_requests() && !engine.in_head(), "a request is there");
        const std::uint8_t step = script_[asked_.size() % kScript];
        asked_.push_back({std::string(head.method), head.wants_upgrade});
        how_ = static_cast<How>(step >> 2 & 7);
        status_ = kStatuses[step >> 5];
        begun_ = complete_ = false;
        switch (static_cast<When>(step & 3)) {
            case When::at_the_end:
                return;
            case When::at_the_head:
                answers_early_ = true;
                return answer(engine, sent);
            case When::in_between:
                return begin(engine, sent);
            case When::behind_100:
                if (engine.continue_due()) engine.write_continue(sent);
        }
    }

    void at_end(HttpServerEngine& engine, std::string& sent) override {
        require(!complete_, "an answer is waited for that is not there");
        begun_ ? finish(engine, sent) : answer(engine, sent);
    }

    [[nodiscard]] const std::vector<Asked>& asked() const noexcept { return asked_; }
    // The last answer stays cut off.
    [[nodiscard]] bool cut_off() const noexcept { return cut_off_ || (begun_ && !complete_); }
    // What was behind a head was dropped.
    [[nodiscard]] bool answers_early() const noexcept { return answers_early_; }

  private:
    enum class When : std::uint8_t { at_the_end, at_the_head, in_between, behind_100 };
    enum class How : std::uint8_t {
        empty,
        whole,
        unknown_length,
        with_trailers,
        too_short,
        another_protocol,
        too_long,
        malformed,
    };

    static constexpr std::array<std::uint16_t, 8> kStatuses = {200, 404, 204, 304,
                                                               205, 101, 99,  503};
    static constexpr HttpField kTrailer{"Note", "one"};
    static constexpr HttpField kUpgrade{"Upgrade", "x"};
    static constexpr std::array<HttpField, 5> kNoFields = {
        {{"Note", "a\r\nb"}, {"No te", "a"}, {"Content-Length", "1"}, {"Note", " a"}, {"", "a"}}};

    [[nodiscard]] HttpResponse response() const {
        HttpResponse made{.status = status_};
        if (how_ == How::whole) made.date = {date_.data(), date_.size()};
        made.close = status_ == 503;
        if (how_ == How::whole || how_ == How::too_long) made.body_bytes = 3;
        if (how_ == How::too_short) made.body_bytes = 5;
        if (how_ == How::unknown_length || how_ == How::with_trailers) made.body_bytes.reset();
        return made;
    }

    // All at once, where that is how.
    void answer(HttpServerEngine& engine, std::string& sent) {
        if (how_ != How::empty && how_ != How::whole) {
            begin(engine, sent);
            if (!complete_) finish(engine, sent);
            return;
        }
        const std::size_t before = sent.size();
        const Bytes body = bytes_of(how_ == How::whole ? "abc" : "");
        if (engine.respond(response(), body, sent)) {
            require(sent.size() == before, "nothing is written of what is refused");
            respond_plainly(engine, sent);
        }
        complete_ = true;
    }

    void begin(HttpServerEngine& engine, std::string& sent) {
        const std::size_t before = sent.size();
        if (how_ == How::another_protocol) {
            complete_ = !engine.switch_protocols({&kUpgrade, 1}, {}, sent);
            if (complete_) return;
        }
        if (how_ == How::malformed) try_what_is_refused(engine, sent);
        require(sent.size() == before, "nothing is written of what is refused");
        if (engine.begin_response(response(), sent)) {
            require(sent.size() == before, "nothing is written of what is refused");
            how_ = How::empty;
            const bool refused = engine.begin_response({.status = 500}, sent).has_value();
            require(!refused, "a plain answer is never refused");
        }
        begun_ = true;
    }

    void finish(HttpServerEngine& engine, std::string& sent) {
        HttpBodyWriter& writer = engine.body_writer();
        if (how_ == How::too_long) {
            const std::size_t before = sent.size();
            const bool refused = writer.write(bytes_of("abcd"), sent).has_value();
            // 304 announces nothing, and nothing comes of what it is given.
            require((refused || writer.muted()) && sent.size() == before,
                    "more than was announced is not written");
        }
        if (how_ == How::unknown_length) {
            write_by_hand(writer, "a", sent);
            write_by_hand(writer, "", sent);
            write_by_hand(writer, "bc", sent);
        } else if (how_ != How::empty && how_ != How::another_protocol && how_ != How::malformed) {
            require(!writer.write(bytes_of("abc"), sent), "what was announced can be written");
        }
        const bool has_trailers = how_ == How::with_trailers;
        const HttpFieldList trailers(&kTrailer, has_trailers ? 1 : 0);
        auto refusal = engine.end_response(sent, trailers);
        if (refusal == HttpRefusal::trailers_not_possible) refusal = engine.end_response(sent);
        cut_off_ = cut_off_ || refusal == HttpRefusal::body_under_length;
        require(!refusal || cut_off_, "an answer can be ended");
        complete_ = true;
    }

    static void write_by_hand(HttpBodyWriter& writer, std::string_view part, std::string& sent) {
        require(!writer.begin_part(part.size(), sent), "a part of any length can be written");
        if (!writer.muted()) sent += part;
        writer.end_part(part.size(), sent);
    }

    void try_what_is_refused(HttpServerEngine& engine, std::string& sent) const {
        for (const HttpField& field : kNoFields) {
            HttpResponse bad = response();
            bad.fields = {&field, 1};
            require(engine.begin_response(bad, sent).has_value(), "no field writes another line");
            require(engine.switch_protocols({&field, 1}, {}, sent).has_value(), "nor in 101");
        }
        require(engine.begin_response({.date = "a\nb"}, sent).has_value(), "nor a date");
    }

    static void respond_plainly(HttpServerEngine& engine, std::string& sent) {
        const bool refused = engine.respond({.status = 500}, {}, sent).has_value();
        require(!refused, "a plain answer is never refused");
    }

    std::array<std::uint8_t, kScript> script_{};
    std::array<char, kHttpDateSize> date_{};
    std::vector<Asked> asked_;
    How how_{};
    std::uint16_t status_ = 0;
    bool begun_ = false;
    bool complete_ = false;
    bool cut_off_ = false;
    bool answers_early_ = false;
};

}  // namespace potok::test
