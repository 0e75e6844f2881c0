#include "protocol/length_prefixed.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/unit/protocol/engine_contract.hpp"

namespace potok {
namespace {

using namespace std::string_literals;
using test::LengthPrefixedSubject;

constexpr std::uint64_t kNoMaximum = LengthPrefix::kMaxPayloadLimit;
constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

std::vector<LengthPrefix> every_format(std::uint64_t max_payload) {
    std::vector<LengthPrefix> formats;
    for (const auto width : {PrefixWidth::u8, PrefixWidth::u16, PrefixWidth::u32, PrefixWidth::u64,
                             PrefixWidth::varint}) {
        for (const auto order : {ByteOrder::little, ByteOrder::big}) {
            for (const bool counts_header : {false, true}) {
                formats.push_back({width, order, counts_header, max_payload});
            }
        }
    }
    return formats;
}

std::string describe(const LengthPrefix& format) {
    static constexpr const char* kWidths[] = {"u8", "u16", "u32", "u64", "varint"};
    return kWidths[static_cast<int>(format.width)] +
           (format.order == ByteOrder::little ? "le"s : "be"s) +
           (format.counts_header ? " counting its header" : "");
}

std::string header_of(const LengthPrefix& format, std::uint64_t payload_bytes) {
    std::array<std::byte, kLengthHeaderMax> room;
    const std::size_t size = encode_header(format, payload_bytes, room);
    return std::string(text_of(Bytes(room).first(size)));
}

std::string message(const LengthPrefix& format, std::string_view payload) {
    return header_of(format, payload.size()) + std::string(payload);
}

std::string expected(std::string_view payload) {
    return "(" + std::to_string(payload.size()) + ":" + test::hex(payload) + ")";
}

void expect_contract(const LengthPrefix& format, std::string_view input,
                     const std::string& transcript) {
    SCOPED_TRACE(describe(format) + ", input " + test::hex(input));
    test::expect_contract(LengthPrefixedSubject(format), bytes_of(input), transcript);
}

// -- The header's codec

struct EncodedCase {
    LengthPrefix format;
    std::uint64_t payload_bytes;
    std::string header;
};

TEST(LengthPrefixedHeader, IsWrittenAsTheFormatSays) {
    using enum PrefixWidth;
    using enum ByteOrder;
    const EncodedCase cases[] = {
        {{u8, little, false, 255}, 0, "\x00"s},
        {{u8, little, false, 255}, 255, "\xFF"s},
        {{u8, little, true, 255}, 254, "\xFF"s},
        {{u16, little, false, kNoMaximum}, 0x0102, "\x02\x01"s},
        {{u16, big, false, kNoMaximum}, 0x0102, "\x01\x02"s},
        {{u16, big, true, kNoMaximum}, 0x00FE, "\x01\x00"s},
        {{u32, little, false, kNoMaximum}, 0x01020304, "\x04\x03\x02\x01"s},
        {{u32, big, false, kNoMaximum}, 0x01020304, "\x01\x02\x03\x04"s},
        {{u32, big, true, kNoMaximum}, 0xFFFFFFFB, "\xFF\xFF\xFF\xFF"s},
        {{u64, little, false, kNoMaximum}, 0x0102030405, "\x05\x04\x03\x02\x01\x00\x00\x00"s},
        {{u64, big, true, kNoMaximum}, 0x0102030405, "\x00\x00\x00\x01\x02\x03\x04\x0D"s},
        {{varint, little, false, kNoMaximum}, 0, "\x00"s},
        {{varint, little, false, kNoMaximum}, 127, "\x7F"s},
        {{varint, little, false, kNoMaximum}, 128, "\x80\x01"s},
        {{varint, little, false, kNoMaximum}, 300, "\xAC\x02"s},
        {{varint, little, false, kNoMaximum}, 16384, "\x80\x80\x01"s},
        // Its own size counted: 126 + 1 still fits a byte, 127 + 1 does not and becomes 127 + 2.
        {{varint, little, true, kNoMaximum}, 126, "\x7F"s},
        {{varint, little, true, kNoMaximum}, 127, "\x81\x01"s},
        {{varint, little, true, kNoMaximum}, 16381, "\xFF\x7F"s},
        {{varint, little, true, kNoMaximum}, 16382, "\x81\x80\x01"s},
    };
    for (const EncodedCase& one : cases) {
        EXPECT_EQ(test::hex(header_of(one.format, one.payload_bytes)), test::hex(one.header))
            << describe(one.format) << ", payload of " << one.payload_bytes;
    }
}

TEST(LengthPrefixedHeader, ReadsBackWhatItWroteAtEveryBoundary) {
    for (const LengthPrefix& format : every_format(kNoMaximum)) {
        for (unsigned bit = 0; bit < 63; ++bit) {
            for (const std::uint64_t payload :
                 {(std::uint64_t{1} << bit) - 2, (std::uint64_t{1} << bit) - 1,
                  std::uint64_t{1} << bit, (std::uint64_t{1} << bit) + 1}) {
                if (payload > largest_payload(format)) continue;
                const std::string written = header_of(format, payload);
                const LengthHeader header = read_header(format, bytes_of(written));
                ASSERT_EQ(header.state, LengthHeader::State::complete) << describe(format);
                ASSERT_EQ(header.payload_bytes, payload) << describe(format);
                ASSERT_EQ(header.header_bytes, written.size()) << describe(format);
            }
        }
    }
}

TEST(LengthPrefixedHeader, TheLargestPayloadIsWhatWidthAndMaximumBothAllow) {
    using enum PrefixWidth;
    const auto largest = [](PrefixWidth width, bool counts_header, std::uint64_t max_payload) {
        return largest_payload({width, ByteOrder::little, counts_header, max_payload});
    };
    EXPECT_EQ(largest(u8, false, kNoMaximum), 255u);
    EXPECT_EQ(largest(u8, true, kNoMaximum), 254u);
    EXPECT_EQ(largest(u16, true, kNoMaximum), 65533u);
    EXPECT_EQ(largest(u32, false, kNoMaximum), 0xFFFFFFFFu);
    EXPECT_EQ(largest(u64, true, kNoMaximum), kNoMaximum);
    EXPECT_EQ(largest(varint, true, kNoMaximum), kNoMaximum);
    EXPECT_EQ(largest(u32, false, 1000), 1000u);
    EXPECT_EQ(largest(varint, false, 0), 0u);
}

TEST(LengthPrefixedHeaderDeathTest, ALengthThatTheWidthCannotExpressIsNeverWritten) {
    std::array<std::byte, kLengthHeaderMax> room;
    for (const LengthPrefix& format : every_format(kNoMaximum)) {
        const std::uint64_t too_large = largest_payload(format) + 1;
        EXPECT_DEATH(static_cast<void>(encode_header(format, too_large, room)), "assertion failed")
            << describe(format);
    }
}

TEST(LengthPrefixedHeaderDeathTest, NorOneOverTheMaximum) {
    std::array<std::byte, kLengthHeaderMax> room;
    const LengthPrefix format{.max_payload = 10};
    EXPECT_EQ(encode_header(format, 10, room), 4u);
    EXPECT_DEATH(static_cast<void>(encode_header(format, 11, room)), "assertion failed");
}

// -- The decoder: what is good

TEST(LengthPrefixedDecoder, KeepsTheContractForEveryFormat) {
    for (const LengthPrefix& format : every_format(300)) {
        const std::string large(std::min<std::uint64_t>(largest_payload(format), 200), 'x');
        const std::string input = message(format, "") + message(format, "a") +
                                  message(format, "\0\x80\xFF\n"s) + message(format, large) +
                                  message(format, "") + message(format, "end");
        expect_contract(format, input,
                        expected("") + expected("a") + expected("\0\x80\xFF\n"s) + expected(large) +
                            expected("") + expected("end"));
    }
}

TEST(LengthPrefixedDecoder, AnEmptyMessageIsOneEmptyLastPayload) {
    const LengthPrefix format;
    LengthPrefixedDecoder decoder(format);
    const std::string input = message(format, "");
    Bytes cursor = bytes_of(input);
    using Kind = LengthPrefixedDecoder::Event::Kind;
    EXPECT_EQ(decoder.next(cursor).kind, Kind::header);
    EXPECT_FALSE(decoder.between_messages());
    const auto payload = decoder.next(cursor);
    EXPECT_EQ(payload.kind, Kind::payload);
    EXPECT_TRUE(payload.last);
    EXPECT_TRUE(payload.bytes.empty());
    EXPECT_TRUE(decoder.between_messages());
    EXPECT_EQ(decoder.next(cursor).kind, Kind::need_more);
}

TEST(LengthPrefixedDecoder, PassesPayloadOnAsViewsOfTheInput) {
    const LengthPrefix format;
    LengthPrefixedDecoder decoder(format);
    const std::string input = header_of(format, 100) + "first part";
    Bytes cursor = bytes_of(input);
    EXPECT_EQ(decoder.next(cursor).length, 100u);
    const auto payload = decoder.next(cursor);
    EXPECT_EQ(text_of(payload.bytes).data(), input.data() + 4);
    EXPECT_EQ(text_of(payload.bytes), "first part");
    EXPECT_FALSE(payload.last);
    EXPECT_EQ(decoder.missing_bytes_max(), 90u);
}

TEST(LengthPrefixedDecoder, LeavesAnUnfinishedHeaderInTheCursor) {
    for (const LengthPrefix& format : every_format(kNoMaximum)) {
        const std::string header =
            header_of(format, std::min<std::uint64_t>(largest_payload(format), 0x12345678));
        for (std::size_t size = 0; size < header.size(); ++size) {
            LengthPrefixedDecoder decoder(format);
            Bytes cursor = bytes_of(header).first(size);
            EXPECT_EQ(decoder.next(cursor).kind, LengthPrefixedDecoder::Event::Kind::need_more);
            EXPECT_EQ(cursor.size(), size) << describe(format);
            EXPECT_TRUE(decoder.between_messages());
        }
    }
}

TEST(LengthPrefixedDecoder, AcceptsAVarintLongerThanItsNumberNeeds) {
    const LengthPrefix plain{.width = PrefixWidth::varint};
    const LengthPrefix counting{.width = PrefixWidth::varint, .counts_header = true};
    expect_contract(plain, "\x81\x00z"s, "(1:7a)");
    expect_contract(plain, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00\x01z"s, "(0:)(1:7a)");
    // It counts the bytes it has, not those it could have had.
    expect_contract(counting, "\x84\x80\x00z"s, "(1:7a)");
}

// -- The decoder: what is bad

struct BadCase {
    const char* what;
    LengthPrefix format;
    std::string input;
    std::string transcript;
    std::size_t decided_after;  // so many bytes leave no doubt
};

std::vector<BadCase> bad_cases() {
    using enum PrefixWidth;
    using enum ByteOrder;
    const LengthPrefix le{u32, little, false, 1000}, be{u32, big, false, 1000};
    const std::string ff8(8, '\xFF');
    return {
        {"one over the maximum", le, "\xE9\x03\x00\x00"s, "!over_maximum", 2},
        {"one over the maximum, known only at the last byte", be, "\x00\x00\x03\xE9"s,
         "!over_maximum", 4},
        {"2^32 - 1", le, "\xFF\xFF\xFF\xFF"s, "!over_maximum", 2},
        {"2^32 - 1, big-endian", be, "\xFF\xFF\xFF\xFF"s, "!over_maximum", 1},
        {"the largest 31 bit number", be, "\x7F\xFF\xFF\xFF"s, "!over_maximum", 1},
        {"2^32 in 64 bits",
         {u64, little, false, 1000},
         "\x00\x00\x00\x00\x01\x00\x00\x00"s,
         "!over_maximum",
         5},
        {"2^32 + 5: five if it were cut to 32 bits",
         {u64, big, false, 1000},
         "\x00\x00\x00\x01\x00\x00\x00\x05hello"s,
         "!over_maximum",
         4},
        {"2^64 - 1", {u64, little, false, kNoMaximum}, ff8, "!over_maximum", 8},
        {"2^64 - 1, big-endian", {u64, big, false, kNoMaximum}, ff8, "!over_maximum", 1},
        {"2^64 - 1, counting its header", {u64, big, true, kNoMaximum}, ff8, "!over_maximum", 1},
        {"2^63", {u64, big, false, kNoMaximum}, "\x80" + std::string(7, '\0'), "!over_maximum", 1},
        {"0, counting its header",
         {u32, little, true, 1000},
         "\x00\x00\x00\x00"s,
         "!shorter_than_header",
         4},
        {"one less than its header",
         {u32, big, true, 1000},
         "\x00\x00\x00\x03"s,
         "!shorter_than_header",
         4},
        {"0 in the header's only byte",
         {u8, little, true, 1000},
         "\x00"s,
         "!shorter_than_header",
         1},
        {"7, counting eight",
         {u64, little, true, 1000},
         "\x07\0\0\0\0\0\0\0"s,
         "!shorter_than_header",
         8},
        {"a varint of 0 that counts itself",
         {varint, little, true, 1000},
         "\x00"s,
         "!shorter_than_header",
         1},
        {"a long varint of 2, counting itself",
         {varint, little, true, 1000},
         "\x82\x80\x00"s,
         "!shorter_than_header",
         3},
        {"a varint over the maximum",
         {varint, little, false, 1000},
         "\xE9\x07"s,
         "!over_maximum",
         2},
        {"a varint over the maximum before its end",
         {varint, little, false, 1000},
         "\xFF\xFF\xFF\xFF\xFF\x0F"s,
         "!over_maximum",
         2},
        {"a varint of 2^64 - 1",
         {varint, little, false, kNoMaximum},
         std::string(9, '\xFF') + "\x01",
         "!over_maximum",
         9},
        {"a varint of 2^63",
         {varint, little, false, kNoMaximum},
         std::string(9, '\x80') + "\x01",
         "!over_maximum",
         10},
        {"a varint of 2^64",
         {varint, little, false, kNoMaximum},
         std::string(9, '\x80') + "\x02",
         "!varint_overflow",
         10},
        {"a varint without an end",
         {varint, little, false, 1000},
         std::string(11, '\x80'),
         "!varint_overflow",
         10},
        {"good messages before the bad one", le, "\x01\0\0\0a\0\0\0\0\xFF\xFF\xFF\xFFzzz"s,
         "(1:61)(0:)!over_maximum", 11},
    };
}

TEST(LengthPrefixedDecoder, NamesWhatIsWrongWithALengthAndKeepsTheContract) {
    for (const BadCase& bad : bad_cases()) {
        SCOPED_TRACE(bad.what);
        expect_contract(bad.format, bad.input, bad.transcript);
    }
}

TEST(LengthPrefixedDecoder, FailsAtTheFirstByteThatLeavesNoDoubt) {
    for (const BadCase& bad : bad_cases()) {
        SCOPED_TRACE(bad.what);
        const auto failed_after = [&](std::size_t size) {
            test::TranscriptRun<LengthPrefixedSubject> run(LengthPrefixedSubject{bad.format});
            run.feed(bytes_of(bad.input).first(size));
            return run.failed();
        };
        EXPECT_FALSE(failed_after(bad.decided_after - 1));
        EXPECT_TRUE(failed_after(bad.decided_after));
    }
}

TEST(LengthPrefixedDecoder, IsNotBetweenMessagesAfterAFailure) {
    const LengthPrefix format{.max_payload = 10};
    LengthPrefixedDecoder decoder(format);
    Bytes cursor = bytes_of("\xFF\xFF\xFF\xFF");
    EXPECT_TRUE(decoder.between_messages());
    EXPECT_EQ(decoder.next(cursor).kind, LengthPrefixedDecoder::Event::Kind::failure);
    EXPECT_FALSE(decoder.between_messages());
}

TEST(LengthPrefixedDecoder, AMessageOfExactlyTheMaximumIsGood) {
    for (const LengthPrefix& format : every_format(100)) {
        const std::string payload(100, 'm');
        expect_contract(format, message(format, payload), expected(payload));
    }
}

TEST(LengthPrefixedDecoder, AMaximumOfZeroAllowsEmptyMessagesOnly) {
    for (const LengthPrefix& format : every_format(0)) {
        LengthPrefix larger = format;
        larger.max_payload = 1;
        expect_contract(format, message(format, "") + message(larger, "x"), "(0:)!over_maximum");
    }
}

TEST(LengthPrefixedDecoder, KeepsTheContractForRandomStreams) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        for (const LengthPrefix& format : every_format(200)) {
            std::string input, transcript;
            while (input.size() < 60) {
                const std::string payload(random() % 40, static_cast<char>(random()));
                input += message(format, payload);
                transcript += expected(payload);
            }
            expect_contract(format, input, transcript);
            test::expect_same_in_random_pieces(LengthPrefixedSubject(format), bytes_of(input),
                                               random);
        }
    }
}

TEST(LengthPrefixedDecoder, KeepsTheContractForRandomBytes) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        for (const LengthPrefix& format : every_format(seed % 2 == 0 ? 30 : kNoMaximum)) {
            std::string input(random() % 60, '\0');
            // Small numbers are the ones that make frames.
            for (char& octet : input)
                octet = static_cast<char>(random() >> random() % 64);
            SCOPED_TRACE(describe(format) + ", input " + test::hex(input));
            test::expect_contract(LengthPrefixedSubject(format), bytes_of(input));
        }
    }
}

