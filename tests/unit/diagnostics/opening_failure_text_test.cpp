#include "diagnostics/opening_failure_text.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using Kind = OpeningFailure::Kind;
constexpr std::array kLanguages{Language::english, Language::russian};

std::vector<OpeningFailure> all_failures() {
    std::vector<OpeningFailure> all{
        {.kind = Kind::not_http},
        {.kind = Kind::http, .http = HttpFailure::field_folded},
        {.kind = Kind::http, .http = HttpFailure::head_too_long},
        {.kind = Kind::http, .http = HttpFailure::too_many_informational},
        {.kind = Kind::status, .status = 403},
        {.kind = Kind::status, .status = 599},
        {.kind = Kind::ended_early}};
    for (int i = 0; i <= static_cast<int>(kLastUpgradeResponseFailure); ++i)
        all.push_back({.kind = Kind::upgrade, .upgrade = static_cast<UpgradeResponseFailure>(i)});
    return all;
}

TEST(OpeningFailureText, SaysSomethingElseForEach) {
    for (const Language language : kLanguages) {
        std::set<std::string> texts;
        for (const OpeningFailure& failure : all_failures())
            texts.insert(opening_failure_text(language, failure));
        EXPECT_EQ(texts.size(), all_failures().size());
        EXPECT_EQ(texts.count(""), 0u);
    }
}

TEST(TunnelFailureText, SaysSomethingElseForEach) {
    for (const Language language : kLanguages) {
        std::set<std::string> texts;
        std::set<std::string_view> names;
        for (int i = 0; i <= static_cast<int>(TunnelFailure::Kind::ended_early); ++i) {
            const auto kind = static_cast<TunnelFailure::Kind>(i);
            texts.insert(tunnel_failure_text(language, {.kind = kind, .status = 407}));
            names.insert(tunnel_failure_name(kind));
            EXPECT_TRUE(tunnel_failure_name(kind).starts_with("proxy_"));
        }
        EXPECT_EQ(texts.size(), 6u);
        EXPECT_EQ(names.size(), 6u);
    }
    EXPECT_EQ(tunnel_failure_text(Language::english,
                                  {.kind = TunnelFailure::Kind::status, .status = 407}),
              "the proxy answered with the HTTP status 407 (Proxy Authentication Required)");
}

TEST(OpeningFailureText, HasTheStatusAndItsName) {
    EXPECT_EQ(opening_failure_text(Language::english, {.kind = Kind::status, .status = 403}),
              "it answered with the HTTP status 403 (Forbidden)");
    EXPECT_EQ(opening_failure_text(Language::russian, {.kind = Kind::status, .status = 599}),
              "сервер ответил статусом HTTP 599");
}

TEST(OpeningFailureText, NamesAreOfOneFormAndDiffer) {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(kLastUpgradeResponseFailure); ++i)
        names.insert(upgrade_rule_name(static_cast<UpgradeResponseFailure>(i)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(kLastUpgradeResponseFailure) + 1);
    for (int i = 0; i <= static_cast<int>(Kind::ended_early); ++i)
        names.insert(opening_failure_name(static_cast<Kind>(i)));
    EXPECT_EQ(names.size(), static_cast<std::size_t>(kLastUpgradeResponseFailure) + 6);
    for (const std::string_view name : names)
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_01"), name.npos) << name;
}

}  // namespace
}  // namespace potok
