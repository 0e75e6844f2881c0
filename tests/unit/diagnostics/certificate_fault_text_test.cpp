#include "diagnostics/certificate_fault_text.hpp"

#include <set>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

using Kind = CertificateFault::Kind;
using ::testing::HasSubstr;
using ::testing::Not;
constexpr std::array kLanguages{Language::english, Language::russian};

std::vector<Kind> all_kinds() {
    std::vector<Kind> kinds;
    for (int i = 0; i <= static_cast<int>(kLastCertificateFault); ++i)
        kinds.push_back(static_cast<Kind>(i));
    return kinds;
}

CertificateFault fault_of(Kind kind) {
    return {.kind = kind,
            .path = "ключи сервера/a b.pfx",
            .other_path = "other.key",
            .algorithm = "RC2-40-CBC",
            .subject = "CN=поток.рф",
            .days = 21,
            .moment = std::chrono::sys_days(std::chrono::year(2026) / 5 / 4),
            .limit = 1234,
            .bits = 1024,
            .system_error = 5,
            .library_error = 0x0308010C};
}

TEST(CertificateFaultText, EachSaysSomethingElseInBothLanguagesAndLeavesNoBlank) {
    std::set<std::string> said;
    for (const Language language : kLanguages) {
        for (const Kind kind : all_kinds()) {
            const std::string text = certificate_fault_text(language, fault_of(kind));
            EXPECT_FALSE(text.empty()) << certificate_fault_name(kind);
            EXPECT_THAT(text, Not(HasSubstr("{")));
            EXPECT_FALSE(text.ends_with('.')) << text;
            EXPECT_TRUE(said.insert(text).second) << text;
        }
    }
}

TEST(CertificateFaultText, NamesItsFileWhereThereIsOne) {
    for (const Kind kind : all_kinds()) {
        const bool has_file = kind < Kind::bad_name;
        for (const Language language : kLanguages) {
            const std::string text = certificate_fault_text(language, fault_of(kind));
            EXPECT_EQ(text.find("\"ключи сервера/a b.pfx\"") != text.npos, has_file) << text;
        }
    }
}

TEST(CertificateFaultText, HasTheValuesOfItsKind) {
    const auto expect = [](Kind kind, const std::vector<std::string>& values) {
        for (const Language language : kLanguages)
            for (const std::string& value : values)
                EXPECT_THAT(certificate_fault_text(language, fault_of(kind)), HasSubstr(value));
    };
    expect(Kind::too_large, {"1234"});
    expect(Kind::too_many_certificates, {"1234"});
    expect(Kind::files_swapped, {"\"other.key\""});
    expect(Kind::key_mismatch, {"\"other.key\""});
    expect(Kind::pfx_old_algorithm, {"RC2-40-CBC"});
    expect(Kind::key_old_algorithm, {"RC2-40-CBC", "-out \"ключи сервера/a b-new.pfx\""});
    expect(Kind::gost, {"RC2-40-CBC"});
    expect(Kind::unsupported_algorithm, {"RC2-40-CBC"});
    expect(Kind::weak_key, {"\"CN=поток.рф\"", "1024"});
    expect(Kind::weak_signature, {"\"CN=поток.рф\"", "RC2-40-CBC"});
    for (const Kind kind : {Kind::expired, Kind::not_yet_valid, Kind::expires_soon,
                            Kind::issuer_expired, Kind::list_expired, Kind::list_not_yet_valid})
        expect(kind, {"\"CN=поток.рф\"", "2026-05-04", "21 "});
    expect(Kind::list_expires_soon, {"\"CN=поток.рф\"", "2026-05-04"});
    expect(Kind::list_of_another, {"\"CN=поток.рф\""});
    expect(Kind::bad_name, {"\"CN=поток.рф\""});
    expect(Kind::too_many_names, {"1234"});
    expect(Kind::bad_validity, {"21 ", "1234"});
    expect(Kind::openssl_failed, {"openssl errstr 308010C"});
}

TEST(CertificateFaultText, ASingleFileIsNotComparedWithAnother) {
    CertificateFault fault = fault_of(Kind::key_mismatch);
    fault.other_path.clear();
    for (const Language language : kLanguages)
        EXPECT_THAT(certificate_fault_text(language, fault), Not(HasSubstr("\"\"")));
}

TEST(CertificateFaultText, ThePfxOfAnOldWindowsComesWithItsCommand) {
    const auto command = [](const std::string& path) {
        CertificateFault fault = fault_of(Kind::pfx_old_algorithm);
        fault.path = path;
        return certificate_fault_text(Language::english, fault);
    };
    EXPECT_THAT(command("a b.pfx"),
                HasSubstr("openssl pkcs12 -legacy -in \"a b.pfx\" -out \"a b.pem\", choose"));
    EXPECT_THAT(command("a b.pfx"), HasSubstr("name \"a b.pem\" together with a file of"));
    EXPECT_THAT(command("v1.2/server"), HasSubstr("-out \"v1.2/server.pem\""));
    EXPECT_THAT(command("/etc/.pfx"), HasSubstr("-out \"/etc/.pfx.pem\""));
}

// openssl encrypts what it writes, and asks for a password to do it with.
TEST(CertificateFaultText, WhatACommandMakesHasAPasswordAndIsNamedWithIt) {
    for (const Kind kind : {Kind::pfx_old_algorithm, Kind::key_old_algorithm})
        for (const Language language : kLanguages)
            EXPECT_THAT(certificate_fault_text(language, fault_of(kind)),
                        HasSubstr("(--key-password-file)"));
}

TEST(CertificateFaultText, DaysAreCountedAsEachLanguageDoes) {
    const auto said = [](Language language, std::int64_t days) {
        CertificateFault fault = fault_of(Kind::expired);
        fault.days = days;
        return certificate_fault_text(language, fault);
    };
    EXPECT_THAT(said(Language::english, 1), HasSubstr(" 1 day ago"));
    EXPECT_THAT(said(Language::english, 2), HasSubstr(" 2 days ago"));
    for (const std::string text : {"1 день", "2 дня", "4 дня", "5 дней", "11 дней", "12 дней",
                                   "14 дней", "21 день", "104 дня", "111 дней"})
        EXPECT_THAT(said(Language::russian, std::stoll(text)), HasSubstr(" " + text + " назад"));
}

TEST(CertificateFaultText, AStrangersWordsAreEscaped) {
    CertificateFault fault = fault_of(Kind::expired);
    fault.subject = "CN=a\x1b[31m";
    fault.path = "a\nb";
    const std::string text = certificate_fault_text(Language::english, fault);
    EXPECT_THAT(text, HasSubstr("\"CN=a\\x1b[31m\""));
    EXPECT_THAT(text, HasSubstr("\"a\\nb\""));
}

TEST(CertificateFaultText, NamesAreOfOneFormAndDiffer) {
    std::set<std::string_view> names;
    for (const Kind kind : all_kinds()) {
        const std::string_view name = certificate_fault_name(kind);
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), name.npos) << name;
        EXPECT_TRUE(names.insert(name).second) << name;
    }
}

}  // namespace
}  // namespace potok
