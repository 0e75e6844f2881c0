#include "loadtest/report/result_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

// A file of the test's own, with these words in it.
struct TemporaryFile {
    explicit TemporaryFile(std::string_view words)
        : path(::testing::TempDir() + "potok_result_" + std::to_string(std::random_device{}())) {
        std::ofstream(path) << words;
    }
    ~TemporaryFile() { std::remove(path.c_str()); }
    [[nodiscard]] std::string text() const {
        std::ifstream in(path);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    // Files that begin like it and are not it.
    [[nodiscard]] int neighbours() const {
        int count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(::testing::TempDir())) {
            const std::string other = entry.path().string();
            if (other.starts_with(path) && other != path) ++count;
        }
        return count;
    }
    const std::string path;
};

TEST(ResultFile, HoldsWhatWasWrittenAndNothingFromBefore) {
    const std::string path = ::testing::TempDir() + "potok_result_file_test.json";
    for (const std::string text : {"a long first result", "short"}) {
        auto file = ResultFile::create(path);
        ASSERT_TRUE(file.ok());
        ResultFile open = std::move(file).value();
        EXPECT_TRUE(open.write(text).ok());
        std::ifstream in(path);
        EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), text);
    }
    EXPECT_EQ(std::remove(path.c_str()), 0);
}

TEST(ResultFile, AnEarlierResultStaysUntilTheNewOneIsWhole) {
    const TemporaryFile earlier("kept");
    {
        auto file = ResultFile::create(earlier.path);
        ASSERT_TRUE(file.ok());
        EXPECT_EQ(earlier.text(), "kept");
        const ResultFile never_written = std::move(file).value();
    }
    EXPECT_EQ(earlier.text(), "kept");
    EXPECT_EQ(earlier.neighbours(), 0);
}

TEST(ResultFile, ALinkStaysALinkAndTheModeStays) {
    namespace fs = std::filesystem;
    const TemporaryFile target("old");
    fs::permissions(target.path, fs::perms::owner_read | fs::perms::owner_write);
    const std::string link = target.path + ".link";
    fs::create_symlink(target.path, link);
    auto file = ResultFile::create(link);
    ASSERT_TRUE(file.ok());
    ResultFile open = std::move(file).value();
    EXPECT_TRUE(open.write("new").ok());
    EXPECT_TRUE(fs::is_symlink(link));
    EXPECT_EQ(target.text(), "new");
    EXPECT_EQ(fs::status(target.path).permissions(),
              fs::perms::owner_read | fs::perms::owner_write);
    fs::remove(link);
    EXPECT_EQ(target.neighbours(), 0);
}

TEST(ResultFile, AFolderThatIsNotThereIsFoundBeforeTheRun) {
    const auto file = ResultFile::create("/no/such/folder/result.json");
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().kind, FileFault::Kind::cannot_open);
    for (const Language language : {Language::english, Language::russian}) {
        const std::string text = file_fault_text(language, file.error());
        EXPECT_NE(text.find("/no/such/folder/result.json"), std::string::npos) << text;
        EXPECT_NE(text.find("--json"), std::string::npos) << text;
    }
}

TEST(ResultFile, AFullDiskIsAFault) {
    auto file = ResultFile::create("/dev/full");
    ASSERT_TRUE(file.ok());
    ResultFile full = std::move(file).value();
    const auto written = full.write("does not fit");
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().kind, FileFault::Kind::cannot_write);
}

}  // namespace
}  // namespace potok::loadtest
