#include "loadtest/report/result_file.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "diagnostics/escape.hpp"
#include "diagnostics/sentence.hpp"
#include "diagnostics/system_words.hpp"

namespace potok::loadtest {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUnfinished = ".unfinished";

// Where a link leads to: the link is to stay one.
std::string target_of(const std::string& path) {
    std::error_code failed;
    const fs::path target = fs::canonical(path, failed);
    return failed ? path : target.string();
}

}  // namespace

std::string file_fault_text(Language language, const FileFault& fault) {
    const Text cannot_open{
        "cannot create the result file {path} ({cause}): choose another one with --json",
        "не создать файл результата {path} ({cause}): укажите другой параметром --json"};
    const Text cannot_write{"cannot write the result file {path} ({cause})",
                            "не записать файл результата {path} ({cause})"};
    const Text pattern = fault.kind == FileFault::Kind::cannot_open ? cannot_open : cannot_write;
    return fill(
        pattern, language,
        {{"path", potok::quoted(fault.path)}, {"cause", system_words(language, fault.code)}});
}

Result<ResultFile, FileFault> ResultFile::create(const std::string& path) {
    const auto opened = [&path](const std::string& name, std::string beside,
                                const char* mode) -> Result<ResultFile, FileFault> {
        std::FILE* file = std::fopen(name.c_str(), mode);
        if (file == nullptr) return FileFault{FileFault::Kind::cannot_open, errno, path};
        return ResultFile(path, std::move(beside), file);
    };
    std::error_code none;
    const fs::file_status status = fs::status(path, none);
    const bool stands = fs::exists(status);
    if (stands && !fs::is_regular_file(status)) return opened(path, {}, "we");
    // A file that must not be written is not replaced either.
    if (stands) {
        const auto writable = opened(path, {}, "r+e");
        if (!writable) return writable.error();
    }
    const std::string beside = target_of(path) + kUnfinished;
    return opened(beside, beside, "we");
}

ResultFile::~ResultFile() {
    if (file_ && !beside_.empty()) std::remove(beside_.c_str());
}

Result<Done, FileFault> ResultFile::write(std::string_view text) {
    const bool written = std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
    // The rest may only fail when it is flushed: the disk is full.
    const bool closed = std::fclose(file_.release()) == 0;
    if (written && closed && move_into_place()) return Done{};
    const FileFault fault{FileFault::Kind::cannot_write, errno, path_};
    if (!beside_.empty()) std::remove(beside_.c_str());
    return fault;
}

bool ResultFile::move_into_place() const {
    if (beside_.empty()) return true;
    const std::string place = target_of(path_);
    std::error_code none;
    const fs::file_status before = fs::status(place, none);
    if (fs::exists(before)) fs::permissions(beside_, before.permissions(), none);
    return std::rename(beside_.c_str(), place.c_str()) == 0;
}

}  // namespace potok::loadtest
