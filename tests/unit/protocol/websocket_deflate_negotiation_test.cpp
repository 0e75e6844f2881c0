#include "protocol/websocket_deflate_negotiation.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using AnswerKind = DeflateAnswer::Kind;

constexpr DeflateParameters kContexts{.server_no_context_takeover = false,
                                      .client_no_context_takeover = false};
constexpr DeflateOffer kPlain{.server_no_context_takeover = false,
                              .client_no_context_takeover = false,
                              .client_max_window_bits = std::nullopt};

HttpFields fields_of(const std::vector<std::string>& lines) {
    HttpFields fields;
    for (const std::string& line : lines)
        EXPECT_TRUE(fields.add({"sec-websocket-extensions", line}));
    return fields;
}

// The response; empty: declined.
std::string accepted(const std::vector<std::string>& lines, const DeflateParameters& wanted) {
    const auto acceptance = accept_deflate_offer(fields_of(lines), wanted);
    return acceptance ? std::string(acceptance->response.view()) : "";
}

DeflateAnswer judged(const std::vector<std::string>& lines, const DeflateOffer& offer) {
    return judge_deflate_answer(fields_of(lines), offer);
}

TEST(DeflateOffers, TheFirstThatCanBeKeptIsAnswered) {
    EXPECT_EQ(accepted({"permessage-deflate; server_max_window_bits=8, "
                        "permessage-deflate; server_max_window_bits=10, permessage-deflate"},
                       kContexts),
              "permessage-deflate; server_max_window_bits=10");
    EXPECT_EQ(accepted({"permessage-deflate; unknown", "x, permessage-deflate"}, kContexts),
              "permessage-deflate");
    EXPECT_EQ(accepted({"permessage-deflate; unknown"}, kContexts), "");
    EXPECT_EQ(accepted({"deflate-frame, permessage-bzip2"}, kContexts), "");
    EXPECT_EQ(accepted({}, kContexts), "");
}

TEST(DeflateOffers, NoContextIsKeptUnlessBothSidesWantIt) {
    EXPECT_EQ(accepted({"permessage-deflate"}, {}),
              "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    EXPECT_EQ(accepted({"permessage-deflate; client_no_context_takeover"}, kContexts),
              "permessage-deflate; client_no_context_takeover");
    EXPECT_EQ(accepted({"permessage-deflate; server_no_context_takeover"}, kContexts),
              "permessage-deflate; server_no_context_takeover");
}

TEST(DeflateOffers, TheSmallerWindowIsAgreedOn) {
    const DeflateParameters wanted{.server_no_context_takeover = false,
                                   .client_no_context_takeover = false,
                                   .server_max_window_bits = 12,
                                   .client_max_window_bits = 11};
    EXPECT_EQ(accepted({"permessage-deflate; client_max_window_bits"}, wanted),
              "permessage-deflate; server_max_window_bits=12; client_max_window_bits=11");
    EXPECT_EQ(accepted({"permessage-deflate; server_max_window_bits=9; client_max_window_bits=10"},
                       wanted),
              "permessage-deflate; server_max_window_bits=9; client_max_window_bits=10");
    EXPECT_EQ(accepted({"permessage-deflate"}, wanted), "")
        << "it cannot be asked for the window that we want";
    const auto both = accept_deflate_offer(
        fields_of({"permessage-deflate; client_max_window_bits=8; server_max_window_bits=15"}),
        wanted);
    ASSERT_TRUE(both);
    EXPECT_EQ(both->agreed.server_max_window_bits, 12);
    EXPECT_EQ(both->agreed.client_max_window_bits, 8);
}

TEST(DeflateOffers, TheLongestResponseHasRoom) {
    const DeflateParameters wanted{.server_max_window_bits = 14, .client_max_window_bits = 14};
    EXPECT_EQ(accepted({"permessage-deflate; client_max_window_bits"}, wanted).size(),
              ExtensionText::kBytesMax);
}

