// The contract of every engine in protocol/, as a check that any input can be put to:
//
//   - the whole input, one byte at a time, and cut in two at every place: the same events;
//   - every truncation: a prefix of the events, and a failure only where it is the whole input's
//   failure;
//   - after a failure, whatever comes: the same failure (TranscriptRun sees to it);
//   - need_more leaves at most the engine's own kTailMax bytes to be given again (likewise).
//
// Give it a subject fresh from its constructor; it is copied for each way of feeding.
#pragma once

#include <random>

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/engine_transcript.hpp"

namespace potok::test {

template <class Subject>
void expect_same_at_every_split(const Subject& fresh, Bytes input, const std::string& whole) {
    for (std::size_t at = 0; at <= input.size(); ++at) {
        TranscriptRun<Subject> run(fresh);
        run.feed(input.first(at));
        run.feed(input.subspan(at));
        ASSERT_EQ(run.transcript(), whole) << "cut in two at " << at;
    }
}

template <class Subject>
void expect_prefix_at_every_truncation(const Subject& fresh, Bytes input,
                                       const std::string& whole) {
    for (std::size_t size = 0; size <= input.size(); ++size) {
        TranscriptRun<Subject> run(fresh);
        run.feed(input.first(size));
        ASSERT_TRUE(whole.starts_with(run.transcript()))
            << "cut off at " << size << ": " << run.transcript() << " against " << whole;
        if (run.failed()) {
            ASSERT_EQ(run.transcript(), whole) << "cut off at " << size;
        }
    }
}

// Puts `input` to the whole contract; `expected` is the transcript that it is to give.
template <class Subject>
void expect_contract(const Subject& fresh, Bytes input, const std::string& expected) {
    ASSERT_EQ(transcript_of(fresh, input), expected);
    ASSERT_EQ(transcript_in_pieces(fresh, input, [] { return 1u; }), expected) << "byte by byte";
    expect_same_at_every_split(fresh, input, expected);
    expect_prefix_at_every_truncation(fresh, input, expected);
}

// The same for an input of which nobody says what it gives.
template <class Subject>
void expect_contract(const Subject& fresh, Bytes input) {
    expect_contract(fresh, input, transcript_of(fresh, input));
}

// Cuts `input` at random, `rounds` times.
template <class Subject>
void expect_same_in_random_pieces(const Subject& fresh, Bytes input, std::mt19937_64& random,
                                  int rounds = 8) {
    const std::string whole = transcript_of(fresh, input);
    for (int round = 0; round < rounds; ++round) {
        const auto size = [&] { return random() % (1 + random() % 64); };
        ASSERT_EQ(transcript_in_pieces(fresh, input, size), whole) << "round " << round;
    }
}

}  // namespace potok::test
