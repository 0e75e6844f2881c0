#include "loadtest/report/result_file.hpp"

#include <fstream>
#include <iterator>

#include "tests/gtest_pch.hpp"

namespace potok::loadtest {
namespace {

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