TEST(DeflateOffers, OfAClientAreWrittenAsWanted) {
    const auto text = [](const DeflateOffer& offer) { return std::string(text_of(offer).view()); };
    EXPECT_EQ(text(kPlain), "permessage-deflate");
    EXPECT_EQ(text({}),
              "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
              "client_max_window_bits");
    EXPECT_EQ(text({.server_no_context_takeover = false,
                    .client_no_context_takeover = false,
                    .server_max_window_bits = 8,
                    .client_max_window_bits = 9}),
              "permessage-deflate; server_max_window_bits=8; client_max_window_bits=9");
}

TEST(DeflateAnswers, AgreeWithTheOfferOrFail) {
    EXPECT_EQ(judged({}, {}).kind, AnswerKind::declined);
    EXPECT_EQ(judged({"permessage-deflate"}, kPlain).kind, AnswerKind::accepted);
    EXPECT_EQ(judged({"permessage-deflate"}, {}).kind, AnswerKind::not_as_offered);
    EXPECT_EQ(judged({"permessage-deflate; client_max_window_bits=10"}, kPlain).kind,
              AnswerKind::not_as_offered);
    for (const char* line : {"foo", "permessage-deflate, foo", "foo, permessage-deflate"})
        EXPECT_EQ(judged({line}, kPlain).kind, AnswerKind::other_extension) << line;
    for (const char* line : {"", ",", "permessage-deflate;",
                             "permessage-deflate, permessage-deflate", "permessage-deflate; foo"}) {
        EXPECT_EQ(judged({line}, kPlain).kind, AnswerKind::not_as_offered) << line;
    }
    EXPECT_EQ(judged({"permessage-deflate", "permessage-deflate"}, kPlain).kind,
              AnswerKind::not_as_offered);
}

TEST(DeflateAnswers, SayHowEachSideCompresses) {
    const DeflateOffer offer{.server_no_context_takeover = false,
                             .client_no_context_takeover = false,
                             .server_max_window_bits = 12,
                             .client_max_window_bits = 11};
    const auto agreed = [&](const char* line) {
        const DeflateAnswer answer = judged({line}, offer);
        EXPECT_EQ(answer.kind, AnswerKind::accepted) << line;
        return answer.agreed;
    };
    DeflateParameters expected = kContexts;
    expected.server_max_window_bits = 12;
    expected.client_max_window_bits = 11;
    EXPECT_EQ(agreed("permessage-deflate; server_max_window_bits=12"), expected);
    EXPECT_EQ(agreed("permessage-deflate; server_max_window_bits=12; client_max_window_bits=15"),
              expected);
    expected.server_max_window_bits = 8;
    expected.client_max_window_bits = 8;
    expected.server_no_context_takeover = true;
    EXPECT_EQ(agreed("permessage-deflate; server_no_context_takeover; server_max_window_bits=8; "
                     "client_max_window_bits=8"),
              expected);
}

TEST(DeflateNegotiation, EveryWindowIsReadAsItIsWritten) {
    for (std::uint8_t bits = kDeflaterWindowBitsMin; bits <= kWindowBitsMax; ++bits) {
        const DeflateOffer offer{.server_max_window_bits = bits, .client_max_window_bits = bits};
        const std::string text(text_of(offer).view());
        const auto acceptance = accept_deflate_offer(fields_of({text}), {});
        ASSERT_TRUE(acceptance) << text;
        EXPECT_EQ(acceptance->agreed.server_max_window_bits, bits);
        EXPECT_EQ(acceptance->agreed.client_max_window_bits, bits);
        const DeflateAnswer answer = judged({std::string(acceptance->response.view())}, offer);
        EXPECT_EQ(answer.kind, AnswerKind::accepted) << acceptance->response.view();
        EXPECT_EQ(answer.agreed, acceptance->agreed);
    }
}

TEST(DeflateNegotiationDeathTest, NobodyWantsAWindowThatZlibHasNot) {
    const HttpFields none;
    EXPECT_DEATH(static_cast<void>(accept_deflate_offer(none, {.server_max_window_bits = 8})),
                 "assertion failed");
    EXPECT_DEATH(static_cast<void>(text_of(DeflateOffer{.client_max_window_bits = 8})),
                 "assertion failed");
}

}  // namespace
}  // namespace potok
