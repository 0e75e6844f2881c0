#include "protocol/certificate_password.hpp"

#include "tests/gtest_pch.hpp"
#include "tests/support/certificate_folder.hpp"

namespace potok::testing {
namespace {

using namespace std::string_literals;

std::string read(std::string_view file) {
    return std::string(password_in(bytes_of(file)).text());
}

std::string utf16(std::u16string_view text, bool little) {
    std::string bytes;
    for (const char16_t unit : u"\uFEFF" + std::u16string(text)) {
        const std::array<char, 2> pair{static_cast<char>(unit >> 8), static_cast<char>(unit)};
        bytes += {pair[little ? 1 : 0], pair[little ? 0 : 1]};
    }
    return bytes;
}

TEST(CertificatePassword, IsTheFirstLine) {
    for (const std::string text : {"se cret", "se cret\n", "se cret\r\n", "se cret\nsecond\n"})
        EXPECT_EQ(read(text), "se cret") << text;
    EXPECT_EQ(read(""), "");
    EXPECT_EQ(read("\r\nsecond"), "");
    EXPECT_EQ(read(" with blanks \n"), " with blanks ");
}

TEST(CertificatePassword, TheMarkOfAnEditorIsNoPartOfIt) {
    EXPECT_EQ(read("\xEF\xBB\xBFпароль\r\n"), "пароль");
    EXPECT_EQ(read("\xEF\xBB\xBF"), "");
    EXPECT_EQ(read("a\xEF\xBB\xBF"), "a\xEF\xBB\xBF") << "behind the first letter it is one";
    EXPECT_EQ(read("\xEF\xBB"), "\xEF\xBB");
}

TEST(CertificatePassword, Utf16BecomesUtf8) {
    for (const bool little : {true, false}) {
        EXPECT_EQ(read(utf16(u"secret\r\nsecond", little)), "secret");
        EXPECT_EQ(read(utf16(u"пароль €", little)), "пароль €");
        EXPECT_EQ(read(utf16(u"\U0001F511\U0010FFFF\n", little)), "\U0001F511\U0010FFFF");
        EXPECT_EQ(read(utf16(u"", little)), "");
        EXPECT_EQ(read(utf16(u"\u0A0D\u010A!", little)), "\u0A0D\u010A!") << "no ends of lines";
    }
}

TEST(CertificatePassword, WhatIsNoUtf16ReadsAsAStrangeLetter) {
    EXPECT_EQ(read("\xFF\xFE\x00\xD8"s), "\uFFFD") << "half a pair";
    EXPECT_EQ(read("\xFF\xFE\x00\xD8\x41\x00"s),
              "\uFFFD"
              "A");
    EXPECT_EQ(read("\xFF\xFE\x00\xDC\x41\x00"s),
              "\uFFFD"
              "A")
        << "the other half";
    EXPECT_EQ(read("\xFF\xFE\x41\x00\x42"s), "A") << "half a unit";
}

TEST(CertificatePassword, IsReadFromAFile) {
    const CertificateFolder folder;
    const auto loaded = load_password(folder.write("пароль.txt", "\xEF\xBB\xBFsecret\r\n"));
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded.value().text(), "secret");
    const auto none = load_password(folder.path("none"));
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, CertificateFault::Kind::no_such_file);
    EXPECT_EQ(none.error().path, folder.path("none"));
}

}  // namespace
}  // namespace potok::testing
