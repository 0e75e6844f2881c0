// ResultFile: where the result goes as JSON, opened before the run: finding out after half an hour
// that the folder does not exist would lose the result.
//
// Main thread.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

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
    // Creates the file, or empties it.
    [[nodiscard]] static Result<ResultFile, FileFault> create(const std::string& path);

    // Writes all and closes. Once.
    [[nodiscard]] Result<Done, FileFault> write(std::string_view text);

  private:
    struct Closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    ResultFile(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}

    std::string path_;
    std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace potok::loadtest
