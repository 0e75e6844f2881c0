#include "protocol/http_content.hpp"

#include <random>

#include "tests/gtest_pch.hpp"
#include "tests/support/compressed.hpp"

namespace potok {
namespace {

using enum HttpContentCoding;

using testing::compressed;
using testing::kGzip;
using testing::kRawDeflate;
using testing::kZlib;

struct Outcome {
    std::string text;
    std::optional<HttpContentFailure> failure;
    std::size_t largest_piece = 0;
};

// In pieces of `step` bytes.
Outcome decoded(HttpContentCoding coding, std::string_view body, std::uint64_t most = 1u << 30,
                std::size_t step = std::string_view::npos) {
    HttpContentDecoder decoder(coding, most);
    Outcome outcome;
    while (!body.empty() && !outcome.failure) {
        const std::string_view part = body.substr(0, step);
        outcome.failure = decoder.decode(bytes_of(part), [&](Bytes piece) {
            EXPECT_FALSE(piece.empty());
            outcome.largest_piece = std::max(outcome.largest_piece, piece.size());
            outcome.text += text_of(piece);
        });
        body.remove_prefix(part.size());
    }
    const auto at_end = decoder.end();
    if (!outcome.failure) outcome.failure = at_end;
    EXPECT_EQ(outcome.failure, at_end) << "a failure stays";
    return outcome;
}

std::string sample(std::size_t size) {
    std::mt19937_64 random(3);
    std::string text;
    while (text.size() < size)
        text += "строка номер " + std::to_string(random() % 1000) + '\n';
    text.resize(size);
    return text;
}

TEST(HttpContent, EveryCodingComesBackHoweverItIsCut) {
    for (const std::size_t size : {0u, 1u, 100u, 16384u, 16385u, 200'000u}) {
        const std::string text = sample(size);
        for (const auto& [coding, window] :
             {std::pair(gzip, kGzip), std::pair(deflate, kZlib), std::pair(deflate, kRawDeflate)}) {
            const std::string body = compressed(text, window);
            for (const std::size_t step : {std::size_t{1}, std::size_t{7}, body.size()}) {
                const Outcome outcome = decoded(coding, body, 1u << 20, step);
                ASSERT_EQ(outcome.failure, std::nullopt) << size << " by " << step;
                ASSERT_EQ(outcome.text, text) << size << " by " << step;
            }
        }
    }
}

TEST(HttpContent, IdentityIsPassedOnWithinTheLimit) {
    EXPECT_EQ(decoded(identity, "as it is").text, "as it is");
    EXPECT_EQ(decoded(identity, "as it is", 7).failure, HttpContentFailure::too_long);
    EXPECT_EQ(decoded(identity, "").failure, std::nullopt);
}

TEST(HttpContent, ABombCostsTheLimitAndNoMore) {
    const std::string bomb = compressed(std::string(50'000'000, '\0'), kGzip);
    ASSERT_LT(bomb.size(), 60'000u);
    const Outcome outcome = decoded(gzip, bomb, 1'000'000);
    EXPECT_EQ(outcome.failure, HttpContentFailure::too_long);
    EXPECT_LE(outcome.text.size(), 1'000'000u);
    EXPECT_LE(outcome.largest_piece, HttpContentDecoder::kPiece);
}

TEST(HttpContent, TheLimitComesBeforeDamageBehindItHoweverItIsCut) {
    std::string body = compressed(sample(100), kGzip);
    body[body.size() - 6] ^= 1;  // in the checksum
    for (const std::size_t step : {std::size_t{1}, body.size()}) {
        EXPECT_EQ(decoded(gzip, body, 50, step).failure, HttpContentFailure::too_long);
        EXPECT_EQ(decoded(gzip, body, 100, step).failure, HttpContentFailure::malformed);
    }
}

TEST(HttpContent, ExactlyTheLimitIsWithinIt) {
    const std::string body = compressed(std::string(100'000, 'x'), kGzip);
    EXPECT_EQ(decoded(gzip, body, 100'000).failure, std::nullopt);
    EXPECT_EQ(decoded(gzip, body, 99'999).failure, HttpContentFailure::too_long);
}

TEST(HttpContent, AGzipBodyMayHaveSeveralMembersAndDeflateMayNot) {
    const std::string two = compressed("one ", kGzip) + compressed("two", kGzip);
    EXPECT_EQ(decoded(gzip, two, 100, 5).text, "one two");
    const std::string bad = compressed("one", kZlib) + compressed("two", kZlib);
    EXPECT_EQ(decoded(deflate, bad).failure, HttpContentFailure::malformed);
}

TEST(HttpContent, EveryTruncationIsTold) {
    const std::string body = compressed(sample(500), kGzip);
    for (std::size_t size = 1; size < body.size(); ++size) {
        ASSERT_EQ(decoded(gzip, body.substr(0, size)).failure, HttpContentFailure::cut_off) << size;
    }
}

TEST(HttpContent, DamageIsTold) {
    const std::string body = compressed(sample(500), kGzip);
    int told = 0;
    for (std::size_t at = 0; at < body.size(); ++at) {
        std::string bad = body;
        bad[at] = static_cast<char>(bad[at] ^ 0x55);
        const Outcome outcome = decoded(gzip, bad);
        told += outcome.failure.has_value() ? 1 : 0;
        if (!outcome.failure) {
            EXPECT_EQ(outcome.text, sample(500)) << at;  // time, system: nothing depends on them
        }
    }
    EXPECT_GT(told, static_cast<int>(body.size()) - 12);
    EXPECT_EQ(decoded(gzip, "this is no gzip").failure, HttpContentFailure::malformed);
    EXPECT_EQ(decoded(gzip, body + "junk").failure, HttpContentFailure::malformed);
}

TEST(HttpContent, TheHeadNamesOneCodingThatWasAskedFor) {
    const auto coding_of = [](std::vector<std::string_view> values) {
        HttpFields fields;
        for (const std::string_view value : values)
            EXPECT_TRUE(fields.add({"content-encoding", value}));
        return content_coding_of(fields);
    };
    EXPECT_EQ(coding_of({}), identity);
    EXPECT_EQ(coding_of({"identity"}), identity);
    EXPECT_EQ(coding_of({"GZip"}), gzip);
    EXPECT_EQ(coding_of({"x-gzip"}), gzip);
    EXPECT_EQ(coding_of({"deflate"}), deflate);
    EXPECT_EQ(coding_of({"identity, gzip"}), gzip);
    EXPECT_EQ(coding_of({"gzip, gzip"}), std::nullopt);
    EXPECT_EQ(coding_of({"gzip", "deflate"}), std::nullopt);
    EXPECT_EQ(coding_of({"br"}), std::nullopt);
}

}  // namespace
}  // namespace potok
