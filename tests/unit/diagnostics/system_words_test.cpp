#include "diagnostics/system_words.hpp"

#include <cerrno>
#include <system_error>

#include "tests/gtest_pch.hpp"

namespace potok {
namespace {

TEST(SystemWords, HasItsOwnForWhatUsersMeet) {
    EXPECT_EQ(system_words(Language::english, ENOENT), "no such file or directory");
    EXPECT_EQ(system_words(Language::russian, ENOENT), "нет такого файла или каталога");
    EXPECT_EQ(system_words(Language::russian, EISDIR), "это каталог");
    EXPECT_EQ(system_words(Language::russian, EACCES), "нет прав");
    for (const int code :
         {ENOTDIR, EPERM, ENOSPC, EROFS, ENAMETOOLONG, EMFILE, ENOMEM, EIO, EAGAIN}) {
        EXPECT_NE(system_words(Language::english, code), system_words(Language::russian, code));
    }
}

TEST(SystemWords, LeavesTheRestToTheSystem) {
    EXPECT_EQ(system_words(Language::russian, EPROTO), std::system_category().message(EPROTO));
    EXPECT_FALSE(system_words(Language::english, 123456).empty());
}

}  // namespace
}  // namespace potok
