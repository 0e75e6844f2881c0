#include "protocol/idna.hpp"

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

std::string ascii(std::string_view host) {
    const auto result = host_to_ascii(host);
    return result ? result.value() : "fault " + std::to_string(static_cast<int>(result.error()));
}

std::string fault(HostNameFault expected) {
    return "fault " + std::to_string(static_cast<int>(expected));
}

// RFC 3492 §7.1, those without capitals, and §6.2's own.
TEST(Idna, TheRfcsSamples) {
    EXPECT_EQ(punycode(U"\u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644\u0645\u0648\u0634"
                       U"\u0639\u0631\u0628\u064A\u061F"),
              "egbpdaj6bu4bxfgehfvwxn");
    EXPECT_EQ(punycode(U"\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587"),
              "ihqwcrb4cv8a8dqg056pqjye");
    EXPECT_EQ(punycode(U"почемужеонинеговорятпорусски"), "b1abfaaepdrnnbgefbadotcwatmq2g4l");
    EXPECT_EQ(punycode(U"3\u5E74b\u7D44\u91D1\u516B\u5148\u751F"), "3b-ww4c5e180e575a65lsy2b");
    EXPECT_EQ(punycode(U"\u305D\u306E\u30B9\u30D4\u30FC\u30C9\u3067"), "d9juau41awczczp");
    EXPECT_EQ(punycode(U"-> $1.00 <-"), "-> $1.00 <--");
    EXPECT_EQ(punycode(U"b\u00FCcher"), "bcher-kva");
}

TEST(Idna, NamesThatAreInUse) {
    EXPECT_EQ(ascii("почта.рф"), "xn--80a1acny.xn--p1ai");
    EXPECT_EQ(ascii("президент.рф"), "xn--d1abbgf6aiiy.xn--p1ai");
    EXPECT_EQ(ascii("münchen.de"), "xn--mnchen-3ya.de");
    EXPECT_EQ(ascii("сервер-1.локальный"), "xn---1-dlclb8dcd.xn--80asbdcmd2ih");
}

TEST(Idna, AsciiComesBackAsItIs) {
    for (const char* host : {"localhost", "EXAMPLE.org", "127.0.0.1", "::1", "a..b", "-", ""})
        EXPECT_EQ(ascii(host), host);
}

TEST(Idna, WhatIsTypedDifferentlyMeansTheSame) {
    const std::string name = ascii("ёжик.рф");
    EXPECT_EQ(ascii("ЁЖИК.РФ"), name);
    EXPECT_EQ(ascii("\u0435\u0308жик.рф"), name) << "ё as two characters";
    EXPECT_EQ(ascii("ёжик\u3002рф"), name);
    EXPECT_EQ(ascii("йод.рф"), ascii("\u0418\u0306од.рф"));
    EXPECT_EQ(ascii("ÜBER.de"), ascii("über.de"));
    EXPECT_EQ(ascii("ŽLUŤ.cz"), ascii("žluť.cz"));
    EXPECT_EQ(ascii("ΑΒΓ.gr"), ascii("αβγ.gr"));
    EXPECT_EQ(ascii("рф."), "xn--p1ai.");
}

TEST(Idna, WhatIsNoNameIsSaidSo) {
    using enum HostNameFault;
    EXPECT_EQ(ascii("а б.рф"), fault(forbidden_character));
    EXPECT_EQ(ascii("а\u00A0б.рф"), fault(forbidden_character));
    EXPECT_EQ(ascii("а/б.рф"), fault(forbidden_character));
    EXPECT_EQ(ascii("а@б.рф"), fault(forbidden_character));
    EXPECT_EQ(ascii("а\u200Bб.рф"), fault(forbidden_character));
    EXPECT_EQ(ascii("\u0301а.рф"), fault(forbidden_character));
    EXPECT_EQ(ascii("а\xFF.рф"), fault(not_utf8));
    EXPECT_EQ(ascii("а..рф"), fault(empty_part));
    EXPECT_EQ(ascii(".рф"), fault(empty_part));
    EXPECT_EQ(ascii("рф.."), fault(empty_part));
    EXPECT_EQ(ascii("-а.рф"), fault(bad_hyphen));
    EXPECT_EQ(ascii("а-.рф"), fault(bad_hyphen));
    EXPECT_EQ(ascii("xn--а.рф"), fault(bad_hyphen));
}

TEST(Idna, LengthsHaveTheirLimits) {
    std::string part;
    while (!ascii(part + "я").starts_with("fault"))
        part += "я";
    EXPECT_EQ(ascii(part).size(), kHostPartMax);
    EXPECT_EQ(ascii(part + "я"), fault(HostNameFault::part_too_long));
    std::string name = "ф";
    for (int i = 0; i < 4; ++i)
        name += "." + part;
    EXPECT_EQ(ascii(name), fault(HostNameFault::name_too_long));
    EXPECT_EQ(ascii(std::string(2000, '\xD0')), fault(HostNameFault::name_too_long));
}

}  // namespace
}  // namespace potok
