// What an engine made of an input, as one string: the means by which two ways of feeding it are
// compared.
//
// Payload is written in hex, so adjoining pieces of it merge by themselves and no control mark can
// be taken for payload; what an engine did with a part of an input is then a prefix of what it does
// with all.
//
// An engine is presented by a Subject:
//     Pull pull(Bytes& cursor, std::string& transcript);   // one event, written to the transcript
//                                             // MutableBytes&, where the engine writes to its
//                                             input
//     static constexpr std::size_t kTailMax;               // the most it leaves in the cursor
// Without a test framework: the fuzz targets use it as well.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "protocol/length_prefixed.hpp"
#include "protocol/line.hpp"

namespace potok::test {

enum class Pull { event, need_more, failure };

// Breaks of the contract that no transcript shows. Aborts, in tests and under the fuzzer alike.
inline void require(bool holds, const char* claim) {
    if (holds) return;
    std::fprintf(stderr, "engine contract broken: %s\n", claim);
    std::abort();
}

inline void write_hex(std::string& transcript, Bytes bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    for (const std::byte octet : bytes) {
        transcript += kDigits[std::to_integer<unsigned>(octet) >> 4];
        transcript += kDigits[std::to_integer<unsigned>(octet) & 15];
    }
}

inline std::string hex(std::string_view text) {
    std::string written;
    write_hex(written, bytes_of(text));
    return written;
}

inline const char* name_of(LengthFailure failure) {
    switch (failure) {
        case LengthFailure::over_maximum:
            return "!over_maximum";
        case LengthFailure::shorter_than_header:
            return "!shorter_than_header";
        case LengthFailure::varint_overflow:
            return "!varint_overflow";
    }
    return "!";
}

class LengthPrefixedSubject {
  public:
    static constexpr std::size_t kTailMax = kLengthHeaderMax - 1;

    explicit LengthPrefixedSubject(const LengthPrefix& format) : decoder_(format) {}

    Pull pull(Bytes& cursor, std::string& transcript) {
        using Kind = LengthPrefixedDecoder::Event::Kind;
        const LengthPrefixedDecoder::Event event = decoder_.next(cursor);
        switch (event.kind) {
            case Kind::need_more:
                return Pull::need_more;
            case Kind::header:
                transcript += "(" + std::to_string(event.length) + ":";
                break;
            case Kind::payload:
                write_hex(transcript, event.bytes);
                if (event.last) transcript += ")";
                break;
            case Kind::failure:
                transcript += name_of(event.failure);
                return Pull::failure;
        }
        return Pull::event;
    }

    const LengthPrefixedDecoder& decoder() const { return decoder_; }

  private:
    LengthPrefixedDecoder decoder_;
};

class LineSubject {
  public:
    static constexpr std::size_t kTailMax = 0;

    explicit LineSubject(const LineFormat& format) : decoder_(format) {}

    Pull pull(Bytes& cursor, std::string& transcript) {
        using Kind = LineDecoder::Event::Kind;
        const LineDecoder::Event event = decoder_.next(cursor);
        switch (event.kind) {
            case Kind::need_more:
                return Pull::need_more;
            case Kind::text:
                write_hex(transcript, event.bytes);
                break;
            case Kind::end:
                transcript += ";";
                break;
            case Kind::failure:
                transcript += "!over_maximum";
                return Pull::failure;
        }
        return Pull::event;
    }

    const LineDecoder& decoder() const { return decoder_; }

  private:
    LineDecoder decoder_;
};

// Feeds a Subject as a stream would: what it leaves in the cursor comes again in front of the next
// piece. Each piece gets memory of exactly its size, so that a sanitizer sees a read beyond it.
template <class Subject>
class TranscriptRun {
  public:
    explicit TranscriptRun(Subject subject) : subject_(std::move(subject)) {}

    void feed(Bytes piece) {
        const std::size_t size = tail_.size() + piece.size();
        const std::unique_ptr<std::byte[]> exact(new std::byte[size]);
        std::copy(tail_.begin(), tail_.end(), exact.get());
        std::copy(piece.begin(), piece.end(), exact.get() + tail_.size());
        MutableBytes cursor(exact.get(), size);
        pull_all(cursor);
        tail_.assign(cursor.begin(), cursor.end());
    }

    [[nodiscard]] const std::string& transcript() const { return transcript_; }
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] const Subject& subject() const { return subject_; }

  private:
    Pull pull(MutableBytes& cursor, std::string& transcript) {
        if constexpr (requires { subject_.pull(cursor, transcript); }) {
            return subject_.pull(cursor, transcript);
        } else {
            Bytes read_only = cursor;
            const Pull pulled = subject_.pull(read_only, transcript);
            cursor = cursor.last(read_only.size());
            return pulled;
        }
    }

    void pull_all(MutableBytes& cursor) {
        if (failed_) return require_same_failure(cursor);
        const std::size_t events_max = 3 * cursor.size() + 3;
        for (std::size_t events = 0;; ++events) {
            require(events <= events_max, "every event makes progress");
            const Pull pulled = pull(cursor, transcript_);
            if (pulled == Pull::event) continue;
            failed_ = pulled == Pull::failure;
            break;
        }
        if (failed_) return require_same_failure(cursor);
        require(cursor.size() <= Subject::kTailMax, "need_more leaves no more than a header");
    }

    void require_same_failure(MutableBytes cursor) {
        const std::string failure = transcript_.substr(transcript_.rfind('!'));
        std::string more("\0\x01\r\n more", 9);
        for (const MutableBytes input :
             {cursor, MutableBytes{}, std::as_writable_bytes(std::span(more))}) {
            MutableBytes again = input;
            std::string repeated;
            require(pull(again, repeated) == Pull::failure, "a failure stays a failure");
            require(repeated == failure, "a failure stays the same failure");
            require(again.size() == input.size(), "a failed engine consumes nothing");
        }
    }

    Subject subject_;
    std::string transcript_;
    std::vector<std::byte> tail_;
    bool failed_ = false;
};

// The transcript of `input` cut into pieces of the sizes that `next_size()` gives.
template <class Subject, class NextSize>
std::string transcript_in_pieces(Subject subject, Bytes input, NextSize&& next_size) {
    TranscriptRun<Subject> run(std::move(subject));
    while (!input.empty()) {
        const std::size_t size = std::min<std::size_t>(next_size(), input.size());
        run.feed(input.first(size));
        input = input.subspan(size);
    }
    return run.transcript();
}

template <class Subject>
std::string transcript_of(Subject subject, Bytes input) {
    TranscriptRun<Subject> run(std::move(subject));
    run.feed(input);
    return run.transcript();
}

}  // namespace potok::test
