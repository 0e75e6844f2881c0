// ResultFile: where the result goes as JSON, opened before the run: finding out after half an hour
// that the folder does not exist would lose the result.
//
// It is written beside its place and moved there when it is whole, so that an earlier result stays
// until then, and no reader ever sees half of one. What is no regular file (/dev/stdout, a pipe) is
// written as it is. Main thread.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "diagnostics/language.hpp"

namespace potok::loadtest {

struct FileFault {
    enum class Kind : std::uint8_t { cannot_open, cannot_write };
    Kind kind{};
    int code = 0;  // errno
    std::string path{};
};

// One line that says what failed and what to do.
[[nodiscard]] std::string file_fault_text(Language language, const FileFault& fault);

class ResultFile {
  public:
    // Creates the file beside `path`; what stands there stays.
    [[nodiscard]] static Result<ResultFile, FileFault> create(const std::string& path);
    ResultFile(ResultFile&&) noexcept = default;
    ResultFile& operator=(ResultFile&&) = delete;
    // Not written: nothing stays behind.
    ~ResultFile();

    // Writes all, closes, and puts it in its place. Once.
    [[nodiscard]] Result<Done, FileFault> write(std::string_view text);

  private:
    struct Closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    ResultFile(std::string path, std::string beside, std::FILE* file)
        : path_(std::move(path)), beside_(std::move(beside)), file_(file) {}

    [[nodiscard]] bool move_into_place() const;

    std::string path_;
    std::string beside_;  // its name until it is whole; empty: written in its place
    std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace potok::loadtest
