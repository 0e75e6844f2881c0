#include "protocol/line.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/engine_contract.hpp"

namespace potok {
namespace {

using namespace std::string_literals;
using test::LineSubject;

// "ab;!…": a readable transcript, its text not yet in hex.
std::string in_hex(std::string_view readable) {
    std::string transcript;
    for (std::size_t i = 0; i < readable.size(); ++i) {
        if (readable[i] == '!') return transcript + std::string(readable.substr(i));
        transcript += readable[i] == ';' ? ";" : test::hex(readable.substr(i, 1));
    }
    return transcript;
}

struct LineCase {
    const char* what;
    std::uint64_t max_line;
    std::string input;
    std::string transcript;
};

const LineCase kCases[] = {
    {"nothing", 5, "", ""},
    {"one line", 5, "abc\n", "abc;"},
    {"one line ended by CRLF", 5, "abc\r\n", "abc;"},
    {"empty lines of both kinds", 5, "\n\r\n\n", ";;;"},
    {"both terminators mixed", 5, "a\nb\r\nc\n", "a;b;c;"},
    {"a line without its end", 5, "a\nbc", "a;bc"},
    {"a CR inside a line is content", 5, "a\rb\n", "a\rb;"},
    {"a CR before CRLF is content", 5, "a\r\r\n", "a\r;"},
    {"nothing but CRs", 5, "\r\r\r\n", "\r\r;"},
    {"a CR at the front", 5, "\ra\n", "\ra;"},
    {"LF CR is an end and a CR of the next line", 5, "a\n\rb\n", "a;\rb;"},
    {"a NUL and bytes above 127 are content", 9, "\0\x80\xFF\n"s, "\0\x80\xFF;"s},
    {"a line of exactly the maximum", 5, "abcde\n", "abcde;"},
    {"a line of exactly the maximum with CRLF", 5, "abcde\r\n", "abcde;"},
    {"a line of exactly the maximum ending in a CR", 5, "abcd\r\r\n", "abcd\r;"},
    {"an unfinished line of exactly the maximum", 5, "abcde", "abcde"},
    {"a CR that may yet be a terminator's", 5, "abcde\r", "abcde"},
    {"a maximum of 0", 0, "\n\r\n", ";;"},
    {"one byte too many", 5, "abcdef\n", "abcde!over_maximum"},
    {"one byte too many, and no end", 5, "abcdef", "abcde!over_maximum"},
    {"a CR too many before CRLF", 5, "abcde\r\r\n", "abcde!over_maximum"},
    {"a CR too many inside", 5, "abcde\rf\n", "abcde!over_maximum"},
    {"far too long, the end out of sight", 5, "abcdefghijklmnop\n", "abcde!over_maximum"},
    {"good lines before the long one", 5, "ab\n\r\nabcdef\nab\n", "ab;;abcde!over_maximum"},
    {"a maximum of 0 and a byte", 0, "\na\n", ";!over_maximum"},
    {"a maximum of 0 and a lone CR", 0, "\r\r\n", "!over_maximum"},
};

TEST(LineDecoder, KeepsTheContractForGoodAndBadInput) {
    for (const LineCase& one : kCases) {
        SCOPED_TRACE(one.what);
        const LineFormat format{one.max_line};
        test::expect_contract(LineSubject(format), bytes_of(one.input), in_hex(one.transcript));
    }
}

TEST(LineDecoder, ATerminatorCutInTwoIsStillATerminator) {
    const LineFormat format{10};
    test::TranscriptRun<LineSubject> run(LineSubject{format});
    run.feed(bytes_of("ab\r"));
    EXPECT_EQ(run.transcript(), in_hex("ab"));
    EXPECT_FALSE(run.subject().decoder().between_messages());
    run.feed(bytes_of("\n"));
    EXPECT_EQ(run.transcript(), in_hex("ab;"));
    EXPECT_TRUE(run.subject().decoder().between_messages());
}

TEST(LineDecoder, ALoneCarriageReturnIsNotBetweenLines) {
    const LineFormat format{10};
    LineDecoder decoder(format);
    Bytes cursor = bytes_of("\r");
    EXPECT_EQ(decoder.next(cursor).kind, LineDecoder::Event::Kind::need_more);
    EXPECT_TRUE(cursor.empty());
    EXPECT_FALSE(decoder.between_messages());
}

TEST(LineDecoder, IsNotBetweenLinesAfterAFailure) {
    const LineFormat format{0};
    LineDecoder decoder(format);
    Bytes cursor = bytes_of("a");
    EXPECT_TRUE(decoder.between_messages());
    EXPECT_EQ(decoder.next(cursor).kind, LineDecoder::Event::Kind::failure);
    EXPECT_FALSE(decoder.between_messages());
}

TEST(LineDecoder, TextIsAViewOfTheInput) {
    const LineFormat format{10};
    LineDecoder decoder(format);
    const std::string input = "abc\r\n";
    Bytes cursor = bytes_of(input);
    EXPECT_EQ(text_of(decoder.next(cursor).bytes).data(), input.data());
}

TEST(LineDecoder, KnowsHowMuchMayStillCome) {
    const LineFormat format{10};
    LineDecoder decoder(format);
    EXPECT_EQ(decoder.missing_bytes_max(), 12u);
    Bytes cursor = bytes_of("abcd");
    static_cast<void>(decoder.next(cursor));
    EXPECT_EQ(decoder.missing_bytes_max(), 8u);
}

std::string random_text(std::mt19937_64& random, std::size_t size) {
    static constexpr char kAlphabet[] = {'a', 'b', '\r', '\r', '\n', '\0'};
    std::string text(size, '\0');
    for (char& letter : text)
        letter = kAlphabet[random() % sizeof(kAlphabet)];
    return text;
}

TEST(LineDecoder, KeepsTheContractForRandomText) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        const LineFormat format{seed % 8};
        const std::string input = random_text(random, random() % 60);
        SCOPED_TRACE("input " + test::hex(input));
        test::expect_contract(LineSubject(format), bytes_of(input));
        test::expect_same_in_random_pieces(LineSubject(format), bytes_of(input), random);
    }
}