// -- The fast path

// What the decoder itself calls whole messages.
MessageRun decoded_run(const LengthPrefix& format, Bytes in) {
    LengthPrefixedDecoder decoder(format);
    MessageRun run;
    for (Bytes cursor = in;;) {
        const auto event = decoder.next(cursor);
        using Kind = LengthPrefixedDecoder::Event::Kind;
        if (event.kind == Kind::need_more || event.kind == Kind::failure) return run;
        if (event.last) run = {in.size() - cursor.size(), run.count + 1};
    }
}

TEST(LengthPrefixedFastPath, FindsWhatTheDecoderFindsInEveryFrontOfEveryInput) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        for (const LengthPrefix& format : every_format(50)) {
            std::string input;
            while (input.size() < 200)
                input += message(format, std::string(random() % 50, 'p'));
            if (seed % 3 == 0) input[random() % input.size()] = '\xFF';
            for (std::size_t size = 0; size <= input.size(); ++size) {
                const Bytes front = bytes_of(input).first(size);
                ASSERT_EQ(LengthPrefixedDecoder(format).whole_messages(front),
                          decoded_run(format, front))
                    << describe(format) << ", front of " << size;
            }
        }
    }
}

TEST(LengthPrefixedFastPath, StopsBeforeABadHeaderAndLeavesItToTheDecoder) {
    for (const BadCase& bad : bad_cases()) {
        LengthPrefixedDecoder decoder(bad.format);
        const MessageRun run = decoder.whole_messages(bytes_of(bad.input));
        EXPECT_EQ(run, decoded_run(bad.format, bytes_of(bad.input))) << bad.what;
        Bytes rest = bytes_of(bad.input).subspan(run.bytes);
        EXPECT_EQ(decoder.next(rest).kind, LengthPrefixedDecoder::Event::Kind::failure) << bad.what;
    }
}

