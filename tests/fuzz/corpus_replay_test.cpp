// Replays a fuzz target's corpus as plain tests, one a file: what once was found stays found, on
// any compiler. A target aborts on what it finds, so the test that runs last is the file that did
// it.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/gtest_pch.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace potok {
namespace {

std::vector<std::filesystem::path> corpus() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(POTOK_CORPUS)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<std::uint8_t> contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string test_name(const testing::TestParamInfo<std::filesystem::path>& info) {
    std::string name = info.param.filename().string();
    std::replace_if(
        name.begin(), name.end(), [](unsigned char letter) { return std::isalnum(letter) == 0; },
        '_');
    return name;
}

class CorpusReplay : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(CorpusReplay, FindsNothing) {
    const std::vector<std::uint8_t> bytes = contents(GetParam());
    EXPECT_EQ(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()), 0);
}

INSTANTIATE_TEST_SUITE_P(Files, CorpusReplay, testing::ValuesIn(corpus()), test_name);

TEST(Corpus, HasFiles) {
    EXPECT_FALSE(corpus().empty());
}

TEST(Corpus, FindsNothingInNoBytesAtAll) {
    EXPECT_EQ(LLVMFuzzerTestOneInput(nullptr, 0), 0);
}

}  // namespace
}  // namespace potok