// -- The fast path

MessageRun decoded_run(const LineFormat& format, Bytes in) {
    LineDecoder decoder(format);
    MessageRun run;
    for (Bytes cursor = in;;) {
        const auto event = decoder.next(cursor);
        using Kind = LineDecoder::Event::Kind;
        if (event.kind == Kind::need_more || event.kind == Kind::failure) return run;
        if (event.kind == Kind::end) run = {in.size() - cursor.size(), run.count + 1};
    }
}

TEST(LineFastPath, FindsWhatTheDecoderFindsInEveryFrontOfEveryInput) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        const LineFormat format{seed % 8};
        const std::string input = random_text(random, 80);
        for (std::size_t size = 0; size <= input.size(); ++size) {
            const Bytes front = bytes_of(input).first(size);
            ASSERT_EQ(LineDecoder(format).whole_messages(front), decoded_run(format, front))
                << "front of " << size << " of " << test::hex(input);
        }
    }
}

TEST(LineFastPath, ChecksEveryLineAgainstTheMaximum) {
    const LineFormat format{3};
    const auto run = [&](std::string_view input) {
        return LineDecoder(format).whole_messages(bytes_of(input));
    };
    EXPECT_EQ(run("abc\nabc\r\nab\n"), (MessageRun{12, 3}));
    EXPECT_EQ(run("abc\nabcd\nab\n"), (MessageRun{4, 1}));
    EXPECT_EQ(run("abc\r\r\n"), (MessageRun{0, 0}));
    EXPECT_EQ(run("abc\nab"), (MessageRun{4, 1}));
    EXPECT_EQ(run(""), (MessageRun{0, 0}));
}

TEST(LineFastPathDeathTest, IsOnlyAskedBetweenLines) {
    const LineFormat format;
    LineDecoder decoder(format);
    Bytes cursor = bytes_of("a");
    static_cast<void>(decoder.next(cursor));
    EXPECT_DEATH(static_cast<void>(decoder.whole_messages(cursor)), "assertion failed");
}

TEST(LineFastPath, VisitsTheTextOfEachLineOfARun) {
    std::vector<std::string> lines;
    LineDecoder::for_each_payload(bytes_of("one\n\r\ntwo\r\r\nlast\r"),
                                  [&](Bytes text) { lines.emplace_back(text_of(text)); });
    EXPECT_THAT(lines, testing::ElementsAre("one", "", "two\r", "last\r"));
}

}  // namespace
}  // namespace potok