TEST(LengthPrefixedFastPath, ALengthNearTheEndOfTheAddressSpaceIsNotAddedUp) {
    for (const bool counts_header : {false, true}) {
        const LengthPrefix format{PrefixWidth::u64, ByteOrder::big, counts_header, kNoMaximum};
        for (const std::uint64_t length : {kLargest, kLargest - 7, kLargest - 8, kLargest - 9}) {
            std::string input(16, '\0');
            store(reinterpret_cast<std::byte*>(input.data()), length, ByteOrder::big);
            EXPECT_EQ(LengthPrefixedDecoder(format).whole_messages(bytes_of(input)).count, 0u);
        }
    }
}

TEST(LengthPrefixedFastPathDeathTest, IsOnlyAskedBetweenMessages) {
    const LengthPrefix format;
    LengthPrefixedDecoder decoder(format);
    const std::string input = header_of(format, 5);
    Bytes cursor = bytes_of(input);
    static_cast<void>(decoder.next(cursor));
    EXPECT_DEATH(static_cast<void>(decoder.whole_messages(cursor)), "assertion failed");
}

TEST(LengthPrefixedFastPath, VisitsEachPayloadOfARun) {
    for (const LengthPrefix& format : every_format(300)) {
        const std::string input =
            message(format, "one") + message(format, "") + message(format, std::string(200, '3'));
        std::vector<std::string> payloads;
        LengthPrefixedDecoder(format).for_each_payload(
            bytes_of(input), [&](Bytes payload) { payloads.emplace_back(text_of(payload)); });
        EXPECT_THAT(payloads, testing::ElementsAre("one", "", std::string(200, '3')))
            << describe(format);
    }
}

}  // namespace
}  // namespace potok
