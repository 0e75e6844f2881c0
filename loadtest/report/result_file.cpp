#include "loadtest/report/result_file.hpp"

#include <cerrno>

#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "diagnostics/system_words.hpp"

namespace potok::loadtest {

std::string file_fault_text(Language language, const FileFault& fault) {
    const Text cannot_open{
        "cannot create the result file {path} ({cause}): choose another one with --json",
        "не создать файл результата {path} ({cause}): укажите другой параметром --json"};
    const Text cannot_write{"cannot write the result file {path} ({cause})",
                            "не записать файл результата {path} ({cause})"};
    const Text pattern = fault.kind == FileFault::Kind::cannot_open ? cannot_open : cannot_write;
    return fill(pattern, language,
                {{"path", quoted(fault.path)}, {"cause", system_words(language, fault.code)}});
}

Result<ResultFile, FileFault> ResultFile::create(const std::string& path) {
    std::FILE* file = std::fopen(path.c_str(), "we");
    if (file == nullptr) return FileFault{FileFault::Kind::cannot_open, errno, path};
    return ResultFile(path, file);
}

Result<Done, FileFault> ResultFile::write(std::string_view text) {
    const bool written = std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
    // The rest may only fail when it is flushed: the disk is full.
    const bool closed = std::fclose(file_.release()) == 0;
    if (written && closed) return Done{};
    return FileFault{FileFault::Kind::cannot_write, errno, path_};
}

}  // namespace potok::loadtest
